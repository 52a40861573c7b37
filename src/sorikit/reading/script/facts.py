"""What a script says of itself: its title and who wrote it, for the tags of the sound that is made of it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from sorikit.core.speech import Line

_FRONT_MATTER = re.compile(r"\A\ufeff?---\r?\n(.*?)\r?\n(?:---|\.\.\.)\r?\n", re.DOTALL)
_FIELD = re.compile(r"(?m)^(title|author)[ \t]*:[ \t]*(\S.*?)[ \t\r]*$", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)


def markdown_facts(text: str, lines: Sequence[Line]) -> tuple[str, str]:
    """Return title and author of a Markdown text: of its front matter, else its first line, where that is a heading; else "".

    >>> markdown_facts("---" + chr(10) + "title: Rain" + chr(10) + "author: A. Berg" + chr(10) + "---" + chr(10) + "It rained.", ())
    ('Rain', 'A. Berg')
    """
    matter = _FRONT_MATTER.match(text)
    given = {name.lower(): value.strip("\"'") for name, value in _FIELD.findall(matter[1])} if matter else {}
    first = lines[0].chapter if lines else None
    return given.get("title") or first or "", given.get("author", "")


def html_facts(text: str) -> tuple[str, str]:
    """Return the title of a page, and "" for who wrote it."""
    found = _TITLE.search(text)
    return " ".join(html.unescape(found[1]).split()) if found else "", ""
