"""Speech that is heard while it is made, chapters of a book, samples of voices: as a person types them, with the real engine."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import zipfile
from pathlib import Path

import av
import numpy as np
import pytest

import sorikit
from sorikit.apps.cli.main import main
from sorikit.apps.playback import Playback, wav_head
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import OutputNotWritable, SpeechIncomplete
from sorikit.core.events import Event, Notice
from sorikit.core.sound_files import SOUND_FORMATS, chapters_of, sound_writer
from sorikit.store import default_store

needs_kokoro = pytest.mark.skipif(
    not default_store().state("kokoro").installed, reason="the model kokoro is not installed"
)
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the made-up player is a shell script")


def book(path: Path) -> Path:
    container = '<container><rootfiles><rootfile full-path="p.opf"/></rootfiles></container>'
    package = (
        "<package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata><dc:title>Rain</dc:title><dc:creator>A. Berg</dc:creator>"
        "<dc:creator>B. Kim</dc:creator><dc:language>en</dc:language></metadata><manifest><item id='a' href='a.xhtml'/>"
        "<item id='b' href='b.xhtml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/></spine></package>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("p.opf", package)
        archive.writestr("a.xhtml", "<html><body><h1>One</h1><p>It rains.</p></body></html>")
        archive.writestr("b.xhtml", "<html><body><h1>Two</h1><p>It stops.</p></body></html>")
    return path


@needs_kokoro
def test_a_book_becomes_an_audio_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "rain.m4b"
    assert main(["speak", str(book(tmp_path / "rain.epub")), "-o", str(target), "--no-check", "--json", "-q"]) == 0
    report = json.loads(capsys.readouterr().out)
    with av.open(str(target)) as container:
        found = [(one["metadata"]["title"], float(one["start"] * one["time_base"])) for one in container.chapters()]
        tags = dict(container.metadata)
    assert [title for title, _ in found] == ["One", "Two"]
    assert [start for _, start in found] == pytest.approx([one["start"] for one in report["chapters"]], abs=0.002)
    assert (tags["title"], tags["artist"], tags["album"]) == ("Rain", "A. Berg, B. Kim", "Rain")
    assert "synthetic speech" in tags["comment"]


@pytest.mark.parametrize("ending", [name for name, form in SOUND_FORMATS.items() if form.chapters])
def test_chapters_are_read_back_from_every_format_that_has_them(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    with sound_writer(path, 24_000, {"title": "T"}, chapters_of([("하나", 0.5), ("2 = ;#", 1.0)], 2.0)) as writer:
        writer.write(Audio(np.zeros(48_000, np.float32), 24_000))
    with av.open(str(path)) as container:
        found = [(one["metadata"]["title"], float(one["start"] * one["time_base"])) for one in container.chapters()]
    assert found == [("하나", 0.0), ("2 = ;#", 1.0)]
    assert decode(path).duration == pytest.approx(2.0, abs=0.1)


@needs_kokoro
def test_a_pipe_gets_wav_and_nothing_else(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["speak", "Hello.", "-o", "-", "--no-check"]) == 0
    out = capsysbinary.readouterr().out
    assert out.startswith(wav_head(24_000))
    assert decode(io.BytesIO(out)).duration == pytest.approx((len(out) - 44) / 48_000, abs=0.01)


@needs_kokoro
def test_from_python_files_are_said_and_what_is_left_out_is_heard_of(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# One\n\nПривет, Ann.\n\nДом\n", encoding="utf-8")
    events: list[Event] = []
    options = sorikit.SpeechOptions(sorikit.SpeakOptions(quick_start=True), check=False)
    spoken = sorikit.speak(path, options, on_event=events.append)
    assert [(one.text, one.chapter, one.unread) for one in (next(spoken), next(spoken))] == [
        ("One", "One", ()), ("Привет, Ann.", None, ("Привет",)),
    ]  # fmt: skip
    with pytest.raises(SpeechIncomplete, match="Cyrillic"):
        next(spoken)
    assert any("Привет" in event.sentence("en") for event in events if isinstance(event, Notice))


@needs_kokoro
@needs_shell
def test_playing_reaches_the_player_and_writes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    player(tmp_path, f"cat > {tmp_path}/heard")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert main(["speak", "Hello.", "--play", "--no-check", "--json", "-q"]) == 0
    seconds = json.loads(capsys.readouterr().out)["duration"]
    assert (tmp_path / "heard").stat().st_size == pytest.approx(48_000 * seconds, abs=100)
    assert not list((tmp_path / "work").iterdir())
    assert main(["voices", "--sample", "AF_Heart", "af_bella*0.5+af_sky", "--text", "Hi.", "-o", "out"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert decode(Path("out", "af_heart.mp3")).duration > 0.2


@needs_shell
def test_a_player_that_gives_up_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sorikit.apps.playback import find_player

    player(tmp_path, "echo no sound card >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    monkeypatch.setattr(sys, "platform", "linux")
    noise = Audio(np.zeros(240_000, np.float32), 24_000)
    with pytest.raises(OutputNotWritable, match="no sound card"):
        feed_all(Playback(find_player()), [noise] * 20)


def feed_all(sound: Playback, pieces: list[Audio]) -> None:
    with sound:
        for piece in pieces:
            sound.feed(piece)


@needs_kokoro
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["voices", "--sample", "af_hart"], "af_heart"),
        (["voices", "--play"], "add --sample"),
        (["voices", "--sample", "--text", "?!"], "only signs"),
        (["speak", "Hi.", "-o", "-", "--json"], "does not go with -o -"),
        (["speak", "Hi.", "--play", "--loudness", "-16"], "is for a file"),
    ],
)
def test_what_does_not_go_together_is_told(
    arguments: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    player(tmp_path, "cat > /dev/null")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    assert main(arguments) == 2
    assert sentence in capsys.readouterr().err


def player(folder: Path, script: str) -> None:
    """Put a made-up player into ``folder``."""
    path = folder / "paplay"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
