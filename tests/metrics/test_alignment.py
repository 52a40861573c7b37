"""Aligned edits: hand-worked cases, equality with jiwer, and a long text."""

from __future__ import annotations

import time

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics.alignment import Confusion, Edit, EditCounts, align, count_edits, top_confusions

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f"]), max_size=15)


@pytest.mark.parametrize(
    ("reference", "hypothesis", "expected"),
    [
        ("", "", ""),
        ("a b", "a b", "=a:a =b:b"),
        ("a b", "a c", "=a:a ~b:c"),
        ("a b", "a", "=a:a -b:"),
        ("a", "a b", "=a:a +:b"),
        ("", "a b", "+:a +:b"),
        ("a b c d", "a x c", "=a:a ~b:x =c:c -d:"),
    ],
)
def test_by_hand(reference: str, hypothesis: str, expected: str) -> None:
    signs = {"equal": "=", "substitute": "~", "delete": "-", "insert": "+"}
    edits = align(reference.split(), hypothesis.split())
    assert " ".join(f"{signs[edit.kind]}{edit.reference}:{edit.hypothesis}" for edit in edits) == expected


@given(WORDS, WORDS)
def test_edits_lead_from_one_to_the_other(reference: list[str], hypothesis: list[str]) -> None:
    edits = align(reference, hypothesis)
    assert [edit.reference for edit in edits if edit.kind != "insert"] == reference
    assert [edit.hypothesis for edit in edits if edit.kind != "delete"] == hypothesis
    assert all((edit.reference == edit.hypothesis) == (edit.kind == "equal") for edit in edits)
    counts = count_edits(reference, hypothesis)
    kinds = [edit.kind for edit in edits]
    assert counts == EditCounts(*(kinds.count(kind) for kind in ("equal", "substitute", "delete", "insert")))
    assert (counts.reference_length, counts.hypothesis_length) == (len(reference), len(hypothesis))


@given(WORDS, WORDS)
def test_the_distance_is_symmetric(reference: list[str], hypothesis: list[str]) -> None:
    assert count_edits(reference, hypothesis).errors == count_edits(hypothesis, reference).errors


@given(WORDS.filter(bool), WORDS)
def test_counts_are_those_of_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    theirs = jiwer.process_words(" ".join(reference), " ".join(hypothesis))
    assert count_edits(reference, hypothesis) == EditCounts(
        theirs.hits, theirs.substitutions, theirs.deletions, theirs.insertions
    )


def test_top_confusions() -> None:
    edits = align(["a", "b", "a", "b", "c"], ["a", "x", "a", "x"])
    assert top_confusions(edits) == [Confusion("substitute", "b", "x", 2), Confusion("delete", "c", "", 1)]
    assert len(top_confusions(edits, limit=1)) == 1
    assert top_confusions([Edit("equal", "a", "a")]) == []


def test_a_hundred_thousand_tokens_in_one_text() -> None:
    reference = [str(number * number % 7919) for number in range(100_000)]
    hypothesis = ["x" if place % 10 == 3 else token for place, token in enumerate(reference) if place % 17]
    started = time.process_time()
    counts = count_edits(reference, hypothesis)
    assert time.process_time() - started < 5.0
    assert counts.deletions >= len(reference) - len(hypothesis)
    assert counts.reference_length == 100_000
