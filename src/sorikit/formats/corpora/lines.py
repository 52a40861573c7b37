"""A manifest: a file of JSON lines, or the folder in which one called ``manifest.jsonl`` lies (see ``formats.manifest``)."""

from __future__ import annotations

from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats import manifest

NAME = "manifest.jsonl"


def recognizes(path: Path) -> bool:
    """Whether ``path`` is such a file or folder."""
    return (path.is_file() and path.suffix.lower() in (".jsonl", ".json")) or (path / NAME).is_file()


def read(path: Path) -> list[Item]:
    """Return its items. Raises InvalidDocument with the line's number."""
    return manifest.read(path / NAME if path.is_dir() else path)
