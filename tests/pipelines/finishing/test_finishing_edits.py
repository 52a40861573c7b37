"""Edits keep every word's time, speaker and confidence."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Word
from sorikit.pipelines.finishing._edits import Edit, apply_edits, edited


def words_of(text: str, *, spaced: bool = True) -> tuple[Word, ...]:
    """One word every second, half a second long."""
    parts = re.findall(r"\s*\S+|\s+$", text) if spaced else re.findall(r"\s*\S|\s+$", text)
    return tuple(Word(part, float(i), i + 0.5, 0.5 + 0.01 * i) for i, part in enumerate(parts))


def shown(words: tuple[Word, ...]) -> list[tuple[str, float, float]]:
    return [(word.text, round(word.start, 3), round(word.end, 3)) for word in words]


def test_a_deleted_space_joins_two_words() -> None:
    joined = apply_edits(words_of("오디오 를 듣고"), [Edit(3, 4, "")], spaced=True)
    assert shown(joined) == [("오디오를", 0.0, 1.5), (" 듣고", 2.0, 2.5)]
    assert joined[0].probability == pytest.approx((3 * 0.50 + 0.51) / 4)


def test_a_new_space_parts_a_word_by_its_letters() -> None:
    parted = apply_edits(words_of("할수 있다"), [Edit(1, 1, " ")], spaced=True)
    assert shown(parted) == [("할", 0.0, 0.25), (" 수", 0.25, 0.5), (" 있다", 1.0, 1.5)]


def test_a_replacement_of_several_words_has_their_time() -> None:
    made = apply_edits(words_of("네 삼백 오십 명이 왔다"), [Edit(2, 9, "350명")], spaced=True)
    assert shown(made) == [("네", 0.0, 0.5), (" 350명이", 1.0, 3.5), (" 왔다", 4.0, 4.5)]


def test_words_of_a_language_without_spaces_keep_their_borders() -> None:
    made = apply_edits(words_of("今日 は雨.", spaced=False), [Edit(2, 3, ""), Edit(5, 6, "。")], spaced=False)
    assert [word.text for word in made] == ["今", "日", "は", "雨", "。"]


def test_words_of_two_speakers_are_never_joined() -> None:
    words = (Word("오디오", 0.0, 0.5, speaker="A"), Word(" 를", 1.0, 1.5, speaker="B"))
    assert apply_edits(words, [Edit(3, 4, "")], spaced=True) == words


def test_without_edits_the_words_are_the_same() -> None:
    words = words_of("a b")
    assert apply_edits(words, [], spaced=True) == words


@st.composite
def texts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit], bool]:
    text = draw(st.text("가나다 a1.", min_size=1, max_size=24).filter(str.strip))
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    kept = [pair for i, pair in enumerate(pairs) if not i or (pairs[i - 1][1] <= pair[0] and pairs[i - 1] != pair)]
    return text, [Edit(a, b, draw(st.text("라마 3,", max_size=4))) for a, b in kept], draw(st.booleans())


@given(texts_and_edits())
def test_times_stay_in_order_and_the_text_is_the_edited_one(case: tuple[str, list[Edit], bool]) -> None:
    text, edits, spaced = case
    words = words_of(text, spaced=spaced)
    assert "".join(word.text for word in words) == text
    made = apply_edits(words, edits, spaced=spaced)
    assert "".join(word.text for word in made) == edited(text, edits)
    assert all(word.start <= word.end for word in made)
    assert all(left.end <= right.start + 1e-9 for left, right in pairwise(made))
    if made:
        assert made[0].start >= words[0].start
        assert made[-1].end <= words[-1].end + 1e-9
    assert all(0.5 <= word.probability <= 1.0 for word in made)
