"""Who said which word: hand-worked cases, and properties over random words and turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, Turn
from sorikit.pipelines.attribute import attribute

A, B = "SPEAKER_00", "SPEAKER_01"


def turn(start: float, end: float, speaker: str) -> Turn:
    return Turn(Span(start, end), speaker)


def segment(*words: tuple[str, float, float], index: int = 0) -> Segment:
    made = tuple(Word(f" {text}", start, end) for text, start, end in words)
    return Segment(index, made[0].start, made[-1].end, "".join(word.text for word in made).strip(), made)


def said(segments: tuple[Segment, ...]) -> list[tuple[str | None, str]]:
    return [(one.speaker, one.text) for one in segments]


def test_a_segment_is_cut_at_the_word_where_the_speaker_changes() -> None:
    turns = [turn(0, 2, A), turn(2, 4, B)]
    heard = segment(("shall", 0.2, 0.5), ("we?", 0.5, 1.9), ("yes", 2.1, 2.5), ("sure", 2.5, 3.0))
    result = attribute([heard], turns, turns)
    assert said(result) == [(A, "shall we?"), (B, "yes sure")]
    assert [one.id for one in result] == [0, 1]
    assert (result[0].start, result[0].end, result[1].start) == (0.2, 1.9, 2.1)


def test_a_word_across_the_border_goes_where_most_of_it_lies() -> None:
    turns = [turn(0, 1.0, A), turn(1.0, 2, B)]
    assert said(attribute([segment(("word", 0.5, 1.2))], turns, turns)) == [(A, "word")]
    assert said(attribute([segment(("word", 0.9, 1.5))], turns, turns)) == [(B, "word")]


def test_a_word_in_nobodys_turn_takes_the_nearest_and_says_so() -> None:
    turns = [turn(0, 1, A), turn(5, 6, B)]
    (only,) = attribute([segment(("where", 4.0, 4.4))], turns, turns)
    assert only.words[0].speaker == B
    assert not only.words[0].speaker_certain


def test_overlap_is_marked_on_words_and_segment() -> None:
    exclusive = [turn(0, 3, A)]
    turns = [turn(0, 3, A), turn(1, 2, B)]
    (only,) = attribute([segment(("one", 0.1, 0.9), ("two", 1.1, 1.9))], exclusive, turns)
    assert [word.overlapped for word in only.words] == [False, True]
    assert not only.overlapped
    (only,) = attribute([segment(("two", 1.1, 1.9))], exclusive, turns)
    assert only.overlapped


def test_a_lone_weak_word_does_not_break_a_sentence() -> None:
    turns = [turn(0, 1.0, A), turn(1.05, 1.15, B), turn(1.2, 3, A)]
    words = segment(("we", 0.5, 0.95), ("will", 0.95, 1.3), ("see", 1.3, 1.8))
    assert said(attribute([words], turns, turns)) == [(A, "we will see")]


def test_without_turns_nobody_is_guessed() -> None:
    (only,) = attribute([segment(("hello", 0, 1))], [], [])
    assert only.speaker is None
    assert only.words[0].speaker is None


def test_a_segment_without_words_gets_one_speaker() -> None:
    turns = [turn(0, 1, A), turn(1, 9, B)]
    (only,) = attribute([Segment(7, 0.5, 4.0, "no word times")], turns, turns)
    assert (only.speaker, only.text, only.words, only.id) == (B, "no word times", (), 0)


def test_a_very_long_turn_is_found_from_its_far_end() -> None:
    turns = [turn(0, 4000, A)]
    (only,) = attribute([segment(("late", 3990, 3991))], turns, turns)
    assert only.words[0].speaker == A
    assert only.words[0].speaker_certain


times = st.floats(0, 100, allow_nan=False).map(lambda value: round(value, 2))
spans = st.tuples(times, times).map(lambda pair: Span(min(pair), max(pair)))


@given(st.lists(spans, min_size=1, max_size=30), st.lists(st.tuples(spans, st.sampled_from([A, B])), max_size=10))
def test_no_word_is_lost_doubled_or_moved(word_spans: list[Span], raw_turns: list[tuple[Span, str]]) -> None:
    words = [(f"w{index}", span.start, span.end) for index, span in enumerate(sorted(word_spans))]
    turns = [Turn(span, speaker) for span, speaker in raw_turns]
    result = attribute([segment(*words)], turns, turns)
    kept = [word for one in result for word in one.words]
    assert [(word.text.strip(), word.start, word.end) for word in kept] == words
    assert all(len({word.speaker for word in one.words}) == 1 for one in result)
    assert all(word.speaker is not None for word in kept) == bool(turns)
    assert [one.id for one in result] == list(range(len(result)))


@given(st.lists(spans, min_size=1, max_size=20), st.lists(st.tuples(spans, st.sampled_from([A, B])), max_size=10))
def test_swapping_labels_swaps_the_answer(word_spans: list[Span], raw_turns: list[tuple[Span, str]]) -> None:
    swapped = {A: B, B: A}
    heard = segment(*[(f"w{index}", span.start, span.end) for index, span in enumerate(sorted(word_spans))])
    turns = sorted({Turn(span, speaker) for span, speaker in raw_turns})
    if any(a.speaker != b.speaker and (a.span.overlaps(b.span) or a.span == b.span) for a in turns for b in turns):
        return  # ties are broken by order; exclusive turns have none
    one = [word for piece in attribute([heard], turns, turns) for word in piece.words if word.speaker_certain]
    other = attribute([heard], [Turn(t.span, swapped[t.speaker]) for t in turns], turns)
    two = {(word.text, word.start): word.speaker for piece in other for word in piece.words}
    assert all(two[word.text, word.start] == swapped[str(word.speaker)] for word in one)


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_words_of_no_length_have_a_speaker(seconds: float) -> None:
    turns = [turn(0, 1, A)]
    (only,) = attribute([segment(("x", 0.5, 0.5 + seconds))], turns, turns)
    assert only.words[0].speaker == A
    assert only.words[0].speaker_certain
