"""TSV as Whisper writes it: start and end in whole milliseconds and the text, one segment a line."""

from __future__ import annotations

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript

HEADER = "start\tend\ttext"


def dumps(transcript: Transcript) -> str:
    """Return one line per segment under the header; tabs and line ends in the text become spaces."""
    rows = [f"{_ms(s.start)}\t{_ms(s.end)}\t{' '.join(s.text.split())}" for s in transcript.segments]
    return "\n".join([HEADER, *rows]) + "\n"


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read such lines, with or without the header. Raises InvalidDocument with the line's number."""
    segments: list[Segment] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not line.strip() or (number == 1 and line.rstrip("\r") == HEADER):
            continue
        start, _, rest = line.rstrip("\r").partition("\t")
        end, _, words = rest.partition("\t")
        if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit()) or int(end) < int(start):
            raise InvalidDocument(
                name=f"{name}, line {number}",
                detail="expected start and end in milliseconds and a text, with tabs between",
                detail_ko="밀리초로 쓴 시작, 끝, 그리고 글이 탭으로 나뉘어 있어야 합니다",
            )
        segments.append(Segment(len(segments), int(start) / 1000, int(end) / 1000, words))
    return Transcript(tuple(segments), duration=max((s.end for s in segments), default=0.0))


def _ms(seconds: float) -> int:
    return round(1000 * seconds)
