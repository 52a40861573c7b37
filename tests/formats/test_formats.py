"""The registry, and files that appear at once or not at all."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from documents import meeting, minutes_of

from sorikit import formats
from sorikit.core import files as core_files
from sorikit.core.errors import DiskFull, InvalidDocument, OutputNotWritable, UnsupportedFormat
from sorikit.formats import FORMATS, find_format
from sorikit.formats.files import read_text, write_text, writing_text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_file(tmp_path: Path, name: str) -> None:
    path = formats.write_meeting(meeting(), minutes_of(meeting()), tmp_path / f"talk.{name}")
    assert path == tmp_path / f"talk.{name}"
    data = path.read_bytes()
    assert data == formats.dump_bytes(meeting(), name, minutes=minutes_of(meeting()))
    assert os.listdir(tmp_path) == [f"talk.{name}"]
    formats.write(meeting(), tmp_path / "other", name)
    assert (tmp_path / "other").read_bytes() == formats.dump_bytes(meeting(), name)
    if FORMATS[name].binary:
        with pytest.raises(UnsupportedFormat):
            formats.dumps(meeting(), name)
    else:
        assert data.decode("utf-8") == formats.dumps(meeting(), name, minutes=minutes_of(meeting()))
        assert ("다음 주 금요일" in data.decode("utf-8")) == FORMATS[name].holds_minutes


def test_sound_goes_into_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(bytes(range(256)) * 40)
    pages = [
        formats.write_meeting(meeting(), minutes_of(meeting()), tmp_path / f"{name}.html", audio=audio)
        for name, audio in (("mute", None), ("loud", tmp_path / "a.mp3"))
    ]
    mute, loud = (page.stat().st_size for page in pages)
    assert loud - mute > 256 * 40
    same = formats.write_meeting(meeting(), minutes_of(meeting()), tmp_path / "a.txt", audio=tmp_path / "a.mp3")
    assert same.read_text("utf-8") == formats.dumps(meeting(), "txt")


@pytest.mark.parametrize("name", FORMATS)
def test_what_can_be_read_is_read(tmp_path: Path, name: str) -> None:
    path = formats.write(meeting(), tmp_path / f"talk.{name}")
    if FORMATS[name].readable:
        assert formats.read(path).duration > 5
    else:
        with pytest.raises(
            UnsupportedFormat, match="json, srt, vtt, ass, ttml, lrc, tsv, csv, textgrid, ctm, audacity, rttm, stm"
        ):
            formats.read(path)


@pytest.mark.parametrize(
    ("typed", "name"), [("md", "md"), ("Markdown", "md"), (".SRT", "srt"), (" vtt ", "vtt"), ("text", "txt")]
)
def test_names(typed: str, name: str) -> None:
    assert find_format(typed).name == name


@pytest.mark.parametrize("typed", ["", "doc", "srtt", "."])
def test_unknown_names(typed: str) -> None:
    with pytest.raises(UnsupportedFormat, match="md, html, docx, json, txt, srt, vtt, ass, ttml") as caught:
        find_format(typed)
    assert "형식은 없습니다" in caught.value.sentence("ko")


def test_a_path_without_an_ending_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat):
        formats.write(meeting(), tmp_path / "talk")
    assert os.listdir(tmp_path) == []


def test_the_door_loads_no_format() -> None:
    code = "import sorikit.formats, sys; print(*[m for m in sys.modules if m.startswith('sorikit.formats.') or m == 'numpy'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_line_ends_and_letters_stay(tmp_path: Path) -> None:
    text = "한글\n둘째\r\n\u2028끝"
    path = write_text(tmp_path / "a.txt", text)
    assert path.read_bytes() == text.encode("utf-8")
    assert write_text(path, "half \ud800").read_bytes() == b"half ?"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert read_text(path) == "one\ntwo"


def test_permissions_are_those_of_an_ordinary_file(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    assert stat.S_IMODE(write_text(tmp_path / "a", "x").stat().st_mode) == stat.S_IMODE(ordinary.stat().st_mode)


def test_the_longest_name_that_the_system_takes(tmp_path: Path) -> None:
    name = "가" * 83 + ".txt"
    assert len(name.encode()) == 253
    assert write_text(tmp_path / name, "x").exists()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    path = write_text(tmp_path / "a.txt", "old")

    def full(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(core_files.os, "fsync", full)
    with pytest.raises(DiskFull):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def stop_halfway() -> None:
        with writing_text(tmp_path / "a.txt") as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_halfway()
    assert os.listdir(tmp_path) == []


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").touch()
    for place in (tmp_path / "file" / "a.txt", tmp_path / "folder", Path("/proc/none/a.txt")):
        with pytest.raises(OutputNotWritable):
            write_text(place, "x")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_documents_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.srt").write_bytes("자막".encode("euc-kr"))
    with pytest.raises(InvalidDocument, match="not UTF-8"):
        formats.read(tmp_path / "a.srt")
    for place in (tmp_path / "no.srt", tmp_path / "folder.srt"):
        (tmp_path / "folder.srt").mkdir(exist_ok=True)
        with pytest.raises(InvalidDocument, match="cannot be opened"):
            formats.read(place)
