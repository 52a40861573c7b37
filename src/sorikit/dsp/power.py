"""Power spectra of frames, block by block, in the cheapest way for the window and the hop."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.products import BLOCK
from sorikit.dsp.split_dft import SplitPower, splits
from sorikit.dsp.stft import StftOptions

AT_ONCE = 1 << 15
"""Samples of frames under one FFT call: they stay within the second cache."""


class Powers(Protocol):
    """One way to transform. ``power`` is the memory of the last block, at least ``BLOCK`` columns wide."""

    power: Samples

    def __call__(self, frames: Samples, column: int) -> Samples:
        """Return ``|X|²`` of ``frames`` (n, n_fft) as ``(n_fft // 2 + 1, n)``: columns ``column …`` of ``power``."""
        ...


class FftPower:
    """By FFT: any window, length and hop."""

    def __init__(self, weights: Samples) -> None:
        self._weights = weights
        self.power = np.zeros((weights.size // 2 + 1, BLOCK), np.float32)

    def __call__(self, frames: Samples, column: int) -> Samples:
        """Transform; see ``Powers``."""
        step = max(1, AT_ONCE // self._weights.size)
        power = self.power[:, column : column + len(frames)]
        for first in range(0, len(frames), step):
            spectrum = np.fft.rfft(frames[first : first + step] * self._weights)
            real, imaginary = spectrum.real, spectrum.imag
            power[:, first : first + step] = (real * real + imaginary * imaginary).T
        return power


def powers(options: StftOptions) -> Powers:
    """Return what computes the power spectra of these frames."""
    weights = options.weights
    return SplitPower(weights, options.hop_length) if splits(weights.size, options.hop_length) else FftPower(weights)
