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
AT_ONCE = 4096
"""Frames worked on at once: they stay within the second cache."""


def delta(features: Samples, *, width: int = WIDTH, order: int = 1) -> Samples:
    """Return the derivative (per frame) of ``features`` (dims, frames): float32 of the same shape.

    ``width`` is odd and at least 3, ``order`` 1 or 2. Raises InvalidOption otherwise.
    """
    stream = DeltaStream(width=width, order=order)
    return np.concatenate([stream.push(features), stream.finish()], axis=1)


class DeltaStream:
    """The derivative of features that arrive in pieces of any size; it runs ``width // 2`` frames behind them."""

    def __init__(self, *, width: int = WIDTH, order: int = 1) -> None:
        at_least("width", width, 3)
        one_of("order", order, (1, 2))
        if width % 2 == 0:
            raise InvalidOption(
                option="width", detail=f"must be odd, not {width}", detail_ko=f"홀수여야 합니다({width})"
            )
        self._half = width // 2
        self._order = order
        self._middle, self._weights = _kernel(self._half, order)
        self._rest: Samples | None = None
        self._last: Samples | None = None

    def push(self, features: Samples) -> Samples:
        """Return the derivatives that these frames (dims, new frames) make known: float32 ``(dims, frames)``."""
        rest = features if self._rest is None else np.concatenate([self._rest, features], axis=1)
        width = 2 * self._half + 1
        if rest.shape[1] < width:
            self._rest = np.array(rest, np.float32)
            return np.zeros((len(rest), 0), np.float32)
        fitted = self._fit(rest)
        if self._last is None:
            fitted = np.concatenate([np.repeat(fitted[:, :1], self._half, axis=1), fitted], axis=1)
        self._last = fitted[:, -1:].copy()
        self._rest = np.array(rest[:, 1 - width :], np.float32)
        return fitted

    def finish(self) -> Samples:
        """Return the derivatives of the last frames."""
        if self._last is not None:
            return np.repeat(self._last, self._half, axis=1)
        if self._rest is None or not self._rest.shape[1]:
            return np.zeros((0 if self._rest is None else len(self._rest), 0), np.float32)
        return self._fit(np.pad(self._rest, ((0, 0), (self._half, self._half)), mode="edge"))

    def _fit(self, frames: Samples) -> Samples:
        """Correlate with the kernel: ``(dims, n)`` → ``(dims, n − width + 1)``. Elementwise: no piece changes a bit."""
        count = frames.shape[1] - 2 * self._half
        fitted = np.empty((len(frames), count), np.float32)
        for first in range(0, count, AT_ONCE):
            self._fit_block(frames[:, first : first + AT_ONCE + 2 * self._half], fitted[:, first : first + AT_ONCE])
        return fitted

    def _fit_block(self, frames: Samples, fitted: Samples) -> None:
        half, count = self._half, fitted.shape[1]
        np.multiply(frames[:, half : half + count], self._middle, out=fitted)
        join = np.subtract if self._order == 1 else np.add
        pair = np.empty_like(fitted)
        for step, weight in enumerate(self._weights, 1):
            join(frames[:, half + step :][:, :count], frames[:, half - step :][:, :count], out=pair)
            np.multiply(pair, weight, out=pair)
            np.add(fitted, pair, out=fitted)


def _kernel(half: int, order: int) -> tuple[np.float32, Samples]:
    """Return the weight of the middle frame, and those of the pairs around it, nearest first."""
    steps = np.arange(1, half + 1, dtype=np.float64)
    squares = 2 * (steps**2).sum()
    if order == 1:
        return np.float32(0.0), (steps / squares).astype(np.float32)
    width = 2 * half + 1
    spread = 2 * (steps**4).sum() - squares**2 / width
    return np.float32(-2 * squares / width / spread), (2 * (steps**2 - squares / width) / spread).astype(np.float32)
