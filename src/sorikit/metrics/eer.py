"""Same voice or not: equal error rate and minimum detection cost, from a list of trials.

Each trial has a score; high says "same". At a threshold t, the miss rate is the share of target trials (same voice)
below t, the false-alarm rate the share of the others at t or above. EER is where the two are equal, on straight lines
between the points of the curve (so tied scores are taken together, as in scikit-learn's ``roc_curve``). minDCF is the
least over all thresholds of C_miss P_target P_miss + C_fa (1 − P_target) P_fa, divided by the cost of not listening,
min(C_miss P_target, C_fa (1 − P_target)); both costs 1 (NIST, "2016 Speaker Recognition Evaluation Plan", §3.1;
P_target 0.01 and 0.05).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import ItemTable, interval_from
from sorikit.metrics.score import Interval, ItemScore, Pair, Score

Numbers = npt.NDArray[np.float64]
Trials = Mapping[tuple[str, str], float]
"""(file, file) → 1 for the same voice and 0 for another (a reference), or a score (a hypothesis)."""

MOST_ITEMS = 20_000
"""Trials that a score remembers one by one, to be compared with another's; longer lists cannot be."""
GROUPS = 10_000
"""Steps of rank at which longer lists are resampled: finer than the interval can be."""
_TARGET = "same voice"


@dataclass(frozen=True, slots=True)
class Detection:
    """How well scores tell targets from others."""

    eer: float
    """0 … 1."""
    threshold: float
    """The score at the EER: accepting from here on makes both errors (nearly) equal."""
    min_dcf_01: float
    """P_target 0.01."""
    min_dcf_05: float
    """P_target 0.05."""


def judge_trials(scores: npt.ArrayLike, targets: npt.ArrayLike) -> Detection:
    """Judge trials: ``scores`` (n,), any finite or infinite numbers; ``targets`` (n,), true for the same voice.

    A million trials take about a second. Raises InvalidDocument where there are no targets, no others, or a NaN.
    """
    values, same = np.asarray(scores, np.float64).reshape(-1), np.asarray(targets).reshape(-1).astype(np.bool_)
    if values.shape != same.shape or np.any(np.isnan(values)) or same.all() or not same.any():
        raise _error(
            "trials",
            f"{values.size} scores, {int(same.sum())} of {same.size} trials of the same voice; "
            "both kinds are needed, and every score must be a number",
            f"점수 {values.size}개, 같은 목소리 {int(same.sum())}/{same.size}개입니다. "
            "두 종류가 모두 있고 점수는 모두 수여야 합니다",
        )
    distinct, group = np.unique(values, return_inverse=True)
    hits = np.bincount(group[same], minlength=distinct.size)[None].astype(np.float64)
    others = np.bincount(group[~same], minlength=distinct.size)[None].astype(np.float64)
    misses, alarms = _curve(hits, others)
    eer, place = _crossing(misses, alarms)
    return Detection(
        float(eer[0]),
        _score_at(distinct, float(place[0])),
        float(_min_dcf(misses, alarms, 0.01)[0]),
        float(_min_dcf(misses, alarms, 0.05)[0]),
    )


def score(pairs: Sequence[Pair[Trials]], options: ScoreOptions) -> list[Score]:
    """Return EER, minDCF at P_target 0.01 and 0.05, and the threshold at the EER, over all pairs' trials together.

    A trial is found in the hypothesis in either order of its files; one that is missing there counts as wrong
    altogether: −∞ for the same voice, +∞ for another. Intervals draw trials, which share voices: they come out too
    narrow where few voices make many trials. Raises InvalidDocument as ``judge_trials``.
    """
    if not pairs:
        return []
    names, values, same = _collect(pairs)
    whole = judge_trials(values, same)
    ranks = _ranks(values)
    items: tuple[ItemScore, ...] = ()
    if len(names) <= MOST_ITEMS:
        items = tuple(
            ItemScore(name, rank, parts={_TARGET: float(target)})
            for name, rank, target in zip(names, ranks.tolist(), same.tolist(), strict=True)
        )
    intervals = _intervals(ranks, same, options)
    found = {"EER": whole.eer, "minDCF 0.01": whole.min_dcf_01, "minDCF 0.05": whole.min_dcf_05}
    scores = [
        Score(
            name,
            value,
            unit="ratio" if name == "EER" else "",
            interval=intervals.get(name),
            pooling=name,
            items=items,
        )
        for name, value in found.items()
    ]
    return [*scores, Score("EER threshold", whole.threshold, unit="", lower_is_better=False, pooling="mean")]


