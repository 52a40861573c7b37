"""CSV for spreadsheets: one segment a row, with a header, as RFC 4180 writes it (CRLF, quotes doubled).

A byte order mark stands first: without it Excel reads Korean as another encoding. A cell that a spreadsheet would take for a
formula (``=1+1``, ``@SUM``) gets an apostrophe before it (OWASP, "CSV Injection"), which reading takes away again.
"""

from __future__ import annotations

import csv
import io
import re

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript

HEADER = ("start", "end", "speaker", "language", "text", "confidence")
"""Seconds, seconds, name, ISO 639-1 code, words, 0 … 1."""
_BEGINS_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def dumps(transcript: Transcript) -> str:
    """Return the rows under the header; line ends in a text become spaces."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(HEADER)
    for segment in transcript.segments:
        writer.writerow(
            (
                f"{segment.start:.3f}",
                f"{segment.end:.3f}",
                _harmless(transcript.name_of(segment.speaker)),
                _harmless(segment.language or transcript.language or ""),
                _harmless(segment.text),
                f"{segment.confidence:.3f}",
            )
        )
    return file.getvalue()


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read rows with a header that names at least ``start``, ``end`` and ``text``, in any order; seconds.

    Raises InvalidDocument with the row's number.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    segments: list[Segment] = []
    columns: dict[str, int] = {}
    try:
        for number, row in enumerate(rows, 1):
            if not row:
                continue
            if not columns:
                columns = {title.strip().lower(): at for at, title in enumerate(row)}
                if not {"start", "end", "text"} <= set(columns):
                    raise InvalidDocument(
                        name=f"{name}, row {number}",
                        detail="the header must name start, end and text",
                        detail_ko="머리글에 start, end, text가 있어야 합니다",
                    )
                continue
            segments.append(_segment(row, columns, len(segments), f"{name}, row {number}"))
    except csv.Error as error:
        raise InvalidDocument(name=name, detail=f"not CSV ({error})", detail_ko=f"CSV가 아닙니다({error})") from error
    return Transcript(tuple(segments), duration=max((s.end for s in segments), default=0.0))


def _segment(row: list[str], columns: dict[str, int], number: int, place: str) -> Segment:
    cells = {title: _plain(row[at]) if at < len(row) else "" for title, at in columns.items()}
    try:
        start, end = float(cells["start"]), float(cells["end"])
    except ValueError as error:
        raise InvalidDocument(
            name=place, detail="start and end are not seconds", detail_ko="start와 end가 초가 아닙니다"
        ) from error
    if not 0.0 <= start <= end < float("inf"):
        raise InvalidDocument(
            name=place,
            detail=f"not an interval of time: {start} to {end}",
            detail_ko=f"시간 구간이 아닙니다: {start}~{end}",
        )
    speaker, language = cells.get("speaker") or None, cells.get("language") or None
    return Segment(number, start, end, cells["text"], speaker=speaker, language=language)


def _harmless(text: str) -> str:
    line = " ".join(text.split())
    return f"'{line}" if _BEGINS_FORMULA.match(line) else line


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _BEGINS_FORMULA.match(cell[1:]) else cell
