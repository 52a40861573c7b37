"""What a person may wish of a picture, as one frozen dataclass."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sorikit.core.errors import InvalidOption

THEME_NAMES = ("light", "dark")
LANGUAGES = ("en", "ko")
PIXELS = (200, 20_000)
"""Smallest and largest side of a picture."""
MOST_PIXELS = 100_000_000
"""Of a whole picture: 400 MB while it is drawn."""
DPI = (40, 1_200)


@dataclass(frozen=True, slots=True)
class PlotOptions:
    """How a picture is drawn. Raises InvalidOption for what is out of range."""

    start: float = 0.0
    """Leave out so many seconds at the beginning …"""
    duration: float | None = None
    """… and show so many; None: to the end."""
    width: int = 1600
    """Pixels (of a PNG; SVG and PDF are ``width / dpi`` inches wide)."""
    height: int | None = None
    """Pixels; None: what suits the kind."""
    dpi: int = 160
    """Pixels per inch: how large letters and lines are."""
    theme: str = "light"
    """"light" or "dark"."""
    title: str | None = None
    """None: the name of the file; "" for no title."""
    language: str = "en"
    """Of the labels: "en" or "ko"."""

    def __post_init__(self) -> None:
        self._range("start", self.start, 0.0, 1e7)
        if self.duration is not None and not 0.0 < self.duration < math.inf:
            raise wrong(
                "duration",
                f"{self.duration} is not a positive number of seconds",
                f"{self.duration}은(는) 양수인 초가 아닙니다",
            )
        self._range("width", self.width, *PIXELS)
        if self.height is not None:
            self._range("height", self.height, *PIXELS)
        self._range("dpi", self.dpi, *DPI)
        if self.width * (self.height or 1) > MOST_PIXELS:
            raise wrong(
                "width",
                f"{self.width} × {self.height} is more than {MOST_PIXELS:,} pixels",
                f"{self.width} × {self.height}은(는) 너무 큽니다(최대 {MOST_PIXELS:,}픽셀)",
            )
        self._choice("theme", self.theme, THEME_NAMES)
        self._choice("language", self.language, LANGUAGES)

    @staticmethod
    def _range(name: str, value: Any, low: float, high: float) -> None:
        whole = isinstance(low, int)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or (whole and value != int(value)):
            raise wrong(name, f"{value!r} is not a number", f"{value!r}은(는) 알맞은 수가 아닙니다")
        if not low <= value <= high:
            raise wrong(
                name,
                f"{value:g} is not between {low:,} and {high:,}",
                f"{value:g}은(는) {low:,}~{high:,} 범위 밖입니다",
            )

    @staticmethod
    def _choice(name: str, value: str, choices: tuple[str, ...]) -> None:
        if value not in choices:
            listed = ", ".join(choices)
            raise wrong(
                name, f"{value!r} is not one of {listed}", f"{value!r}은(는) 없습니다. 고를 수 있는 것: {listed}"
            )


def wrong(option: str, en: str, ko: str) -> InvalidOption:
    """Return the error of one option, in both languages."""
    return InvalidOption(option=option, detail=en, detail_ko=ko)
