"""Pooling and intervals: values worked by hand, known distributions, and what must hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import (
    POOLINGS,
    Floats,
    ItemTable,
    Picks,
    find_pooling,
    interval_of,
    pooled,
    value_of,
)
from sorikit.metrics.score import Interval, ItemScore, Score


def items(*rows: tuple[float, float]) -> list[ItemScore]:
    return [ItemScore(str(place), *row) for place, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("pooling", "expected"), [("ratio", 6 / 14), ("mean", (0.5 + 0.1 + 2.0) / 3), ("median", 0.5), ("p95", 1.85)]
)
def test_values_by_hand(pooling: str, expected: float) -> None:
    rows = items((1, 2), (1, 10), (4, 2), (0, 0))
    assert value_of(rows, pooling) == pytest.approx(expected)


def test_items_without_a_denominator_add_their_errors_to_a_ratio_only() -> None:
    rows = items((1, 4), (2, 0))
    assert value_of(rows, "ratio") == pytest.approx(3 / 4)
    assert value_of(rows, "mean") == pytest.approx(1 / 4)
    assert value_of(items((2, 0)), "ratio") is None
    assert value_of(items((2, 0)), "median") is None
    assert value_of([], "mean") is None


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(0).normal(10.0, 2.0, 400)
    found = interval_of(items(*((float(value), 1.0) for value in values)), "mean", resamples=4000)
    assert found is not None
    half = 1.96 * values.std() / math.sqrt(len(values))
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_95_of_100_intervals_hold_the_truth() -> None:
    """A word error rate of 0.2 over utterances of differing length: the interval holds it about as often as it says."""
    chance = np.random.default_rng(1)
    held = 0
    for trial in range(200):
        words = chance.integers(5, 40, 60)
        errors = chance.binomial(words, 0.2)
        rows = items(*((float(wrong), float(said)) for wrong, said in zip(errors, words, strict=True)))
        found = interval_of(rows, "ratio", resamples=300, seed=trial)
        assert found is not None
        held += found.low <= 0.2 <= found.high
    assert 180 <= held <= 199


@pytest.mark.parametrize("pooling", ["ratio", "mean", "median", "p95"])
def test_every_draw_is_pooled_as_the_whole_is(pooling: str) -> None:
    chance = np.random.default_rng(2)
    rows = [ItemScore(str(i), float(chance.integers(0, 9)), float(chance.integers(0, 5))) for i in range(12)]
    picks = chance.integers(0, 12, (50, 12))
    pool = find_pooling(pooling)
    together = pool(ItemTable.of(rows), picks)
    alone = [value_of([rows[place] for place in draw], pooling) for draw in picks]
    assert together == pytest.approx([math.nan if value is None else value for value in alone], nan_ok=True)


def test_the_same_seed_gives_the_same_interval() -> None:
    rows = items(*((float(place % 7), 10.0) for place in range(50)))
    assert interval_of(rows, seed=3) == interval_of(rows, seed=3) != interval_of(rows, seed=4)


def test_blocks_of_draws_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = items(*((float(place % 7), 10.0) for place in range(50)))
    whole = interval_of(rows)
    monkeypatch.setattr("sorikit.metrics.bootstrap._CELLS_AT_ONCE", 500)
    assert interval_of(rows) == whole


def test_no_interval() -> None:
    assert interval_of(items((1, 2))) is None
    assert interval_of(items((1, 2), (1, 3)), resamples=0) is None
    assert interval_of(items((1, 0), (0, 0))) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=2, max_size=12))
def test_intervals_are_in_order_and_within_the_items(rows: list[tuple[int, int]]) -> None:
    found = interval_of(items(*rows), "median", resamples=50)
    values = [above / below for above, below in rows if below]
    if found is None:
        assert not values
    else:
        assert min(values) <= found.low <= found.high <= max(values)


def test_pooled_fills_a_score() -> None:
    parts = [ItemScore("a", 3, 10, {"missed": 1, "added": 2}), ItemScore("b", 1, 10, {"missed": 1})]
    done = pooled(Score("X", None, items=tuple(parts)), ScoreOptions())
    assert done.value == pytest.approx(0.2)
    assert done.interval == Interval(pytest.approx(0.1), pytest.approx(0.3))
    assert dict(done.parts) == pytest.approx({"missed": 0.1, "added": 0.1})
    assert pooled(Score("X", None, pooling="mean", items=tuple(parts)), ScoreOptions()).parts[
        "missed"
    ] == pytest.approx(1.0)


def test_a_pooling_of_ones_own() -> None:
    def largest(table: ItemTable, picks: Picks) -> Floats:
        return table.numerator[picks].max(axis=1)

    rows = items((1, 1), (5, 1), (3, 1))
    assert value_of(rows, largest) == 5.0
    assert interval_of(rows, largest) == Interval(1.0, 5.0)


def test_every_pooling_is_found() -> None:
    assert all(callable(find_pooling(name)) for name in POOLINGS)
    with pytest.raises(InvalidOption, match="median"):
        find_pooling("mode")
