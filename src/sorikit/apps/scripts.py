"""What is to be said, as it is given to an app: a text, a file of it, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from sorikit.core.errors import AudioNotFound, InvalidOption
from sorikit.core.speech import Line
from sorikit.formats.files import read_text

ENDINGS = (".txt", ".md", ".markdown", ".ssml", ".xml", ".epub", ".text")
"""Of names that are taken for files even where there is none."""


def read_script(source: str) -> tuple[Line, ...]:
    """Return the lines of ``source``: ``-`` is standard input, a name of a file its contents, anything else is the text itself.

    Raises AudioNotFound for a name that looks like a file's where there is none, InvalidOption for files that are no text.
    """
    if source == "-":
        return (Line(sys.stdin.buffer.read().decode("utf-8", "replace")),)
    path = _file(source)
    if path is None:
        return (Line(source),)
    if b"\0" in path.open("rb").read(4096):
        raise InvalidOption(
            option=path.name,
            detail="is not a text; give a text file, Markdown, SSML or EPUB",
            detail_ko="글이 아닙니다. 텍스트, 마크다운, SSML, EPUB 파일을 주세요",
        )
    return (Line(read_text(path)),)


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
    if path.suffix.lower() in ENDINGS and not source.rstrip().endswith(" "):
        raise AudioNotFound(path=source)
    return None