def pool_eer(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the EER of each draw (NaN where a draw lacks targets or others)."""
    return _crossing(*_drawn_curve(table, picks))[0]


def pool_min_dcf_01(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the minDCF of each draw at P_target 0.01."""
    return _min_dcf(*_drawn_curve(table, picks), 0.01)


def pool_min_dcf_05(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the minDCF of each draw at P_target 0.05."""
    return _min_dcf(*_drawn_curve(table, picks), 0.05)


def _drawn_curve(table: ItemTable, picks: npt.NDArray[np.intp]) -> tuple[Numbers, Numbers]:
    distinct, group = np.unique(table.numerator, return_inverse=True)
    same = table.parts.get(_TARGET, np.zeros(len(group)))
    sides = np.zeros((2, len(picks), distinct.size))
    for draw, chosen in enumerate(picks):
        sides[0, draw] = np.bincount(group[chosen], weights=same[chosen], minlength=distinct.size)
        sides[1, draw] = np.bincount(group[chosen], weights=1.0 - same[chosen], minlength=distinct.size)
    return _curve(sides[0], sides[1])


def _curve(hits: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
    """Return miss and false-alarm rates (draws, groups + 1) with the threshold below each group, and above all.

    ``hits`` and ``others`` are (draws, groups): how many target and other trials have each score, ascending.
    """
    edge = np.zeros((len(hits), 1))
    with np.errstate(invalid="ignore"):  # 0 / 0: a draw without targets (or others) has no rate
        misses = np.concatenate([edge, np.cumsum(hits, axis=1)], axis=1) / hits.sum(axis=1, keepdims=True)
        passed = np.concatenate([edge, np.cumsum(others, axis=1)], axis=1) / others.sum(axis=1, keepdims=True)
    return misses, 1.0 - passed


def _crossing(misses: Numbers, alarms: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rate at which the two curves cross, and where: point + share of the way to the next. Both (draws,)."""
    apart = misses - alarms  # ascends from −1 to 1
    after = np.maximum(np.argmax(apart >= 0.0, axis=1), 1)
    rows = np.arange(len(apart))
    below, above = apart[rows, after - 1], apart[rows, after]
    share = -below / (above - below)
    return misses[rows, after - 1] + share * (misses[rows, after] - misses[rows, after - 1]), after - 1 + share


def _min_dcf(misses: Numbers, alarms: Numbers, p_target: float) -> Numbers:
    cost = p_target * misses + (1.0 - p_target) * alarms
    return np.asarray(cost.min(axis=1) / min(p_target, 1.0 - p_target))


def _score_at(distinct: Numbers, place: float) -> float:
    """Return the threshold at a place on the curve: point i stands between the scores i − 1 and i."""
    return float(distinct[min(round(place), distinct.size - 1)])


def _ranks(values: Numbers) -> Numbers:
    """Return each score's rank, 0 … 1, ties sharing their mean: all that the scores here depend on.

    Ranks, unlike scores, mean the same in two systems, so that ``compare`` may swap them.
    """
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray(((ends - counts / 2.0) / values.size)[group])


def _intervals(ranks: Numbers, same: npt.NDArray[np.bool_], options: ScoreOptions) -> dict[str, Interval | None]:
    """Return the intervals: drawing trials with replacement is drawing how many fall on each step of rank."""
    if options.resamples == 0:
        return {}
    steps = ranks if ranks.size <= GROUPS else np.floor(ranks * GROUPS)
    distinct, group = np.unique(steps, return_inverse=True)
    cells = np.bincount(group + distinct.size * ~same, minlength=2 * distinct.size) / ranks.size
    draws = np.random.default_rng(options.seed)
    values: dict[str, list[Numbers]] = {"EER": [], "minDCF 0.01": [], "minDCF 0.05": []}
    for first in range(0, options.resamples, 100):
        drawn = draws.multinomial(ranks.size, cells, size=min(100, options.resamples - first)).astype(np.float64)
        misses, alarms = _curve(drawn[:, : distinct.size], drawn[:, distinct.size :])
        values["EER"].append(_crossing(misses, alarms)[0])
        values["minDCF 0.01"].append(_min_dcf(misses, alarms, 0.01))
        values["minDCF 0.05"].append(_min_dcf(misses, alarms, 0.05))
    return {name: interval_from(np.concatenate(parts)) for name, parts in values.items()}


def _collect(pairs: Sequence[Pair[Trials]]) -> tuple[list[str], Numbers, npt.NDArray[np.bool_]]:
    """Return names, scores (n,) and targets (n,) of all trials."""
    names: list[str] = []
    values: list[float] = []
    same: list[bool] = []
    for pair in pairs:
        heard = pair.hypothesis or {}
        for (first, second), label in pair.reference.items():
            if label not in (0, 1):
                raise _error(
                    pair.item,
                    f"the trial of {first} and {second} is labelled {label}, not 1 (same voice) or 0",
                    f"{first}와(과) {second}의 정답이 {label}입니다. 1(같은 목소리) 또는 0이어야 합니다",
                )
            value = heard.get((first, second), heard.get((second, first)))
            names.append(f"{first} {second}")
            values.append(float(value) if value is not None else float("-inf" if label else "inf"))
            same.append(bool(label))
    return names, np.asarray(values, np.float64), np.asarray(same, np.bool_)


def _error(name: str, english: str, korean: str) -> InvalidDocument:
    return InvalidDocument(name=name, detail=english, detail_ko=korean)
