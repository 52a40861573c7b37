"""Is one system really better than another? Two scores over the same items, compared pair by pair.

Because both systems met the same items, what counts is the difference on each item: hard items are hard for both and
cancel. The interval of the difference is the paired bootstrap (M. Bisani and H. Ney, ICASSP 2004); the p-value is
approximate randomisation: the two answers to each item are swapped at random, and p is how often chance alone makes a
difference at least as large (E. Noreen, "Computer-Intensive Methods for Testing Hypotheses", 1989; preferred over the
bootstrap's own p by S. Riezler and J. Maxwell, 2005, because it is wrong less often). With few items all swaps are tried,
and p is exact; fewer than six items can never reach p < 0.05.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.errors import InvalidDocument
from sorikit.metrics.bootstrap import Floats, ItemTable, Picks, draws, find_pooling, interval_from
from sorikit.metrics.score import Interval, ItemScore, Score

SIGNIFICANCE = 0.05
_CELLS_AT_ONCE = 2_000_000
_MOST_ITEMS_EXACT = 16
_TIE = 1e-12
"""Differences closer than this are the same: a swap that changes nothing must count as "at least as large"."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two scores over the same items differ in."""

    name: str
    unit: str
    first: float
    second: float
    difference: float
    """second − first, in the unit of the score."""
    interval: Interval
    """95 % of the difference, paired bootstrap over items."""
    p_value: float
    """Two-sided, approximate randomisation (exact where ``exact``)."""
    exact: bool
    """True where all swaps were tried."""
    items: int
    better: str
    """"first", "second" or "" where they are equal; says nothing about being real."""

    @property
    def real(self) -> bool:
        """True where chance would hardly do this: p < 0.05, and the interval leaves 0 out."""
        return self.p_value < SIGNIFICANCE and not self.interval.low <= 0.0 <= self.interval.high


def compare(first: Score, second: Score, resamples: int = 10_000, seed: int = 0) -> Comparison:
    """Compare two scores of the same name over the same items.

    Raises InvalidDocument where the scores are of different kinds, have different items (naming what is missing), an item
    twice, or nothing to be judged.
    """
    mine, theirs = _matched(first, second)
    count = len(mine)
    pool = find_pooling(first.pooling)
    both = ItemTable.of([*mine, *theirs])
    everything = np.arange(count, dtype=np.intp)[None]
    value, other = float(pool(both, everything)[0]), float(pool(both, everything + count)[0])
    if np.isnan(value) or np.isnan(other):
        raise _error(first, "there is nothing to be judged in it", "평가할 것이 없습니다")
    blocks = [pool(both, picks + count) - pool(both, picks) for picks in draws(count, resamples, seed)]
    difference = other - value
    interval = interval_from(np.concatenate(blocks)) if blocks else None
    p_value, exact = _randomised(both, first.pooling, difference, (resamples, seed))
    return Comparison(
        name=first.name,
        unit=first.unit,
        first=value,
        second=other,
        difference=difference,
        interval=interval or Interval(difference, difference),
        p_value=p_value,
        exact=exact,
        items=count,
        better=_better(difference, lower_is_better=first.lower_is_better),
    )


def _better(difference: float, *, lower_is_better: bool) -> str:
    if abs(difference) <= _TIE:
        return ""
    return "second" if (difference < 0.0) == lower_is_better else "first"


def _randomised(both: ItemTable, pooling: str, difference: float, chance: tuple[int, int]) -> tuple[float, bool]:
    """Return p and whether it is exact. ``both`` holds the first system's items, then the second's, in the same order."""
    resamples, seed = chance
    pool = find_pooling(pooling)
    count = len(both.numerator) // 2
    exact = count <= _MOST_ITEMS_EXACT and 2**count <= max(resamples, 1)
    swaps = _all_swaps(count) if exact else _random_swaps(count, resamples, seed)
    at_least, tried = 0, 0
    order = np.arange(count, dtype=np.intp)
    for swap in swaps:
        change: Floats = pool(both, order + count * (1 - swap)) - pool(both, order + count * swap)
        at_least += int((np.abs(change) >= abs(difference) - _TIE).sum())
        tried += len(swap)
    return (at_least / tried, True) if exact else ((at_least + 1) / (tried + 1), False)


def _all_swaps(count: int) -> Iterator[Picks]:
    numbers = np.arange(2**count, dtype=np.int64)
    yield ((numbers[:, None] >> np.arange(count)) & 1).astype(np.intp)


def _random_swaps(count: int, resamples: int, seed: int) -> Iterator[Picks]:
    generator = np.random.default_rng([seed, 1])  # not the bootstrap's own stream
    block = max(1, _CELLS_AT_ONCE // count)
    for done in range(0, resamples, block):
        yield generator.integers(0, 2, size=(min(block, resamples - done), count), dtype=np.intp)


def _matched(first: Score, second: Score) -> tuple[list[ItemScore], list[ItemScore]]:
    """Return the items of both, in the order of the first."""
    if (first.name, first.pooling) != (second.name, second.pooling):
        detail = f"cannot be compared with {second.name} ({first.pooling} and {second.pooling} of items)"
        raise _error(first, detail, f"{second.name}와(과) 비교할 수 없습니다({first.pooling}, {second.pooling})")
    for score in (first, second):
        twice = [item for item, times in Counter(item.item for item in score.items).items() if times > 1]
        if twice:
            raise _error(score, f"has an item twice: {_listed(twice)}", f"항목이 두 번 나옵니다: {_listed(twice)}")
    theirs = {item.item: item for item in second.items}
    mine = {item.item for item in first.items}
    missing_second = [item.item for item in first.items if item.item not in theirs]
    missing_first = [item.item for item in second.items if item.item not in mine]
    if missing_first or missing_second:
        sides = (("first", "첫째", missing_first), ("second", "둘째", missing_second))
        english = "; ".join(f"the {side} lacks {_listed(names)}" for side, _, names in sides if names)
        korean = "; ".join(f"{side} 쪽에 없는 항목: {_listed(names)}" for _, side, names in sides if names)
        raise _error(first, f"the two are not over the same items: {english}", f"두 결과의 항목이 다릅니다. {korean}")
    if not mine:
        raise _error(first, "there is nothing to be judged in it", "평가할 것이 없습니다")
    return list(first.items), [theirs[item.item] for item in first.items]


def _listed(names: Sequence[str], at_most: int = 10) -> str:
    rest = f" … ({len(names)})" if len(names) > at_most else ""
    return ", ".join(names[:at_most]) + rest


def _error(score: Score, english: str, korean: str) -> InvalidDocument:
    return InvalidDocument(name=score.name, detail=english, detail_ko=korean)
