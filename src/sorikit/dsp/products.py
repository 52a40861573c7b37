"""Matrix products over frames that do not depend on how the frames arrive, to the last bit.

A BLAS sums in an order that depends on the shape of its matrices and on where a column stands. Here every product has
one and the same shape, and frame ``t`` always stands at column ``t mod block``; columns that are not known yet are
zeros. So a stream of pieces gives exactly what the whole gives, on every BLAS.
"""

from __future__ import annotations

import numpy as np

from sorikit.core.audio import Samples

BLOCK = 128
"""Frames of one product."""


class FrameProduct:
    """``matrix (rows, dims) @ frames (dims, frames)``. Not for several threads: it keeps its working memory."""

    def __init__(self, matrix: Samples) -> None:
        self._matrix = matrix
        self._columns = np.zeros((matrix.shape[1], BLOCK), np.float32)
        self._product = np.zeros((len(matrix), BLOCK), np.float32)

    def __call__(self, frames: Samples, first: int) -> Samples:
        """Return the products of ``frames`` (dims, n), of which the first is number ``first`` of its signal."""
        count = frames.shape[1]
        products = np.empty((len(self._matrix), count), np.float32)
        done = 0
        while done < count:
            column = (first + done) % BLOCK
            step = min(BLOCK - column, count - done)
            self._columns[:, column : column + step] = frames[:, done : done + step]
            np.matmul(self._matrix, self._columns, out=self._product)
            products[:, done : done + step] = self._product[:, column : column + step]
            done += step
        return products
