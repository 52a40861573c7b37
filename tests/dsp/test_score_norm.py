"""Comparable scores: by hand, by their definition, and against scikit-learn's logistic regression."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.dsp.score_norm import Calibration, adaptive_s_norm, calibrate, cosine


def test_cosine_by_hand() -> None:
    np.testing.assert_allclose(cosine(np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([[4.0, 3.0]])), [[0.96], [0.0]])


def test_as_norm_by_hand() -> None:
    raw = np.array([[0.8]])
    left, right = np.array([[0.1, 0.3, -5.0]]), np.array([[0.2, 0.6, -9.0]])
    # the two nearest: means 0.2 and 0.4, spreads 0.1 and 0.2
    expected = ((0.8 - 0.2) / 0.1 + (0.8 - 0.4) / 0.2) / 2
    np.testing.assert_allclose(adaptive_s_norm(raw, left, right, top=2), [[expected]])


@given(st.integers(0, 10_000))
def test_as_norm_is_symmetric(seed: int) -> None:
    rng = np.random.default_rng(seed)
    raw, left, right = rng.normal(size=(3, 4)), rng.normal(size=(3, 9)), rng.normal(size=(4, 9))
    np.testing.assert_allclose(
        adaptive_s_norm(raw, left, right, top=5), adaptive_s_norm(raw.T, right, left, top=5).T, atol=1e-12
    )


def test_a_cohort_of_one_is_refused() -> None:
    with pytest.raises(InvalidOption, match="cohort"):
        adaptive_s_norm(np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 1)))


def test_calibration_finds_the_line_that_made_the_answers() -> None:
    rng = np.random.default_rng(4)
    same = rng.random(40_000) < 0.5
    scores = rng.normal(np.where(same, 1.0, -1.0), 1.0)  # log odds are exactly 2 × score
    line = calibrate(scores, same)
    assert line.slope == pytest.approx(2.0, rel=0.05)
    assert line.offset == pytest.approx(0.0, abs=0.05)


def test_calibration_agrees_with_scikit_learn() -> None:
    linear = pytest.importorskip("sklearn.linear_model", reason="scikit-learn is not installed")
    rng = np.random.default_rng(9)
    same = rng.random(5000) < 0.3
    scores = rng.normal(np.where(same, 0.6, 0.1), 0.2)
    weight = np.where(same, 0.5 / same.sum(), 0.5 / (~same).sum()) * len(same)
    fit = linear.LogisticRegression(C=1e6, tol=1e-10).fit(scores[:, None], same, sample_weight=weight)
    line = calibrate(scores, same)
    assert line.slope == pytest.approx(float(fit.coef_[0, 0]), rel=0.03)
    assert line.offset == pytest.approx(float(fit.intercept_[0]), rel=0.03)


def test_separated_scores_stay_finite_and_in_order() -> None:
    line = calibrate(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]))
    assert np.isfinite([line.slope, line.offset]).all()
    assert line.probability(0.1) < 0.5 < line.probability(0.9)


def test_a_rarer_prior_lowers_the_probability() -> None:
    line = Calibration(slope=4.0, offset=-2.0)
    assert line.probability(0.5) == pytest.approx(0.5)
    assert line.probability(0.5, prior=0.01) == pytest.approx(0.01)
    assert 0.0 <= line.probability(-1e9) < line.probability(1e9) <= 1.0


@pytest.mark.parametrize("same", [[True, True], [False, False]])
def test_one_class_alone_is_refused(same: list[bool]) -> None:
    with pytest.raises(InvalidOption, match="calibration"):
        calibrate(np.array([0.1, 0.9]), np.array(same))
