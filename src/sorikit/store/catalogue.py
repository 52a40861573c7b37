"""The catalogue: one typed row per model, read from ``catalogue.toml`` beside this file.

It knows names, sizes, hashes and where files come from. It does not look whether they are here (``home``), and it
never opens the network (``pull``).
"""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorikit.core.errors import UnknownModel

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CATALOGUE_FILE = Path(__file__).with_name("catalogue.toml")
WEIGHTS_FOLDER = Path(__file__).with_name("weights")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside this package; ``path`` is relative to ``sorikit/store``."""

    path: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """One pinned archive of a package index: a pure data wheel, or one that is only ever opened, never installed."""

    package: str
    version: str
    sha256: str
    """Of the archive, as the index serves it."""
    filename: str
    """File name of the archive: its tags tell pip which one to take on any platform."""
    size: int
    """Bytes of the archive."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file inside an archive, and inside the installed distribution where the archive may be installed."""

    wheel: Wheel
    path: str
    """As written in the archive and in the distribution's RECORD."""


@dataclass(frozen=True, slots=True)
class Packaged:
    """A file that is the concatenation of parts from installed distributions (``sori pull`` can also fetch them)."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Archived:
    """A file inside an archive that is never installed, because its package drags in foreign dependencies."""

    part: Part


@dataclass(frozen=True, slots=True)
class Hub:
    """A file on a model hub, at a pinned revision."""

    repository: str
    """``owner/name``."""
    revision: str
    """Commit hash, 40 hexadecimal digits."""
    path: str


FileSource = Embedded | Packaged | Archived | Hub


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, under the name by which its engine asks for it."""

    name: str
    size: int | None
    """Bytes; None where only the hub knows (asked for at pull time)."""
    sha256: str | None
    """Hexadecimal; None where only the hub knows."""
    source: FileSource


@dataclass(frozen=True, slots=True)
class ModelCard:
    """A named set of weights: what it is, whose it is, and where its files come from."""

    name: str
    title: str
    task: str
    engine: str
    """``module:Class``; empty for weights that no engine of the kit loads yet."""
    default: bool
    """Whether it is what its task uses when nobody names a model."""
    sample_rate: int
    """Hz that the engine works at."""
    languages: tuple[str, ...]
    """ISO 639-1 codes; ``*`` is any; ``multilingual`` is Whisper's hundred."""
    license: str
    """SPDX identifier of the weights."""
    source: str
    """URL of the paper or project."""
    extra: str
    """Pip extra that brings its files or its runtime; empty where the base install has all."""
    files: tuple[ModelFile, ...]
    aliases: tuple[str, ...] = ()
    """Other names it is asked for by, such as those of the field's own commands."""
    terms: str = ""
    """What must be agreed to before it is downloaded; empty where nothing is asked."""
    remote: bool = False
    """Whether a server does the work, which sends the sound away; it then has no files."""

    @property
    def size(self) -> int:
        """Bytes of all files whose size is known."""
        return sum(file.size or 0 for file in self.files)

    @property
    def embedded(self) -> bool:
        """Whether every file is inside this package."""
        return bool(self.files) and all(isinstance(file.source, Embedded) for file in self.files)

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change whenever any file of the row changes."""
        lines = [f"{file.name} {file.size} {file.sha256 or file.source}" for file in self.files]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def file(self, name: str) -> ModelFile:
        """Return the row of one file. Raises LookupError for a name the model does not have."""
        for file in self.files:
            if file.name == name:
                return file
        raise LookupError(f"{self.name} has no file {name!r}, only: {', '.join(f.name for f in self.files)}")


def read_catalogue(path: Path = CATALOGUE_FILE) -> tuple[ModelCard, ...]:
    """Return all rows of a catalogue file, in its order. Raises ValueError where a row is malformed."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    wheels = {key: Wheel(**row) for key, row in document.get("wheel", {}).items()}
    return tuple(_card(row, wheels) for row in document["model"])


@functools.lru_cache(maxsize=1)
def cards() -> tuple[ModelCard, ...]:
    """Return all models of the kit, in the catalogue's order."""
    return read_catalogue()


@functools.lru_cache(maxsize=1)
def repository_aliases() -> Mapping[str, str]:
    """Return name → repository of the hub, for well-known models that are looked up there when they are pulled."""
    document = tomllib.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    return {str(name): str(repository) for name, repository in document.get("repositories", {}).items()}


def card_of(name: str, among: Iterable[ModelCard] | None = None) -> ModelCard:
    """Return the row called ``name``. Raises UnknownModel, with the nearest names."""
    rows = list(cards() if among is None else among)
    for card in rows:
        if name == card.name or name in card.aliases:
            return card
    raise UnknownModel(name=name, detail=_did_you_mean(name, [card.name for card in rows]))


def default_model(task: str, among: Iterable[ModelCard] | None = None) -> ModelCard:
    """Return the default row of a task. Raises UnknownModel for a task without one."""
    for card in cards() if among is None else among:
        if card.task == task and card.default:
            return card
    raise UnknownModel(name=task)


def _did_you_mean(name: str, names: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, names, n=3)
    return f"({' / '.join(near)}?)" if near else ""


def _card(row: Mapping[str, Any], wheels: Mapping[str, Wheel]) -> ModelCard:
    try:
        hub = row.get("hub", {})
        return ModelCard(
            name=row["name"],
            title=row["title"],
            task=row["task"],
            engine=row["engine"],
            default=row.get("default", False),
            sample_rate=row["sample_rate"],
            languages=tuple(row["languages"]),
            license=row["license"],
            source=row["source"],
            extra=row.get("extra", ""),
            files=tuple(_file(file, wheels, hub) for file in row["files"]),
            aliases=tuple(row.get("aliases", ())),
            remote=row.get("remote", False),
            terms=row.get("terms", ""),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"catalogue row {row.get('name', '?')}: {error!r}") from error


def _file(row: Mapping[str, Any], wheels: Mapping[str, Wheel], hub: Mapping[str, str]) -> ModelFile:
    return ModelFile(row["name"], row.get("size"), row.get("sha256"), _source(row, wheels, hub))


def _source(row: Mapping[str, Any], wheels: Mapping[str, Wheel], hub: Mapping[str, str]) -> FileSource:
    if "embedded" in row:
        return Embedded(row["embedded"])
    if "parts" in row:
        return Packaged(tuple(Part(wheels[part["wheel"]], part["path"]) for part in row["parts"]))
    if "archive" in row:
        return Archived(Part(wheels[row["archive"]["wheel"]], row["archive"]["path"]))
    return Hub(hub["repository"], hub["revision"], row.get("path", row["name"]))
