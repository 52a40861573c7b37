"""Who said which word: hand-worked cases, and properties over random words and turns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.activity import SpeakerActivity
from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, Turn
from sorikit.pipelines.attribute import PAUSE, attribute

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


def activity_of(*rows: tuple[float, float, float, float], frame: float = 0.1) -> SpeakerActivity:
    """Start, end, level of A, level of B."""
    levels = np.zeros((round(max(row[1] for row in rows) / frame), 2), np.float32)
    for start, end, *both in rows:
        levels[round(start / frame) : round(end / frame)] = both
    return SpeakerActivity.of(levels, (A, B), frame, 0.0)


def test_in_an_overlap_the_speaker_changes_where_the_sentence_ends() -> None:
    turns = [turn(0, 3.0, A), turn(2.0, 5.0, B)]
    exclusive = [turn(0, 2.2, A), turn(2.2, 5.0, B)]
    both = activity_of((0, 2.0, 0.95, 0), (2.0, 3.0, 0.8, 0.9), (3.0, 5.0, 0, 0.95))
    heard = segment(
        ("it", 1.5, 1.8),
        ("was", 1.8, 2.1),
        ("very", 2.1, 2.5),
        ("late.", 2.5, 2.9),
        ("Yes,", 2.9, 3.2),
        ("it", 3.2, 3.4),
    )
    for known in (both, None):
        result = attribute([heard], exclusive, turns, known)
        assert said(result) == [(A, "it was very late."), (B, "Yes, it")]
        sure = [word.speaker_confidence for one in result for word in one.words]
        assert all(0.5 < value <= 1.0 for value in sure)
        assert sure[0] > sure[3]
        assert [word.overlapped for one in result for word in one.words] == [False, False, True, True, False, False]


@pytest.mark.parametrize("word", ["네,", "yeah", "Mm-hmm."])
def test_a_listening_signal_inside_anothers_sentence_keeps_its_speaker(word: str) -> None:
    turns = [turn(0, 4.0, A), turn(1.95, 2.35, B)]
    both = activity_of((0, 2.0, 0.95, 0), (2.0, 2.3, 0.3, 0.9), (2.3, 4.0, 0.95, 0))
    heard = segment(("we", 1.0, 1.4), ("should", 1.4, 1.95), (word, 2.0, 2.3), ("wait", 2.35, 2.8), ("now", 2.8, 3.2))
    result = attribute([heard], [turn(0, 1.95, A), turn(1.95, 2.35, B), turn(2.35, 4, A)], turns, both)
    assert said(result) == [(A, "we should"), (B, word), (A, "wait now")]


def test_no_change_of_speaker_is_moved_across_a_pause() -> None:
    turns = [turn(0, 2.0, A), turn(2.4, 5.0, B)]
    heard = segment(("so", 1.4, 1.7), ("I", 1.7, 2.0), ("think", 2.4, 2.8), ("that.", 2.8, 3.1), ("Well", 3.2, 3.5))
    assert said(attribute([heard], turns, turns)) == [(A, "so I"), (B, "think that. Well")]


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


@given(
    st.lists(st.tuples(st.floats(0.05, 0.8), st.floats(0.0, 0.6)), min_size=1, max_size=25),
    st.lists(st.tuples(st.floats(0.1, 4.0), st.floats(-0.8, 0.8), st.booleans()), min_size=1, max_size=8),
    st.lists(st.sampled_from([" so", " it", " is.", " yes", " ok?", " and,", " 네"]), min_size=25, max_size=25),
)
def test_each_breath_is_told_by_itself(
    words: list[tuple[float, float]], talk: list[tuple[float, float, bool]], texts: list[str]
) -> None:
    """Nothing crosses a pause: what stands beyond one changes nothing."""
    made, turns, at = [], [], 0.0
    for (length, gap), text in zip(words, texts, strict=False):
        made.append(Word(text, at, at + length))
        at += length + gap
    end = 0.0
    for length, gap, second in talk:
        start = max(0.0, end + gap)
        turns.append(turn(start, start + length, B if second else A))
        end = start + length

    def told(some: list[Word]) -> list[Word]:
        heard = Segment(0, some[0].start, some[-1].end, "".join(word.text for word in some), tuple(some))
        return [word for one in attribute([heard], turns, turns) for word in one.words]

    breaths: list[list[Word]] = []
    for word in made:
        if not breaths or word.start - breaths[-1][-1].end >= PAUSE:
            breaths.append([])
        breaths[-1].append(word)
    assert told(made) == [word for breath in breaths for word in told(breath)]
    assert all(0.0 <= word.speaker_confidence <= 1.0 for word in told(made))


@given(st.lists(st.floats(0.05, 0.9), min_size=1, max_size=12), st.integers(1, 11))
def test_words_that_only_one_speaker_can_have_said_are_theirs(lengths: list[float], cut: int) -> None:
    """However short a breath, and whatever punctuation lacks: two breaths of two speakers never mix."""
    words, at = [], 0.0
    for number, length in enumerate(lengths):
        at += 0.4 if number == cut else 0.0
        words.append(Word(" w", at, at + length))
        at += length
    border = words[cut].start - 0.2 if cut < len(words) else at
    turns = [turn(0, border, A), turn(border, at + 1, B)]
    heard = Segment(0, 0.0, at, "", tuple(words))
    result = [word for one in attribute([heard], turns, turns) for word in one.words]
    assert [word.speaker for word in result] == [A] * min(cut, len(words)) + [B] * max(0, len(words) - cut)
    assert all(word.speaker_certain for word in result)
