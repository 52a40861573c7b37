"""``sori speakers name``: finished files get names, nothing else changes, and a voice is kept only where that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_up_meeting import meeting

from sorikit import formats
from sorikit.apps.cli.main import main
from sorikit.core.text import Transcript
from sorikit.formats.html import EmbeddedAudio, dumps, sound_of_page
from sorikit.formats.json import Meeting, load_document

CONSENT = ("--consent", "the reader: tests")
SOUND = bytes(range(256)) * 9
BESIDE = ("md", "docx", "txt", "srt", "vtt", "tsv", "rttm")

pytestmark = pytest.mark.usefixtures("voice_library")


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    made = meeting()
    for name in ("json", *BESIDE):
        formats.write_meeting(made.transcript, made.minutes, tmp_path / f"talk.{name}", name)
    page = dumps(made.transcript, made.minutes, audio=EmbeddedAudio(SOUND))
    (tmp_path / "talk.html").write_text(page, encoding="utf-8")
    return tmp_path / "talk.json"


def sori(*arguments: str | Path) -> int:
    return main(["speakers", *map(str, arguments)])


def read(path: Path) -> Meeting:
    document = load_document(path.read_text(encoding="utf-8"))
    assert isinstance(document, Meeting)
    return document


def test_every_file_of_the_meeting_gets_the_name(
    finished: Path, voice_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read(finished)
    assert sori("name", finished, "SPEAKER_03=박지훈", "김민수=김민서", "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["names"] == {"SPEAKER_03": "박지훈", "SPEAKER_00": "김민서"}
    assert sorted(Path(one).suffix[1:] for one in report["files"]) == sorted(["json", "html", *BESIDE])
    assert (report["left"], report["enrolled"]) == ([], None)
    after = read(finished)
    assert after.transcript.segments == before.transcript.segments
    assert after.transcript.speaker_names["SPEAKER_03"] == "박지훈"
    assert [one.name for one in after.minutes.attendees] == ["김민서", "이서연", "Daniel", "박지훈"]
    for name in ("md", "txt", "vtt"):
        text = finished.with_suffix(f".{name}").read_text(encoding="utf-8")
        assert "박지훈" in text
        assert "SPEAKER_03" not in text
        assert "김민수" not in text or name != "txt"
    page = finished.with_suffix(".html").read_text(encoding="utf-8")
    assert "박지훈" in page
    assert sound_of_page(page, after.transcript, after.minutes) == EmbeddedAudio(SOUND)
    assert not voice_library.exists()


def test_naming_twice_is_naming_once(finished: Path) -> None:
    assert sori("name", finished, "3=Anna", "-q") == 0
    first = {path.name: path.read_bytes() for path in finished.parent.iterdir()}
    assert sori("name", finished, "3=Anna", "-q") == 0
    assert {path.name: path.read_bytes() for path in finished.parent.iterdir()} == first
    assert sori("name", finished, "Anna=Berta", "-q") == 0
    assert "Anna" not in finished.with_suffix(".md").read_text(encoding="utf-8")


def test_what_a_person_changed_is_left_alone(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = finished.with_suffix(".txt")
    changed.write_text("my own notes", encoding="utf-8")
    finished.with_suffix(".html").write_text("<p>another page</p>", encoding="utf-8")
    assert sori("name", finished, "SPEAKER_03=Anna") == 0
    assert "--overwrite" in capsys.readouterr().err
    assert changed.read_text(encoding="utf-8") == "my own notes"
    assert sori("name", finished, "SPEAKER_03=Anna", "--overwrite", "-q") == 0
    assert "Anna" in changed.read_text(encoding="utf-8")
    assert finished.with_suffix(".html").read_text(encoding="utf-8") == "<p>another page</p>"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["talk.json", "SPEAKER_09=Anna"], "it has: SPEAKER_00 (김민수)"),
        (["talk.json", "SPEAKER_00"], "SPEAKER_00=Anna"),
        (["talk.json", "SPEAKER_00= "], "SPEAKER_00=Anna"),
        (["talk.md", "SPEAKER_00=Anna"], "not JSON"),
        (["nothing.json", "SPEAKER_00=Anna"], "no such file"),
        (["talk.json", "0=Anna", "--consent", "a: b"], "--enroll"),
        (["talk.json", "0=Anna", "--enroll"], "--consent"),
        (["talk.json", "0=Anna", "1=Ben", "--enroll", *CONSENT], "one name at a time"),
        (["talk.json", "0=Anna", "--enroll", *CONSENT], "--recording"),
        (["talk.json", "0=Anna", "--enroll", "--consent", "nobody"], "who agreed"),
    ],
)
def test_mistakes_change_nothing(
    arguments: list[str], said: str, finished: Path, voice_library: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(finished.parent)
    before = {path.name: path.read_bytes() for path in finished.parent.iterdir()}
    assert sori("name", *arguments, "-q") == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.count("\n") == 1
    assert {path.name: path.read_bytes() for path in finished.parent.iterdir()} == before
    assert not voice_library.exists()


def dialogue(data: Path, folder: Path) -> Path:
    """A finished transcript of a real dialogue, by its true turns."""
    turns = formats.read(data / "meetings" / "sim_libri_2spk.rttm").turns
    rows = [
        json.loads(line) for line in (data / "meetings" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    length = next(row["duration_s"] for row in rows if row["audio"] == "sim_libri_2spk.ogg")
    return formats.write(
        Transcript(turns=turns, duration=length, source="sim_libri_2spk.ogg"), folder / "dialogue.json"
    )


def test_the_voice_is_known_in_the_next_recording(
    data: Path, tmp_path: Path, voice_library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("cryptography", reason="the extra voices is not installed")
    document, recording = dialogue(data, tmp_path), data / "meetings" / "sim_libri_2spk.ogg"
    assert sori("name", document, "libri-367=Reader", "-q") == 0
    assert not voice_library.exists()  # off means off
    wanted = ("--enroll", *CONSENT, "--recording", recording, "-q")
    assert sori("name", document, "libri-367=Reader", *wanted) == 0
    assert sori("identify", min((data / "asr-en").glob("367-*.flac")), "--json", "-q") == 0
    report = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in report["speakers"].values()] == ["Reader"]
    other = min((data / "asr-en").glob("367-*.flac"))
    assert sori("name", document, "libri-3080=Other", *wanted[:-2], other, "-q") == 2
    assert "another recording" in capsys.readouterr().err
    assert formats.read(document).speaker_names == {"libri-367": "Reader"}
