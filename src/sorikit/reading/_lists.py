"""Lists of words, written as text."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, which are parted by white space."""
    return tuple(text.split())
