"""LJ Speech 1.1 (keithito.com/LJ-Speech-Dataset): ``metadata.csv`` with ``LJ001-0001|as written|as read`` and ``wavs/``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import beside, lines, misfit

LIST = "metadata.csv"


def recognizes(path: Path) -> bool:
    """Whether ``path`` is its folder, or its list."""
    folder = path if path.is_dir() else path.parent
    return (folder / LIST).is_file() and (folder / "wavs").is_dir()


def read(path: Path) -> list[Item]:
    """Return an item per clip, its text with numbers written out. Raises InvalidDocument with the line's number."""
    return list(_rows(path / LIST if path.is_dir() else path))


def _rows(path: Path) -> Iterator[Item]:
    for number, line in lines(path):
        name, *texts = line.split("|")
        if not 1 <= len(texts) <= 2 or not name.strip():
            raise misfit(path, number, "expected name|text|normalised text", "'이름|글|읽는 글'이 아닙니다")
        audio = beside(path.parent / "wavs" / name, default=".wav")
        yield Item(name, audio, text=texts[-1], speaker="LJ", language="en", extra={"written": texts[0]})
