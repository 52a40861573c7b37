"""Words held to speech, and sentences."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Word
from sorikit.core.time import Span, intersection, union
from sorikit.engines.asr import Recognition
from sorikit.pipelines._segments import held_to_speech, longest, sentences, within


def said(text: str, start: float, end: float, probability: float = 0.9) -> Word:
    return Word(text, start, end, probability)


def pieces(*words: Word) -> list[str]:
    return [segment.text for segment in sentences(Recognition("en", words), words)]


def test_a_word_is_trimmed_to_the_speech_under_it() -> None:
    held = held_to_speech([said(" hello", 0.0, 1.4), said(" there", 1.4, 3.0)], [Span(0.5, 2.0)])
    assert [(word.start, word.end) for word in held] == [(0.5, 1.4), (1.4, 2.0)]


def test_a_word_stretched_over_a_pause_keeps_its_longer_part() -> None:
    (word,) = held_to_speech([said(" hello", 0.9, 3.0)], [Span(0.0, 1.0), Span(2.0, 3.0)])
    assert (word.start, word.end) == (2.0, 3.0)


def test_an_improbable_word_without_speech_is_dropped() -> None:
    words = [said(" yes", 0.0, 0.5), said(" thanks", 5.0, 5.5, 0.2), said(" sure", 7.0, 7.5, 0.9)]
    assert [word.text for word in held_to_speech(words, [Span(0.0, 1.0)])] == [" yes", " sure"]


def test_a_word_near_speech_moves_to_its_border() -> None:
    (word,) = held_to_speech([said(" ok", 1.2, 1.4)], [Span(0.0, 1.0)])
    assert (word.start, word.end) == (1.0, 1.0)


def test_no_word_lasts_longer_than_anyone_speaks() -> None:
    (word,) = held_to_speech([said(" a", 0.0, 9.0)], [Span(0.0, 10.0)])
    assert word.end == longest(" a") < 1.0


times = st.lists(st.tuples(st.floats(0, 30), st.floats(0, 5), st.floats(0, 1)), max_size=20)


@given(times, st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 5)), max_size=8))
def test_held_words_stay_in_order(raw: list[tuple[float, float, float]], speech: list[tuple[float, float]]) -> None:
    words = [said(" w", start, start + length, p) for start, length, p in sorted(raw)]
    held = held_to_speech(words, union(Span(start, start + length) for start, length in speech))
    assert all(word.start <= word.end for word in held)
    assert all(left.end <= right.start for left, right in pairwise(held))


def test_sentences_end_at_marks_and_pauses() -> None:
    assert pieces(said(" Yes.", 0, 0.5), said(" We", 0.5, 0.8), said(" go", 0.8, 1.0), said(" now", 2.5, 3.0)) == [
        "Yes.",
        "We go",
        "now",
    ]


def test_abbreviations_do_not_end_a_sentence() -> None:
    assert pieces(said(" Mr.", 0, 0.3), said(" J.", 0.3, 0.5), said(" Kim", 0.5, 0.8), said(" left.", 0.8, 1.2)) == [
        "Mr. J. Kim left."
    ]


def test_a_quote_after_the_mark_belongs_to_the_sentence() -> None:
    assert pieces(said(' "Go!"', 0, 0.5), said(" he", 0.5, 0.7), said(" said.", 0.7, 1.0)) == ['"Go!"', "he said."]


def test_unspaced_text_is_joined_without_spaces() -> None:
    words = (said("今日", 0, 0.3), said("は", 0.3, 0.4), said("いい", 0.4, 0.7), said("天気。", 0.7, 1.0))
    assert [segment.text for segment in sentences(Recognition("ja", words), words)] == ["今日はいい天気。"]


def test_endless_text_is_cut() -> None:
    words = [said(" la", index * 0.5, index * 0.5 + 0.5) for index in range(200)]
    assert max(s.end - s.start for s in sentences(Recognition("en", tuple(words)), words)) <= 31


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 5)), max_size=12), st.floats(0, 30), st.floats(0.1, 9))
def test_within_is_the_intersection(raw: list[tuple[float, float]], start: float, length: float) -> None:
    speech = union(Span(first, first + size) for first, size in raw)
    window = Span(start, start + length)
    assert within(speech, window) == intersection([window], speech)
