"""What several families share: wishes as options of ``sorikit.dsp``, checks, and the library for what is not hot."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sorikit.core.errors import InvalidAudio
from sorikit.core.extras import optional_library
from sorikit.dsp.mel_scale import Scale, hz_to_mel, mel_to_hz
from sorikit.dsp.mel_spectrogram import MelOptions
from sorikit.dsp.stft import StftOptions
from sorikit.features.layout import Doubles, Layout, hertz_names
from sorikit.features.options import FeatureOptions

N_FFT, HOP_LENGTH = 2048, 512
"""librosa's defaults: 93 and 23 ms at its own 22,050 Hz."""
N_MELS = 128


def stft_options(options: FeatureOptions) -> StftOptions:
    """Return how the sound is cut: 2048 samples every quarter of that, unless other wishes are given."""
    n_fft = options.n_fft or max(N_FFT, options.win_length or 0)
    return StftOptions(
        n_fft=n_fft,
        hop_length=options.hop_length or max(1, n_fft // 4),
        win_length=options.win_length,
        window=options.window or "hann",
    )


def mel_options(sample_rate: int, stft: StftOptions, options: FeatureOptions, *, n_mels: int = N_MELS) -> MelOptions:
    """Return the bands: Slaney's scale and area, or with ``htk`` HTK's scale and triangles of height 1."""
    return MelOptions(
        sample_rate,
        stft,
        n_mels=options.n_mels or n_mels,
        fmin=options.fmin or 0.0,
        fmax=options.fmax,
        scale="htk" if options.htk else "slaney",
        norm="peak" if options.htk else "slaney",
    )


def stft_layout(kind: str, unit: str, sample_rate: int, stft: StftOptions) -> Layout:
    """Return the layout of one row per bin."""
    frequencies = stft.frequencies(sample_rate)
    return Layout(
        kind,
        ("frequency", "frame"),
        hertz_names(frequencies),
        (unit,),
        sample_rate,
        hop=stft.hop_length / sample_rate,
        frequencies=frequencies,
    )


def row_layout(kind: str, rows: tuple[str, ...], units: tuple[str, ...], sample_rate: int, hop: int) -> Layout:
    """Return the layout of named rows over frames of ``hop`` samples, the first of which has its middle at 0."""
    return Layout(kind, ("feature", "frame"), rows, units, sample_rate, hop=hop / sample_rate)


def band_centres(low: float, high: float, bands: int, scale: Scale) -> Doubles:
    """Return the middle of mel bands in Hz, ``(bands,)``."""
    edges = hz_to_mel([low, high], scale)
    step = (edges[1] - edges[0]) / (bands + 1)
    return mel_to_hz([edges[0] + step * (band + 1) for band in range(bands)], scale)


def library(name: str, feature: str) -> Any:
    """Return a module of the extra ``analysis``. Raises RuntimeMissing, which says how to install it."""
    return optional_library(name, "analysis", feature)


@contextmanager
def librosa_at_work(kind: str) -> Iterator[None]:
    """Keep librosa's advice from the screen; what it refuses becomes InvalidAudio with its own words."""
    exceptions = library("librosa.util.exceptions", kind)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except exceptions.ParameterError as error:
            raise InvalidAudio(
                detail=f"{kind} cannot be worked out: {error}".rstrip("."),
                detail_ko=f"{kind} 특징을 구할 수 없습니다: {error}".rstrip("."),
            ) from error
