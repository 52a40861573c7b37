"""What is to be said, as it is given to an app: a text, a file of it, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from sorikit.core.errors import AudioNotFound
from sorikit.core.speech import Line
from sorikit.reading.script import lines_of

ENDINGS = (".txt", ".md", ".markdown", ".ssml", ".xml", ".epub", ".text")
"""Of names that are taken for files even where there is none."""


def read_script(source: str) -> tuple[Line, ...]:
    """Return the lines of ``source``: ``-`` is standard input, a name of a file its contents, anything else is the text itself.

    Raises AudioNotFound for a name that looks like a file's where there is none, InvalidDocument for files that are no text.
    """
    if source == "-":
        return tuple(lines_of(sys.stdin.buffer.read().decode("utf-8", "replace")))
    return tuple(lines_of(_file(source) or source))


def _file(source: str) -> Path | None:
    """Return the file that ``source`` names; None where it is a text."""
    if "\n" in source or len(source) > 1024:
        return None
    path = Path(source)
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        return None
    if path.suffix.lower() in ENDINGS:
        raise AudioNotFound(path=source)
    return None
