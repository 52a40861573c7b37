"""Ways to write and read: one file per format, found here by name and imported only when used.

``write(transcript, "talk.srt")``, ``read("talk.srt")``. Formats know nothing of who made the transcript.
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.core.errors import UnsupportedFormat

if TYPE_CHECKING:
    from sorikit.core.minutes import Minutes
    from sorikit.core.text import Transcript
    from sorikit.formats.subtitles import SubtitleRule


@dataclass(frozen=True, slots=True)
class Format:
    """One row: a way to write a transcript."""

    name: str
    """As typed after ``--formats``; also the ending of the file."""
    module: str
    title: str
    """What it is, in a few words."""
    holds_minutes: bool = False
    """Whether the minutes are part of it."""
    holds_audio: bool = False
    """Whether a recording to listen to can be put in."""
    readable: bool = False
    """Whether it can be read back."""
    holds_cues: bool = False
    """Whether it is laid out as subtitles, by a ``SubtitleRule``."""
    binary: bool = False
    """Whether it is no text: its module gives bytes (``dump_bytes``)."""


FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format("md", "sorikit.formats.markdown", "the minutes, then the transcript", holds_minutes=True),
        Format(
            "html", "sorikit.formats.html", "the minutes as one page with player", holds_minutes=True, holds_audio=True
        ),
        Format("docx", "sorikit.formats.docx", "the minutes as a Word document", holds_minutes=True, binary=True),
        Format("json", "sorikit.formats.json", "everything, exactly", holds_minutes=True, readable=True),
        Format("txt", "sorikit.formats.txt", "the transcript by speaker"),
        Format("srt", "sorikit.formats.srt", "subtitles (SubRip)", readable=True, holds_cues=True),
        Format("vtt", "sorikit.formats.vtt", "subtitles (WebVTT) with voices", readable=True, holds_cues=True),
        Format(
            "ass", "sorikit.formats.ass", "subtitles with styles (SubStation Alpha)", readable=True, holds_cues=True
        ),
        Format("ttml", "sorikit.formats.ttml", "subtitles (TTML, IMSC 1.1)", readable=True, holds_cues=True),
        Format("lrc", "sorikit.formats.lrc", "lyrics with times", readable=True, holds_cues=True),
        Format("tsv", "sorikit.formats.tsv", "start, end (ms) and text, tab-separated", readable=True),
        Format("csv", "sorikit.formats.csv", "segments for spreadsheets", readable=True),
        Format("textgrid", "sorikit.formats.textgrid", "tiers of words and speakers (Praat)", readable=True),
        Format("ctm", "sorikit.formats.ctm", "words with times (NIST CTM)", readable=True),
        Format("audacity", "sorikit.formats.audacity", "a label track (Audacity)", readable=True),
        Format("rttm", "sorikit.formats.rttm", "who spoke when (NIST RTTM)", readable=True),
    )
}
"""Name → row."""

READ_ONLY: dict[str, Format] = {
    row.name: row for row in (Format("stm", "sorikit.formats.stm", "segments with times (NIST STM)", readable=True),)
}
"""Formats of references and of other systems' results, which nobody asks us to write."""

ALIASES = {"markdown": "md", "htm": "html", "text": "txt", "webvtt": "vtt", "ssa": "ass", "dfxp": "ttml"}
"""Other spellings that are understood."""


def find_format(name: str) -> Format:
    """Return the row called ``name`` (any case, with or without a dot). Raises UnsupportedFormat."""
    plain = name.strip().lstrip(".").lower()
    row = FORMATS.get(ALIASES.get(plain, plain))
    if row is None:
        raise UnsupportedFormat(name=name, choices=", ".join(FORMATS))
    return row


def find_reader(name: str) -> Format:
    """Return the row of a format that can be read back. Raises UnsupportedFormat."""
    plain = name.strip().lstrip(".").lower()
    row = READ_ONLY.get(plain) or find_format(name)
    if not row.readable:
        readable = [one.name for one in (*FORMATS.values(), *READ_ONLY.values()) if one.readable]
        raise UnsupportedFormat(name=name, choices=", ".join(readable))
    return row


def dumps(
    transcript: Transcript, name: str, *, minutes: Minutes | None = None, rule: SubtitleRule | None = None
) -> str:
    """Return the transcript as text in the format ``name``; ``minutes`` go into the formats that hold them.

    ``rule`` lays out the formats that are subtitles; the others do without. Raises UnsupportedFormat, also for a
    format that is no text.
    """
    row = find_format(name)
    if row.binary:
        raise UnsupportedFormat(name=name, choices=", ".join(one.name for one in FORMATS.values() if not one.binary))
    module = importlib.import_module(row.module)
    text: str = module.dumps(*_arguments(row, transcript, minutes, rule))
    return text


def dump_bytes(
    transcript: Transcript, name: str, *, minutes: Minutes | None = None, rule: SubtitleRule | None = None
) -> bytes:
    """Return the transcript as a file in the format ``name`` holds it, text as UTF-8. Raises UnsupportedFormat."""
    row = find_format(name)
    if not row.binary:
        return dumps(transcript, name, minutes=minutes, rule=rule).encode("utf-8", "replace")
    data: bytes = importlib.import_module(row.module).dump_bytes(*_arguments(row, transcript, minutes, rule))
    return data


def _arguments(row: Format, transcript: Transcript, minutes: Minutes | None, rule: SubtitleRule | None) -> list[Any]:
    return [transcript, *([minutes] if row.holds_minutes else []), *([rule] if row.holds_cues else [])]


def write(
    transcript: Transcript,
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    minutes: Minutes | None = None,
    rule: SubtitleRule | None = None,
) -> Path:
    """Write the transcript to ``path``, at once or not at all, and return the path.

    ``name`` is the format; None takes it from the ending of ``path``. ``rule`` lays out subtitles. Raises
    UnsupportedFormat, OutputNotWritable or DiskFull.
    """
    files: Any = importlib.import_module("sorikit.formats.files")
    data = dump_bytes(transcript, name or Path(path).suffix, minutes=minutes, rule=rule)
    written: Path = files.write_bytes(path, data)
    return written


def write_meeting(
    transcript: Transcript,
    minutes: Minutes,
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    audio: str | os.PathLike[str] | None = None,
) -> Path:
    """Write a meeting to ``path`` as ``write`` does; ``audio`` goes into the formats that can play it."""
    row = find_format(name or Path(path).suffix)
    if audio is None or not row.holds_audio:
        return write(transcript, path, row.name, minutes=minutes)
    files: Any = importlib.import_module("sorikit.formats.files")
    module = importlib.import_module(row.module)
    sound = module.EmbeddedAudio(Path(audio))
    with files.writing_text(path) as file:
        module.dump(file, transcript, minutes, audio=sound)
    return Path(path)


def loads(text: str, name: str, *, source: str = "document") -> Transcript:
    """Return the transcript that a document in the format ``name`` holds.

    ``source`` stands in messages. Raises UnsupportedFormat for a format that cannot be read back, and
    InvalidDocument where the text does not parse.
    """
    row = find_reader(name)
    transcript: Transcript = importlib.import_module(row.module).loads(text, name=source)
    return transcript


def read(path: str | os.PathLike[str], name: str | None = None) -> Transcript:
    """Read a transcript from a file. Raises as ``loads``."""
    row = find_reader(name or Path(path).suffix)
    files: Any = importlib.import_module("sorikit.formats.files")
    return loads(files.read_text(path), row.name, source=os.fspath(path))
