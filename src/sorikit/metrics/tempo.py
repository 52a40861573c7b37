"""Tempo: is the number of beats per minute right, and is it right but for counting at another level.

Accuracy 1 takes an estimate as right within 4 % of the truth, accuracy 2 also within 4 % of its double, triple, half or
third (Gouyon et al., "An experimental comparison of audio tempo induction algorithms", 2006).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

TOLERANCE = 0.04
LEVELS = (1.0, 2.0, 3.0, 1 / 2, 1 / 3)
ROUNDING = 1e-9
"""So that 104.0 is within 4 % of 100.0 in floating point, too."""


def score(pairs: Sequence[Pair[float]], options: ScoreOptions) -> list[Score]:
    """Return accuracy 1, accuracy 2, and the mean error in beats per minute of the items that were answered.

    An estimate of 0 ("no tempo found") is wrong, like a missing one; both leave no error in beats per minute. Raises
    InvalidDocument where a tempo is not a positive number.
    """
    for pair in pairs:
        _check(pair)
    first = tuple(ItemScore(pair.item, float(_right(pair, LEVELS[:1]))) for pair in pairs)
    second = tuple(ItemScore(pair.item, float(_right(pair, LEVELS))) for pair in pairs)
    apart = tuple(ItemScore(pair.item, abs(pair.hypothesis - pair.reference)) for pair in pairs if pair.hypothesis)
    scores = [
        Score("tempo accuracy 1", None, lower_is_better=False, pooling="mean", items=first),
        Score("tempo accuracy 2", None, lower_is_better=False, pooling="mean", items=second),
        Score("tempo error", None, unit="BPM", pooling="mean", items=apart),
    ]
    return [pooled(one, options) for one in scores]


def _right(pair: Pair[float], levels: Sequence[float]) -> bool:
    """Whether the estimate is within the tolerance of the truth, counted at one of ``levels``."""
    estimate = pair.hypothesis
    if not estimate:
        return False
    return any(
        abs(estimate - level * pair.reference) <= (TOLERANCE + ROUNDING) * level * pair.reference for level in levels
    )


def _check(pair: Pair[float]) -> None:
    said = pair.hypothesis if pair.hypothesis is not None else 0.0
    if not (math.isfinite(pair.reference) and pair.reference > 0.0 and math.isfinite(said) and said >= 0.0):
        raise InvalidDocument(
            name=pair.item,
            detail=f"{pair.reference} and {pair.hypothesis} are not both tempos in beats per minute",
            detail_ko=f"{pair.reference}와(과) {pair.hypothesis}은(는) 분당 박 수가 아닙니다",
        )
