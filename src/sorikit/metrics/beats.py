"""Beats: are they found, and are they followed without a break; by mir_eval.

F-measure counts an estimated beat as right within ±70 ms of a true one, each used once. The four continuity scores are
the longest (C) or total (T) share of beats tracked within 17.5 % of the beat's length, at the correct level only (CML)
or also at double, half and off-beat (AML). Davies et al., "Evaluation Methods for Musical Audio Beat Tracking
Algorithms" (2009). As there and in ``mir_eval.beat.evaluate``, the first 5 s do not count; where all true beats lie in
them, they do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import ScoreOptions
from sorikit.metrics._libraries import library
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

Times = npt.NDArray[np.float64]

NAMES = ("beat F-measure", "CMLc", "CMLt", "AMLc", "AMLt")
WARM_UP = 5.0
"""Seconds at the start that do not count: a listener, too, needs to hear some beats first."""


def score(pairs: Sequence[Pair[tuple[float, ...]]], options: ScoreOptions) -> list[Score]:
    """Return the F-measure and the four continuity scores, each the mean over items (0 … 1); beats are in seconds.

    A missing answer counts 0; a piece without true beats is judged only by whether any were said. Raises
    InvalidDocument for times that are not in order or not finite, RuntimeMissing without mir_eval.
    """
    judge = library("mir_eval.beat", "the score of beats")
    rows = [(pair.item, _judge(judge, pair)) for pair in pairs]
    scores = []
    for at, name in enumerate(NAMES):
        items = tuple(ItemScore(item, values[at]) for item, values in rows)
        scores.append(pooled(Score(name, None, lower_is_better=False, pooling="mean", items=items), options))
    return scores


def _judge(judge: object, pair: Pair[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the five scores of one piece."""
    true = _times(pair.reference, pair.item)
    said = _times(pair.hypothesis or (), pair.item)
    if np.any(true >= WARM_UP):
        true, said = true[true >= WARM_UP], said[said >= WARM_UP]
    if pair.hypothesis is None or not true.size or not said.size:  # mir_eval would warn, and give 0 for silence kept
        return (float(pair.hypothesis is not None and true.size == said.size),) * len(NAMES)
    f_measure = judge.f_measure(true, said)  # type: ignore[attr-defined]
    if min(true.size, said.size) < 2:  # one beat has no length: mir_eval would warn, continuity says nothing
        return (float(f_measure),) * len(NAMES)
    return (float(f_measure), *(float(value) for value in judge.continuity(true, said)))  # type: ignore[attr-defined]


def _times(beats: Sequence[float], item: str) -> Times:
    times = np.asarray(beats, np.float64).reshape(-1)
    if not np.all(np.isfinite(times)) or np.any(times < 0.0) or np.any(np.diff(times) < 0.0):
        raise InvalidDocument(
            name=item,
            detail="beats must be times in seconds, in order",
            detail_ko="박은 초로 적은 시각이어야 하고 시간순이어야 합니다",
        )
    return times
