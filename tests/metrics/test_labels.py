"""Accuracy, macro-F1, UAR and the confusion matrix: hand-worked, equal to scikit-learn, missing answers."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import value_of
from sorikit.metrics.labels import MISSING, confusion_matrix, score
from sorikit.metrics.score import Pair, Score

Rows = list[tuple[str, str | None]]


def pairs(rows: Rows) -> list[Pair[str]]:
    return [Pair(f"item {at}", true, said) for at, (true, said) in enumerate(rows)]


def scores(rows: Rows, resamples: int = 0) -> dict[str, Score]:
    return {one.name: one for one in score(pairs(rows), ScoreOptions(resamples=resamples))}


HAND: Rows = [("joy", "joy"), ("joy", "joy"), ("joy", "calm"), ("anger", "anger"), ("anger", "joy"), ("calm", "calm")]


def test_hand_worked() -> None:
    found = scores(HAND)
    assert found["accuracy"].value == pytest.approx(4 / 6)
    recall = {"joy": 2 / 3, "anger": 1 / 2, "calm": 1.0}
    precision = {"joy": 2 / 3, "anger": 1.0, "calm": 1 / 2}
    f1 = {"joy": 2 / 3, "anger": 2 / 3, "calm": 2 / 3}
    assert found["UAR"].value == pytest.approx(np.mean(list(recall.values())))
    assert found["macro-F1"].value == pytest.approx(2 / 3)
    expected = {
        f"{label} {name}": value
        for name, values in (("precision", precision), ("recall", recall), ("F1", f1))
        for label, value in values.items()
    }
    assert dict(found["macro-F1"].parts) == pytest.approx(expected)
    matrix = confusion_matrix(pairs(HAND))
    assert matrix.labels == ("anger", "calm", "joy")
    assert matrix.counts.tolist() == [[1, 0, 1], [0, 1, 0], [0, 1, 2]]


def test_a_missing_answer_is_wrong_but_no_class() -> None:
    found = scores([("a", "a"), ("a", None), ("b", "b")])
    assert found["accuracy"].value == pytest.approx(2 / 3)
    assert found["UAR"].value == pytest.approx(0.75)
    assert found["macro-F1"].value == pytest.approx((2 / 3 + 1) / 2)
    matrix = confusion_matrix(pairs([("a", "a"), ("a", None), ("b", "b")]))
    assert matrix.labels == ("a", "b", MISSING)
    assert matrix.counts.tolist() == [[1, 0, 1], [0, 1, 0], [0, 0, 0]]
    assert matrix.precision() == {"a": 1.0, "b": 1.0}


def test_spaces_around_a_label_do_not_matter_and_case_does() -> None:
    assert scores([("joy ", " joy")])["accuracy"].value == 1.0
    assert scores([("Joy", "joy")])["accuracy"].value == 0.0


def test_nothing_to_judge() -> None:
    assert [one.value for one in score([], ScoreOptions())] == [None, None, None]


def test_intervals() -> None:
    found = scores(HAND * 20, resamples=300)
    for one in found.values():
        assert one.interval is not None
        assert 0.0 <= one.interval.low < one.value < one.interval.high <= 1.0
    assert found["accuracy"].interval.high - found["accuracy"].interval.low == pytest.approx(0.169, abs=0.03)


LABELS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30))
def test_equal_to_scikit_learn(rows: Rows) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    true, said = [one for one, _ in rows], [one for _, one in rows]
    found = scores(rows)
    assert found["accuracy"].value == pytest.approx(metrics.accuracy_score(true, said))
    assert found["macro-F1"].value == pytest.approx(metrics.f1_score(true, said, average="macro", zero_division=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes that are never true: left out, as here
        assert found["UAR"].value == pytest.approx(metrics.balanced_accuracy_score(true, said))
    for one in found.values():  # the same again from the items, as resamples see them
        assert value_of(one.items, one.pooling) == pytest.approx(one.value)


@given(st.lists(LABELS, min_size=1, max_size=30))
def test_what_is_the_same_is_right(labels: list[str]) -> None:
    assert [one.value for one in scores([(label, label) for label in labels]).values()] == [1.0, 1.0, 1.0]


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30), st.permutations("abcd"))
def test_names_of_classes_do_not_matter(rows: Rows, order: list[str]) -> None:
    names = dict(zip("abcd", order, strict=True))
    renamed = [(names[true], names[said or ""]) for true, said in rows]
    for name, one in scores(rows).items():
        assert scores(renamed)[name].value == pytest.approx(one.value)
