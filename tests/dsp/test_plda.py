"""PLDA against the Gaussians it stands for, and on speakers whose covariances are known."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.core.errors import InvalidOption
from sorikit.dsp.plda import Plda, train_plda

DIM = 6


def covariances(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    left, right = rng.normal(size=(2, DIM, DIM))
    return left @ left.T + 0.5 * np.eye(DIM), right @ right.T / 8 + 0.2 * np.eye(DIM)


def drawn(speakers: int, each: int, seed: int = 1) -> tuple[np.ndarray, list[str]]:
    rng = np.random.default_rng(seed)
    between, within = covariances()
    centres = rng.multivariate_normal(np.arange(DIM), between, speakers)
    noise = rng.multivariate_normal(np.zeros(DIM), within, (speakers, each))
    vectors = (centres[:, None] + noise).reshape(-1, DIM)
    return vectors, [f"speaker {index}" for index in range(speakers) for _ in range(each)]


def in_plain_words(model: Plda) -> tuple[np.ndarray, np.ndarray]:
    back = np.linalg.inv(model.basis)
    return back.T @ np.diag(model.spread) @ back, back.T @ back


def test_training_finds_the_covariances_that_made_the_data() -> None:
    between, within = in_plain_words(train_plda(*drawn(2000, 6)))
    true_between, true_within = covariances()
    assert np.linalg.norm(between - true_between) < 0.1 * np.linalg.norm(true_between)
    assert np.linalg.norm(within - true_within) < 0.05 * np.linalg.norm(true_within)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_score_is_the_ratio_of_the_joint_gaussians(count: int) -> None:
    stats = pytest.importorskip("scipy.stats", reason="the extra eval is not installed")
    vectors, labels = drawn(50, 4)
    model = train_plda(vectors, labels)
    between, within = in_plain_words(model)
    enrolled, tested = vectors[:count], vectors[17]
    together = np.concatenate([enrolled, tested[None]]).ravel()
    blocks = count + 1
    same = np.kron(np.ones((blocks, blocks)), between) + np.kron(np.eye(blocks), within)
    apart = same.copy()
    apart[-DIM:, :-DIM] = apart[:-DIM, -DIM:] = 0.0
    mean = np.tile(model.mean, blocks)
    expected = stats.multivariate_normal(mean, same).logpdf(together) - stats.multivariate_normal(mean, apart).logpdf(
        together
    )
    assert model.score(enrolled, tested) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_scores_are_symmetric_and_agree_with_single_ones() -> None:
    vectors, labels = drawn(20, 3)
    model = train_plda(vectors, labels)
    table = model.scores(vectors[:5], vectors[:5])
    np.testing.assert_allclose(table, table.T, atol=1e-9)
    assert table[1, 3] == pytest.approx(model.score(vectors[1], vectors[3]))


def test_it_tells_speakers_apart_better_than_the_cosine() -> None:
    vectors, labels = drawn(400, 4)
    model = train_plda(vectors[800:], labels[800:])
    some, names = vectors[:400], np.array(labels[:400])
    same = (names[:, None] == names)[np.triu_indices(400, 1)]
    ours = model.scores(some, some)[np.triu_indices(400, 1)]
    length = (some - model.mean) / np.linalg.norm(some - model.mean, axis=1, keepdims=True)
    cosine = (length @ length.T)[np.triu_indices(400, 1)]

    def rank(scores: np.ndarray) -> float:
        return float((scores[same][:, None] > scores[~same][None, ::7]).mean())

    assert rank(ours) > rank(cosine)


def test_fewer_vectors_than_dimensions_still_make_a_model() -> None:
    rng = np.random.default_rng(5)
    model = train_plda(rng.normal(size=(6, 40)), ["a", "a", "b", "b", "c", "c"])
    assert np.isfinite(model.scores(rng.normal(size=(3, 40)), rng.normal(size=(2, 40)))).all()


@pytest.mark.parametrize("labels", [["a", "a"], ["a", "b"]])
def test_too_little_to_learn_from_is_said(labels: list[str]) -> None:
    with pytest.raises(InvalidOption, match="PLDA"):
        train_plda(np.eye(2, 4), labels)
