"""Numbers in words: Sino-Korean, native Korean, Japanese and English, as far as meetings need them."""

from __future__ import annotations

import re
import unicodedata

KOREAN = "[일이삼사오육칠팔구십유시]{1,3}"
"""Regex of a spoken month or day ("십이", "유" and "시" of 유월, 시월)."""
JAPANESE = "[一二三四五六七八九十]{1,3}"
"""Regex of a month or day in kanji."""

_DIGITS = {c: i for i, c in enumerate("영일이삼사오육칠팔구")}
_DIGITS |= {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"공": 0, "유": 6, "시": 10, "육": 6, "륙": 6}
_SMALL = {"십": 10, "백": 100, "천": 1000, "十": 10, "百": 100, "千": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12, "万": 10**4, "億": 10**8, "兆": 10**12}
_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9, "열": 10,
    "하나": 1, "둘": 2, "셋": 3, "넷": 4, "열한": 11, "열두": 12, "스무": 20,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000}
_CJK_NUMBER = re.compile(
    r"[\d,.]*[영일이삼사오육칠팔구십백천만억조〇一二三四五六七八九十百千万億兆]+[\d일이삼사오육칠팔구십백천만억조]*|[\d][\d,.]*"
)
_EN_NUMBER = re.compile(r"\d[\d,.]*|[a-z]+(?:-[a-z]+)?")
_WRITTEN = re.compile(r"\d[\d,.]*(?:\s?[백천만억조百千万億兆]+\d*)*")
_NATIVE = re.compile(r"열한|열두|다섯|여섯|일곱|여덟|아홉|스무|하나|한|두|세|네|둘|셋|넷|열")


def number_of(text: str) -> int | None:
    """Return the whole number that ``text`` says in digits or words, None where it says none.

    >>> number_of("십이"), number_of("二十三"), number_of("three"), number_of("5백만")
    (12, 23, 3, 5000000)
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower().replace(",", "")
    if plain.isdigit():
        return int(plain)
    if plain in _WORDS:
        return _WORDS[plain]
    if "-" in plain and all(part in _WORDS for part in plain.split("-")):
        return sum(_WORDS[part] for part in plain.split("-"))
    return _sino(plain)


def _sino(text: str) -> int | None:
    total = section = digit = 0
    pending = False
    for match in re.finditer(r"\d+|\D", text):
        token = match.group()
        if token.isdigit():
            digit, pending = int(token), True
        elif token in _DIGITS:
            digit, pending = (digit * 10 if pending else 0) + _DIGITS[token], True
        elif token in _SMALL:
            section += (digit if pending else 1) * _SMALL[token]
            digit, pending = 0, False
        elif token in _LARGE:
            total += ((section + digit) or 1) * _LARGE[token]
            section, digit, pending = 0, 0, False
        else:
            return None
    return total + section + digit if text else None


def numbers_in(text: str) -> set[int]:
    """Return every whole number that ``text`` says, in digits or in words (1,000 and 천 and one thousand are one)."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found: set[int] = set()
    for match in _CJK_NUMBER.finditer(plain):
        token = match.group().replace(",", "").strip(".")
        whole, _, fraction = token.partition(".")
        for part in (whole, fraction, token.replace(".", "") if fraction and not whole.isdigit() else ""):
            value = number_of(part) if part else None
            if value is not None:
                found.add(value)
    found.update(_WORDS[match.group()] for match in _NATIVE.finditer(plain))
    return found | _english(plain)


def _english(text: str) -> set[int]:
    found: set[int] = set()
    value: int | None = None
    for match in _EN_NUMBER.finditer(text):
        token = match.group().replace(",", "").strip(".")
        if token in _SCALES and value is not None:
            value *= _SCALES[token]
            found.add(value)
            continue
        number = number_of(token) if token and (token.isdigit() or token.split("-")[0] in _WORDS) else None
        value = value + number if value is not None and number is not None and value % 10 == 0 < number < 10 else number
        if value is not None:
            found.add(value)
    return found


def claims_in(text: str) -> set[int]:
    """Return the numbers a written line claims: those in digits ("3천만" is one number), and English ones from 13 up.

    Small numbers in words are left out: "one" and "한" mean too many other things.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    found: set[int] = set()
    for match in _WRITTEN.finditer(plain):
        token = match.group().replace(",", "").replace(" ", "")
        for part in token.split("."):
            value = number_of(part) if part else None
            if value is not None:
                found.add(value)
    return found | {number for number in _english(re.sub(r"\d[\d,.]*", " ", plain)) if number >= 13}
