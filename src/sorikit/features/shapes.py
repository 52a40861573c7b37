"""The shape of the short-time spectrum in a few numbers, by librosa: where it lies, how wide, how flat it is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.stft import StftOptions, StftStream, magnitude
from sorikit.features._grid import library, librosa_at_work, row_layout, stft_options
from sorikit.features.analysis import Analysis, Mapped, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions, wrong

ROLL_PERCENT = 0.85
BANDS = 6
LOWEST_HZ = 200.0


def centroid(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the spectral centroid in Hz: float32 ``(1, frames)``, 0 for a silent frame.

    ``Σ f |X[f]| / Σ |X[f]|`` (Klapuri & Davy, "Signal Processing Methods for Music Transcription", 2006, ch. 5), over 2048
    samples every 512 unless wishes say otherwise. By librosa.
    """
    return extract(source, "centroid", options, **wishes)


def bandwidth(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the spectral bandwidth in Hz: float32 ``(1, frames)``.

    The deviation around the centroid, weighted by magnitude (Klapuri & Davy, 2006); frames as ``centroid``. By librosa.
    """
    return extract(source, "bandwidth", options, **wishes)


def rolloff(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return in Hz the frequency under which 85 % of the magnitude lies: float32 ``(1, frames)``. By librosa."""
    return extract(source, "rolloff", options, **wishes)


def contrast(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return how far peaks stand above valleys in 7 bands, in dB: float32 ``(7, frames)``.

    Octaves from ``fmin`` (200 Hz) up (Jiang et al., "Music type classification by spectral contrast feature", 2002); levels
    80 dB under the loudest of the sound count as that. By librosa.
    """
    return extract(source, "contrast", options, **wishes)


def flatness(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return geometric over arithmetic mean of the power, 0 (a tone) … 1 (noise, and silence): float32 ``(1, frames)``.

    Dubnov, "Generalization of spectral flatness measure for non-Gaussian linear processes" (2004). By librosa.
    """
    return extract(source, "flatness", options, **wishes)


def open_centroid(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "centroid"."""
    return _per_frame("centroid", "Hz", sample_rate, options)


def open_bandwidth(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "bandwidth"."""
    return _per_frame("bandwidth", "Hz", sample_rate, options)


def open_rolloff(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "rolloff"."""
    return _per_frame("rolloff", "Hz", sample_rate, options)


def open_flatness(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "flatness"."""
    return _per_frame("flatness", "", sample_rate, options)


def open_contrast(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "contrast". Raises InvalidOption where six octaves from ``fmin`` do not fit under half the rate."""
    feature = library("librosa", "contrast").feature.spectral_contrast
    cut = stft_options(options)
    lowest = options.fmin or LOWEST_HZ
    limit = sample_rate / 2 / 2 ** (BANDS - 1)
    if lowest >= limit:
        raise wrong(
            "fmin",
            f"six octaves from {lowest:g} Hz do not fit under half of {sample_rate} Hz; choose one below {limit:g}",
            f"{lowest:g} Hz부터 여섯 옥타브가 {sample_rate} Hz의 절반 안에 들지 않습니다. {limit:g}보다 낮게 고르세요",
        )
    edges = [0.0, *(lowest * 2**band for band in range(BANDS)), sample_rate / 2]
    rows = tuple(f"{low:.0f}-{high:.0f} Hz" for low, high in pairwise(edges))
    layout = Layout("contrast", ("band", "frame"), rows, ("dB",), sample_rate, hop=cut.hop_length / sample_rate)

    def work(samples: Samples) -> Values:
        with librosa_at_work("contrast"):
            values = feature(S=_magnitudes(samples, cut), sr=sample_rate, fmin=lowest, n_bands=BANDS)
        return np.asarray(values, np.float32)

    return Whole(layout, work)


def _per_frame(kind: str, unit: str, sample_rate: int, options: FeatureOptions) -> Analysis:
    """Return librosa's feature of that name over a stream of magnitudes: no frame depends on another."""
    feature = library("librosa", kind).feature
    work: dict[str, Callable[[Samples], Any]] = {
        "centroid": lambda part: feature.spectral_centroid(S=part, sr=sample_rate),
        "bandwidth": lambda part: feature.spectral_bandwidth(S=part, sr=sample_rate),
        "rolloff": lambda part: feature.spectral_rolloff(S=part, sr=sample_rate, roll_percent=ROLL_PERCENT),
        "flatness": lambda part: feature.spectral_flatness(S=part),
    }
    cut = stft_options(options)

    def change(spectrum: Any) -> Values:
        with librosa_at_work(kind):
            return np.asarray(work[kind](magnitude(spectrum)), np.float32)

    return Mapped(row_layout(kind, (kind,), (unit,), sample_rate, cut.hop_length), StftStream(cut), change)


def _magnitudes(samples: Samples, cut: StftOptions) -> Samples:
    stream = StftStream(cut)
    return magnitude(np.concatenate([stream.push(samples), stream.finish()], axis=1))
