"""Power spectra of overlapping frames as four small matrix products: faster than an FFT for frames of 512 or less.

A window that is symmetric about the middle of its frame lets the transform be folded twice. With ``N = n_fft``,
``s[n] = w[n] (x[n] + x[N − n])`` and ``d[n] = w[n] (x[n] − x[N − n])`` the real part of bin ``k`` is a cosine sum over
``s`` and the imaginary part a sine sum over ``d``, ``n < N / 2``. The same trick about ``N / 4`` parts even bins
(``s[n] + s[N/2 − n]``, ``d[n] − d[N/2 − n]``) from odd ones: four products of ``N / 4 × N / 4`` matrices with many frames at
once, N² / 2 operations a frame. Rader & Brenner fold alike ("A new principle for fast Fourier transformation", 1976).

Samples lie in rows of one phase of the hop and in columns of one hop, so that a frame's sample ``n`` is row
``n mod hop``, ``n // hop`` columns on, every fold is one pass over flat memory, and a sample is moved once, not once for
each frame that it is in. Frame ``t`` always stands in column ``t mod block``: see ``products``.

Rounding: within 4e-7 of the loudest bin of the frame (an FFT in single precision: 1e-7).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.products import BLOCK

LONGEST = 512
"""Above this the FFT wins."""
LEAST_HOP = 8
"""Frames overlapping more than so many times are left to the FFT: the columns would be mostly border."""

Step = tuple[Callable[..., object], Samples, Samples, Samples]


def folds(weights: Samples, hop: int) -> bool:
    """Return whether frames under this window can be transformed here."""
    n_fft = weights.size
    symmetric = weights[0] == 0 and np.allclose(weights[1:], weights[:0:-1], rtol=0, atol=1e-6)
    return bool(symmetric and n_fft % 4 == 0 and 16 <= n_fft <= LONGEST and n_fft / LEAST_HOP <= hop <= n_fft)


class FoldedPower:
    """The transform of one window and hop, with its working memory: not for several threads."""

    def __init__(self, weights: Samples, hop: int) -> None:
        """Prepare. ``weights`` (n_fft,) and ``hop`` must be such that ``folds`` is true."""
        n_fft = weights.size
        self._hop, self._n_fft = hop, n_fft
        self._chunks = -(-n_fft // hop)
        self._width = BLOCK + self._chunks - 1
        width, quarter = self._width, n_fft // 4
        self._rows = np.zeros((hop + 1, width), np.float32)  # one more: a flat slice that starts late ends late
        self._turned = np.zeros((hop + 1, width), np.float32)
        folded = np.zeros((2, 2, quarter, width), np.float32)  # first and second half of the fold, s and d
        sums = np.zeros(((2 * quarter + 1), width), np.float32)  # even bins: cosine terms 0 … N/4, sine terms 1 … N/4
        differences = np.zeros_like(sums)  # odd bins
        halves = np.stack([weights[1 : quarter + 1], weights[2 * quarter + 1 : 3 * quarter + 1]])
        curve = np.ascontiguousarray(np.broadcast_to(halves[:, None, :, None], folded.shape))
        self._parts = np.zeros((2, n_fft // 2 + 1, width), np.float32)  # real, imaginary
        self.power: Samples = self._parts[0]
        """What the last call computed: float32 ``(n_fft // 2 + 1, columns)``, frame ``t`` at column ``t mod BLOCK``."""
        middle = _flat(self._rows, n_fft // 2, 1, hop)
        middle_weight = np.full(width, weights[n_fft // 2], np.float32)
        products = _matrices(n_fft)
        real, imaginary = self._parts
        self._steps: list[Step] = [
            *self._fold(np.add, folded[:, 0]),
            *self._fold(np.subtract, folded[:, 1]),
            (np.multiply, folded, curve, folded),
            (np.multiply, middle, middle_weight, sums[0]),
            (np.multiply, middle, -middle_weight, differences[0]),
            (np.add, folded[0].reshape(-1, width), folded[1].reshape(-1, width), sums[1:]),
            (np.subtract, folded[0].reshape(-1, width), folded[1].reshape(-1, width), differences[1:]),
            (np.matmul, products[0], sums[: quarter + 1], real[0::2]),
            (np.matmul, products[1], differences[: quarter + 1], real[1::2]),
            (np.matmul, products[2], sums[quarter + 1 :], imaginary[0::2]),
            (np.matmul, products[3], differences[quarter + 1 :], imaginary[1::2]),
            (np.multiply, self._parts, self._parts, self._parts),
            (np.add, real, imaginary, real),
        ]

    def __call__(self, frames: Samples, column: int) -> Samples:
        """Return the powers of ``frames`` (n, n_fft), each ``hop`` samples on: float32 ``(n_fft // 2 + 1, n)``, a view.

        The first frame goes to column ``column`` of ``BLOCK``, so ``column + n`` is at most that.
        """
        hop, count = self._hop, len(frames)
        rows = self._rows[:hop]
        rows[:, column : column + count] = frames[:, :hop].T
        for chunk in range(1, self._chunks):
            tail = frames[-1, chunk * hop : (chunk + 1) * hop]
            rows[: tail.size, column + count + chunk - 1] = tail
        np.copyto(self._turned[:hop], rows[::-1])
        for operation, one, other, out in self._steps:
            operation(one, other, out)
        return self.power[:, column : column + count]

    def _fold(self, operation: Callable[..., object], halves: Samples) -> Iterator[Step]:
        """Yield the passes that join sample ``m`` and ``N − m``: ``halves`` is (2, N / 4, columns)."""
        hop, quarter = self._hop, self._n_fft // 4
        for half in (0, 1):
            first = 1
            while first <= quarter:
                near = 2 * quarter * half + first
                far = self._n_fft - near
                run = min(quarter + 1 - first, hop - near % hop, far % hop + 1)
                yield (
                    operation,
                    _flat(self._rows, near, run, hop),
                    _turned_flat(self._turned, far, run, hop),
                    halves[half, first - 1 : first - 1 + run].reshape(-1),
                )
                first += run


def _flat(rows: Samples, sample: int, run: int, hop: int) -> Samples:
    """Return samples ``sample … sample + run`` of every frame, as one flat view over the rows."""
    width = rows.shape[1]
    start = sample % hop * width + sample // hop
    return rows.reshape(-1)[start : start + run * width]


def _turned_flat(turned: Samples, sample: int, run: int, hop: int) -> Samples:
    """Return samples ``sample … sample − run`` of every frame, downwards, from rows that are turned around."""
    width = turned.shape[1]
    start = (hop - 1 - sample % hop) * width + sample // hop
    return turned.reshape(-1)[start : start + run * width]


@lru_cache(maxsize=8)
def _matrices(n_fft: int) -> tuple[Samples, Samples, Samples, Samples]:
    """Return the cosines of even and odd bins over 0 … N/4, and their sines over 1 … N/4."""
    quarter = n_fft // 4
    sample, bins = np.arange(quarter + 1), np.arange(n_fft // 2 + 1)[:, None]
    share = np.where(sample == quarter, 0.5, 1.0)  # N/4 is its own partner: it was counted twice

    def angles(wave: np.ufunc, odd: int, first: int) -> Samples:
        phase = (bins[odd::2] * sample[first:]) % n_fft * (2 * np.pi / n_fft)
        return np.ascontiguousarray(wave(phase) * share[first:], np.float32)

    return angles(np.cos, 0, 0), angles(np.cos, 1, 0), angles(np.sin, 0, 1), angles(np.sin, 1, 1)
