"""JSON: exact there and back for anything, all keys always, and a clear word for what does not fit."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import struct
from pathlib import Path

import numpy as np
import pytest
from documents import any_minutes, meeting, minutes_of, transcripts
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.activity import SpeakerActivity
from sorikit.core.errors import InvalidDocument
from sorikit.core.minutes import Minutes
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span
from sorikit.formats.json import SCHEMAS, Meeting, dump_document, dumps, load_document, loads
from sorikit.formats.serial import from_plain, to_plain


@given(transcripts)
def test_any_transcript_comes_back(transcript: Transcript) -> None:
    assert loads(dumps(transcript)) == transcript


@given(any_minutes)
def test_any_minutes_come_back(minutes: Minutes) -> None:
    assert load_document(dump_document(minutes)) == minutes


@settings(max_examples=20)
@given(transcripts, any_minutes)
def test_any_meeting_comes_back(transcript: Transcript, minutes: Minutes) -> None:
    assert load_document(dumps(transcript, minutes)) == Meeting(transcript, minutes)
    assert loads(dumps(transcript, minutes)) == transcript


@given(st.floats())
def test_floats_keep_every_bit(value: float) -> None:
    again = loads(dumps(Transcript(duration=value))).duration
    assert struct.pack("d", again) == struct.pack("d", value) or (math.isnan(again) and math.isnan(value))


def test_types_come_back() -> None:
    again = load_document(dumps(meeting(), minutes_of(meeting())))
    assert isinstance(again, Meeting)
    assert again == Meeting(meeting(), minutes_of(meeting()))
    assert type(again.transcript.segments) is tuple
    assert type(again.transcript.segments[0].words) is tuple
    assert type(again.transcript.turns[0].span) is Span
    assert type(again.minutes.date) is dt.date


def keys_are_complete(plain: object, result: object) -> None:
    if dataclasses.is_dataclass(result):
        names = [field.name for field in dataclasses.fields(result)]
        assert [key for key in plain if key not in ("schema", "coverage", "turn_statistics")] == names
        for name in names:
            keys_are_complete(plain[name], getattr(result, name))
    elif isinstance(result, tuple):
        assert len(plain) == len(result)
        for one, its in zip(plain, result, strict=True):
            keys_are_complete(one, its)


def test_every_key_is_always_there() -> None:
    for result in (Transcript(), Minutes("", "en", 0.0), meeting(), minutes_of(meeting())):
        plain = json.loads(dump_document(result))
        assert next(iter(plain)) == "schema"
        keys_are_complete(plain, result)


def test_the_turns_are_counted() -> None:
    plain = json.loads(dumps(meeting()))
    assert plain["turn_statistics"] == to_plain(meeting().turn_statistics)
    labels = [one["speaker"] for one in plain["turn_statistics"]["speakers"]]
    assert labels == meeting().speakers


def test_schemas() -> None:
    assert json.loads(dumps(meeting()))["schema"] == "sorikit.transcript/1"
    assert json.loads(dump_document(minutes_of(meeting())))["schema"] == "sorikit.minutes/1"
    assert json.loads(dumps(meeting(), minutes_of(meeting())))["schema"] == "sorikit.meeting/1"
    assert len(SCHEMAS) == 3


def test_the_text_is_readable_utf8() -> None:
    text = dumps(meeting())
    assert "안녕하세요" in text
    assert "NaN" not in dumps(Transcript(duration=math.nan))
    odd = Transcript(source="회의\udcb0.wav", segments=(Segment(0, 0, 1, '\u2028\x00\x7f"\\'),))
    assert dumps(odd).encode("utf-8")
    assert loads(dumps(odd)) == odd


def test_numpy_numbers_are_numbers() -> None:
    word = Word("a", np.float64(0.1), np.float32(0.5), np.float64(1), overlapped=np.bool_(True))
    plain = json.loads(dumps(Transcript((Segment(np.int64(3), 0, 1, "a", (word,)),))))
    assert plain["segments"][0]["id"] == 3
    assert plain["segments"][0]["words"][0]["overlapped"] is True
    assert plain["segments"][0]["words"][0]["end"] == 0.5


WRONG = [
    ("", "not JSON"),
    ("{", "not JSON"),
    ("[" * 100_000, "not JSON"),
    ("[]", "no key 'schema'"),
    ("{}", "no key 'schema'"),
    ('{"schema": 1}', "no key 'schema'"),
    ('{"schema": "sorikit.transcript/2"}', "does not know. Update sorikit"),
    ('{"schema": "sorikit.meeting/99"}', "does not know. Update sorikit"),
    ('{"schema": "whisper/1"}', "not a document of sorikit"),
    ('{"schema": "sorikit.transcript/1"}', "the key 'segments' is missing"),
    (
        '{"schema": "sorikit.meeting/1", "transcript": 3, "minutes": {}}',
        "transcript: expected an object, found a number",
    ),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_what_does_not_parse(text: str, words: str) -> None:
    with pytest.raises(InvalidDocument, match=r"^talk\.json") as caught:
        loads(text, name="talk.json")
    assert words in str(caught.value)
    assert "talk.json" in caught.value.sentence("ko")


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("duration",), "long", "duration: expected a number, found a text"),
        (("duration",), True, "duration: expected a number"),
        (("duration",), 10**400, "too large"),
        (("language",), 3, "language: expected a text, found a number"),
        (("segments",), {}, "segments: expected a list, found an object"),
        (("segments", 1, "start"), None, "segments[1].start: expected a number, found nothing"),
        (("segments", 0, "id"), 1.5, "segments[0].id: expected a whole number"),
        (("segments", 0, "words", 2, "overlapped"), 0, "words[2].overlapped: expected true or false"),
        (("turns", 0, "span", "end"), -1, "not an interval of time"),
        (("speaker_names", "SPEAKER_00"), [], "speaker_names.SPEAKER_00: expected a text"),
    ],
)
def test_what_does_not_fit_is_named(place: tuple[object, ...], value: object, words: str) -> None:
    plain = json.loads(dumps(meeting()))
    inner = plain
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    with pytest.raises(InvalidDocument) as caught:
        loads(json.dumps(plain))
    assert words in str(caught.value)


def test_dates_that_are_none() -> None:
    plain = to_plain(minutes_of(meeting()))
    plain["date"] = "31. Mai"
    with pytest.raises(InvalidDocument, match="expected a date like"):
        from_plain(plain, Minutes)
    assert from_plain({**plain, "date": None}, Minutes).date is None


def test_keys_of_nobody_are_passed_over() -> None:
    plain = json.loads(dumps(meeting()))
    plain["remark"] = plain["segments"][0]["colour"] = "red"
    assert loads(json.dumps(plain)) == meeting()


def test_minutes_alone_are_no_transcript() -> None:
    with pytest.raises(InvalidDocument, match="minutes only"):
        loads(dump_document(minutes_of(meeting())))


def test_other_shapes() -> None:
    pairs = from_plain([[1, "a"], [2, "b"]], list[tuple[int, str]])
    assert pairs == [(1, "a"), (2, "b")]
    assert from_plain({"a": [1.0]}, dict[str, list[float]]) == {"a": [1.0]}
    with pytest.raises(InvalidDocument, match="expected 2 items, found 1"):
        from_plain([[1]], list[tuple[int, str]])
    for unknown in (complex, int | str):
        with pytest.raises(TypeError):
            from_plain("a", unknown)
    with pytest.raises(TypeError):
        to_plain({1, 2})


def test_a_file_there_and_back(tmp_path: Path) -> None:
    path = formats.write(meeting(), tmp_path / "deep" / "down" / "회의.json", minutes=minutes_of(meeting()))
    assert formats.read(path) == meeting()
    assert load_document(path.read_text("utf-8")) == Meeting(meeting(), minutes_of(meeting()))


def test_coverage_is_told() -> None:
    words = (Word(" yes", 1.0, 1.5), Word(" ghost", 8.0, 8.5))
    heard = Transcript(
        (Segment(0, 1.0, 8.5, "yes ghost", words),),
        "en",
        1.0,
        10.0,
        speech=(Span(1.0, 5.0),),
        unrecognized=(Span(2.0, 5.0),),
    )
    for document in (dumps(heard), dumps(heard, Minutes("", "en", 10.0))):
        assert json.loads(document)["coverage"] == {"lost_speech": 0.75, "unsupported_words": 1}
        assert loads(document) == heard
    assert "coverage" not in json.loads(dump_document(Minutes("", "en", 10.0)))


def test_documents_of_earlier_releases_are_read() -> None:
    plain = json.loads(dumps(meeting()))
    for segment in plain["segments"]:
        for word in segment["words"]:
            del word["speaker_confidence"]
    assert loads(json.dumps(plain)) == meeting()
    del plain["segments"][0]["words"][0]["speaker"]
    with pytest.raises(InvalidDocument, match="'speaker' is missing"):
        loads(json.dumps(plain))


def test_activities_come_back() -> None:
    levels = np.random.default_rng(3).random((50, 3), np.float32)
    activity = SpeakerActivity.of(levels, ("A", "B", "C"), 0.02, 0.01)
    again = from_plain(json.loads(json.dumps(to_plain(activity))), SpeakerActivity)
    assert again == activity
    np.testing.assert_allclose(again.during(Span(0.41, 0.61)), levels[20:30].mean(axis=0), atol=1 / 255)
    np.testing.assert_allclose(again.during(Span(7.0, 8.0)), levels[-1], atol=1 / 255)  # the nearest frame
    for wrong in ("AAA=", "not base 64", 7):
        with pytest.raises(InvalidDocument):
            from_plain({**to_plain(activity), "levels": wrong}, SpeakerActivity)
