"""What speaks for a text, texts that come again and again, and the words of a second hearing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.text import Segment, Word
from sorikit.core.time import Span
from sorikit.engines.asr import Recognition
from sorikit.pipelines._coverage import Voice, belief, echoes, is_noise, only_new, plain, silent_speech


def said(text: str, start: float, end: float, probability: float = 0.9) -> Word:
    return Word(text, start, end, probability)


def recognition(text: str, logprob: float, confidence: float, silence: float = 0.1) -> Recognition:
    return Recognition("en", (said(f" {text}", 0, 0.5, confidence),), logprob, silence)


def test_speech_without_words_is_told() -> None:
    silent = silent_speech([said(" a", 1.0, 1.5), said(" b", 5.0, 5.5)], [Span(0.9, 6.0)])
    assert silent == [Span(1.8, 4.7), Span(5.8, 6.0)]


@pytest.mark.parametrize(
    ("logprob", "confidence", "silence", "voice"),
    [
        (-0.70, 0.52, 0.41, 0.72),  # a cough: "Can't"
        (-0.94, 0.68, 0.56, 0.75),  # another: "Ha, ha, ha"
        (-0.33, 0.38, 0.66, 0.47),  # smacking lips: "1 o'clock 1 o'clock"
        (-1.26, 0.48, 0.78, 0.38),  # a clock: "I'll see you in the next video."
        (-1.00, 0.44, 0.46, 0.88),  # a cleared throat: "ee ee"
        (-1.05, 0.39, 0.20, 0.74),  # a sneeze: "It's you!"
        (-1.13, 0.33, 0.51, 0.40),  # a baby
    ],
)
def test_noises_are_not_believed(logprob: float, confidence: float, silence: float, voice: float) -> None:
    assert is_noise(recognition("chill", logprob, confidence, silence), voice)


@pytest.mark.parametrize(
    ("logprob", "confidence", "silence", "voice"),
    [
        (-0.3, 0.9, 0.1, 0.95),
        (-0.9, 0.5, 0.1, 0.85),  # hard to hear, but speech
        (-0.32, 0.83, 0.38, 0.87),  # speech that Whisper half takes for silence
        (-0.4, 0.8, 0.4, 0.6),  # a short answer in a quiet room
        (-0.77, 0.79, 0.11, 0.89),
        (0.0, 1.0, 0.0, 0.35),  # a recogniser that tells no probabilities
    ],
)
def test_speech_is_believed(logprob: float, confidence: float, silence: float, voice: float) -> None:
    assert not is_noise(recognition("yes", logprob, confidence, silence), voice)


def test_no_words_are_not_believed() -> None:
    assert belief(Recognition("en", ()), 1.0) == 0.0


@pytest.mark.parametrize(
    "text", ["Thanks for watching!", "시청해 주셔서 감사합니다.", "ご視聴ありがとうございました。", "[음악]"]
)
def test_known_phrases_are_evidence_and_no_verdict(text: str) -> None:
    assert not is_noise(recognition(text, -0.2, 0.9, 0.05), 0.9)  # clearly said
    assert is_noise(recognition(text, -0.5, 0.6, 0.3), 0.65)  # doubtful: any other text would do …
    assert not is_noise(recognition("chairs for washing", -0.5, 0.6, 0.3), 0.65)
    assert belief(recognition(text, -0.2, 0.9), 0.9) == pytest.approx(0.8 * belief(recognition("x", -0.2, 0.9), 0.9))


probability = st.floats(0.0, 1.0)


@given(st.floats(-5, 0), probability, probability, probability)
def test_belief_is_a_probability_that_grows_with_each(
    logprob: float, sure: float, silence: float, voice: float
) -> None:
    value = belief(recognition("yes", -0.5, sure, silence), voice)
    assert 0.0 <= value <= 1.0
    assert belief(recognition("yes", -0.5, sure, silence / 2), voice) >= value
    assert belief(recognition("yes", -0.5, sure, silence), (1 + voice) / 2) >= value


def window(text: str) -> list[Segment]:
    return [Segment(0, 0.0, 1.0, text)] if text else []


def test_the_same_text_in_window_after_window_is_an_echo() -> None:
    texts = ["Hello.", "Thank you.", "thank you", "", "Thank you!", "Bye.", "Yes.", "Yes."]
    assert echoes([window(text) for text in texts]) == {"thank you"}
    assert echoes([window(text) for text in ["Thank you.", "Thank you, all.", "Thank you."]]) == frozenset()


def test_the_voice_over_spans_is_a_mean() -> None:
    voice = Voice(np.array([0.0, 0.5, 1.0, 1.0], np.float32), 0.5)
    assert voice.over([Span(0.5, 0.8)]) == pytest.approx(0.5)
    assert voice.over([Span(0.0, 0.3), Span(1.0, 9.0)]) == pytest.approx(2 / 3)
    assert voice.over([Span(0.45, 1.05)]) == pytest.approx(0.5)  # its padding is no evidence
    assert voice.over([]) == 0.0
    assert voice.over([Span(50.0, 60.0)]) == 0.0


def test_only_what_lies_in_the_gap_is_new() -> None:
    older = [said(" one", 0.0, 0.5), said(" five", 3.0, 3.4)]
    fresh = [said(" one", 0.3, 0.6), said(" two", 1.0, 1.4), said(" three", 1.5, 2.0), said(" five", 2.5, 2.9)]
    assert [word.text for word in only_new(fresh, older, [Span(0.8, 2.7)])] == [" two", " three"]
    assert only_new([said(" no", 1.0, 1.2), said(" no", 1.3, 1.5)], [], [Span(0.5, 2.0)])[0].text == " no"
    assert only_new(fresh, older, []) == []


def test_texts_are_compared_by_their_letters() -> None:
    assert plain("  Thank  you, ALL! ") == "thank you all"
    assert plain("[음악]") == plain("(음악)") == "음악"
