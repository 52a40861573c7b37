"""Model files that came as installed distributions: found by their metadata, never imported."""

from __future__ import annotations

from pathlib import Path

from sorikit.store.catalogue import Packaged, Part


def locate(part: Part) -> Path | None:
    """Return where pip put this part, or None where its distribution (or the file) is not installed."""
    import importlib.metadata  # a third of this package's import time, and needed on first use only

    try:
        distribution = importlib.metadata.distribution(part.wheel.package)
    except importlib.metadata.PackageNotFoundError:
        return None
    path = Path(str(distribution.locate_file(part.path)))
    return path if path.is_file() else None


def locate_all(source: Packaged) -> list[Path] | None:
    """Return the paths of all parts in order, or None where one is missing."""
    paths = [locate(part) for part in source.parts]
    found = [path for path in paths if path is not None]
    return found if len(found) == len(paths) else None
