"""Variational Bayes clustering of vectors under a two-covariance (PLDA) model: who is whom, and how many there are.

The mixture of Landini et al. 2022, "Bayesian HMM clustering of x-vector sequences (VBx) in speaker diarization",
arXiv:2012.14952, equations 16–23, with a loop probability of 0: voices of overlapping windows have no order in time.
Vectors stand in a basis where a speaker's own variance is 1 in each direction and the variance between speakers is
``spread`` (as ``plda.Plda.project`` gives). Two additions: each vector counts as a number of observations (what was
heard for long says more), and pairs may be *apart*, which speaks against one speaker for both (a mean-field potential).
Speakers that explain nothing are left without vectors: the number of speakers falls out of the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Labels = NDArray[np.int64]

ROUNDS = 40
SETTLED = 1e-4
"""Change of a probability below which the rounds end."""
_LEAST = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """What is clustered."""

    vectors: Doubles
    """(n, dim) in the model's basis."""
    weights: Doubles
    """(n,) positive: as how many independent observations each counts (the paper's F_A, for each vector)."""
    apart: Doubles
    """(n, n) symmetric, 0 … : nats that speak against a pair's being one speaker."""

    def __post_init__(self) -> None:
        count = len(self.vectors)
        if self.weights.shape != (count,) or self.apart.shape != (count, count):
            message = f"{count} vectors, weights {self.weights.shape} and apart {self.apart.shape} do not fit"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """What was found."""

    shares: Doubles
    """(n, speakers): probability that a vector is of each speaker; rows sum to 1."""
    priors: Doubles
    """(speakers,): how much of all is whose; sums to 1."""

    @property
    def labels(self) -> Labels:
        """The likeliest speaker of each vector."""
        labels: Labels = self.shares.argmax(axis=1).astype(np.int64)
        return labels


def cluster(seen: Observations, spread: Doubles, start: Labels, *, trust: float = 5.0) -> Mixture:
    """Return the mixture that the rounds of variational Bayes end in.

    ``spread`` (dim,) ≥ 0 is the variance between speakers; ``start`` gives each vector a speaker, 0 … K − 1, and
    ``trust`` is by how many nats it is preferred at first. No more speakers than ``K`` come out, often fewer.
    """
    speakers = int(start.max()) + 1 if start.size else 1
    shares = softmax(trust * np.eye(speakers)[start])
    priors = np.full(speakers, 1.0 / speakers)
    scaled = seen.vectors * np.sqrt(spread)
    for _ in range(ROUNDS if start.size else 0):
        precision, means = posterior(scaled, spread, shares * seen.weights[:, None])
        evidence = scaled @ means.T - 0.5 * ((1.0 / precision + means**2) @ spread)
        evidence = evidence * seen.weights[:, None] - seen.apart @ shares
        found = softmax(evidence + np.log(priors + _LEAST))
        change = float(np.abs(found - shares).max())
        shares, priors = found, found.mean(axis=0)
        if change < SETTLED:
            break
    return Mixture(shares, priors)


def posterior(scaled: Doubles, spread: Doubles, counts: Doubles) -> tuple[Doubles, Doubles]:
    """Return precisions and means (K, dim) of the speakers' unit-variance latent vectors (equations 16 and 17).

    ``scaled`` (n, dim) are the vectors times the root of ``spread``; ``counts`` (n, K) how many observations of each
    vector are of each speaker.
    """
    precision: Doubles = 1.0 + counts.sum(axis=0)[:, None] * spread
    means: Doubles = counts.T @ scaled / precision
    return precision, means


def softmax(values: Doubles) -> Doubles:
    """Return rows that sum to 1, proportional to the exponentials."""
    powers = np.exp(values - values.max(axis=1, keepdims=True, initial=-np.inf)) if values.size else values
    shares: Doubles = powers / powers.sum(axis=1, keepdims=True)
    return shares
