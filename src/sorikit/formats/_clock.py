"""Times of subtitles: ``[hh:]mm:ss,mmm`` and the arrow between two of them."""

from __future__ import annotations

import re

from sorikit.core.errors import InvalidDocument

_TIME = r"(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?", re.ASCII)


def write_clock(milliseconds: int, mark: str, *, hours: bool = True) -> str:
    """Return ``hh:mm:ss`` and the milliseconds after ``mark``; without ``hours`` they are left out while 0."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    front = f"{hour:02d}:" if hours or hour else ""
    return f"{front}{minute:02d}:{second:02d}{mark}{rest:03d}"


def parse_times(line: str, place: str) -> tuple[float, float]:
    """Return start and end in seconds of ``00:01:02,345 --> 00:01:04,000`` (comma or dot, hours optional).

    Raises InvalidDocument, with ``place`` as its name.
    """
    match = _TIMES.fullmatch(line)
    if match is None:
        raise InvalidDocument(
            name=place,
            detail=f"expected two times with --> between, found {line.strip()!r}",
            detail_ko=f"-->로 이은 두 시각이 있어야 하는데 {line.strip()!r}이(가) 있습니다",
        )
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end < start:
        raise InvalidDocument(name=place, detail="ends before it starts", detail_ko="시작보다 먼저 끝납니다")
    return start, end


def no_cues(name: str) -> InvalidDocument:
    """Return the error for a text in which there are no subtitles at all."""
    return InvalidDocument(name=name, detail="holds no subtitles", detail_ko="자막이 하나도 없습니다")


def _seconds(parts: tuple[str | None, ...]) -> float:
    hour, minute, second, fraction = (part or "0" for part in parts)
    whole = (int(hour) * 60 + int(minute)) * 60 + int(second)
    return (whole * 1000 + int(fraction.ljust(3, "0"))) / 1000
