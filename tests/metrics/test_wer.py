"""WER, MER and WIL: hand-worked cases, equality with jiwer, and what must hold for any text."""

from __future__ import annotations

import sys

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import RuntimeMissing
from sorikit.metrics import ScoreOptions, TextRule, score
from sorikit.metrics.score import Pair, Score

PLAIN = ScoreOptions(text=TextRule(normalizer="none", language="en"), resamples=0)
TEXTS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=10).map(" ".join)


def judged(*pairs: tuple[str, str | None], options: ScoreOptions = PLAIN) -> dict[str, Score]:
    rows = [Pair(str(place), *pair) for place, pair in enumerate(pairs)]
    return {found.name: found for found in score("wer", rows, options)}


@pytest.mark.parametrize(
    ("pairs", "wer", "mer", "wil"),
    [
        ([("a b c d", "a b c d")], 0.0, 0.0, 0.0),
        ([("a b c d", "a x c d")], 1 / 4, 1 / 4, 1 - 9 / 16),
        ([("a b c d", "a c d")], 1 / 4, 1 / 4, 1 - 9 / 12),
        ([("a b c d", "a b x c d")], 1 / 4, 1 / 5, 1 - 16 / 20),
        ([("a b c d", "")], 1.0, 1.0, 1.0),
        ([("a b c d", None)], 1.0, 1.0, 1.0),
        ([("a", "x y z")], 3.0, 1.0, 1.0),
        ([("a b", "a b"), ("c d e f", "c x")], 3 / 6, 3 / 6, 1 - 9 / 24),
        ([("a b", "a b"), ("", "x")], 1 / 2, 1 / 3, 1 - 4 / 6),
        ([("", "")], None, None, None),
        ([("", "x")], None, 1.0, 1.0),
    ],
)
def test_by_hand(pairs: list[tuple[str, str | None]], wer: float, mer: float, wil: float) -> None:
    scores = judged(*pairs)
    assert [found.value for found in scores.values()] == pytest.approx([wer, mer, wil])


def test_parts_are_shares_of_the_reference() -> None:
    found = judged(("a b c d", "a x c d e"), ("a b", "b"))["WER"]
    assert dict(found.parts) == pytest.approx({"substitutions": 1 / 6, "deletions": 1 / 6, "insertions": 1 / 6})
    assert sum(found.parts.values()) == pytest.approx(found.value)
    assert [item.value for item in found.items] == pytest.approx([2 / 4, 1 / 2])


def test_the_main_score_is_first_and_has_an_interval() -> None:
    pairs = [
        Pair(str(place), "one two three four", "one two four" if place % 3 else "one two three four")
        for place in range(30)
    ]
    found = score("wer", pairs)[0]
    assert found.name == "WER"
    assert found.interval is not None
    assert found.interval.low <= (found.value or 0.0) <= found.interval.high


def test_texts_are_normalized() -> None:
    options = ScoreOptions(text=TextRule(language="ko"), resamples=0)
    assert judged(("스물세 살이에요.", "23살이에요"), options=options)["WER"].value == 0.0
    assert judged(("스물세 살이에요.", "23살이에요"))["WER"].value == 1.0


def test_where_no_spaces_are_written_words_are_characters() -> None:
    options = ScoreOptions(text=TextRule(language="ja"), resamples=0)
    scores = judged(("今日は良い天気", "今日は悪い天気。"), options=options)
    assert list(scores) == ["WER over characters", "MER over characters", "WIL over characters"]
    assert scores["WER over characters"].value == pytest.approx(1 / 7)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS), min_size=1, max_size=5))
def test_equal_to_jiwer(pairs: list[tuple[str, str]]) -> None:
    theirs = jiwer.process_words([said for said, _ in pairs], [heard for _, heard in pairs])
    scores = judged(*pairs)
    assert scores["WER"].value == pytest.approx(theirs.wer)
    assert scores["MER"].value == pytest.approx(theirs.mer)
    assert scores["WIL"].value == pytest.approx(theirs.wil)


@given(TEXTS.filter(bool), TEXTS)
def test_what_always_holds(said: str, heard: str) -> None:
    assert [found.value for found in judged((said, said)).values()] == [0.0, 0.0, 0.0]
    assert [found.value for found in judged((said, "")).values()] == [1.0, 1.0, 1.0]
    scores, swapped = judged((said, heard)), judged((heard, said))
    assert 0.0 <= scores["MER"].value <= min(1.0, scores["WER"].value)
    assert scores["WIL"].value <= 1.0
    assert scores["WER"].items[0].numerator == swapped["WER"].items[0].numerator


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidfuzz.distance", None)
    with pytest.raises(RuntimeMissing, match=r"sorikit\[eval\]"):
        judged(("a", "b"))
