"""Power spectra of overlapping frames as small matrix products in two steps: faster than an FFT of each frame.

Cooley & Tukey, "An algorithm for the machine calculation of complex Fourier series" (1965), with one split only. With
``N = P × Q`` sample ``Q a + b`` is number ``a`` of sequence ``b``; the Q transforms of length P are products with real
``P × P`` matrices, which hold the window too, whatever its shape; then for each ``k ≤ P / 2`` the bins
``k, k + P, k + 2 P …`` are one product with a ``2 Q × 2 Q`` matrix, which holds the twiddle factors too. Bins above
``N / 2`` mirror those below. ``N (P + 2 Q)`` operations a frame, and nothing between the products but the products:
400 = 40 × 10 takes 24,000 multiplications, a third of what a transform folded about its middle takes.

Samples lie in rows of one phase of the hop and in columns of one hop, so that a frame's sample ``n`` is row
``n mod hop``, ``n // hop`` columns on. A sample is turned from time to columns once, not once for each frame that it is
in; the rows of later hops are the same flat memory, copied one column earlier. Frame ``t`` always stands in column
``t mod block``: see ``products``.

Rounding: within 3e-7 of the loudest bin of the frame (an FFT in single precision: 1e-7).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.products import BLOCK

LONGEST = 512
"""Above this the working memory leaves the second cache."""
COSTLIEST = 128
"""Most ``P + 2 Q`` that is still cheaper than the FFT."""
LEAST_HOP = 8
"""Frames overlapping more than so many times are left to the FFT: the columns would be mostly border."""


def splits(n_fft: int, hop: int) -> bool:
    """Return whether frames of this length and hop can be transformed here."""
    return n_fft <= LONGEST and n_fft / LEAST_HOP <= hop <= n_fft and _factors(n_fft) is not None


@lru_cache(maxsize=32)
def _factors(n_fft: int) -> tuple[int, int] | None:
    """Return the even ``(P, Q)`` of the cheapest split, None where there is none worth it."""
    pairs = [(n_fft // q, q) for q in range(2, n_fft // 2 + 1, 2) if n_fft % q == 0 and n_fft // q % 2 == 0]
    # Larger products run faster: so P, of which the matrices are P × P, may be larger than what counts operations best.
    best = min(pairs, key=lambda pair: pair[0] + 4 * pair[1], default=None)
    return best if best and best[0] + 2 * best[1] <= COSTLIEST else None


class SplitPower:
    """The transform of one window and hop, with its working memory: not for several threads."""

    def __init__(self, weights: Samples, hop: int) -> None:
        """Prepare. ``splits`` must be true for the length of ``weights`` (n_fft,) and ``hop``."""
        n_fft = weights.size
        factors = _factors(n_fft)
        assert factors is not None
        p, q = factors
        self._hop, self._chunks = hop, -(-n_fft // hop)
        width = BLOCK + self._chunks - 1
        flat = np.zeros(n_fft * width, np.float32)
        self._rows = flat.reshape(n_fft, width)
        self._shifted = [  # without the end, which no frame looks at: the copies must not overlap
            (flat[first * width : last * width - chunk], flat[chunk : (last - first) * width])
            for chunk in range(1, self._chunks)
            for first, last in [(chunk * hop, min(n_fft, (chunk + 1) * hop))]
        ]
        halves = np.zeros((p, q, width), np.float32)  # real 0, real 1, imaginary 1, … real P / 2; each of Q sequences
        bins = np.zeros((q, p, width), np.float32)  # real, then imaginary; both from bin 0 upwards
        self._products = [
            (_first_step(weights, p, q), self._rows.reshape(p, q, width).transpose(1, 0, 2), halves.transpose(1, 0, 2)),
            *_second_step(halves, bins),
        ]
        signs = np.resize(np.array([1, -1], np.float32), (1, q))
        self._nyquist, self._last = (signs, halves[0]), np.zeros((1, width), np.float32)
        self._parts = bins.reshape(-1)
        self._real, self._imaginary = self._parts.reshape(2, -1)
        self.power: Samples = bins.reshape(n_fft, width)[: n_fft // 2 + 1]
        """What the last call computed: float32 ``(n_fft // 2 + 1, columns)``, frame ``t`` at column ``t mod BLOCK``."""

    def __call__(self, frames: Samples, column: int) -> Samples:
        """Return the powers of ``frames`` (n, n_fft), each ``hop`` samples on: float32 ``(n_fft // 2 + 1, n)``, a view.

        The first frame goes to column ``column`` of ``BLOCK``, so ``column + n`` is at most that.
        """
        hop, count, rows = self._hop, len(frames), self._rows
        np.copyto(rows[:hop, column : column + count], frames[:, :hop].T)
        for chunk in range(1, self._chunks):
            tail = frames[-1, chunk * hop : (chunk + 1) * hop]
            rows[: tail.size, column + count + chunk - 1] = tail
        for later, earlier in self._shifted:
            np.copyto(later, earlier)
        for matrix, operand, out in self._products:
            np.matmul(matrix, operand, out=out)
        np.matmul(*self._nyquist, out=self._last)
        np.square(self._parts, out=self._parts)
        np.add(self._real, self._imaginary, out=self._real)
        np.multiply(self._last, self._last, out=self.power[-1:])  # last, for its row was the imaginary part of bin 0
        return self.power[:, column : column + count]


def _first_step(weights: Samples, p: int, q: int) -> Samples:
    """Return the windowed real transforms of length P: float32 ``(Q, P, P)``."""
    k, a = np.arange(p // 2 + 1)[:, None], np.arange(p)
    phase = 2 * np.pi / p * (k * a % p)
    order = [wave[row] for row in range(p // 2 + 1) for wave in (np.cos(phase), np.sin(phase))]
    del order[-1], order[1]  # no imaginary part at 0 and P / 2
    windows = weights.astype(np.float64).reshape(p, q).T
    return np.ascontiguousarray(np.array(order) * windows[:, None, :], np.float32)


def _second_step(halves: Samples, bins: Samples) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Yield what takes ``halves`` to the ``bins``: products of a matrix and an operand, and where they go.

    Bin ``k + P j`` is the sum over ``b`` of ``(real − i imaginary) e^(−2πi b (k / N + j / Q))``; the imaginary part is
    kept negative throughout, which its square does not show.
    """
    p, q, width = halves.shape
    half = p // 2
    b, j = np.arange(q), np.arange(q)[:, None]
    k = np.arange(half + 1)[:, None, None]
    phase = 2 * np.pi / (p * q) * ((b * k + p * b * j) % (p * q))
    cosine, sine = np.cos(phase), np.sin(phase)
    real, imaginary = np.concatenate([cosine, -sine], axis=2), np.concatenate([sine, cosine], axis=2)
    below = np.concatenate([real[:, : q // 2], imaginary[:, : q // 2]], axis=1).astype(np.float32)
    # Bins above N / 2, read downwards, are those of P − k, read upwards.
    above = np.concatenate([real[:, : q // 2 - 1 : -1], imaginary[:, : q // 2 - 1 : -1]], axis=1).astype(np.float32)
    pairs = halves[1:-1].reshape(half - 1, 2 * q, width)
    yield below[1:half], pairs, bins[:, 1:half].transpose(1, 0, 2)
    yield above[1:half], pairs, bins[:, :half:-1].transpose(1, 0, 2)
    yield np.ascontiguousarray(below[0, :, :q]), halves[0], bins[:, 0]
    yield np.ascontiguousarray(below[half, :, :q]), halves[-1], bins[:, half]
