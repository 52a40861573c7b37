"""Matrix products over frames that do not depend on how the frames arrive, to the last bit.

A BLAS sums in an order that depends on the shape of its matrices and on where a column stands. Here every product has
one and the same shape, and frame ``t`` always stands at column ``t mod BLOCK``; columns that are not known yet hold
whatever was there. So a stream of pieces gives exactly what the whole gives, on every BLAS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from sorikit.core.audio import Samples

BLOCK = 126
"""Frames of one product: what is worked on at once stays within the second cache."""


def in_blocks(views: Iterable[Samples], first: int) -> Iterator[tuple[Samples, int]]:
    """Yield ``(frames, column)``: runs of rows of the views, none reaching over the end of a block.

    ``first`` is the number of the first row within its signal.
    """
    number = first
    for view in views:
        done = 0
        while done < len(view):
            column = number % BLOCK
            run = view[done : done + BLOCK - column]
            yield run, column
            done += len(run)
            number += len(run)


class FrameProduct:
    """``matrix (rows, dims) @ frames (dims, frames)``. Not for several threads: it keeps its working memory."""

    def __init__(self, matrix: Samples) -> None:
        self._matrix = matrix
        self._columns = np.zeros((matrix.shape[1], BLOCK), np.float32)

    def __call__(self, frames: Samples, *, floor: float, out: Samples) -> Samples:
        """Return ``out``, its first rows filled with the products of ``frames`` (dims, n) lifted to ``floor``.

        ``out`` is float32 ``(rows or more, n)``; it may lie in the memory of ``frames``, which are then lost.
        """
        rows, least = len(self._matrix), np.float32(floor)
        for first in range(0, frames.shape[1], BLOCK):
            block = frames[:, first : first + BLOCK]
            count = block.shape[1]
            np.maximum(block, least, out=self._columns[:, :count])
            if count == BLOCK:
                np.matmul(self._matrix, self._columns, out=out[:rows, first : first + BLOCK])
            else:
                out[:rows, first : first + count] = (self._matrix @ self._columns)[:, :count]
        return out


class BandProduct:
    """Triangular filters times powers: a few dense products over the bins that each group of bands looks at."""

    def __init__(self, filters: Samples, width: int) -> None:
        """Prepare ``filters`` (bands, bins) for powers of ``width`` columns."""
        bands = len(filters)
        self.energies = np.zeros((bands, width), np.float32)
        """What the last call computed: ``(bands, width)``."""
        self._groups: list[tuple[Samples, slice, Samples]] = []
        edges = np.linspace(0, bands, min(max(4, bands // 20), bands) + 1).astype(int)
        for first, last in pairwise(edges):
            seen = np.flatnonzero(filters[first:last].any(axis=0))
            bins = slice(int(seen[0]), int(seen[-1]) + 1) if seen.size else slice(0, 0)
            block = np.ascontiguousarray(filters[first:last, bins])
            self._groups.append((block, bins, self.energies[first:last]))

    def __call__(self, powers: Samples) -> Samples:
        """Return the energies of ``powers`` (bins, width): a view of ``energies``, good until the next call."""
        for block, bins, out in self._groups:
            np.matmul(block, powers[bins], out=out)
        return self.energies
