"""Where sentences end: one pass over a text of any length, in every language that is read here.

A dot does not end a sentence inside a number, an address or a name of letters ("3.5", "a.b", "U.S. forces"), nor after an
abbreviation; the full stops of Chinese and Japanese end one with no space after them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from sorikit.reading._lists import words

COMMA, SENTENCE, PARAGRAPH = 0.35, 1.0, 2.0
"""Pauses, in units of the pause between two sentences."""

_CLOSING = "\"'”’)]」』》〉】»"
_STOP = re.compile(r"[.!?…‥।॥؟。！？｡]+|\n+")
_WIDE = frozenset("。！？｡।॥")
_AFTER_QUOTES = ("と", "って", "、")
"""What goes on with a sentence after the words of another in Japanese."""
_LETTERS_WITH_DOTS = re.compile(r"(?:^|[\s(\"'“‘])(?:[A-Za-zÀ-ÖØ-öø-ÿ]\.)+$")
_ALWAYS_FOLLOWED = frozenset(
    words("""
    mr mrs ms dr prof st sr rev hon gen col capt lt sgt vs e.g i.e approx fig vol sra srta dra mme mlle dott
    sig sigg ing avv
    """)
)
"""Abbreviations that never end a sentence, even where a capital letter follows."""
_ABBREVIATIONS = _ALWAYS_FOLLOWED | frozenset(
    words("""
    jr etc no nos ed eds dept inc ltd co corp est ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec
    mt ft al cf pp ud uds pág núm mm av bd env arch
    """)
)
_UNHEARD = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\ufffd]"
)
"""Control and formatting characters; tab and newline stay."""
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
"""What colours a terminal (ECMA-48)."""


def _plain_forms() -> dict[int, str]:
    """Return letters that are drawn as one sign, wide or joined → the usual ones: Ａ → A, ﬁ → fi, Ⅳ → IV, ㎏ → kg, ③ → 3."""
    ranges = (
        (0xFF10, 0xFF1A),
        (0xFF21, 0xFF3B),
        (0xFF41, 0xFF5B),
        (0xFB00, 0xFB07),
        (0x2160, 0x2180),
        (0x3371, 0x33E0),
    )
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for first, end in ranges for code in range(first, end)}
    powers = {
        0x339F: "mm²",
        0x33A0: "cm²",
        0x33A1: "m²",
        0x33A2: "km²",
        0x33A3: "mm³",
        0x33A4: "cm³",
        0x33A5: "m³",
        0x33A6: "km³",
    }
    signs = {0x2103: "°C", 0x2109: "°F", 0x2113: "l", 0x2116: "No. ", 0x3231: "(株)", 0x321C: "(주)", 0x33A7: "m/s"}
    circled = {0x2460 + index: f"{index + 1} " for index in range(20)}
    return forms | powers | signs | circled


_FORMS = _plain_forms()
_NARROW = re.compile(r"[\uff66-\uff9f]+")
"""Katakana of half the width, whose voicing marks are letters of their own."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it was written, without the white space around it."""

    text: str
    pause: float
    """How long to be silent after it, in units of the sentence pause: ``SENTENCE`` or ``PARAGRAPH``, or between."""


def clean(text: str) -> str:
    """Return ``text`` composed (NFC), without control characters, with plain line ends, letters that are drawn oddly as usual ones.

    >>> clean("ﬁne ３㎏")
    'fine 3kg'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    if not plain.isascii():
        plain = _NARROW.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain.translate(_FORMS))
    return unicodedata.normalize("NFC", _UNHEARD.sub("", _TERMINAL.sub("", plain)))


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of ``text`` in order; together they hold all of its words.

    A line end is the end of a sentence, an empty line that of a paragraph. Nothing is yielded for white space.
    """
    text = clean(text)
    start = 0
    for stop in _STOP.finditer(text):
        if stop.start() < start:
            continue
        end = stop.end()
        while end < len(text) and text[end] in _CLOSING and (text[end] not in "\"'" or _ends_quote(text, end)):
            end += 1
        if not _ends(text, start, stop, end):
            continue
        words = " ".join(text[start:end].split())
        paragraph = text[end : end + 16] if "\n" not in stop.group() else stop.group()
        if words:
            yield Sentence(words, PARAGRAPH if _is_paragraph(paragraph) else SENTENCE)
        start = end
    if words := " ".join(text[start:].split()):
        yield Sentence(words, SENTENCE)


def has_words(text: str) -> bool:
    """Whether there is anything to say: a letter or a digit."""
    return any(character.isalnum() for character in text)


def _is_paragraph(rest: str) -> bool:
    gap = rest[: len(rest) - len(rest.lstrip())]
    return gap.count("\n") >= 2


def _ends_quote(text: str, at: int) -> bool:
    """Whether the straight quote at ``at`` closes: nothing or white space follows."""
    return at + 1 >= len(text) or text[at + 1].isspace() or text[at + 1] in _CLOSING


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    mark = stop.group()
    if "\n" in mark or end >= len(text):
        return True
    following = text[end : end + 40]
    if set(mark) & _WIDE:
        return not (end > stop.end() and following.startswith(_AFTER_QUOTES))
    if not following[0].isspace():
        return False
    if mark == ".":
        return not _is_abbreviation(text, start, stop.start(), following.lstrip())
    if mark[0] in "…‥" or mark.startswith("..."):
        return not following.lstrip()[:1].islower()
    return not (end > stop.end() and following.lstrip()[:1].islower())  # "Really?" she asked.


def _is_abbreviation(text: str, start: int, dot: int, following: str) -> bool:
    """Whether the dot at ``dot`` belongs to an abbreviation in the middle of a sentence."""
    before = text[max(start, dot - 24) : dot + 1]
    word = before[:-1].split()[-1].lstrip("(\"'“‘[").lower() if before[:-1].split() else ""
    lower = following[:1].islower()
    if word in _ALWAYS_FOLLOWED:
        return True
    if word in _ABBREVIATIONS:
        return lower or following[:1].isdigit()
    if _LETTERS_WITH_DOTS.search(before):
        return lower or len(word) == 1  # "U.S. forces", "J. Smith"
    if word.isdigit() and len(word) <= 2 and text[start:dot].strip() == word:
        return True  # the number of a list
    return lower
