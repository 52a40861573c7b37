"""English text as people write it → words only: numbers, dates, times, money, units, symbols, abbreviations."""

from __future__ import annotations

import re

from sorikit.reading._pieces import written_out
from sorikit.reading.english.numbers import PATTERNS, word


def normalize(text: str) -> str:
    """Return ``text`` with everything that is not a word or a pause written out.

    >>> normalize("It costs $3.50 at 3:30 p.m. on May 21, 2026.")
    'It costs three dollars and fifty cents at three thirty PM on May twenty first, twenty twenty six.'
    """
    return re.sub(r"(?<=\w)-(?=\w)", " ", written_out(text, PATTERNS, word))
