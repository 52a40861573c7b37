"""Variational Bayes clustering against the Gaussians it stands for, and on speakers that were made."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.dsp.vbx import Doubles, Labels, Observations, cluster, posterior, softmax

DIM = 12


def drawn(seed: int, people: int = 4, each: int = 8, between: float = 6.0) -> tuple[Doubles, Labels]:
    """Return vectors of variance 1 around speakers of variance ``between``, and whose they are."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(people), each)
    return random.normal(size=(people, DIM))[truth] * np.sqrt(between) + random.normal(size=(len(truth), DIM)), truth


def free(vectors: Doubles, weight: float = 1.0) -> Observations:
    return Observations(vectors, np.full(len(vectors), weight), np.zeros((len(vectors), len(vectors))))


def same_partition(left: Labels, right: Labels) -> bool:
    return bool(((left[:, None] == left) == (right[:, None] == right)).all())


def split(truth: Labels, parts: int) -> Labels:
    """Return a start in which each speaker is cut into ``parts``."""
    return truth * parts + np.arange(len(truth)) % parts


@given(seed=st.integers(0, 300), people=st.integers(1, 5))
def test_speakers_cut_in_two_are_joined_again(seed: int, people: int) -> None:
    vectors, truth = drawn(seed, people, between=30.0)
    found = cluster(free(vectors, 0.25), np.full(DIM, 30.0), split(truth, 2), trust=1.0)
    assert same_partition(found.labels, truth)
    assert np.allclose(found.shares.sum(axis=1), 1)
    assert found.priors.sum() == pytest.approx(1)


def test_the_posterior_is_that_of_the_joint_gaussian() -> None:
    """y ~ N(0, 1), each of n vectors of one speaker ~ N(root(spread) y, 1): conditioned with full covariances."""
    random = np.random.default_rng(0)
    spread, vectors = random.uniform(0.1, 5, DIM), random.normal(size=(5, DIM))
    precision, mean = posterior(vectors * np.sqrt(spread), spread, np.ones((5, 1)))
    for axis in range(DIM):
        cross = np.full(5, np.sqrt(spread[axis]))
        cover = np.full((5, 5), spread[axis]) + np.eye(5)
        gain = np.linalg.solve(cover, cross)
        assert mean[0, axis] == pytest.approx(gain @ vectors[:, axis])
        assert 1 / precision[0, axis] == pytest.approx(1 - gain @ cross)


def test_a_weight_is_as_many_copies() -> None:
    vectors, truth = drawn(3, each=2)
    shared = np.eye(4)[truth]
    twice = posterior(np.repeat(vectors, 2, axis=0), np.ones(DIM), np.repeat(shared, 2, axis=0))
    weighted = posterior(vectors, np.ones(DIM), 2 * shared)
    assert all(np.allclose(one, other) for one, other in zip(twice, weighted, strict=True))


def test_order_does_not_matter() -> None:
    vectors, truth = drawn(5, between=1.0)
    start = split(truth, 2)
    order = np.random.default_rng(1).permutation(len(truth))
    spread = np.ones(DIM)
    straight = cluster(free(vectors), spread, start).labels
    assert same_partition(cluster(free(vectors[order]), spread, start[order]).labels, straight[order])


def test_what_is_apart_stays_apart() -> None:
    """Two vectors at one place are one speaker's, unless it was seen that they are two's."""
    vectors = np.ones((2, DIM))
    start = np.arange(2)
    together = cluster(free(vectors), np.full(DIM, 2.0), start, trust=0.1).shares
    seen = Observations(vectors, np.ones(2), np.array([[0.0, 50.0], [50.0, 0.0]]))
    apart = cluster(seen, np.full(DIM, 2.0), start, trust=0.1).labels
    assert np.allclose(together[0], together[1])
    assert apart[0] != apart[1]


def test_one_slip_in_the_start_is_taken_back() -> None:
    vectors, truth = drawn(7, people=2, between=20.0)
    start = truth.copy()
    start[0] = 1
    assert same_partition(cluster(free(vectors), np.full(DIM, 20.0), start, trust=2.0).labels, truth)


def test_nothing_one_and_large_numbers() -> None:
    assert cluster(free(np.zeros((0, DIM))), np.ones(DIM), np.zeros(0, np.int64)).labels.tolist() == []
    assert cluster(free(np.ones((1, DIM))), np.ones(DIM), np.zeros(1, np.int64)).labels.tolist() == [0]
    assert np.isfinite(softmax(np.array([[1e6, -1e6], [0.0, 0.0]]))).all()


def test_shapes_are_checked() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        Observations(np.ones((2, 3)), np.ones(3), np.zeros((2, 2)))
