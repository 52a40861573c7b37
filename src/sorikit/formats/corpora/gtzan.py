"""GTZAN (Tzanetakis and Cook, 2002): ``genres/blues/blues.00000.wav``, a folder per genre; so are many sets of labelled sounds.

Any folder that holds nothing but folders of recordings is read like this: the folder's name is the label.
"""

from __future__ import annotations

from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import recordings

GENRES = ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")


def recognizes(path: Path) -> bool:
    """Whether ``path``, or the one folder in it, holds a folder for at least two of the ten genres."""
    return path.is_dir() and sum((_genres(path) / genre).is_dir() for genre in GENRES) >= 2


def read(path: Path) -> list[Item]:
    """Return an item per recording with its folder as label; ids are ``blues/blues.00000`` where stems repeat."""
    files = [
        (folder.name, file)
        for folder in sorted(_genres(path).iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
        for file in recordings(folder)
    ]
    stems: dict[str, int] = {}
    for _, file in files:
        stems[file.stem] = stems.get(file.stem, 0) + 1
    return [
        Item(file.stem if stems[file.stem] == 1 else f"{label}/{file.stem}", file, label=label) for label, file in files
    ]


def _genres(path: Path) -> Path:
    """Return the folder that holds the labels' folders: ``path``, or ``genres`` (``genres_original``) in it."""
    inside = [path / name for name in ("genres", "genres_original", "Data/genres_original")]
    return next((one for one in inside if one.is_dir()), path)
