"""Gaussian mixtures with diagonal covariances: fitted by expectation maximisation, adapted to a speaker, and the statistics of i-vectors.

Reynolds, Quatieri & Dunn 2000, "Speaker verification using adapted Gaussian mixture models": a universal background
model (UBM) of everybody's frames, whose means are moved towards one speaker's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption

Matrix = NDArray[np.float64]

ROUNDS = 20
"""Of expectation maximisation; the likelihood is nearly flat by then."""
LEAST_VARIANCE = 1e-3
"""Share of the variance of all frames that a component keeps: one that sits on a single frame would be infinitely sure."""
RELEVANCE = 16.0
"""Frames of a component after which its adapted mean is half the speaker's (Reynolds: 8–20)."""
BLOCK = 20_000
"""Frames looked at together: bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class DiagonalGmm:
    """A mixture of ``components`` Gaussians over ``dims`` features."""

    weights: Matrix
    """``(components,)``, summing to 1."""
    means: Matrix
    """``(components, dims)``."""
    variances: Matrix
    """``(components, dims)``, > 0."""

    def log_likelihoods(self, frames: Matrix) -> Matrix:
        """Return the natural log of weight times density, for each of ``frames`` ``(n, dims)``: ``(n, components)``."""
        precisions = 1.0 / self.variances
        constant = np.log(np.maximum(self.weights, 1e-300)) - 0.5 * (
            np.log(2.0 * np.pi * self.variances).sum(axis=1) + (self.means**2 * precisions).sum(axis=1)
        )
        likelihoods: Matrix = constant + frames @ (self.means * precisions).T - 0.5 * (frames**2 @ precisions.T)
        return likelihoods

    def score(self, frames: Matrix) -> float:
        """Return the mean log likelihood of a frame."""
        return float(np.mean(np.concatenate([_log_sum(self.log_likelihoods(part)) for part in _blocks(frames)])))

    def statistics(self, frames: Matrix) -> tuple[Matrix, Matrix, Matrix]:
        """Return how many frames each component explains ``(components,)``, and their sums and sums of squares."""
        counts = np.zeros(len(self.weights))
        sums, squares = np.zeros_like(self.means), np.zeros_like(self.means)
        for part in _blocks(frames):
            likelihoods = self.log_likelihoods(part)
            shares = np.exp(likelihoods - _log_sum(likelihoods)[:, None])
            counts += shares.sum(axis=0)
            sums += shares.T @ part
            squares += shares.T @ part**2
        return counts, sums, squares

    def adapted(self, frames: Matrix, *, relevance: float = RELEVANCE) -> Matrix:
        """Return the means ``(components, dims)`` moved towards ``frames`` by as much as each component is heard (MAP)."""
        counts, sums, _ = self.statistics(frames)
        heard = sums / np.maximum(counts, 1e-10)[:, None]
        trust = (counts / (counts + relevance))[:, None]
        return trust * heard + (1.0 - trust) * self.means


def train_gmm(frames: Matrix, components: int, *, rounds: int = ROUNDS) -> DiagonalGmm:
    """Fit a mixture to ``frames`` ``(n, dims)``. The same frames give the same mixture.

    It begins with frames far from one another (k-means++: Arthur and Vassilvitskii 2007). Raises InvalidOption for fewer than
    ten frames a component.
    """
    if components < 1 or len(frames) < 10 * components:
        raise InvalidOption(
            option="components",
            detail=f"{len(frames)} frames are too few for {components}; give longer recordings or fewer components",
            detail_ko=f"프레임 {len(frames)}개는 {components}개에 부족합니다. 더 긴 녹음이나 더 적은 수를 주세요",
        )
    data = np.asarray(frames, np.float64)
    variance = np.maximum(data.var(axis=0), 1e-12)
    model = DiagonalGmm(
        np.full(components, 1.0 / components),
        _far_apart(data, components, variance),
        np.tile(variance / components, (components, 1)),
    )
    for _ in range(rounds):
        model = _step(model, data, LEAST_VARIANCE * variance)
    return model


def _far_apart(data: Matrix, count: int, variance: Matrix) -> Matrix:
    """Return ``count`` frames, each drawn with a probability that grows with the distance from those before it."""
    rng = np.random.default_rng(0)
    some = data[rng.permutation(len(data))[:BLOCK]]
    chosen = [some[0]]
    distances = np.full(len(some), np.inf)
    for _ in range(1, count):
        distances = np.minimum(distances, ((some - chosen[-1]) ** 2 / variance).sum(axis=1))
        total = distances.sum()
        chosen.append(some[rng.choice(len(some), p=distances / total) if total > 0.0 else 0])
    return np.stack(chosen)


def _step(model: DiagonalGmm, data: Matrix, floor: Matrix) -> DiagonalGmm:
    """One round: what each component explains, then the mixture that explains that best. Empty components stay."""
    counts, sums, squares = model.statistics(data)
    heard = counts[:, None] > 1e-3
    safe = np.maximum(counts, 1e-3)[:, None]
    means = np.where(heard, sums / safe, model.means)
    variances = np.where(heard, np.maximum(squares / safe - means**2, floor), model.variances)
    return DiagonalGmm(counts / counts.sum(), means, variances)


def _blocks(frames: Matrix) -> Iterator[Matrix]:
    data = np.asarray(frames, np.float64)
    for first in range(0, len(data), BLOCK):
        yield data[first : first + BLOCK]


def _log_sum(likelihoods: Matrix) -> Matrix:
    top = likelihoods.max(axis=1)
    total: Matrix = top + np.log(np.exp(likelihoods - top[:, None]).sum(axis=1))
    return total
