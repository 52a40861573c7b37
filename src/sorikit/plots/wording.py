"""Words set into boxes: at their moments where they fit, else broken into lines, else cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sorikit.plots import fonts
from sorikit.plots.style import Page

GAP = 0.45
"""Least space between two texts, in letters' heights."""
ELLIPSIS = "…"
_PIECES = re.compile(r"\s*[^\s\u3040-\u30ff\u3400-\u9fff]+|\s*[\u3040-\u30ff\u3400-\u9fff]")
"""Where a line may break: before a word, and between any two kana or kanji."""


@dataclass(frozen=True, slots=True)
class Box:
    """Room for the words of one segment, in pixels from the left of the axes."""

    left: float
    right: float
    text: str
    words: tuple[tuple[str, float], ...]
    """Word and the pixel at which it begins."""
    lines: int


@dataclass(frozen=True, slots=True)
class Set:
    """A text and where it stands."""

    text: str
    x: float
    line: int
    words: int


def fit_moments(page: Page, boxes: Sequence[Box], size: float) -> list[Set] | None:
    """Return every word at its own time on one line, or None where two would touch (or times are not known)."""
    if not all(box.words for box in boxes) or not boxes or not all(box.lines for box in boxes):
        return None
    gap = GAP * size * page.options.dpi / 72 * 0.6
    placed: list[Set] = []
    free = 0.0
    for box in boxes:
        for text, x in box.words:
            shown = fonts.printable(text.strip())
            if not shown:
                continue
            if x < free:
                return None
            free = x + page.width_of(shown, size) + gap
            if free > boxes[-1].right + gap:
                return None
            placed.append(Set(shown, x, 0, 1))
    return placed


def fit_block(page: Page, box: Box, size: float) -> list[Set]:
    """Return the text of a segment in the lines that its box has room for; the last one ends in "…" where more follows."""
    text = fonts.printable(box.text)
    room = box.right - box.left - GAP * size * page.options.dpi / 72
    pieces = _PIECES.findall(text)
    placed: list[Set] = []
    at = 0
    for number in range(box.lines):
        if at >= len(pieces):
            break
        last = number == box.lines - 1
        line, count = _line(page, pieces[at:], room, size, last=last)
        if not line:
            break
        placed.append(Set(line, box.left, number, count))
        at += count
        if line.endswith(ELLIPSIS):
            break
    if at < len(pieces) and placed and not placed[-1].text.endswith(ELLIPSIS):
        shown = _cut(page, placed[-1].text, room, size)
        placed[-1] = Set(shown, placed[-1].x, placed[-1].line, placed[-1].words)
    return [text for text in placed if text.text]


def _line(page: Page, pieces: Sequence[str], room: float, size: float, *, last: bool) -> tuple[str, int]:
    """Return as many pieces as one line holds, and how many they are."""
    count = 0
    line = ""
    for piece in pieces:
        longer = (line + piece).strip()
        if page.width_of(longer, size) > room:
            break
        line, count = longer, count + 1
    if count == len(pieces):
        return line, count
    if not last and count:
        return line, count
    more = (line + pieces[count]).strip() if count < len(pieces) else line
    return _cut(page, more, room, size), count


def _cut(page: Page, text: str, room: float, size: float) -> str:
    """Return the beginning of a text and "…", at least two letters of it, or nothing."""
    kept = text
    while len(kept) >= 2 and page.width_of(kept + ELLIPSIS, size) > room:
        kept = kept[:-1].rstrip()
    return kept + ELLIPSIS if len(kept) >= 2 else ""
