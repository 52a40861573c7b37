"""How wide text is on a screen, and how pieces of it join: the East Asian rules that layout needs."""

from __future__ import annotations

import unicodedata


def display_width(text: str) -> int:
    """Return the columns that ``text`` takes: 2 for wide characters (Hangul, kana, Han), 0 for combining ones.

    Source: Unicode Standard Annex 11 (W and F are wide); conjoining vowels and final consonants of decomposed
    Hangul add nothing to their syllable.
    """
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if " " <= character <= "~":
        return 1
    if "\u1160" <= character <= "\u11ff" or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def is_spaceless(character: str) -> bool:
    """Whether words are written without spaces around such a character: kana, Han and their punctuation."""
    return "\u3000" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff" or "\uff01" <= character <= "\uffee"


def join_texts(left: str, right: str) -> str:
    """Return two pieces as one text: with a space between, or none where either side is written without."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right:
        return left + right
    return left + right if is_spaceless(left[-1]) and is_spaceless(right[0]) else f"{left} {right}"
