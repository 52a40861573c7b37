"""Powerset classes and the speakers in them."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.dsp.powerset import membership, to_speakers


def test_order_of_the_classes() -> None:
    assert membership(3, 2).tolist() == [
        [0, 0, 0],
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
        [1, 1, 0],
        [1, 0, 1],
        [0, 1, 1],
    ]


@given(speakers=st.integers(1, 6), most=st.integers(0, 6))
def test_every_set_once(speakers: int, most: int) -> None:
    table = membership(speakers, most)
    assert len(table) == sum(comb(speakers, size) for size in range(min(speakers, most) + 1))
    assert len({tuple(row) for row in table}) == len(table)
    assert table.sum(axis=1).max(initial=0) <= most


def test_a_certain_pair_is_two_certain_speakers() -> None:
    log_probabilities = np.full((1, 1, 7), -50.0, np.float32)
    log_probabilities[..., 5] = 0.0
    assert to_speakers(log_probabilities).round(6).tolist() == [[[1, 0, 1]]]


@given(seed=st.integers(0, 1000))
def test_probabilities_stay_probabilities(seed: int) -> None:
    logits = np.random.default_rng(seed).normal(size=(4, 5, 7)).astype(np.float32) * 5
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    activity = to_speakers(log_probabilities)
    assert activity.shape == (4, 5, 3)
    assert ((activity >= 0) & (activity <= 1)).all()
    assert (activity.sum(axis=-1) <= 2 + 1e-5).all()  # never more than two at once


def test_wrong_number_of_classes() -> None:
    with pytest.raises(ValueError, match="4 classes"):
        to_speakers(np.zeros((2, 4), np.float32))
