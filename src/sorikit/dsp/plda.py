"""Probabilistic linear discriminant analysis, as two covariances: one between speakers, one within a speaker.

A vector of a speaker is ``y + e`` with ``y ~ N(mean, between)`` the same for all of the speaker's vectors and
``e ~ N(0, within)`` anew for each. Brümmer and de Villiers 2010, "The speaker partitioning problem"; the scoring by
simultaneous diagonalisation is Ioffe's 2006, "Probabilistic linear discriminant analysis".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption

Matrix = NDArray[np.float64]

ROUNDS = 20
"""Of expectation maximisation; the likelihood is flat long before."""
FLOOR = 1e-6
"""Least share of the mean within-speaker variance that a direction has: fewer vectors than dimensions leave some without any."""


@dataclass(frozen=True, slots=True, eq=False)
class Plda:
    """A trained model in the basis where ``within`` is the identity and ``between`` is diagonal."""

    mean: Matrix
    """``(dim,)``."""
    basis: Matrix
    """``(dim, dim)``: ``(x - mean) @ basis`` has covariance 1 within a speaker."""
    spread: Matrix
    """``(dim,)``, ≥ 0: variances between speakers in that basis."""

    def project(self, vectors: Matrix) -> Matrix:
        """Return ``(n, dim)`` vectors in the model's basis."""
        projected: Matrix = (np.atleast_2d(np.asarray(vectors, np.float64)) - self.mean) @ self.basis
        return projected

    def score(self, enrolled: Matrix, tested: Matrix) -> float:
        """Return the log likelihood ratio that ``tested`` ``(dim,)`` is of the speaker of ``enrolled`` ``(n, dim)``.

        Above 0 the same speaker is more likely than another one (natural logarithm). The ``n`` vectors count as
        independent; correlated ones (of one recording) are better averaged before.
        """
        known = self.project(enrolled)
        return float(self._ratios(known.mean(axis=0), len(known), self.project(tested))[0])

    def scores(self, left: Matrix, right: Matrix) -> Matrix:
        """Return the ratios of each of ``left`` ``(n, dim)`` against each of ``right`` ``(m, dim)``: ``(n, m)``."""
        candidates = self.project(right)
        return np.stack([self._ratios(one, 1, candidates) for one in self.project(left)])

    def _ratios(self, known_mean: Matrix, count: int, tested: Matrix) -> Matrix:
        gain = count * self.spread / (count * self.spread + 1.0)
        variance = 1.0 + self.spread / (count * self.spread + 1.0)
        same = _log_density(tested - gain * known_mean, variance)
        other = _log_density(tested, 1.0 + self.spread)
        return same - other


def train_plda(vectors: Matrix, labels: Sequence[str], *, rounds: int = ROUNDS) -> Plda:
    """Fit the model to ``vectors`` ``(n, dim)`` and the speaker of each, by expectation maximisation.

    Raises InvalidOption where there are fewer than two speakers, or nobody with two vectors.
    """
    data = np.asarray(vectors, np.float64)
    names, speaker = np.unique(np.asarray(labels), return_inverse=True)
    counts = np.bincount(speaker).astype(np.float64)
    if len(names) < 2 or counts.max() < 2:
        raise InvalidOption(
            option="PLDA",
            detail="needs vectors of at least two speakers, and two of one of them",
            detail_ko="훈련하려면 화자가 둘 이상이고, 그 가운데 하나는 벡터가 둘 이상이어야 합니다",
        )
    mean = data.mean(axis=0)
    centred = data - mean
    sums = np.zeros((len(names), data.shape[1]))
    np.add.at(sums, speaker, centred)
    inner = centred - (sums / counts[:, None])[speaker]
    within = _floored(inner.T @ inner / max(len(data) - len(names), 1))
    between = np.cov((sums / counts[:, None]).T, bias=True).reshape(within.shape)
    total = centred.T @ centred
    for _ in range(rounds):
        between, within = _step(between, within, sums, counts, total)
    basis, spread = _diagonalised(between, within)
    return Plda(mean, basis, spread)


def _step(between: Matrix, within: Matrix, sums: Matrix, counts: Matrix, total: Matrix) -> tuple[Matrix, Matrix]:
    """One round: the posterior of every speaker's ``y`` (of those with as many vectors, one covariance), then both fits."""
    basis, spread = _diagonalised(between, within)
    back = np.linalg.inv(basis)
    rotated = sums @ basis
    weight = spread / (counts[:, None] * spread + 1.0)
    expected = weight * rotated  # (speakers, dim): mean of y in the basis; its variance is ``weight``
    new_between = expected.T @ expected + np.diag(weight.sum(axis=0))
    cross = expected.T @ rotated
    explained = (expected * counts[:, None]).T @ expected + np.diag((weight * counts[:, None]).sum(axis=0))
    new_within = basis.T @ total @ basis - cross - cross.T + explained
    between = back.T @ (new_between / len(counts)) @ back
    within = back.T @ (new_within / counts.sum()) @ back
    return (between + between.T) / 2.0, _floored((within + within.T) / 2.0)


def _diagonalised(between: Matrix, within: Matrix) -> tuple[Matrix, Matrix]:
    """Return the basis in which ``within`` is the identity and ``between`` diagonal, and that diagonal."""
    lower = np.linalg.cholesky(within)
    whitening = np.linalg.inv(lower).T
    spread, rotation = np.linalg.eigh(whitening.T @ between @ whitening)
    return whitening @ rotation, np.maximum(spread, 0.0)


def _floored(covariance: Matrix) -> Matrix:
    floor = FLOOR * max(float(np.trace(covariance)) / len(covariance), 1e-12)
    values, directions = np.linalg.eigh(covariance)
    floored: Matrix = (directions * np.maximum(values, floor)) @ directions.T
    return floored


def _log_density(difference: Matrix, variance: Matrix) -> Matrix:
    """Log density of a diagonal Gaussian but for the constant that both hypotheses share."""
    density: Matrix = -0.5 * (np.log(variance) + difference**2 / variance).sum(axis=-1)
    return density
