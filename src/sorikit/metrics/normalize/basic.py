"""Whisper's basic normaliser, for any language: brackets and what is in them go, as do marks, symbols and punctuation.

A. Radford et al., "Robust speech recognition via large-scale weak supervision", 2022, appendix C. ``basic`` gives what
``whisper.normalizers.BasicTextNormalizer()`` gives. It cuts the vowel signs out of Thai, Hindi and their like, which are
marks; ``keep_marks`` is the same without that.
"""

from __future__ import annotations

import re
import unicodedata

from sorikit.metrics import TextRule

_IN_BRACKETS = re.compile(r"[<\[][^>\]]*[>\]]")
_IN_PARENTHESES = re.compile(r"\(([^)]+?)\)")
_SPACES = re.compile(r"\s+")


def leave(text: str, _rule: TextRule | None = None) -> str:
    """Return ``text`` as it is, composed (NFC) so that the same letters are the same characters."""
    return unicodedata.normalize("NFC", text)


def basic(text: str, _rule: TextRule | None = None) -> str:
    """Return Whisper's basic form: lower case, NFKC, marks, symbols and punctuation as spaces."""
    return _cleaned(text, "MSP")


def keep_marks(text: str, _rule: TextRule | None = None) -> str:
    """Return the basic form with the marks kept, for scripts that write vowels as marks."""
    return _cleaned(text, "SP")


def without_brackets(text: str) -> str:
    """Leave out what stands in < >, [ ] and ( ): sounds and remarks of the transcriber, as Whisper does."""
    return _IN_PARENTHESES.sub("", _IN_BRACKETS.sub("", text))


def one_space(text: str) -> str:
    """Make every run of white space one space."""
    return _SPACES.sub(" ", text)


def _cleaned(text: str, dropped: str) -> str:
    text = unicodedata.normalize("NFKC", without_brackets(text.lower()))
    return one_space("".join(" " if unicodedata.category(char)[0] in dropped else char for char in text).lower())
