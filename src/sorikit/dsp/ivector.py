"""i-vectors: a voice as a point in the few directions in which voices differ from the background model.

Dehak et al. 2011, "Front-end factor analysis for speaker verification": the means of a speaker's mixture are those of the
background plus ``matrix @ w``, with ``w ~ N(0, 1)``; the i-vector is where ``w`` most probably is, given the frames.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.dsp.gmm import DiagonalGmm, Matrix

ROUNDS = 6
"""Of expectation maximisation."""


@dataclass(frozen=True, slots=True, eq=False)
class IvectorModel:
    """A background model and the directions of voices."""

    background: DiagonalGmm
    matrix: Matrix
    """``(components, dims, rank)``, in standard deviations of the background's components."""
    mean: Matrix
    """``(rank,)``: the mean i-vector of the training, taken off every other."""

    def vector(self, frames: Matrix) -> Matrix:
        """Return the i-vector of ``frames`` ``(n, dims)``, of unit length: ``(rank,)``; zeros where it is the mean itself."""
        counts, sums = _statistics(self.background, frames)
        raw = _posterior(self.matrix, counts, sums)[0] - self.mean
        length = float(np.linalg.norm(raw))
        return raw / length if length > 0.0 else raw


def train_ivectors(
    background: DiagonalGmm, voices: Sequence[Matrix], rank: int, *, rounds: int = ROUNDS
) -> IvectorModel:
    """Find the ``rank`` directions in which ``voices``, each ``(n, dims)``, differ most from the background, by EM.

    The same voices give the same model.
    """
    statistics = [_statistics(background, frames) for frames in voices]
    shape = (*background.means.shape, rank)
    matrix = 0.1 * np.random.default_rng(0).standard_normal(shape)
    for _ in range(rounds):
        matrix = _step(matrix, statistics)
    mean = np.mean([_posterior(matrix, counts, sums)[0] for counts, sums in statistics], axis=0)
    return IvectorModel(background, matrix, mean)


def _statistics(background: DiagonalGmm, frames: Matrix) -> tuple[Matrix, Matrix]:
    """Return counts ``(components,)`` and sums ``(components, dims)`` around the background's means, whitened."""
    counts, sums, _ = background.statistics(frames)
    return counts, (sums - counts[:, None] * background.means) / np.sqrt(background.variances)


def _posterior(matrix: Matrix, counts: Matrix, sums: Matrix) -> tuple[Matrix, Matrix]:
    """Return the mean ``(rank,)`` and covariance ``(rank, rank)`` of ``w`` given the statistics."""
    rank = matrix.shape[2]
    precision = np.eye(rank) + np.einsum("c,cdr,cds->rs", counts, matrix, matrix, optimize=True)
    covariance = np.linalg.inv(precision)
    mean: Matrix = covariance @ np.einsum("cdr,cd->r", matrix, sums)
    return mean, covariance


def _step(matrix: Matrix, statistics: Sequence[tuple[Matrix, Matrix]]) -> Matrix:
    """One round: the posterior of every voice's ``w``, then the matrix that explains them best."""
    components, _, rank = matrix.shape
    second = np.zeros((components, rank, rank))
    cross = np.zeros_like(matrix)
    for counts, sums in statistics:
        mean, covariance = _posterior(matrix, counts, sums)
        second += counts[:, None, None] * (covariance + np.outer(mean, mean))
        cross += sums[:, :, None] * mean
    ridge = 1e-6 * np.eye(rank)  # a component that nobody uses has nothing to invert
    return np.stack([np.linalg.solve(second[c] + ridge, cross[c].T).T for c in range(components)])
