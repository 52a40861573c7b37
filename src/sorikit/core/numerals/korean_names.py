"""Korean numerals at one place of a text: every reading of them as a number, the longest first.

Knows letters only; whether a reading is meant as a number (and not as 이, "this", or 일, "work") is told from what stands
around it, by ``korean``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sorikit.core.numerals.myriads import number_of

DIGITS = {name: value for value, name in enumerate("영일이삼사오육칠팔구")} | {"공": 0}
UNITS = {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12}
SINO = "".join({**DIGITS, **UNITS})
ONES = {
    "한": 1, "하나": 1, "두": 2, "둘": 2, "세": 3, "셋": 3, "석": 3, "네": 4, "넷": 4, "넉": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
TENS = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}

_TOKEN = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|[{SINO}]| ")
_NATIVE = re.compile(rf"({'|'.join(TENS)})?( ?)({'|'.join(sorted(ONES, key=len, reverse=True))})?")
_LONGEST = 40
"""Tokens looked at: longer than any number that has a name."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """One reading: where it stands, its digits, and the letters it came from."""

    start: int
    end: int
    digits: str
    letters: str
    native: bool = False

    @property
    def value(self) -> Fraction:
        """The number."""
        return Fraction(self.digits)

    @property
    def positional(self) -> bool:
        """True for a number that was read digit by digit (이공이육)."""
        return len(self.letters) > 1 and all(letter in DIGITS for letter in self.letters)


def numerals_at(text: str, at: int) -> Iterator[Numeral]:
    """Yield what can be read as a number at ``at``: native (스물세), Sino-Korean (이십삼), digits, or mixed (2만 3천)."""
    yield from _native_at(text, at)
    yield from sino_at(text, at)


def _native_at(text: str, at: int) -> Iterator[Numeral]:
    found = _NATIVE.match(text, at)
    if not found:
        return
    tens, gap, ones = found.groups()
    if ones and (tens or not gap):
        yield Numeral(at, found.end(), str(TENS.get(tens, 0) + ONES[ones]), found[0], native=True)
    if tens:
        yield Numeral(at, found.end(1), str(TENS[tens]), tens, native=True)


def sino_at(text: str, at: int) -> Iterator[Numeral]:
    """Yield the Sino-Korean readings and digits at ``at``; a space may only follow a unit (만 이천)."""
    tokens: list[str] = []
    end = at
    while len(tokens) < _LONGEST and (found := _TOKEN.match(text, end)):
        if found[0] == " " and (not tokens or tokens[-1] not in UNITS):
            break
        tokens.append(found[0])
        end = found.end()
    while tokens:
        digits = None if tokens[-1] == " " else _digits_of(tokens)
        if digits is not None:
            yield Numeral(at, end, digits, "".join(tokens))
        end -= len(tokens.pop())


def _digits_of(tokens: Sequence[str]) -> str | None:
    """Return the digits of a well-formed number, None for any other row of numerals (이삼십, 일이)."""
    if len(tokens) == 1 and tokens[0][0].isdecimal():
        return tokens[0].replace(",", "")
    if len(tokens) >= 3 and all(token in DIGITS for token in tokens):
        return "".join(str(DIGITS[token]) for token in tokens)
    return None if "공" in tokens else number_of([piece for piece in tokens if piece.strip()], DIGITS, UNITS)
