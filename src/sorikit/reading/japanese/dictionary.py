"""Readings of kanji in their context, by Open JTalk (https://github.com/tsukumijima/pyopenjtalk-plus, MIT; naist-jdic, BSD).

Optional: the extra ``ja``. Its dictionary is inside the package; nothing is downloaded.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from sorikit.core.errors import RuntimeMissing
from sorikit.core.extras import optional_library

_NOT_SAID = re.compile(r"[^ァ-ヺー]")
_SKIPPED = re.compile(r"(?:[^぀-ヿ㐀-䶿一-鿿]|(?<=\d)[日月人時分年円個本匹杯回階歳百千万億兆つ]{1,2})*")
"""What may be written otherwise in the dictionary's words: digits (with a counter: 二十日), signs, Latin letters; no other
kana and kanji."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a text that cannot be told apart there, mostly one."""

    start: int
    end: int
    kana: tuple[str, ...]
    """What each word sounds like, in katakana (キョー, ワ for the particle は); "" for marks."""
    joined: bool
    """Whether it belongs to the word before (a particle, an ending)."""


@cache
def open_jtalk() -> Any:
    """Return the library. Raises RuntimeMissing without the extra ``ja``."""
    return optional_library("pyopenjtalk", "ja", "reading kanji aloud", name="pyopenjtalk-plus")


def has_dictionary() -> bool:
    """Whether the extra ``ja`` is installed."""
    try:
        open_jtalk()
    except RuntimeMissing:
        return False
    return True


def readings(text: str) -> list[Reading]:
    """Return the readings of ``text``, in order; together they cover it. Raises RuntimeMissing."""
    plain = _comparable(text)
    made: list[Reading] = []
    waiting: list[tuple[str, bool]] = []
    at = started = 0
    for word in open_jtalk().run_frontend(text):
        kana = _NOT_SAID.sub("", word["pron"]) if word["mora_size"] else ""
        joined = word["chain_flag"] == 1
        form = _comparable(word["string"])
        found = _next(plain, form, at)
        if found is None:  # a number that the dictionary wrote in kanji
            waiting.append((kana, joined))
            continue
        if waiting or found > at:
            made.append(_together(at, found, waiting))
            waiting = []
        at = started = found + len(form)
        made.append(Reading(found, at, (kana,), joined))
    if waiting or at < len(plain):
        made.append(_together(started, len(plain), waiting))
    return made


def _together(start: int, end: int, words: list[tuple[str, bool]]) -> Reading:
    return Reading(start, end, tuple(kana for kana, _ in words), bool(words) and words[0][1])


def _next(plain: str, form: str, at: int) -> int | None:
    """Return where ``form`` stands next, with nothing but digits, signs and Latin before it."""
    if not form:
        return None
    last = _SKIPPED.match(plain, at)
    end = last.end() if last else at
    found = plain.find(form, at, end + len(form))
    inside = form in ".,:/-" and plain[found - 1 : found].isdecimal() and plain[found + 1 : found + 2].isdecimal()
    return None if found < 0 or inside else found  # 3.5 is one


def _comparable(text: str) -> str:
    """Full and half width as one, of the same length."""
    folded = "".join(
        one if len(one := unicodedata.normalize("NFKC", character)) == 1 else character for character in text
    )
    return folded.replace("−", "-").replace("‐", "-").lower()
