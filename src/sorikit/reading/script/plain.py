"""Plain text → lines: a paragraph each; lines that were broken to fit a width are one again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sorikit.core.speech import Line
from sorikit.reading.script.files import heard

_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_ENDS = re.compile(r"[.!?…。！？:;\"”’)\]」』]\s*$")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]$")
_FULL = 50
"""A line shorter than this was not broken to fit a width."""


def plain_lines(text: str) -> Iterator[Line]:
    r"""Yield the paragraphs of ``text``, as they stand, one after another; nothing for text without any.

    >>> [line.text for line in plain_lines("One.\n\nTwo\nthree.")]
    ['One.', 'Two\nthree.']
    """
    text = heard(text)
    done = 0
    for gap in _PARAGRAPHS.finditer(text):
        paragraph = text[done : gap.start()].strip()
        done = gap.end()
        if paragraph:
            yield Line(unwrapped(paragraph))
    last = text[done:].strip()
    if last:
        yield Line(unwrapped(last))


def unwrapped(paragraph: str) -> str:
    """Join lines that were broken to fit a width: full ones that end within a sentence."""
    lines = [line.strip() for line in paragraph.split("\n")]
    joined = [lines[0]]
    for before, line in pairwise(lines):
        broken = len(before) >= _FULL and not _ENDS.search(before) and not re.match(r"[-*•–—]|\d+[.)]\s", line)
        joined.append(("" if broken and _WIDE.search(before) else " " if broken else "\n") + line)
    return "".join(joined)
