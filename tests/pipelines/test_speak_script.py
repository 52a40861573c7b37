"""Sentences, scripts, other ways to say them: without any engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import NothingToSay
from sorikit.core.speech import Line
from sorikit.engines.tts import SpeakOptions
from sorikit.pipelines.speak.mend import in_two, other_ways
from sorikit.pipelines.speak.options import SaidSentence, Speech
from sorikit.pipelines.speak.script import lines_of, tasks_of
from sorikit.reading.languages import LANGUAGES, language_of, runs
from sorikit.reading.sentences import sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dr. Smith paid 3.5 dollars at the U.S. embassy. He left!", ["Dr. Smith paid 3.5 dollars at the U.S. embassy.", "He left!"]),
        ('"Really?" she asked. OK.', ['"Really?" she asked.', "OK."]),
        ("네. 네. 3.5점입니다!", ["네.", "네.", "3.5점입니다!"]),
        ("私は学生です。「本当？」と言った。終わり", ["私は学生です。", "「本当？」と言った。", "終わり"]),
        ("1. First. Second...  and more", ["1. First.", "Second... and more"]),
        ("See a.b for it\nnext line", ["See a.b for it", "next line"]),
        ("", []),
        ("\u200b \n\x07", []),
    ],
)  # fmt: skip
def test_where_sentences_end(text: str, found: list[str]) -> None:
    assert [sentence.text for sentence in sentences(text)] == found


@given(st.text(alphabet="ab1 .!?\n\"'”。가", max_size=80))
def test_no_letter_is_lost_between_sentences(text: str) -> None:
    assert "".join("".join(one.text.split()) for one in sentences(text)) == "".join(text.split())


def test_a_megabyte_is_split_at_once() -> None:
    assert sum(1 for _ in sentences("Hello there. " * 80_000)) == 80_000
    assert sum(1 for _ in sentences("a.b" * 300_000)) == 1


@given(st.text(alphabet='가a1 .,(あ漢हé"', max_size=20), st.sampled_from(LANGUAGES))
def test_runs_are_the_sentence(text: str, language: str) -> None:
    assert "".join(run for run, _ in runs(text, language)) == text


@pytest.mark.parametrize(
    ("text", "likely", "language"),
    [
        ("저는 John입니다", None, "ko"),
        ("会議", None, "zh"),
        ("会議", "ja", "ja"),
        ("会議です", None, "ja"),
        ("Où est la gare ?", "en", "fr"),
        ("¿Dónde está?", None, "es"),
        ("Não sei", None, "pt"),
        ("Ciao, come stai oggi?", None, "it"),
        ("नमस्ते", None, "hi"),
        ("Hello there.", "es", "en"),
        ("42", "ko", "ko"),
        ("", None, "en"),
    ],
)
def test_languages_are_told_by_letters_and_little_words(text: str, likely: str | None, language: str) -> None:
    assert language_of(text, likely) == language


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), (" \n\x00", "empty"), ("😀!!", "signs"), ("…", "signs")])
def test_nothing_to_say(text: str, reason: str) -> None:
    with pytest.raises(NothingToSay, match=reason):
        lines_of(text)


def test_lines_keep_their_wishes_and_pauses() -> None:
    lines = [
        Line("One. Two.", voice="af_sky", speed=1.5, chapter="First"),
        Line("…", pause=3.0),
        Line("셋.", pitch=2.0, pause=1.0),
        Line("Four."),
    ]
    tasks = tasks_of(lines, SpeakOptions(speed=1.2, pause=0.5, quick_start=True))
    assert [task.text for task in tasks] == ["One.", "Two.", "셋.", "Four."]
    assert [task.voicing.voice for task in tasks] == ["af_sky", "af_sky", None, None]
    assert [task.voicing.language for task in tasks] == ["en", "en", "ko", "en"]
    assert [round(task.voicing.speed, 2) for task in tasks] == [1.8, 1.8, 1.2, 1.2]
    assert [task.pause for task in tasks] == [0.5, 3.0, 1.0, 0.0]
    assert [task.chapter for task in tasks] == ["First", None, None, None]
    assert [task.voicing.quick_start for task in tasks] == [True, False, False, False]


def test_other_ways_say_the_same_words() -> None:
    (task,) = tasks_of([Line("The children played in the garden until it started to rain.")], SpeakOptions())
    ways = list(other_ways(task))
    assert ways[0] == (task.text, task.voicing)
    assert len(ways) == 4
    assert all(text.replace(",", "") == task.text for text, _ in ways)
    assert len({*ways}) == 4
    assert in_two("short") is None


@pytest.mark.parametrize(
    ("said", "speakers"),
    [
        ([("en", "a"), ("ko", "b"), ("en", "a")], [None] * 3),  # each language has its own voice: nobody else speaks
        ([("en", "a"), ("en", "c"), ("ko", "b")], ["a", "c", "b"]),
    ],
)
def test_voices_are_speakers_where_several_say_one_language(
    said: list[tuple[str, str]], speakers: list[str | None]
) -> None:
    sentences = tuple(
        SaidSentence("Hm.", float(at), at + 0.5, (), language, voice) for at, (language, voice) in enumerate(said)
    )
    transcript = Speech(sentences, (), 3.0, 24_000).transcript()
    assert [segment.speaker for segment in transcript.segments] == speakers
    assert bool(transcript.turns) == (speakers[0] is not None)
