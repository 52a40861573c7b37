"""Letters that are always there: a font inside the package, so that no machine shows boxes where Korean should stand.

Order of search: Sori Sans (``data/fonts``: Latin, Greek, Cyrillic, Hangul, kana, common kanji), DejaVu Sans (inside
matplotlib), then fonts of the system that cover what both lack. What nobody can draw becomes "?".
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "data" / "fonts" / "SoriSans-Regular.ttf"
OWN = ("Sori Sans", "DejaVu Sans")
SYSTEM = (
    "Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans SC", "Malgun Gothic", "Apple SD Gothic Neo",
    "Yu Gothic", "Hiragino Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans Arabic", "Noto Sans Hebrew",
    "Noto Sans Thai", "Noto Sans Devanagari", "Arial Unicode MS", "Segoe UI", "FreeSans",
)  # fmt: skip
"""Families that are looked for where a text needs them."""
UNKNOWN = "?"

_lock = threading.Lock()


def families(text: str = "") -> list[str]:
    """Return the families to draw ``text`` with: the kit's two, then what else it needs of this machine's."""
    _register()
    names = list(OWN)
    missing = _unprintable(text, _covered(OWN))
    for family in SYSTEM if missing else ():
        codes = _covered((family,))
        if missing & codes:
            names.append(family)
            missing -= codes
    return names


def printable(text: str) -> str:
    """Return one line of ``text`` with "?" for what no font here can draw, and without control characters."""
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    covered = set().union(*(_covered((family,)) for family in families(line)))
    return "".join(letter if ord(letter) in covered or letter == " " else UNKNOWN for letter in line)


def _unprintable(text: str, covered: frozenset[int]) -> set[int]:
    return {ord(letter) for letter in text if letter.isprintable() and letter != " "} - covered


def _register() -> None:
    """Tell matplotlib's list of fonts where ours is; nothing else of matplotlib's state is touched."""
    manager = _manager()
    with _lock:
        if not any(entry.name == OWN[0] for entry in manager.ttflist):
            manager.addfont(str(FILE))


@lru_cache(maxsize=32)
def _covered(names: tuple[str, ...]) -> frozenset[int]:
    """Return the characters that the installed ones of these families cover."""
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    codes: set[int] = set()
    for name in names:
        files = [
            entry.fname
            for entry in _manager().ttflist
            if entry.name == name and entry.style == "normal" and str(entry.weight) in ("400", "normal", "regular")
        ]
        if files:
            codes.update(FT2Font(files[0]).get_charmap())
    return frozenset(codes)


def _manager() -> Any:
    from matplotlib import font_manager  # noqa: PLC0415

    return font_manager.fontManager
