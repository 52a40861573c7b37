"""How strong a sound is, and how often it changes its sign."""

from __future__ import annotations

from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Framer, FrameRule
from sorikit.features._grid import N_FFT, row_layout
from sorikit.features.analysis import Analysis, Mapped
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features
from sorikit.features.options import FeatureOptions

SMALLEST = 1e-10
"""A sample this small has no sign (librosa's threshold)."""
BLOCK = 256


def zcr(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the zero-crossing rate: float32 ``(1, frames)``, sign changes per sample, 0 … 1.

    Over 2048 samples (``n_fft``) every 512, the first and last sample repeated beyond the ends; a pure tone of f Hz has
    ``2 f / sample_rate``. As librosa's ``zero_crossing_rate``.
    """
    return extract(source, "zcr", options, **wishes)


def rms(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the root mean square: float32 ``(1, frames)``, in parts of full scale.

    Over 2048 samples (``n_fft``) every 512, zeros beyond both ends. As librosa's ``rms``.
    """
    return extract(source, "rms", options, **wishes)


def open_zcr(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "zcr"."""
    length, hop = _grid(options)
    return Mapped(row_layout("zcr", ("zcr",), ("per sample",), sample_rate, hop), _Crossings(length, hop))


def open_rms(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "rms"."""
    length, hop = _grid(options)
    return Mapped(row_layout("rms", ("rms",), ("amplitude",), sample_rate, hop), _Power(length, hop))


def _grid(options: FeatureOptions) -> tuple[int, int]:
    length = options.n_fft or N_FFT
    return length, options.hop_length or max(1, length // 4)


class _Power:
    """Root mean square of frames."""

    def __init__(self, length: int, hop: int) -> None:
        self._framer = Framer(FrameRule(length, hop, length // 2))

    def push(self, samples: Samples, /) -> Samples:
        return self._rms(self._framer.push(samples))

    def finish(self) -> Samples:
        return self._rms(self._framer.finish())

    def _rms(self, views: list[Samples]) -> Samples:
        parts = [np.zeros(0, np.float32)]
        for view in views:
            for first in range(0, len(view), BLOCK):
                squares = np.square(view[first : first + BLOCK]).mean(axis=1, dtype=np.float64)
                parts.append(np.sqrt(squares).astype(np.float32))
        return np.concatenate(parts)[np.newaxis, :]


class _Crossings:
    """Sign changes inside frames of a sound whose first and last sample go on beyond its ends."""

    def __init__(self, length: int, hop: int) -> None:
        self._framer = Framer(FrameRule(length, hop))
        self._length = length
        self._last: Samples | None = None

    def push(self, samples: Samples, /) -> Samples:
        if not samples.size:
            return np.zeros((1, 0), np.float32)
        if self._last is None:
            samples = np.concatenate([np.repeat(samples[:1], self._length // 2), samples])
        self._last = samples[-1:].copy()
        return self._rates(self._framer.push(samples))

    def finish(self) -> Samples:
        if self._last is None:
            return np.zeros((1, 0), np.float32)
        return self._rates(self._framer.push(np.repeat(self._last, self._length // 2)))

    def _rates(self, views: list[Samples]) -> Samples:
        parts = [np.zeros(0, np.float32)]
        for view in views:
            for first in range(0, len(view), BLOCK):
                negative = view[first : first + BLOCK] < -SMALLEST
                changes = (negative[:, 1:] != negative[:, :-1]).sum(axis=1)
                parts.append((changes / self._length).astype(np.float32))
        return np.concatenate(parts)[np.newaxis, :]
