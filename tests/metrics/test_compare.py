"""Two scores over the same items: exact p-values by hand, false alarms at their rate, mismatches named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import score
from sorikit.metrics.compare import compare
from sorikit.metrics.score import ItemScore, Pair, Score


def made(values: Sequence[float], words: float = 10.0, name: str = "WER", **more: object) -> Score:
    items = tuple(ItemScore(f"u{place}", float(value), words) for place, value in enumerate(values))
    return Score(name, None, items=items, **more)  # type: ignore[arg-type]


def test_all_swaps_by_hand() -> None:
    """Four items, each better by one: only keeping all or swapping all differs as much, 2 of 16."""
    found = compare(made([2, 3, 4, 5]), made([1, 2, 3, 4]))
    assert (found.first, found.second, found.difference) == pytest.approx((0.35, 0.25, -0.1))
    assert (found.p_value, found.exact, found.real, found.better) == (2 / 16, True, False, "second")
    assert (found.interval.low, found.interval.high) == pytest.approx((-0.1, -0.1))


def test_ten_items_each_better_are_really_better() -> None:
    found = compare(made([1] * 10), made([2] * 10))
    assert found.p_value == pytest.approx(2 / 1024)
    assert found.real
    assert found.better == "first"


def test_the_same_twice() -> None:
    found = compare(made(range(40)), made(range(40)))
    assert (found.difference, found.p_value, found.real, found.better) == (0.0, 1.0, False, "")


def test_more_is_better_for_some() -> None:
    first, second = made([9] * 10, 1.0, "SI-SDR", pooling="mean"), made([12] * 10, 1.0, "SI-SDR", pooling="mean")
    assert compare(first, second).better == "first"
    kinds = {"pooling": "mean", "lower_is_better": False}
    assert compare(made([9] * 10, 1.0, **kinds), made([12] * 10, 1.0, **kinds)).better == "second"


def test_the_order_of_items_does_not_matter() -> None:
    chance = np.random.default_rng(0)
    first, second = made(chance.integers(0, 9, 30)), made(chance.integers(0, 9, 30))
    turned = Score("WER", None, items=second.items[::-1])
    assert compare(first, second) == compare(first, turned)


def test_chance_is_called_real_about_one_time_in_twenty() -> None:
    chance = np.random.default_rng(3)
    called = sum(
        compare(made(chance.binomial(10, 0.2, 60)), made(chance.binomial(10, 0.2, 60)), resamples=400, seed=trial).real
        for trial in range(200)
    )
    assert 1 <= called <= 20


def test_a_true_difference_is_found_and_most_intervals_hold_it() -> None:
    chance = np.random.default_rng(4)
    held = 0
    for trial in range(60):
        first, second = made(chance.binomial(10, 0.3, 200)), made(chance.binomial(10, 0.2, 200))
        found = compare(first, second, resamples=400, seed=trial)
        assert found.real
        assert not found.exact
        held += found.interval.low <= -0.1 <= found.interval.high
    assert held >= 52


def test_every_text_score_can_be_compared() -> None:
    said = [f"one two three four five {place}" for place in range(12)]
    for kind in ("wer", "cer"):
        first = score(kind, [Pair(text, text, text) for text in said])
        second = score(kind, [Pair(text, text, text.replace("two", "to")) for text in said])
        for mine, theirs in zip(first, second, strict=True):
            found = compare(mine, theirs, resamples=5000)
            assert found.real, found
            assert found.better == "first"


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InvalidDocument, match=r"the second lacks u2, u3") as caught:
        compare(made([1, 2, 3, 4]), made([1, 2]))
    assert "u2, u3" in caught.value.sentence("ko")
    with pytest.raises(InvalidDocument, match=r"the first lacks u2") as caught:
        compare(made([1, 2]), made([1, 2, 3]))
    with pytest.raises(InvalidDocument, match="twice: u0"):
        compare(Score("WER", None, items=(ItemScore("u0", 1), ItemScore("u0", 2))), made([1]))
    with pytest.raises(InvalidDocument, match="cannot be compared with CER"):
        compare(made([1]), made([1], name="CER"))
    with pytest.raises(InvalidDocument, match="nothing to be judged"):
        compare(made([]), made([]))
    with pytest.raises(InvalidDocument, match="nothing to be judged"):
        compare(made([1], 0.0), made([1], 0.0))
