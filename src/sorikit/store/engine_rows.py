"""The catalogue of managed environments, ``engines.toml``: which libraries, in which ranges, and how pip may be asked."""

from __future__ import annotations

import functools
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ENGINES_FILE = Path(__file__).with_name("engines.toml")


@dataclass(frozen=True, slots=True)
class EngineRow:
    """A row of ``engines.toml``."""

    name: str
    title: str
    worker: str
    """File of ``sorikit/engines/workers``, without its ending."""
    requirements: tuple[str, ...]
    torch: tuple[str, ...]
    """Requirements that come from ``torch_index`` where that is used."""
    torch_index: str
    download: int
    """Bytes, measured once."""
    disk: int
    """Bytes, measured once."""
    license: str
    source: str

    @property
    def command(self) -> str:
        """What to type to have it."""
        return f"sori engines install {self.name}"


@dataclass(frozen=True, slots=True)
class InstallOptions:
    """How pip is asked."""

    index_url: str | None = None
    """Instead of the index that pip is configured for."""
    find_links: tuple[str, ...] = ()
    """Folders or pages with archives."""
    no_index: bool = False
    """Nothing but ``find_links``."""
    cuda: bool = False
    """Take the builds for a GPU."""
    again: bool = False
    """Make it anew even where it is ready."""

    @property
    def pip(self) -> tuple[str, ...]:
        """The same as pip's own arguments."""
        index = ("--index-url", self.index_url) if self.index_url else ()
        links = tuple(part for one in self.find_links for part in ("--find-links", one))
        return (*index, *links, *(("--no-index",) if self.no_index else ()))


@functools.lru_cache(maxsize=1)
def engine_rows() -> tuple[EngineRow, ...]:
    """Return all rows of the kit."""
    return read_rows(ENGINES_FILE)


def read_rows(path: Path) -> tuple[EngineRow, ...]:
    """Return the rows of a file. Raises ValueError where one is malformed."""
    document = tomllib.loads(path.read_text("utf-8"))
    index = str(document.get("torch_index", ""))
    return tuple(_row(row, index) for row in document["engine"])


def _row(row: Mapping[str, Any], index: str) -> EngineRow:
    try:
        lists = {"requirements": tuple(row["requirements"]), "torch": tuple(row.get("torch", ()))}
        return EngineRow(**{**row, **lists}, torch_index=index)
    except (KeyError, TypeError) as error:
        raise ValueError(f"engine row {row.get('name', '?')}: {error!r}") from error
