"""Models that are no rows of the catalogue but a file or a folder of the user's: their cards, and what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

from sorikit.core.errors import InvalidOption
from sorikit.store import ModelCard, ModelFiles


def card_at(path: Path, task: str, engine: str, *, title: str = "", sample_rate: int = 0) -> ModelCard:
    """Return the card of the model at an absolute path; it is another one whenever a file is written anew.

    ``engine`` is ``module:Class``; ``sample_rate`` 0 where only the files know it; ``title`` is the file's name if empty.
    """
    return ModelCard(
        name=os.fspath(path),
        title=title or path.name,
        task=task,
        engine=engine,
        default=False,
        sample_rate=sample_rate,
        languages=("*",),
        license="",
        source=f"{path.as_uri()}#{','.join(states(path))}",
        extra="",
        files=(),
    )


def files_at(card: ModelCard) -> ModelFiles:
    """Return the files of such a card; ``folder`` is the folder that the model is or lies in."""
    path = Path(card.name)
    return ModelFiles(card, path if path.is_dir() else path.parent)


def states(path: Path) -> list[str]:
    """Return name, size and time of a file, or of each file of a folder: they tell when something was written anew."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files if file.is_file()]


def refused_path(path: Path, detail: str, detail_ko: str) -> InvalidOption:
    """Return the error for a path that is not the model it is taken for; the details go on after the path."""
    return InvalidOption(option=os.fspath(path), detail=detail, detail_ko=detail_ko)
