"""Whisper's English normaliser: contractions written out, numbers as digits, American spelling, hesitations left out.

Gives what ``whisper.normalizers.EnglishTextNormalizer()`` of openai-whisper 20250625 gives (A. Radford et al., "Robust
speech recognition via large-scale weak supervision", 2022, appendix C), its oddities included, so that numbers compare
with published ones: it is therefore not idempotent everywhere ("10 1" → "10 one" → "11").
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from sorikit.metrics import TextRule
from sorikit.metrics.normalize.basic import SymbolTable, one_space, without_brackets
from sorikit.metrics.normalize.english_numbers import numbers_as_digits

_HESITATIONS = re.compile(r"\b(?:hmm|mm|mhm|mmm|uh|um)\b")

_CONTRACTIONS = """
won't=will not|can't=can not|let's=let us|ain't=aint|y'all=you all|wanna=want to|gotta=got to|gonna=going to
i'ma=i am going to|imma=i am going to|woulda=would have|coulda=could have|shoulda=should have|ma'am=madam
"""
_TITLES = """
mr=mister|mrs=missus|st=saint|dr=doctor|prof=professor|capt=captain|gov=governor|ald=alderman|gen=general|sen=senator
rep=representative|pres=president|rev=reverend|hon=honorable|asst=assistant|assoc=associate|lt=lieutenant|col=colonel
jr=junior|sr=senior|esq=esquire
"""
_ENDINGS = """
'd been=had been|'s been=has been|'d gone=had gone|'s gone=has gone|'d done=had done|'s got=has got
n't=not|'re=are|'s=is|'d=would|'ll=will|'t=not|'ve=have|'m=am
"""


def _entries(table: str) -> list[tuple[str, str]]:
    pairs = [entry.split("=") for line in table.strip().splitlines() for entry in line.split("|")]
    return [(short, long) for short, long in pairs]


_WRITTEN_OUT = [
    *((re.compile(rf"\b{short}\b"), long) for short, long in _entries(_CONTRACTIONS)),
    *((re.compile(rf"\b{short}\b"), f"{long} ") for short, long in _entries(_TITLES)),
    *((re.compile(rf"{short}\b"), f" {long}") for short, long in _entries(_ENDINGS)),
]
"""In this order: a longer ending stands before a shorter one."""

_MAY_BE_SHORT = re.compile(
    "'|" + "|".join(rf"\b{short}\b" for short, _ in (*_entries(_CONTRACTIONS), *_entries(_TITLES)))
)
"""Where nothing of this is found, nothing is to be written out."""

_UNDECOMPOSED = {
    "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "th", "ł": "l", "Ł": "L",
}  # fmt: skip
"""Letters whose stroke or ligature NFKD does not take off."""


def english(text: str, _rule: TextRule | None = None) -> str:
    """Return Whisper's English form of ``text``."""
    text = _HESITATIONS.sub("", without_brackets(text.lower()))
    text = re.sub(r"\s+'", "'", text)
    if _MAY_BE_SHORT.search(text):
        for short, long in _WRITTEN_OUT:
            text = short.sub(long, text)
    text = re.sub(r"(\d),(\d)", r"\1\2", text)
    text = re.sub(r"\.([^0-9]|$)", r" \1", text)
    text = numbers_as_digits(unicodedata.normalize("NFKD", text).translate(_LETTERS))
    spellings = american_spellings()
    text = " ".join(spellings.get(word, word) for word in text.split())
    text = re.sub(r"[.$¢€£]([^0-9])", r" \1", text)
    text = re.sub(r"([^0-9])%", r"\1 ", text)
    return one_space(text)


class _Letters(SymbolTable):
    """Takes accents off (category Mn) and makes every other mark, symbol and punctuation a space."""

    def __missing__(self, code: int) -> int | str:
        if unicodedata.category(chr(code)) == "Mn":
            self[code] = ""
            return ""
        return super().__missing__(code)


_LETTERS = _Letters("MSP", others=_UNDECOMPOSED | {sign: sign for sign in ".%$¢€£"})
"""The signs of numbers are kept."""


@cache
def american_spellings() -> dict[str, str]:
    """Return British → American spelling, 1738 words (the table and its licence stand beside this file)."""
    text = Path(__file__).with_name("british_american.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(entry.split("=") for line in lines for entry in line.split())
