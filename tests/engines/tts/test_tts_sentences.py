"""Sentences cut into breaths: nothing is lost, none is too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sorikit.engines.tts._sentences import Spelled, breaths

words = st.lists(st.text("ab,", max_size=30).map(lambda text: Spelled(f" {text}", text.replace(",", ""))), max_size=30)


@given(words)
def test_breaths_hold_every_word_and_are_short(spelled: list[Spelled]) -> None:
    parts = breaths(spelled, 20)
    assert "".join(word.letters for part in parts for word in part) == "".join(word.letters for word in spelled)
    for part in parts:
        assert sum(1 + len(word.letters) for word in part) <= 21 + sum(not word.letters for word in part)
        assert any(word.letters for word in part)


def test_a_sentence_is_cut_after_a_mark() -> None:
    sentence = [
        Spelled(f" {word}", word.strip(",")) for word in ["one", "two", "three,", "four", "five", "six", "seven"]
    ]
    assert [[word.letters for word in part] for part in breaths(sentence, 24)] == [
        ["one", "two", "three"],
        ["four", "five", "six", "seven"],
    ]
