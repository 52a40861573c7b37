"""EER and minDCF: hand-worked lists of trials, scikit-learn's curve, ties, a million trials."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidDocument
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import value_of
from sorikit.metrics.compare import compare
from sorikit.metrics.eer import GROUPS, judge_trials, score
from sorikit.metrics.score import Pair, Score


def trials(values: list[float], first: str = "a") -> dict[tuple[str, str], float]:
    return {(first, f"b{at}"): value for at, value in enumerate(values)}


def scores(labels: list[float], values: list[float], resamples: int = 0) -> dict[str, Score]:
    pair = Pair("trials", trials(labels), trials(values))
    return {one.name: one for one in score([pair], ScoreOptions(resamples=resamples))}


@pytest.mark.parametrize(
    ("targets", "others", "eer", "dcf_05"),
    [
        ([0.8, 0.9], [0.1, 0.2], 0.0, 0.0),
        ([0.1, 0.2], [0.8, 0.9], 1.0, 1.0),
        ([0.5], [0.5], 0.5, 1.0),  # a tie: the line from (0, 1) to (1, 0) crosses in the middle
        ([0.3, 0.6, 0.7, 0.9], [0.1, 0.2, 0.4, 0.5], 0.25, 0.25),  # at 0.6: one of four missed, none accepted
        ([0.4, 0.8], [0.2, 0.6], 0.5, 0.5),
        ([0.2, 0.6, 0.8], [0.1, 0.4], 1 / 3, 1 / 3),
        ([0.5, 0.9], [0.1, 0.5], 0.25, 0.5),  # half tied: from (0 missed, 1/2 accepted) to (1/2, 0)
    ],
)
def test_hand_worked(targets: list[float], others: list[float], eer: float, dcf_05: float) -> None:
    found = judge_trials(targets + others, [1] * len(targets) + [0] * len(others))
    assert found.eer == pytest.approx(eer)
    assert found.min_dcf_05 == pytest.approx(dcf_05)


def test_min_dcf_weighs_false_alarms_by_how_rare_targets_are() -> None:
    targets = [1.0] * 90 + [-3.0] * 10  # 10 % missed above 0
    others = [-2.0] * 999 + [2.0]  # 0.1 % accepted above 0
    found = judge_trials(targets + others, [1] * 100 + [0] * 1000)
    assert found.min_dcf_05 == pytest.approx((0.05 * 0.10 + 0.95 * 0.001) / 0.05)
    assert found.min_dcf_01 == pytest.approx((0.01 * 0.10 + 0.99 * 0.001) / 0.01)
    assert found.eer == pytest.approx(0.10)  # among the others at −2


def test_the_threshold_accepts_what_it_should() -> None:
    assert judge_trials([0.8, 0.9, 0.1, 0.2], [1, 1, 0, 0]).threshold == 0.8


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=2, max_size=60))
def test_equal_to_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    labels, values = [one for one, _ in rows], [value for _, value in rows]
    if all(labels) or not any(labels):
        return
    accepted, hit, _ = metrics.roc_curve(labels, values, drop_intermediate=False)
    missed = 1 - hit
    found = judge_trials(values, labels)
    after = int(np.argmax(accepted >= missed))
    low, high = accepted[after - 1] - missed[after - 1], accepted[after] - missed[after]
    expected = accepted[after - 1] + -low / (high - low) * (accepted[after] - accepted[after - 1])
    assert found.eer == pytest.approx(expected)
    assert found.min_dcf_01 == pytest.approx((0.01 * missed + 0.99 * accepted).min() / 0.01)
    assert found.min_dcf_05 == pytest.approx((0.05 * missed + 0.95 * accepted).min() / 0.05)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(-50, 50)), min_size=2, max_size=60),
    st.sampled_from([lambda v: 3.0 * v + 7, lambda v: math.atan(v / 10), lambda v: v**3]),
)
def test_only_the_order_of_scores_counts(rows: list[tuple[bool, int]], bend) -> None:
    labels, values = [one for one, _ in rows], [value for _, value in rows]
    if all(labels) or not any(labels):
        return
    plain, bent = judge_trials(values, labels), judge_trials([bend(value) for value in values], labels)
    assert (plain.eer, plain.min_dcf_01) == (bent.eer, bent.min_dcf_01)
    assert 0.0 <= plain.eer <= 1.0
    assert 0.0 <= plain.min_dcf_05 <= 1.0


def test_items_give_the_same_value_again_and_an_interval() -> None:
    draws = np.random.default_rng(0)
    labels = (draws.random(800) < 0.2).astype(float).tolist()
    values = (draws.standard_normal(800) + 2 * np.array(labels)).tolist()
    found = scores(labels, values, resamples=300)
    for name in ("EER", "minDCF 0.01", "minDCF 0.05"):
        one = found[name]
        assert value_of(one.items, one.pooling) == pytest.approx(one.value)
        assert one.interval is not None
        assert one.interval.low <= one.value <= one.interval.high or name != "EER"
    assert found["EER"].interval.high - found["EER"].interval.low < 0.15


def test_two_systems_on_different_scales_compare() -> None:
    draws = np.random.default_rng(1)
    labels = [float(at % 2) for at in range(400)]
    good = [1000.0 * (label * 3 + draws.standard_normal()) for label in labels]
    bad = [label * 0.5 + draws.standard_normal() for label in labels]
    found = compare(scores(labels, bad)["EER"], scores(labels, good)["EER"], resamples=200)
    assert found.better == "second"
    assert found.real


def test_the_order_of_two_files_does_not_matter_and_what_is_missing_is_wrong() -> None:
    labels = {("a", "b"): 1, ("c", "d"): 0, ("e", "f"): 1, ("g", "h"): 0}
    heard = {("b", "a"): 0.9, ("d", "c"): 0.1, ("f", "e"): 0.8}
    found = {one.name: one.value for one in score([Pair("trials", labels, heard)], ScoreOptions(resamples=0))}
    assert found["EER"] == pytest.approx(0.5)  # one of the two others scores +∞: accepted before all targets
    heard[("g", "h")] = 0.2
    assert score([Pair("trials", labels, heard)], ScoreOptions(resamples=0))[0].value == 0.0
    assert score([Pair("trials", labels, None)], ScoreOptions(resamples=0))[0].value == 1.0


@pytest.mark.parametrize(
    ("labels", "values"),
    [([1, 1], [0.1, 0.2]), ([0, 0], [0.1, 0.2]), ([1, 0], [float("nan"), 0.0]), ([1, 2], [0.1, 0.2]), ([], [])],
)
def test_bad_lists_are_named(labels: list[float], values: list[float]) -> None:
    with pytest.raises(InvalidDocument, match="trials"):
        scores(labels, values)


def test_no_pairs_no_scores() -> None:
    assert score([], ScoreOptions()) == []


def test_a_million_trials() -> None:
    draws = np.random.default_rng(2)
    labels = draws.random(1_000_000) < 0.01
    values = draws.standard_normal(1_000_000) + 3.29 * labels  # EER of two unit normals 3.29 apart: 5 %
    started = time.perf_counter()
    found = judge_trials(values, labels)
    assert time.perf_counter() - started < 10.0
    assert found.eer == pytest.approx(0.05, abs=0.002)


def test_the_interval_of_many_is_the_interval_of_few() -> None:
    """More trials than ``GROUPS`` are drawn by steps of rank: the interval must be the one that theory gives."""
    draws = np.random.default_rng(3)
    count = 2 * GROUPS
    labels = [float(at % 2) for at in range(count)]
    values = (draws.standard_normal(count) + 2.0 * np.array(labels)).tolist()
    interval = scores(labels, values, resamples=400)["EER"].interval
    eer = 0.1587  # Φ(−1)
    wide = 2 * 1.96 * math.sqrt(eer * (1 - eer) / count)  # at the crossing both errors share their doubt
    assert interval.high - interval.low == pytest.approx(wide, rel=0.25)
    assert interval.low < eer < interval.high
