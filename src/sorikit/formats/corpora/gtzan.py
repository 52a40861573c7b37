"""GTZAN (Tzanetakis and Cook, 2002): ``genres/blues/blues.00000.wav``, a folder per genre; so are many sets of labelled sounds.

Where the keys of Kraft, Lerch and Zölzer ("The tonalness spectrum", DAFx 2013; https://github.com/alexanderlerch/gtzan_key) lie
beside the recordings or in ``gtzan_key/genres``, ``blues.00000.lerch.txt`` with a number each, they are read too.

Any folder that holds nothing but folders of recordings is read like this: the folder's name is the label.
"""

from __future__ import annotations

from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import lines, misfit, recordings

GENRES = ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")


_TONICS = ("A", "A#", "B", "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#")
KEYS = (*(f"{tonic} major" for tonic in _TONICS), *(f"{tonic} minor" for tonic in _TONICS))
"""What the numbers 0 … 23 of the annotation mean; −1 is a key that changes or is not known."""


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
        Item(
            file.stem if stems[file.stem] == 1 else f"{label}/{file.stem}",
            file,
            label=label,
            key=_key(file, label, path),
        )
        for label, file in files
    ]


def _key(recording: Path, label: str, corpus: Path) -> str | None:
    """Return the annotated key, None where there is none. Raises InvalidDocument for what is no number of a key."""
    name = f"{recording.stem}.lerch.txt"
    folders = (recording.parent, corpus / "gtzan_key" / "genres" / label, corpus / "gtzan_key" / label)
    noted = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if noted is None:
        return None
    number, words = next(lines(noted), (1, ""))
    known = {str(index): key for index, key in enumerate(KEYS)} | {"-1": None}
    if words.strip() not in known:
        raise misfit(noted, number, "expected a key's number, -1 to 23", "조의 번호(-1~23)가 아닙니다")
    return known[words.strip()]


def _genres(path: Path) -> Path:
    """Return the folder that holds the labels' folders: ``path``, or ``genres`` (``genres_original``) in it."""
    inside = [path / name for name in ("genres", "genres_original", "Data/genres_original")]
    return next((one for one in inside if one.is_dir()), path)
