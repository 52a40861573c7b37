"""The likeliest row of labels, against every row there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.dsp.label_path import best_labels, label_probabilities


@st.composite
def rows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    items, labels = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return generator.normal(0, 3, (items, labels)), generator.uniform(0, 4, items)


def scores_of_all(fits: np.ndarray, costs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every row of labels, and its probability by the definition: staying may also be a change to the same label."""
    every = np.array(list(product(range(fits.shape[1]), repeat=len(fits))))
    best, whole = [], []
    for row in every:
        fit = sum(fits[item, label] for item, label in enumerate(row))
        changes = [(costs[item], row[item] != row[item - 1]) for item in range(1, len(row))]
        best.append(fit - sum(cost for cost, changed in changes if changed))
        whole.append(fit + sum(-cost if changed else np.log1p(np.exp(-cost)) for cost, changed in changes))
    return np.array(best), np.exp(np.array(whole) - max(whole))


@given(rows())
def test_the_best_row_is_the_best_of_all(made: tuple[np.ndarray, np.ndarray]) -> None:
    fits, costs = made
    every = np.array(list(product(range(fits.shape[1]), repeat=len(fits))))
    scores, _ = scores_of_all(fits, costs)
    found = best_labels(fits, costs)
    assert scores[(every == found).all(axis=1)].item() == pytest.approx(np.max(scores), abs=1e-9)


@given(rows())
def test_probabilities_are_the_shares_of_all_rows(made: tuple[np.ndarray, np.ndarray]) -> None:
    fits, costs = made
    every = np.array(list(product(range(fits.shape[1]), repeat=len(fits))))
    _, weights = scores_of_all(fits, costs)
    wanted = [[weights[every[:, item] == label].sum() for label in range(fits.shape[1])] for item in range(len(fits))]
    np.testing.assert_allclose(label_probabilities(fits, costs), np.array(wanted) / weights.sum(), atol=1e-9)


def test_equal_labels_take_the_first_and_free_changes_follow_the_fit() -> None:
    assert best_labels(np.zeros((3, 2)), np.ones(3)).tolist() == [0, 0, 0]
    fits = np.array([[0.0, -1.0], [-1.0, 0.0], [0.0, -1.0]])
    assert best_labels(fits, np.zeros(3)).tolist() == [0, 1, 0]
    assert best_labels(fits, np.full(3, 5.0)).tolist() == [0, 0, 0]
