"""Clustering of directions: finds what was put in, in any order, and keeps apart what was heard side by side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.dsp.clustering import APART, Items, Labels, Scale, Stop, agglomerate, alikeness, first_seen, gather


def voices(seed: int, people: int = 4, each: int = 6, spread: float = 0.5) -> tuple[Items, Labels]:
    """Return samples around random directions, and who they are of."""
    random = np.random.default_rng(seed)
    centres = random.normal(size=(people, 64))
    truth = np.repeat(np.arange(people), each)
    points = centres[truth] + spread * random.normal(size=(len(truth), 64))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    return Items(points, random.uniform(0.5, 4, len(truth)), np.zeros((len(truth), len(truth)))), truth


def same_partition(left: Labels, right: Labels) -> bool:
    return bool(((left[:, None] == left) == (right[:, None] == right)).all())


@given(seed=st.integers(0, 500), people=st.integers(1, 6))
def test_finds_the_people(seed: int, people: int) -> None:
    items, truth = voices(seed, people)
    assert same_partition(agglomerate(items, Stop(0.5)), truth)


@given(seed=st.integers(0, 500))
def test_order_does_not_matter(seed: int) -> None:
    items, _ = voices(seed, spread=1.2)
    order = np.random.default_rng(seed + 1).permutation(len(items.seconds))
    shuffled = Items(items.vectors[order], items.seconds[order], items.apart[np.ix_(order, order)])
    assert same_partition(agglomerate(items, Stop(0.5))[order], agglomerate(shuffled, Stop(0.5)))


@given(seed=st.integers(0, 500), fewest=st.integers(1, 8), extra=st.integers(0, 4))
def test_bounds_on_the_number(seed: int, fewest: int, extra: int) -> None:
    items, _ = voices(seed, spread=1.0)
    count = agglomerate(items, Stop(0.5, fewest=fewest, most=fewest + extra)).max() + 1
    assert fewest <= count <= fewest + extra


def test_what_is_surely_the_same_is_never_split() -> None:
    items, truth = voices(1, people=2, spread=0.05)
    assert same_partition(agglomerate(items, Stop(0.5, fewest=8, sure=0.9)), truth)


def test_two_alike_heard_side_by_side_stay_two() -> None:
    vectors = np.ones((4, 3)) / np.sqrt(3)
    apart = np.zeros((4, 4))
    apart[0, 1] = apart[1, 0] = apart[2, 3] = apart[3, 2] = 2.0
    assert agglomerate(Items(vectors, np.full(4, 2.0), apart), Stop(0.7)).tolist() in ([0, 1, 0, 1], [0, 1, 1, 0])


def test_a_slip_of_one_window_does_not_split_a_long_voice() -> None:
    """One voice, once taken for two in one of ten windows, is still one."""
    vectors = np.ones((11, 3)) / np.sqrt(3)
    apart = np.zeros((11, 11))
    apart[4, 10] = apart[10, 4] = 1.0
    seconds = np.full(11, 3.0)
    seconds[10] = 1.0
    assert agglomerate(Items(vectors, seconds, apart), Stop(0.7)).max() == 1  # all of the short one speaks against it
    apart[4, 10] = apart[10, 4] = 0.1
    assert agglomerate(Items(vectors, seconds, apart), Stop(0.7)).max() == 0  # a tenth of it does not


def test_short_samples_need_less_likeness() -> None:
    scale = Scale((0.3, 3.0), (0.3, 0.75))
    vectors = np.array([[1.0, 0.0], [0.35, np.sqrt(1 - 0.35**2)]])
    nothing = np.zeros((2, 2))
    assert agglomerate(Items(vectors, np.array([0.3, 3.0]), nothing), Stop(0.7), scale).max() == 0
    assert agglomerate(Items(vectors, np.array([3.0, 3.0]), nothing), Stop(0.7), scale).max() == 1


@given(labels=st.lists(st.integers(0, 5), max_size=20))
def test_labels_count_from_the_first(labels: list[int]) -> None:
    found = first_seen(np.array(labels, np.int64)).tolist()
    assert list(dict.fromkeys(found)) == list(range(len(set(found))))
    assert len(set(found)) == len(set(labels))


def test_gathered_clusters_carry_their_weight() -> None:
    items, truth = voices(2)
    clusters = gather(items, truth)
    assert clusters.seconds.sum() == pytest.approx(items.seconds.sum())
    assert np.allclose(np.linalg.norm(clusters.vectors, axis=1), 1)


def test_nothing_and_one() -> None:
    assert agglomerate(Items(np.zeros((0, 5)), np.zeros(0), np.zeros((0, 0))), Stop(0.5)).tolist() == []
    assert agglomerate(Items(np.ones((1, 5)), np.ones(1), np.zeros((1, 1))), Stop(0.5)).tolist() == [0]


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Items(np.ones((2, 5)), np.ones(3), np.zeros((2, 2)))


def test_alikeness_is_what_merging_goes_by() -> None:
    vectors = np.eye(3)[[0, 0, 1]].astype(float)
    apart = np.zeros((3, 3))
    apart[0, 1] = apart[1, 0] = 1.0
    alike = alikeness(Items(vectors, np.full(3, 2.0), apart), 0, Scale((0.0,), (0.5,)))
    assert alike[1] == pytest.approx(2.0 - APART / 2)
    assert alike[2] == 0.0
    assert alike[0] < -1
