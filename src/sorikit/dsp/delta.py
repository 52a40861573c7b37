"""Δ and ΔΔ: how features change from frame to frame, whole or as the frames arrive.

The slope (and for the second order, the curvature) of a polynomial fitted by least squares over ``width`` frames:
Savitzky & Golay, "Smoothing and differentiation of data by simplified least squares procedures" (1964); for the first
order the same as the regression of the HTK book, §5.9, with Θ = width // 2. At both ends the first and last fit stand
for the frames that have no neighbours, as in librosa (mode "interp"). With fewer frames than ``width`` there is no
fit: the first and last frame are repeated instead.
"""

from __future__ import annotations

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.framing import at_least, one_of

WIDTH = 9
"""Frames of one fit; librosa's default."""


def delta(features: Samples, *, width: int = WIDTH, order: int = 1, out: Samples | None = None) -> Samples:
    """Return the derivative (per frame) of ``features`` (dims, frames): float32 of the same shape, in ``out`` if given.

    ``width`` is odd and at least 3, ``order`` 1 or 2. Raises InvalidOption otherwise.
    """
    _check(width, order)
    slopes = np.empty(features.shape, np.float32) if out is None else out
    half, frames = width // 2, features.shape[1]
    if 0 < frames < width:
        features = np.pad(features, ((0, 0), (half, half)), mode="edge")
        _fit(features, _kernel(half, order), slopes)
    elif frames:
        _fit(features, _kernel(half, order), slopes[:, half : frames - half])
        slopes[:, :half] = slopes[:, half : half + 1]
        slopes[:, frames - half :] = slopes[:, frames - half - 1 : frames - half]
    return slopes


def _check(width: int, order: int) -> None:
    at_least("width", width, 3)
    one_of("order", order, (1, 2))
    if width % 2 == 0:
        raise InvalidOption(option="width", detail=f"must be odd, not {width}", detail_ko=f"홀수여야 합니다({width})")


class DeltaStream:
    """The derivative of features that arrive in pieces of any size; it runs ``width // 2`` frames behind them."""

    def __init__(self, *, width: int = WIDTH, order: int = 1) -> None:
        _check(width, order)
        self._half = width // 2
        self._order = order
        self._kernel = _kernel(self._half, order)
        self._rest: Samples | None = None
        self._last: Samples | None = None

    def push(self, features: Samples) -> Samples:
        """Return the derivatives that these frames (dims, new frames) make known: float32 ``(dims, frames)``."""
        rest = features if self._rest is None else np.concatenate([self._rest, features], axis=1)
        width = 2 * self._half + 1
        if rest.shape[1] < width:
            self._rest = np.array(rest, np.float32)
            return np.zeros((len(rest), 0), np.float32)
        before = self._half if self._last is None else 0  # the first fit stands for them
        fitted = np.empty((len(rest), before + rest.shape[1] - width + 1), np.float32)
        _fit(rest, self._kernel, fitted[:, before:])
        fitted[:, :before] = fitted[:, before : before + 1]
        self._last = fitted[:, -1:].copy()
        self._rest = np.array(rest[:, 1 - width :], np.float32)
        return fitted

    def finish(self) -> Samples:
        """Return the derivatives of the last frames."""
        if self._last is not None:
            return np.repeat(self._last, self._half, axis=1)
        if self._rest is None or not self._rest.shape[1]:
            return np.zeros((0 if self._rest is None else len(self._rest), 0), np.float32)
        fitted = np.empty_like(self._rest)
        _fit(np.pad(self._rest, ((0, 0), (self._half, self._half)), mode="edge"), self._kernel, fitted)
        return fitted


def _fit(frames: Samples, kernel: Samples, out: Samples) -> None:
    """Correlate ``(dims, n)`` with the kernel into ``out`` ``(dims, n − width + 1)``.

    Each number is a sum over its own neighbours in one order: no piece changes a bit.
    """
    for row, fitted in zip(frames, out, strict=True):
        fitted[:] = np.correlate(row, kernel)


def _kernel(half: int, order: int) -> Samples:
    """Return the weights of the neighbours: float32 ``(2 × half + 1,)``."""
    steps = np.arange(-half, half + 1, dtype=np.float64)
    squares = (steps**2).sum()
    width = 2 * half + 1
    spread = (steps**4).sum() - squares**2 / width
    weights: Samples = (steps / squares if order == 1 else 2 * (steps**2 - squares / width) / spread).astype(np.float32)
    return weights
