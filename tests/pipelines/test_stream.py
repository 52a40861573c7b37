"""``sorikit.stream`` and ``sorikit.transcribe``: one generator, every kind of source, nothing left behind."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest

import sorikit
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.errors import AudioNotFound, EmptyAudio, InputError, InvalidAudio, InvalidOption
from sorikit.core.events import Event, Progress, SegmentReady
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span
from sorikit.pipelines.sources import transcribe_source
from sorikit.pipelines.stages import Workspace

EXAMPLE = Path(__file__).parents[2] / "src" / "sorikit" / "data" / "example" / "meeting.ogg"
RATE = 16_000


@pytest.fixture(scope="module")
def talk() -> Audio:
    return decode(EXAMPLE, sample_rate=RATE).cut(Span(20.4, 30.9))


@pytest.fixture(scope="module")
def file(talk: Audio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    write(talk, path, subtype="FLOAT")
    return path


@pytest.fixture(scope="module")
def whole(file: Path) -> Transcript:
    return sorikit.transcribe(file)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of temporary files of our own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_stream_gives_what_the_whole_has(file: Path, whole: Transcript, places: Path) -> None:
    events: list[Event] = []
    segments = list(sorikit.stream(file, on_event=events.append))
    assert len(segments) >= 2
    assert tuple(segments) == whole.segments
    assert [event.segment for event in events if isinstance(event, SegmentReady)] == segments
    assert {event.stage for event in events if isinstance(event, Progress)} >= {"decode", "detect", "transcribe"}
    assert whole.source == "talk.wav"
    assert list(places.iterdir()) == []


def test_every_kind_of_source_says_the_same(file: Path, talk: Audio, whole: Transcript) -> None:
    def words(source: object) -> list[str]:
        return [segment.text for segment in sorikit.stream(source)]  # type: ignore[arg-type]

    expected = [segment.text for segment in whole.segments]
    with file.open("rb") as handle:
        assert words(handle) == expected
    assert words(file.read_bytes()) == expected
    stereo = np.stack([talk.samples[0], talk.samples[0]])
    assert words(sorikit.Audio(stereo, RATE)) == expected


def test_nothing_happens_before_the_first_is_asked_for(places: Path) -> None:
    segments = sorikit.stream("no such file.wav")
    assert list(places.iterdir()) == []
    with pytest.raises(AudioNotFound):
        next(segments)
    assert list(places.iterdir()) == []


def test_closing_early_cleans_up(file: Path, places: Path) -> None:
    before = threading.active_count()
    segments = sorikit.stream(file)
    first = next(segments)
    assert isinstance(first, Segment)
    assert first.text
    assert any(places.iterdir())  # the decoded sound
    segments.close()
    assert list(places.iterdir()) == []
    assert threading.active_count() <= before
    never_begun = sorikit.stream(file)
    never_begun.close()
    assert list(places.iterdir()) == []


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (np.zeros(RATE, np.float32), InvalidAudio),
        (Audio(np.zeros((1, 0), np.float32), RATE), EmptyAudio),
        ("https://example.org/talk.mp3", InvalidAudio),
        (b"", InputError),
    ],
)
def test_what_is_no_sound_is_said(source: object, error: type[Exception], places: Path) -> None:
    with pytest.raises(error):
        next(sorikit.stream(source))  # type: ignore[arg-type]
    assert list(places.iterdir()) == []


def test_wishes_that_cannot_be_met_are_said(file: Path, places: Path) -> None:
    with pytest.raises(InvalidOption, match="xx"):
        next(sorikit.stream(file, sorikit.TranscribeOptions(languages=("xx",))))
    assert list(places.iterdir()) == []


def test_silence_streams_nothing() -> None:
    assert list(sorikit.stream(Audio(np.zeros((1, 3 * RATE), np.float32), RATE))) == []


def test_a_kept_transcript_streams_again(file: Path, whole: Transcript, tmp_path: Path) -> None:
    first = transcribe_source(file, workspace=Workspace(tmp_path)).run()
    events: list[Event] = []
    again = transcribe_source(file, workspace=Workspace(tmp_path)).run(events.append)
    assert first == again == whole
    assert [event.segment for event in events if isinstance(event, SegmentReady)] == list(whole.segments)
    assert not any(isinstance(event, Progress) for event in events)
    assert not list(tmp_path.glob("*audio*"))
