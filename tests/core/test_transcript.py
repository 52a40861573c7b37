"""What a transcript says of itself: how much speech is lost, how many words nobody spoke."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span


def transcript(
    *times: tuple[float, float], speech: tuple[Span, ...] = (), unrecognized: tuple[Span, ...] = ()
) -> Transcript:
    words = tuple(Word(" word", start, end) for start, end in times)
    segment = Segment(0, times[0][0] if times else 0.0, times[-1][1] if times else 0.0, "", words)
    return Transcript((segment,), duration=100.0, speech=speech, unrecognized=unrecognized)


def test_lost_speech_is_a_share_of_the_detected_speech() -> None:
    speech = (Span(0.0, 6.0), Span(8.0, 12.0))
    assert transcript(speech=speech, unrecognized=(Span(8.0, 10.0),)).lost_speech == 0.2
    assert transcript(speech=speech).lost_speech == 0.0
    assert transcript().lost_speech == 0.0


def test_words_without_speech_under_them_are_counted() -> None:
    speech = (Span(1.0, 2.0), Span(4.0, 5.0))
    times = ((0.0, 0.5), (0.5, 1.2), (1.2, 1.2), (2.0, 2.0), (2.5, 3.5), (3.5, 6.0), (6.0, 7.0))
    assert transcript(*times, speech=speech).unsupported_words == 3


def test_without_a_detector_no_word_is_doubted() -> None:
    assert transcript((0.0, 1.0)).unsupported_words == 0


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), max_size=12),
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 5)), min_size=1, max_size=6),
)
def test_counting_agrees_with_looking_at_every_pair(
    words: list[tuple[int, int]], speech: list[tuple[int, int]]
) -> None:
    spans = tuple(Span(float(start), float(start + length)) for start, length in speech)
    times = tuple((float(start), float(start + length)) for start, length in sorted(words))
    alone = sum(all(end < span.start or span.end < start for span in spans) for start, end in times)
    assert transcript(*times, speech=spans).unsupported_words == alone
