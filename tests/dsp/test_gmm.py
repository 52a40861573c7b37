"""Mixtures and i-vectors: equal to scikit-learn's likelihood, better with each round, and they tell voices apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.dsp.gmm import DiagonalGmm, train_gmm
from sorikit.dsp.ivector import train_ivectors


def cloud(seed: int, frames: int = 400, dims: int = 3, centres: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    places = rng.normal(0.0, 4.0, (centres, dims))
    return places[rng.integers(centres, size=frames)] + rng.normal(size=(frames, dims))


def test_the_places_are_found() -> None:
    rng = np.random.default_rng(0)
    places = np.array([[-6.0, 0.0], [0.0, 5.0], [7.0, -3.0], [6.0, 6.0]])
    frames = np.concatenate([place + rng.normal(size=(500, 2)) for place in places])
    model = train_gmm(frames, 4)
    distances = np.linalg.norm(model.means[:, None] - places, axis=2)
    assert (distances.min(axis=0) < 0.3).all()
    assert np.allclose(model.weights, 0.25, atol=0.05)
    assert np.allclose(model.variances, 1.0, atol=0.3)


def test_likelihoods_equal_the_references() -> None:
    mixture = pytest.importorskip("sklearn.mixture", reason="the reference")
    frames = cloud(1)
    ours = train_gmm(frames, 4)
    theirs = mixture.GaussianMixture(4, covariance_type="diag")
    theirs.weights_, theirs.means_, theirs.covariances_ = ours.weights, ours.means, ours.variances
    theirs.precisions_cholesky_ = 1.0 / np.sqrt(ours.variances)
    assert ours.score(frames) == pytest.approx(theirs.score(frames), abs=1e-9)
    assert ours.score(frames) > theirs.fit(frames).score(frames) - 0.1


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000))
def test_each_round_explains_no_less(seed: int) -> None:
    frames = cloud(seed)
    scores = [train_gmm(frames, 4, rounds=rounds).score(frames) for rounds in (2, 3, 9)]
    assert scores[0] <= scores[1] + 1e-9 <= scores[2] + 2e-9
    counts, sums, _ = train_gmm(frames, 4).statistics(frames)
    assert counts.sum() == pytest.approx(len(frames))
    assert np.allclose(sums.sum(axis=0), frames.sum(axis=0))


def test_adaptation_goes_where_the_speaker_is_heard() -> None:
    model = DiagonalGmm(np.array([0.5, 0.5]), np.array([[-5.0], [5.0]]), np.ones((2, 1)))
    few, many = np.full((4, 1), -4.0), np.full((400, 1), -4.0)
    assert model.adapted(few)[0, 0] == pytest.approx(-4.8, abs=1e-3)  # 4 of 4 + 16 frames: a fifth of the way
    assert model.adapted(many)[0, 0] == pytest.approx(-4.04, abs=0.01)
    assert model.adapted(many)[1, 0] == pytest.approx(5.0, abs=1e-6)


def test_what_cannot_be_fitted() -> None:
    with pytest.raises(InvalidOption, match="too few"):
        train_gmm(cloud(0, frames=30), 8)
    flat = train_gmm(np.zeros((200, 2)), 4)  # nothing to tell apart: no division by nothing
    assert np.isfinite(flat.score(np.zeros((5, 2))))


def test_ivectors_tell_voices_apart() -> None:
    rng = np.random.default_rng(5)
    places = rng.normal(0.0, 3.0, (8, 4))
    shifts = rng.normal(0.0, 0.7, (12, 8, 4))

    def speech(speaker: int, frames: int = 600) -> np.ndarray:
        sounds = rng.integers(8, size=frames)
        return places[sounds] + shifts[speaker, sounds] + rng.normal(size=(frames, 4))

    background = train_gmm(np.concatenate([speech(speaker) for speaker in range(12)]), 8)
    model = train_ivectors(background, [speech(speaker) for speaker in range(12) for _ in range(2)], 6)
    first = np.stack([model.vector(speech(speaker)) for speaker in range(12)])
    again = np.stack([model.vector(speech(speaker)) for speaker in range(12)])
    assert np.allclose(np.linalg.norm(first, axis=1), 1.0)
    assert ((first @ again.T).argmax(axis=1) == np.arange(12)).all()
