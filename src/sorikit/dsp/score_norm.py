"""Scores of pairs of voices made comparable: adaptive symmetric normalisation, and a probability from a score.

A cosine of 0.6 means less for a voice that is like many others. AS-norm asks how the two voices score against a cohort
of strangers (the nearest of them: "adaptive") and measures in standard deviations of that (Matějka et al. 2017, "Analysis
of score normalization in multilingual speaker recognition"; S-norm: Shum et al. 2010).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption

Numbers = NDArray[np.float64]

TOP = 300
"""Cohort members nearest to a voice that it is compared with (Matějka: 200–400; all, where there are fewer)."""
LEAST_SPREAD = 1e-3
"""Of the scores against a cohort: a cohort of equals would otherwise divide by nothing."""
STEPS = 50
"""Newton steps of the calibration at most; it needs about eight."""


def cosine(left: Numbers, right: Numbers) -> Numbers:
    """Return the cosines of ``(n, dim)`` against ``(m, dim)``: ``(n, m)``, -1 … 1. A vector of zeros is like nothing (0)."""
    first, second = (np.atleast_2d(np.asarray(side, np.float64)) for side in (left, right))
    lengths = np.linalg.norm(first, axis=1)[:, None] * np.linalg.norm(second, axis=1)
    scores: Numbers = np.divide(first @ second.T, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return scores


def adaptive_s_norm(raw: Numbers, left: Numbers, right: Numbers, *, top: int = TOP) -> Numbers:
    """Return ``raw`` ``(n, m)`` in standard deviations above what strangers score, averaged over both sides.

    ``left`` ``(n, cohort)`` and ``right`` ``(m, cohort)`` hold the scores of each voice against the cohort. Raises
    InvalidOption for a cohort of fewer than two.
    """
    (left_mean, left_spread), (right_mean, right_spread) = _nearest(left, top), _nearest(right, top)
    by_left = (raw - left_mean[:, None]) / left_spread[:, None]
    by_right = (raw - right_mean) / right_spread
    normalised: Numbers = (by_left + by_right) / 2.0
    return normalised


def _nearest(scores: Numbers, top: int) -> tuple[Numbers, Numbers]:
    count = scores.shape[1]
    if count < 2 or top < 2:
        raise InvalidOption(
            option="cohort", detail="needs at least two voices", detail_ko="목소리가 둘 이상이어야 합니다"
        )
    best = np.partition(scores, count - min(top, count), axis=1)[:, -top:]
    return best.mean(axis=1), np.maximum(best.std(axis=1), LEAST_SPREAD)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A straight line from score to log odds: ``log(p / (1 - p)) = slope * score + offset`` at the given ``prior``."""

    slope: float
    offset: float
    prior: float = 0.5

    def probability(self, score: float, *, prior: float | None = None) -> float:
        """Return the probability, 0 … 1, that both voices are one person's.

        ``prior``: how probable that was before listening; None takes the line's own.
        """
        asked = self.prior if prior is None else prior
        odds = self.slope * score + self.offset + _log_odds(asked) - _log_odds(self.prior)
        return float(np.exp(-np.logaddexp(0.0, -odds)))


def calibrate(scores: Numbers, same: NDArray[np.bool_], *, prior: float = 0.5) -> Calibration:
    """Fit the line by logistic regression, both classes weighing what ``prior`` says (Brümmer and du Preez 2006, §5).

    Each class gets one made-up example of the other kind's score (Platt 1999), so that well separated scores do not
    make infinite slopes. Raises InvalidOption where one of the classes is empty or ``prior`` is not between 0 and 1.
    """
    if same.all() or not same.any() or not 0.0 < prior < 1.0:
        raise InvalidOption(
            option="calibration",
            detail="needs pairs of one voice and pairs of two, and a prior between 0 and 1",
            detail_ko="같은 목소리의 쌍과 다른 목소리의 쌍이 모두 있고, 사전 확률이 0과 1 사이여야 합니다",
        )
    targets, others = int(same.sum()), int((~same).sum())
    aim = np.where(same, (targets + 1.0) / (targets + 2.0), 1.0 / (others + 2.0))
    weight = np.where(same, prior / targets, (1.0 - prior) / others)
    centre, scale = float(scores.mean()), max(float(scores.std()), 1e-12)
    features = np.stack([(scores - centre) / scale, np.ones_like(scores)], axis=1)
    line = np.zeros(2)
    for _ in range(STEPS):
        chance = np.exp(-np.logaddexp(0.0, -features @ line))
        slope = features.T @ (weight * (chance - aim))
        curve = (features.T * (weight * chance * (1.0 - chance))) @ features + 1e-12 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        line = line - step / max(1.0, float(np.abs(step).max()))  # no wild leaps where the curve is flat
        if np.abs(step).max() < 1e-10:
            break
    return Calibration(float(line[0] / scale), float(line[1] - line[0] * centre / scale), prior)


def _log_odds(probability: float) -> float:
    return float(np.log(probability) - np.log1p(-probability))
