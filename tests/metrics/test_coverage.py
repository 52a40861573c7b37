"""Lost speech and invented words: hand-worked, the doubt of a detector, laws."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transcripts import transcript

from sorikit.core.text import Transcript, Word
from sorikit.core.time import Span, Turn, total
from sorikit.metrics import ScoreOptions
from sorikit.metrics.coverage import (
    Detected,
    invented_words,
    lost_speech,
    score,
    score_detected,
    timed_words,
    true_speech,
)
from sorikit.metrics.score import Pair, Score

NONE = ScoreOptions(resamples=0)


def scores(reference: Transcript, heard: Transcript | None) -> dict[str, Score]:
    return {one.name: one for one in score([Pair("item", reference, heard)], NONE)}


def speech(*spans: tuple[float, float], duration: float = 60.0) -> Transcript:
    return Transcript(speech=tuple(Span(*span) for span in spans), duration=duration)


def test_hand_worked() -> None:
    reference = speech((0, 10), (20, 24), (30, 36))
    heard = replace(
        transcript((0, 10, "A", "a b c d e f g h i j"), (30, 32, "A", "k l"), (50, 52, "A", "thank you")),
        unrecognized=(Span(20, 24),),
    )
    found = scores(reference, heard)
    assert found["lost speech"].value == pytest.approx(4 / 20)  # 32 … 36
    assert found["lost or reported speech"].value == pytest.approx(8 / 20)
    assert found["invented words"].value == pytest.approx(2.0)  # a minute
    assert found["invented words"].unit == "per minute"
    assert found["invented words, share"].value == pytest.approx(2 / 14)
    assert "inserted words in silence" not in found


@pytest.mark.parametrize(
    ("words", "lost"),
    [
        ([(0, 1), (9, 10)], 8.0),
        ([(0, 4.5), (5.5, 10)], 0.0),  # a pause of a second is said
        ([(0, 4.4), (5.5, 10)], 1.1),  # a longer one is not, and counts whole
        ([(0.4, 9.6)], 0.0),  # 0.4 s at each end: borders are not that exact
        ([(0.5, 9.5)], 1.0),
        ([], 10.0),
        ([(20, 21)], 10.0),
    ],
)
def test_what_counts_as_lost(words: list[tuple[float, float]], lost: float) -> None:
    heard = transcript(*((start, end, "A", "word") for start, end in words))
    silent, reported = lost_speech(heard, [Span(0, 10)])
    assert total(silent) == pytest.approx(lost)
    assert reported == []


def test_what_is_reported_is_not_lost() -> None:
    heard = replace(transcript((0, 4, "A", "word")), unrecognized=(Span(4.2, 8), Span(50, 60)))
    silent, reported = lost_speech(heard, [Span(0, 10)])
    assert silent == [Span(8, 10)]  # 4 … 4.2 is too short to tell
    assert reported == [Span(4.2, 8)]


@pytest.mark.parametrize(
    ("start", "end", "invented"),
    [(3.0, 4.0, False), (9.5, 11.0, False), (9.5, 11.1, True), (10.2, 10.3, False), (30.0, 30.0, True)],
)
def test_what_counts_as_invented(start: float, end: float, invented: bool) -> None:
    """Speech is 2 … 10 s; a word is invented where its middle lies beyond 10.25 s."""
    assert invented_words([Word("word", start, end)], [Span(2, 10)]) == ([0] if invented else [])


def test_invented_words_are_found_in_any_order() -> None:
    words = [Word("b", 50, 51), Word("a", 1, 2), Word("c", 20, 21), Word("d", 70, 71)]
    assert invented_words(words, [Span(0, 5), Span(19, 30)]) == [0, 3]
    assert invented_words(words, []) == [0, 1, 2, 3]


def test_true_speech_is_turns_else_segments_else_detected() -> None:
    full = replace(
        transcript((5, 6, "A", "x")), turns=(Turn(Span(0, 2), "A"), Turn(Span(1, 3), "B")), speech=(Span(8, 9),)
    )
    assert true_speech(full) == [Span(0, 3)]
    assert true_speech(replace(full, turns=())) == [Span(5, 6)]
    assert true_speech(replace(full, turns=(), segments=())) == [Span(8, 9)]


def test_segments_without_words_spread_their_text() -> None:
    spread = timed_words(transcript((2, 6, "A", "one two three four"), words=False))
    assert [(word.text, word.start, word.end) for word in spread] == [
        ("one", 2, 3),
        ("two", 3, 4),
        ("three", 4, 5),
        ("four", 5, 6),
    ]
    assert timed_words(transcript((2, 6, "A", ""), words=False)) == []


def test_with_text_insertions_in_silence_are_counted() -> None:
    pytest.importorskip("rapidfuzz", reason="the extra eval")
    reference = transcript((0, 3, "A", "good morning everyone"), (10, 12, "B", "thank you"), duration=60.0)
    heard = transcript((0, 3, "A", "good morning everyone"), (30, 32, "A", "thank you"), duration=60.0)
    found = scores(reference, heard)  # "thank you" is in the wrong place: invented there, but no insertion in the text
    assert found["invented words"].value == pytest.approx(2.0)
    assert found["inserted words in silence"].value == 0.0
    more = transcript(
        (0, 3, "A", "good morning everyone"), (10, 12, "B", "thank you"), (40, 42, "A", "please subscribe"), duration=60
    )
    assert scores(reference, more)["inserted words in silence"].value == pytest.approx(2.0)


def test_a_missing_transcript_loses_everything() -> None:
    found = scores(speech((0, 10)), None)
    assert (found["lost speech"].value, found["invented words"].value) == (1.0, 0.0)
    assert found["invented words, share"].value is None


def test_nothing_to_judge() -> None:
    found = scores(Transcript(), Transcript())
    assert {one.value for one in found.values()} == {None}
    assert [one.value for one in score([], NONE)] == [None] * 4


def test_the_length_of_the_recording_is_known_or_the_last_end() -> None:
    heard = transcript((10, 30, "A", "word"))
    assert scores(Transcript(duration=120.0), heard)["invented words"].value == pytest.approx(0.5)
    assert scores(Transcript(), heard)["invented words"].value == pytest.approx(2.0)


def test_the_doubt_of_a_detector_is_a_range() -> None:
    heard = transcript((0, 10, "A", "a b c d e f g h i j"), duration=60.0)
    strict, normal, lenient = (Span(0, 8),), (Span(0, 10), Span(20, 22)), (Span(0, 10), Span(20, 30))
    ranged = {one.score.name: one for one in score_detected([Detected("x", heard, strict, normal, lenient)], NONE)}
    lost = ranged["lost speech"]
    assert (lost.score.value, lost.low, lost.high) == pytest.approx((2 / 12, 0.0, 10 / 20))
    invented = ranged["invented words"]
    assert (invented.score.value, invented.low, invented.high) == pytest.approx((0.0, 0.0, 2.0))  # "i" and "j"
    assert score_detected([], NONE) == []


TIMES = st.integers(0, 80).map(lambda half: half / 2)
SPANS = st.lists(st.tuples(TIMES, TIMES).map(lambda two: Span(min(two), max(two))), max_size=6).map(tuple)


@given(SPANS, SPANS, SPANS)
def test_laws(where: tuple[Span, ...], heard: tuple[Span, ...], reported: tuple[Span, ...]) -> None:
    reference = Transcript(speech=where, duration=40.0)
    said = replace(
        transcript(*((span.start, span.end, "A", "word") for span in heard), duration=40.0), unrecognized=reported
    )
    found = scores(reference, said)
    lost, without = found["lost speech"].value, found["lost or reported speech"].value
    assert (lost is None) == (without is None)
    if lost is not None:
        assert 0.0 <= lost <= without <= 1.0 + 1e-9
    honest = scores(reference, replace(said, unrecognized=where))["lost speech"].value
    assert honest in (0.0, None)  # everything reported, nothing lost


@given(SPANS)
def test_what_is_the_same_loses_and_invents_nothing(where: tuple[Span, ...]) -> None:
    same = transcript(*((span.start, span.end, "A", "word") for span in where), duration=40.0)
    for one in scores(Transcript(speech=where, duration=40.0), same).values():
        assert one.value in (0.0, None)
