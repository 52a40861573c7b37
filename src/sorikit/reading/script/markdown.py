"""Markdown (CommonMark and tables) → lines: what is read, without the signs of its form."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from sorikit.core.speech import Line
from sorikit.reading.script.files import heard

HEADING_PAUSE = 0.8
"""Seconds of silence after a heading."""
_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)\n", re.DOTALL)
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^>]*>", re.DOTALL)


def markdown_lines(text: str, *, read_code: bool = False) -> Iterator[Line]:
    """Yield headings (each begins a chapter), paragraphs, list items and table rows, one line each.

    Emphasis is dropped, a link is its text, a picture its alternative text; code blocks are left out unless ``read_code``; comments,
    tags and front matter always are.
    """
    tokens = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .parse(_FRONT_MATTER.sub("", heard(text)))
    )
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            yield from _row(tokens, index)
        elif token.type == "inline" and tokens[index - 1].type not in ("th_open", "td_open"):
            said = _inline(token.children or ())
            heading = tokens[index - 1].type == "heading_open"
            if said:
                yield Line(said, pause=HEADING_PAUSE, chapter=said) if heading else Line(said)
        elif token.type in ("fence", "code_block"):
            if read_code and token.content.strip():
                yield Line(token.content.strip())
        elif token.type == "html_block":
            said = " ".join(html.unescape(_TAG.sub(" ", token.content)).split())
            if said:
                yield Line(said)


def _row(tokens: Sequence[Token], start: int) -> Iterator[Line]:
    """The cells of a table's row, with commas between them."""
    cells: list[str] = []
    for token in tokens[start:]:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_inline(token.children or ()))
    said = ", ".join(filter(None, cells))
    if said:
        yield Line(said + ("" if said[-1] in ".!?。" else "."))


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "image":
            parts.append(_inline(token.children or ()))
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "softbreak":
            parts.append(" ")
    return re.sub(r"[ \t]+", " ", "".join(parts)).strip()
