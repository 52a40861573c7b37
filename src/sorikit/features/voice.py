"""Pitch over time: SwiftF0, and pYIN by librosa."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.engines import pitch
from sorikit.features._grid import library, librosa_at_work
from sorikit.features.analysis import Analysis, Stream, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions, wrong

ROWS = ("f0", "confidence")
UNITS = ("Hz", "probability")
LOWEST_HZ, HIGHEST_HZ = 65.406, 2093.005
"""C2 and C7: librosa's advice."""


def f0(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the fundamental frequency by SwiftF0: float32 ``(2, frames)`` every 16 ms, rows "f0" (Hz) and "confidence".

    NaN where the confidence is below 0.5: nothing voiced. Heard at 16 kHz; ``fmin`` and ``fmax`` narrow the search inside
    46.9 … 2093.8 Hz. Source: Nieradzik, "SwiftF0" (2025); ``sorikit.engines.pitch``.
    """
    return extract(source, "f0", options, **wishes)


def f0_pyin(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the fundamental frequency by pYIN: float32 ``(2, frames)``, rows "f0" (Hz, NaN unvoiced) and "confidence".

    Between C2 (65.4 Hz) and C7 (2,093 Hz) unless ``fmin`` and ``fmax`` say otherwise, over the power of two nearest to 93 ms
    (``n_fft``), every quarter of it. Mauch & Dixon, "pYIN" (2014). By librosa.
    """
    return extract(source, "f0-pyin", options, **wishes)


def open_swift(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "f0"."""
    return _Swift(sample_rate, pitch.PitchRange(options.fmin, options.fmax))


def open_pyin(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "f0-pyin". Raises InvalidOption for ``fmax`` above half the rate."""
    librosa = library("librosa", "f0-pyin")
    low = options.fmin or LOWEST_HZ
    high = options.fmax or min(HIGHEST_HZ, sample_rate / 2)
    if high > sample_rate / 2:
        raise wrong(
            "fmax",
            f"{high:g} Hz is above half of the sample rate, {sample_rate / 2:g} Hz",
            f"{high:g} Hz는 샘플레이트의 절반인 {sample_rate / 2:g} Hz보다 높습니다",
        )
    length = options.n_fft or 2 ** round(math.log2(sample_rate * 2048 / 22_050))
    hop = options.hop_length or max(1, length // 4)

    def work(samples: Samples) -> Values:
        with librosa_at_work("f0-pyin"):
            found, _, probability = librosa.pyin(
                samples, fmin=low, fmax=high, sr=sample_rate, frame_length=length, hop_length=hop
            )
        return np.stack([found, probability]).astype(np.float32)

    return Whole(_layout("f0-pyin", sample_rate, hop / sample_rate), work)


def _layout(kind: str, sample_rate: int, hop: float) -> Layout:
    return Layout(kind, ("feature", "frame"), ROWS, UNITS, sample_rate, hop=hop)


class _Swift(Stream):
    """The engine's session as an analysis."""

    def __init__(self, sample_rate: int, band: pitch.PitchRange) -> None:
        tracker = pitch.load()
        if sample_rate != tracker.sample_rate:
            raise wrong(
                "sample_rate",
                f"SwiftF0 hears {tracker.sample_rate} Hz, not {sample_rate}",
                f"SwiftF0는 {tracker.sample_rate} Hz를 씁니다({sample_rate})",
            )
        super().__init__(_layout("f0", sample_rate, tracker.frame_seconds))
        self._session = tracker.open(band)

    def feed(self, samples: Samples) -> Values:
        return _rows(self._session.track(samples[0]))

    def finish(self) -> Values:
        return _rows(self._session.finish())


def _rows(found: pitch.Pitch) -> Values:
    return np.stack([found.voiced_f0, found.confidence])
