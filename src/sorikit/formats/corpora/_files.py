"""What the layouts share: looking for files, one at a time and in order, and lines with their numbers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sorikit.core.errors import InvalidDocument
from sorikit.formats.files import read_text

AUDIO_ENDINGS = (".flac", ".wav", ".mp3", ".ogg", ".opus", ".m4a", ".au", ".sph")
"""In the order in which they are preferred."""
LOOKED_AT = 20_000
"""Files that are looked at before a folder counts as not of a layout; the first folders of a corpus show it."""


def walk(folder: Path) -> Iterator[Path]:
    """Yield every file below ``folder`` in order of name, hidden ones left out, without listing it all first."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if not name.startswith("."))


def recordings(folder: Path) -> Iterator[Path]:
    """Yield every file below ``folder`` that has the ending of a recording, in order of name."""
    return (path for path in walk(folder) if path.suffix.lower() in AUDIO_ENDINGS)


def any_file(folder: Path, pattern: str) -> bool:
    """Whether a file called like ``pattern`` (a glob) is among the first ``LOOKED_AT`` below ``folder``."""
    if not folder.is_dir():
        return False
    return any(path.match(pattern) for path, _ in zip(walk(folder), range(LOOKED_AT), strict=False))


def beside(place: Path, *, default: str) -> Path:
    """Return the recording called ``place`` (no ending) that is there, else the one with the ending ``default``."""
    for ending in AUDIO_ENDINGS:
        path = place.with_name(place.name + ending)
        if path.is_file():
            return path
    return place.with_name(place.name + default)


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of a UTF-8 file, empty lines left out. Raises InvalidDocument."""
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r")


def misfit(path: Path, number: int, detail: str, detail_ko: str) -> InvalidDocument:
    """Return the error for a line that does not parse."""
    return InvalidDocument(name=f"{path}, line {number}", detail=detail, detail_ko=detail_ko)
