"""Whisper's basic normaliser, for any language: brackets and what is in them go, as do marks, symbols and punctuation.

A. Radford et al., "Robust speech recognition via large-scale weak supervision", 2022, appendix C. ``basic`` gives what
``whisper.normalizers.BasicTextNormalizer()`` gives. It cuts the vowel signs out of Thai, Hindi and their like, which are
marks; ``keep_marks`` is the same without that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from sorikit.metrics import TextRule

_IN_BRACKETS = re.compile(r"[<\[][^>\]]*[>\]]")
_IN_PARENTHESES = re.compile(r"\(([^)]+?)\)")
_SPACES = re.compile(r"\s+")


def leave(text: str, _rule: TextRule | None = None) -> str:
    """Return ``text`` as it is, composed (NFC) so that the same letters are the same characters."""
    return unicodedata.normalize("NFC", text)


def basic(text: str, _rule: TextRule | None = None) -> str:
    """Return Whisper's basic form: lower case, NFKC, marks, symbols and punctuation as spaces."""
    return _cleaned(text, _NO_MARKS)


def keep_marks(text: str, _rule: TextRule | None = None) -> str:
    """Return the basic form with the marks kept, for scripts that write vowels as marks."""
    return _cleaned(text, _NO_SYMBOLS)


def without_brackets(text: str) -> str:
    """Leave out what stands in < >, [ ] and ( ): sounds and remarks of the transcriber, as Whisper does."""
    return _IN_PARENTHESES.sub("", _IN_BRACKETS.sub("", text))


def one_space(text: str) -> str:
    """Make every run of white space one space."""
    return _SPACES.sub(" ", text)


_ROUNDS = 6
"""A form may lend itself to one more step (a telephone number that was half in words); nothing needs more than three."""


def settled(once: Callable[[str], str], text: str) -> str:
    """Apply ``once`` until it changes nothing more (6 times at most), so that a form has itself as its form."""
    for _ in range(_ROUNDS):
        before, text = text, once(text)
        if text == before:
            break
    return text


class SymbolTable(dict[int, "int | str"]):
    """For ``str.translate``: characters whose Unicode category begins with one of ``dropped`` become ``by``.

    Fills itself as characters are met, at most one entry for each that Unicode has.
    """

    def __init__(self, dropped: str, by: str = " ", others: Mapping[str, str] | None = None) -> None:
        super().__init__({ord(char): text for char, text in (others or {}).items()})
        self._dropped = dropped
        self._by = by

    def __missing__(self, code: int) -> int | str:
        written = self[code] = self._by if unicodedata.category(chr(code))[0] in self._dropped else code
        return written


LONE_POINTS = re.compile(r"(?<!\d)\.|\.(?!\d)")
"""Every point but that of a decimal number."""

_NO_MARKS = SymbolTable("MSP")
_NO_SYMBOLS = SymbolTable("SP")


def _cleaned(text: str, dropped: SymbolTable) -> str:
    return one_space(unicodedata.normalize("NFKC", without_brackets(text.lower())).translate(dropped).lower())
