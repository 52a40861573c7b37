"""The shipped example: what it promises (size, length, people, languages), and that sound and truth fit together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sorikit
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.time import Span, overlapped, speakers, total
from sorikit.formats import rttm

FOLDER = Path(sorikit.__file__).parent / "data" / "example"


@pytest.fixture(scope="module")
def audio() -> Audio:
    return decode(FOLDER / "meeting.ogg")


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / "meeting.json").read_text(encoding="utf-8"))
    return document


def test_it_is_small_and_a_few_minutes_long(audio: Audio, truth: dict[str, Any]) -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) <= 1_000_000
    assert 110 <= audio.duration <= 200
    assert audio.duration == pytest.approx(truth["duration"], abs=0.1)


def test_it_is_neither_clipped_nor_faint(audio: Audio) -> None:
    assert 0.3 < audio.peak < 0.99
    rms = 20 * np.log10(np.sqrt((audio.samples**2).mean()))
    assert -32 < rms < -18
    assert np.abs(audio.samples.mean()) < 1e-3


def test_people_and_languages(truth: dict[str, Any]) -> None:
    assert len(truth["speakers"]) >= 4
    assert {segment["language"] for segment in truth["segments"]} == {"ko", "en"}
    korean = sum(segment["end"] - segment["start"] for segment in truth["segments"] if segment["language"] == "ko")
    assert korean > 0.6 * sum(segment["end"] - segment["start"] for segment in truth["segments"])


def test_turns_cover_the_segments(truth: dict[str, Any]) -> None:
    turns = rttm.loads((FOLDER / "meeting.rttm").read_text(encoding="utf-8")).turns
    assert set(speakers(turns)) == set(truth["speakers"])
    for segment in truth["segments"]:
        span = Span(segment["start"], segment["end"])
        own = [turn for turn in turns if turn.speaker == segment["speaker"]]
        assert sum(turn.span.overlap(span) for turn in own) == pytest.approx(span.duration, abs=0.01)
    assert 0.2 < total(overlapped(turns)) < 2.0, "one short overlap"


def test_there_is_sound_where_somebody_speaks_and_room_noise_elsewhere(audio: Audio, truth: dict[str, Any]) -> None:
    spoken = np.zeros(audio.frames, bool)
    for segment in truth["segments"]:
        first, last = (int(segment[edge] * audio.sample_rate) for edge in ("start", "end"))
        spoken[first:last] = True
        assert np.sqrt((audio.samples[0, first:last] ** 2).mean()) > 0.02, segment["text"]
    between = audio.samples[0, ~spoken]
    assert 1e-4 < np.sqrt((between**2).mean()) < 5e-3


def test_what_the_minutes_should_find_is_really_said(truth: dict[str, Any]) -> None:
    expected = truth["expected"]
    said = "\n".join(segment["text"] for segment in truth["segments"])
    for phrase in (*expected["decisions"], *expected["questions"], *expected["next_meeting"], *expected["topics"]):
        assert phrase in said
    for action in expected["actions"]:
        assert action["what"] in said
        assert action["due_text"] in said


def test_everybody_says_their_name(truth: dict[str, Any]) -> None:
    for label, person in truth["speakers"].items():
        assert any(person["name"] in segment["text"] for segment in truth["segments"] if segment["speaker"] == label)
