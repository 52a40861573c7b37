"""What the line-by-line documents of speech research (STM, CTM, RTTM, trial lists) share."""

from __future__ import annotations

from collections.abc import Iterator

from sorikit.core.errors import InvalidDocument

COMMENT = ";;"
"""NIST's mark of a remark; it reaches to the end of the line."""
NOTHING = "<NA>"
"""NIST's word for a field without a value."""


def numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield ``(number, line)`` for each line that says something: no comments, no empty ones, no byte order mark."""
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        said = line.split(COMMENT, 1)[0].strip()
        if said:
            yield number, said


def malformed(name: str, number: int, detail: str, detail_ko: str) -> InvalidDocument:
    """Return the error for a line that does not parse."""
    return InvalidDocument(name=f"{name}, line {number}", detail=detail, detail_ko=detail_ko)


def several(name: str, count: int) -> InvalidDocument:
    """Return the error for a document of several recordings where one was asked for."""
    return InvalidDocument(
        name=name,
        detail=f"holds {count} recordings; give one of them alone",
        detail_ko=f"녹음 {count}개가 섞여 있습니다. 하나만 주세요",
    )


def channel_names(channels: dict[str, set[str]]) -> dict[tuple[str, str], str]:
    """Return (file, channel) → name: the file's, with its channel where it has several (``call_A``, ``call_B``)."""
    return {
        (file, channel): file if len(own) == 1 else f"{file}_{channel}"
        for file, own in channels.items()
        for channel in sorted(own)
    }
