"""The scripts that text comes in: plain text, Markdown, SSML, HTML and EPUB, each as the lines to be said, one after another.

>>> [line.text for line in lines_of("# Title" + chr(10) * 2 + "Hello, *world*.", kind="markdown")]
['Title', 'Hello, world.']
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Line
from sorikit.reading.script.epub import epub_facts, epub_lines, html_lines
from sorikit.reading.script.facts import html_facts, markdown_facts
from sorikit.reading.script.files import decoded, read_bytes
from sorikit.reading.script.markdown import markdown_lines
from sorikit.reading.script.plain import plain_lines
from sorikit.reading.script.ssml import ssml_lines, unheeded
from sorikit.reading.script.voices import with_marks

KINDS = ("text", "markdown", "ssml", "html", "epub")
_SUFFIXES = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".ssml": "ssml",
    ".xml": "ssml",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".epub": "epub",
    ".txt": "text",
}


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script and what it says of itself."""

    lines: tuple[Line, ...]
    title: str = ""
    author: str = ""
    unheeded: tuple[str, ...] = ()
    """What it asks for that is not done here: "line 3: <effect>"."""


def script_of(source: Path | bytes | str, name: str = "text") -> Script:
    """Return a script: of the file, where ``source`` is a Path, of a file's bytes, or of the text itself. ``name`` is told in errors.

    Raises InvalidDocument for what cannot be opened or read.
    """
    if isinstance(source, Path):
        name, data = str(source), read_bytes(source)
        kind = kind_of(source, data)
    elif isinstance(source, bytes):
        data = source
        kind = kind_of(Path(name), data)
    else:
        data, kind = b"", _kind_of_text(source)
    if kind == "epub":
        lines = tuple(epub_lines(Path(name), read_bytes=data))
        return Script(lines, *epub_facts(data, name))
    text = source if isinstance(source, str) else decoded(data, name)
    lines = tuple(_lines(text, kind, name, read_code=False))
    if kind == "ssml":
        return Script(lines, unheeded=unheeded(text, name))
    facts = {"markdown": lambda: markdown_facts(text, lines), "html": lambda: html_facts(text)}.get(kind)
    return Script(lines, *(facts() if facts else ()))


def lines_of(source: Path | str, kind: str | None = None, *, read_code: bool = False) -> Iterator[Line]:
    """Yield the lines of a script: of the file, where ``source`` is a Path, else of the text itself.

    ``kind``: one of ``KINDS``; None goes by the file's ending and its content. ``read_code``: say the code blocks of Markdown
    too. Raises InvalidOption for another kind, InvalidDocument for a file that cannot be opened or read.
    """
    if kind is not None and kind not in KINDS:
        raise InvalidOption(
            option="kind",
            detail=f"{kind!r} is no kind of script; choose from {', '.join(KINDS)}",
            detail_ko=f"{kind!r}라는 종류의 글은 없습니다. 다음 가운데 고르세요: {', '.join(KINDS)}",
        )
    if isinstance(source, Path):
        data = read_bytes(source)
        found = kind or kind_of(source, data)
        if found == "epub":
            return epub_lines(source, read_bytes=data)
        return _lines(decoded(data, str(source)), found, str(source), read_code=read_code)
    if kind == "epub":
        raise InvalidOption(
            option="kind",
            detail="an EPUB is given as a file, not as text",
            detail_ko="EPUB은 글이 아니라 파일로 주어야 합니다",
        )
    return _lines(source, kind or _kind_of_text(source), "text", read_code=read_code)


def kind_of(path: Path, data: bytes) -> str:
    """Return the kind of a file: by what it begins with, else by its ending."""
    if data[:4] == b"PK\x03\x04" and (b"application/epub" in data[:200] or path.suffix.lower() == ".epub"):
        return "epub"
    by_name = _SUFFIXES.get(path.suffix.lower())
    return by_name or _kind_of_text(decoded(data[:4096], str(path), partial=True))


def _kind_of_text(text: str) -> str:
    if re.match(r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<speak[\s>]", text, re.DOTALL):
        return "ssml"
    return "html" if re.match(r"\ufeff?\s*(?:<!doctype html|<html)[\s>]", text, re.IGNORECASE) else "text"


def _lines(text: str, kind: str, name: str, *, read_code: bool) -> Iterator[Line]:
    if kind == "ssml":
        return ssml_lines(text, name)
    reader: Callable[[str], Iterator[Line]] = plain_lines
    if kind == "html":
        return with_marks(html_lines(text), name)
    if kind == "markdown":
        return with_marks(markdown_lines(text, read_code=read_code), name)
    return with_marks(reader(text), name)
