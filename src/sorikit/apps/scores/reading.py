"""From one file to what a kind of score reads: a text, turns, a transcript, a label, trials, beats or a number.

A file can hold several recordings (STM, CTM, RTTM, tables): every reader returns name → value, and names the file's
only one "". What a file cannot say is an InvalidDocument, never an empty answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Turn
from sorikit.formats import ctm, loads, rttm, stm, trials
from sorikit.formats.files import read_text
from sorikit.formats.txt import spoken_text

AUDIO = ("wav", "flac", "mp3", "ogg", "opus", "m4a", "aac", "mp4", "webm", "aiff", "au")
TRANSCRIPTS = ("json", "stm", "ctm", "textgrid", "vtt", "srt", "ttml", "ass", "lrc", "tsv", "csv")
TABLES = ("json", "csv", "tsv", "txt")
SEVERAL = ("stm", "ctm", "rttm")
"""Endings of files that may hold several recordings under names of their own."""
ENDINGS: dict[str, tuple[str, ...]] = {
    "text": (*TRANSCRIPTS[:1], "txt", *TRANSCRIPTS[1:]),
    "turns": ("rttm", *TRANSCRIPTS),
    "transcript": (*TRANSCRIPTS, "rttm"),
    "audio": AUDIO,
    "label": TABLES,
    "trials": ("txt", "tsv", "csv", "trials"),
    "beats": ("json", "txt", "beats", "csv", "tsv"),
    "number": TABLES,
}
"""What a kind reads → endings of the files that may hold it, the fittest first."""
_NAMES = ("file", "name", "id", "audio", "item", "path", "filename")
"""What stands above the column of names in a table."""


def read_values(path: Path, reads: str) -> dict[str, Any]:
    """Return name → value of what ``path`` holds. Raises InvalidDocument (with the line's number where there are lines)."""
    return _READERS[reads](path)


def as_turns(transcript: Transcript, name: str) -> tuple[Turn, ...]:
    """Return who speaks when: the turns, else the segments' speakers. Raises InvalidDocument where it does not say."""
    if transcript.turns:
        return transcript.turns
    turns = tuple(sorted(Turn(segment.span, segment.speaker) for segment in transcript.segments if segment.speaker))
    if transcript.segments and not turns:
        raise InvalidDocument(
            name=name, detail="says nothing about who speaks", detail_ko="누가 말하는지 적혀 있지 않습니다"
        )
    return turns


def _text(path: Path) -> dict[str, str]:
    if path.suffix.lower() == ".txt":
        return {"": spoken_text(read_text(path))}
    return {name: transcript.text for name, transcript in _transcripts(path).items()}


def _turns(path: Path) -> dict[str, tuple[Turn, ...]]:
    return {name: as_turns(transcript, str(path)) for name, transcript in _transcripts(path).items()}


def _transcripts(path: Path) -> dict[str, Transcript]:
    text, name = read_text(path), str(path)
    ending = path.suffix.lower()
    if ending == ".stm":
        return _own(stm.loads_files(text, name=name))
    if ending == ".ctm":
        return _own(ctm.loads_files(text, name=name))
    if ending == ".rttm":
        files = rttm.loads_turns(text, name=name)
        return _own(
            {uri: Transcript(turns=turns, duration=max(turn.end for turn in turns)) for uri, turns in files.items()}
        )
    if ending == ".json":
        return {"": _json_transcript(text, name)}
    return {"": loads(text, ending, source=name)}


def _own(files: dict[str, Transcript]) -> dict[str, Transcript]:
    """Return the only recording as the file's own; nothing at all as silence."""
    if len(files) > 1:
        return files
    return {"": next(iter(files.values()), Transcript())}


def _json_transcript(text: str, name: str) -> Transcript:
    """Read ours, or Whisper's ``{"text": …, "segments": […]}`` that many tools write."""
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        plain = None  # let the reader of ours say what is wrong
    if not isinstance(plain, dict) or "schema" in plain or not ({"text", "segments"} & plain.keys()):
        return loads(text, "json", source=name)
    rows = plain.get("segments")
    try:
        segments = [
            Segment(at, float(row["start"]), float(row["end"]), str(row["text"]).strip(), speaker=row.get("speaker"))
            for at, row in enumerate(rows or [])
        ]
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        detail = "its segments do not all have start, end and text"
        raise InvalidDocument(name=name, detail=detail, detail_ko="구간에 start, end, text가 있어야 합니다") from error
    if rows is None:
        segments = [Segment(0, 0.0, 0.0, str(plain["text"]).strip())]
    return Transcript(tuple(segments), duration=max((segment.end for segment in segments), default=0.0))


def _labels(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _table(path).items():
        if not isinstance(value, (str, int, float)) or isinstance(value, bool):
            raise _unlike(path, name, "a label", "분류 이름")
        found[name] = str(value).strip()
    return found


def _numbers(path: Path) -> dict[str, float]:
    return {name: _number(path, name, value) for name, value in _table(path).items()}


def _beats(path: Path) -> dict[str, tuple[float, ...]]:
    if path.suffix.lower() == ".json":
        plain = _json(path)
        rows: Mapping[str, Any] = plain if isinstance(plain, dict) else {"": plain}
        if not all(isinstance(one, list) for one in rows.values()):
            raise _unlike(path, "", "a list of seconds, or names with such lists", "초의 목록")
        return {stem_of(name): _beat_times(path, name, one) for name, one in rows.items()}
    lines = [line.replace(",", " ").split() for line in read_text(path).split("\n") if line.strip()]
    return {"": _beat_times(path, "", [line[0] for line in lines])}


def _beat_times(path: Path, name: str, rows: list[Any]) -> tuple[float, ...]:
    """Return seconds of rows that are seconds, or begin with them."""
    return tuple(_number(path, name, row[0] if isinstance(row, list) and row else row) for row in rows)


def _number(path: Path, name: str, value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise _unlike(path, name, "a number", "숫자") from error


def _table(path: Path) -> dict[str, Any]:
    """Return name → value of a JSON object, of two columns, or of a file that holds one value alone."""
    if path.suffix.lower() == ".json":
        plain = _json(path)
        return {stem_of(name): value for name, value in plain.items()} if isinstance(plain, dict) else {"": plain}
    rows = [(number, line.strip()) for number, line in enumerate(read_text(path).split("\n"), 1) if line.strip()]
    found: dict[str, Any] = {}
    for at, (number, line) in enumerate(rows):
        separator = "\t" if "\t" in line else ","
        if separator not in line:
            if len(rows) == 1:
                return {"": line}
            detail = "expected a name and a value, with a tab or a comma between"
            raise InvalidDocument(
                name=f"{path}, line {number}", detail=detail, detail_ko="이름과 값이 탭이나 쉼표로 나뉘어야 합니다"
            )
        name, _, value = line.partition(separator)
        if at == 0 and name.strip().lower() in _NAMES:
            continue
        key = stem_of(name.strip())
        if key in found:
            detail = f"{key!r} is named a second time"
            raise InvalidDocument(name=f"{path}, line {number}", detail=detail, detail_ko=f"{key!r}이(가) 또 나옵니다")
        found[key] = value.strip()
    return found


def stem_of(name: str) -> str:
    """Return a name without the ending of a recording: ``a/b.wav`` is ``a/b``, ``take.1`` stays."""
    stem, dot, ending = name.rpartition(".")
    return stem if dot and ending.lower() in AUDIO else name


def _json(path: Path) -> Any:
    try:
        return json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(
            name=str(path), detail=f"not JSON ({error})", detail_ko=f"JSON이 아닙니다({error})"
        ) from error


def _unlike(path: Path, name: str, wanted: str, wanted_ko: str) -> InvalidDocument:
    place = f"{path}: {name}" if name else str(path)
    return InvalidDocument(name=place, detail=f"is not {wanted}", detail_ko=f"{wanted_ko}이(가) 아닙니다")


_READERS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "text": _text,
    "turns": _turns,
    "transcript": _transcripts,
    "audio": lambda path: {"": path},
    "label": _labels,
    "number": _numbers,
    "beats": _beats,
    "trials": lambda path: {"": trials.loads(read_text(path), name=str(path))},
}
"""What a kind reads → how. Recordings stay paths: they are decoded one pair at a time."""
