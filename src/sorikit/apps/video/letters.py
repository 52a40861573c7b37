"""Subtitles as pictures: outlined letters on nothing, drawn with Pillow in the kit's own font."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidOption
from sorikit.core.extras import optional_library
from sorikit.formats.colours import HIGHLIGHT
from sorikit.formats.subtitles import Cue

FONT = Path(__file__).parent.parent.parent / "data" / "fonts" / "SoriSans-Regular.ttf"
"""Latin, Greek, Cyrillic, Hangul, kana, common kanji."""
HEIGHT = 1 / 17
"""Size of letters as a share of the picture's shorter side, about 64 pixels of 1080."""
MARGIN = 0.05
"""Share of the picture's height below the last line."""
WIDEST = 0.92
"""Share of the picture's width that a line may take; a longer one gets smaller letters."""
LINE = 1.25
"""Height of a line in sizes of its letters."""
OUTLINE = 0.09
"""Width of the black outline in sizes of the letters: readable on white and on black."""
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Letters to lay over a picture."""

    top: int
    left: int
    pixels: npt.NDArray[np.uint8]
    """``(height, width, 4)``: red, green, blue, opacity."""


class Letters:
    """Draws cues for pictures of one size."""

    def __init__(self, width: int, height: int, *, font: Path | None = None) -> None:
        """Raises RuntimeMissing without Pillow, and InvalidOption for a font that cannot be read."""
        self._image = optional_library("PIL.Image", "video", "Burning subtitles in", name="Pillow")
        self._draw = optional_library("PIL.ImageDraw", "video", "Burning subtitles in", name="Pillow")
        self._fonts = optional_library("PIL.ImageFont", "video", "Burning subtitles in", name="Pillow")
        self._width, self._height = width, height
        self._file = font or FONT
        self.size = max(10, round(min(width, height * 1.2) * HEIGHT))
        self.unknown: set[str] = set()
        """Characters that the font lacks; "?" stands for them."""
        self._font = lru_cache(maxsize=8)(self._load)
        self._known: dict[str, bool] = {}
        self._font(self.size)

    def draw(self, cue: Cue, *, prefix: str = "", colour: str = "ffffff", lit: tuple[int, int] | None = None) -> Drawn:
        """Return a cue's letters; ``lit`` is the line and the piece to be drawn in another colour."""
        lines = self._runs(cue, prefix, lit)
        font = self._fitting(["".join(text for text, _ in line) for line in lines])
        size = font.size
        edge = max(1, round(OUTLINE * size))
        step = round(LINE * size)
        width = min(self._width, max(round(self._length(font, line)) for line in lines) + 2 * edge + 2)
        height = min(self._height, step * len(lines) + 2 * edge)
        image = self._image.new("RGBA", (width, height), (0, 0, 0, 0))
        pen = self._draw.Draw(image)
        for pass_outline in (True, False):  # all outlines first: none may lie over a neighbour's letters
            for row, line in enumerate(lines):
                x = (width - self._length(font, line)) / 2
                for text, marked in line:
                    ink = _rgb(HIGHLIGHT if marked else colour)
                    ink, stroke = ((0, 0, 0, 255), edge) if pass_outline else (ink, 0)
                    place = (x, edge + row * step)
                    pen.text(place, text, font=font, fill=ink, stroke_width=stroke, stroke_fill=(0, 0, 0, 255))
                    x += font.getlength(text)
        top = max(0, self._height - round(MARGIN * self._height) - height)
        return Drawn(top, (self._width - width) // 2, np.asarray(image))

    def _runs(self, cue: Cue, prefix: str, lit: tuple[int, int] | None) -> list[list[tuple[str, bool]]]:
        """Return each line as texts of one colour."""
        lines: list[list[tuple[str, bool]]] = []
        for row, text in enumerate(cue.lines):
            front = prefix if row == 0 else ""
            if lit is None or lit[0] != row:
                lines.append([(self._printable(front + text), False)])
                continue
            line = [(self._printable(front), False)] if front else []
            for at, piece in enumerate(cue.pieces[row]):
                space = " " if piece.spaced and at else ""
                line.append((self._printable(space + piece.text), at == lit[1]))
            lines.append(line)
        return lines

    def _fitting(self, lines: list[str]) -> Any:
        font = self._font(self.size)
        widest = max(font.getlength(line) for line in lines)
        room = WIDEST * self._width
        return font if widest <= room else self._font(max(6, int(self.size * room / widest)))

    def _length(self, font: Any, line: list[tuple[str, bool]]) -> float:
        return float(sum(font.getlength(text) for text, _ in line))

    def _printable(self, text: str) -> str:
        plain = "".join(letter if letter.isprintable() else " " for letter in text)
        return "".join(letter if self._has(letter) else UNKNOWN for letter in plain)

    def _has(self, letter: str) -> bool:
        """Whether the font has a picture of a character other than the box of those that it lacks."""
        if letter not in self._known:
            font = self._font(self.size)
            mask, box = font.getmask(letter), font.getmask("\U0010fffd")
            self._known[letter] = letter == " " or mask.size != box.size or bytes(mask) != bytes(box)
            if not self._known[letter]:
                self.unknown.add(letter)
        return self._known[letter]

    def _load(self, size: int) -> Any:
        try:
            return self._fonts.truetype(str(self._file), size)
        except OSError as error:
            raise InvalidOption(
                option="--font",
                detail=f"{self._file} is not a font that can be read",
                detail_ko=f"{self._file}은(는) 읽을 수 있는 글꼴이 아닙니다",
            ) from error


def _rgb(colour: str) -> tuple[int, int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16), 255
