"""English number words → digits, as Whisper's normaliser does it ("twenty one dollars" → "$21", "nineteen eighties" → "1980s").

A number grows word by word: an int while it can be added to and multiplied, a str once its digits are only strung
together ("one oh one" → "101", "one point five"). Whatever cannot belong to it writes it out. The rules, and where they
are odd ("nineth" is known, "ninth" is not), are those of openai-whisper 20250625.
"""

from __future__ import annotations

import re
from fractions import Fraction

_ZEROS = {"o", "oh", "zero"}
_ONES_NAMES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen"
)
_ONES = {name: value for value, name in enumerate(_ONES_NAMES.split(), start=1)}
_TENS_NAMES = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {name: 10 * value for value, name in enumerate(_TENS_NAMES.split(), start=2)}
_MULTIPLIER_NAMES = (
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
)
_MULTIPLIERS = {"hundred": 100} | {name: 1000**power for power, name in enumerate(_MULTIPLIER_NAMES.split(), start=1)}
_ONES_SUFFIXED = (
    {"sixes" if name == "six" else name + "s": (value, "s") for name, value in _ONES.items()}
    | {"zeroth": (0, "th"), "first": (1, "st"), "second": (2, "nd"), "third": (3, "rd"), "fifth": (5, "th")}
    | {"twelfth": (12, "th")}
    | {
        name + ("h" if name.endswith("t") else "th"): (value, "th")
        for name, value in _ONES.items()
        if value > 3 and value not in (5, 12)
    }
)
_TENS_SUFFIXED = {name.replace("y", "ies"): (value, "s") for name, value in _TENS.items()} | {
    name.replace("y", "ieth"): (value, "th") for name, value in _TENS.items()
}
_MULTIPLIERS_SUFFIXED = {name + "s": (value, "s") for name, value in _MULTIPLIERS.items()} | {
    name + "th": (value, "th") for name, value in _MULTIPLIERS.items()
}
_SIGNS_BEFORE = {"minus": "-", "negative": "-", "plus": "+", "positive": "+"}
_CURRENCIES = {
    "pound": "£", "pounds": "£", "euro": "€", "euros": "€", "dollar": "$", "dollars": "$", "cent": "¢", "cents": "¢",
}  # fmt: skip
_PREFIXES = {*_SIGNS_BEFORE.values(), *_CURRENCIES.values()}
_PERCENT = {"per", "percent"}
_SPECIALS = {"and", "double", "triple", "point"}
_DIGIT_WORDS = {*_ONES, *_TENS, *_ZEROS}
_WORDS = {
    *_DIGIT_WORDS, *_ONES_SUFFIXED, *_TENS_SUFFIXED, *_MULTIPLIERS, *_MULTIPLIERS_SUFFIXED, *_SIGNS_BEFORE, *_CURRENCIES,
    *_PERCENT, *_SPECIALS,
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 300
"""Digits of a number that is calculated with; a longer run of digits is a word (Python converts 4300 at most)."""


def numbers_as_digits(text: str) -> str:
    """Return lower-case ``text`` with its number words as digits, currencies before and per cent after them."""
    reader = _NumberReader()
    words = _halves_and_spaces(text).split()
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        reader.read(before, word, after)
    reader.flush()
    return _finished(" ".join(reader.written))


class _NumberReader:
    """Reads words one by one; ``written`` is what came of them."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._value: int | str | None = None
        self._prefix = ""
        self._skip = False

    def read(self, before: str, word: str, after: str) -> None:
        """Take ``word`` in, between its neighbours ("" at the ends)."""
        if self._skip:
            self._skip = False
        elif _is_number(word[1:] if word[0] in _PREFIXES else word):
            self._read_digits(word)
        elif word not in _WORDS:
            self.flush()
            self._write(word)
        elif word in _SPECIALS:
            self._read_special(before, word, after)
        elif word in _SIGNS_BEFORE:
            self.flush()
            if _may_be_number(after):
                self._prefix = _SIGNS_BEFORE[word]
            else:
                self._write(word)
        elif word in _CURRENCIES or word in _PERCENT:
            self._read_unit(word, after)
        else:
            self._read_number_word(before, word)

    def flush(self) -> None:
        """Write out the number that was being read, if any."""
        if self._value is not None:
            self._write(self._value)

    def _write(self, result: int | str) -> None:
        self.written.append(f"{self._prefix}{result}")
        self._value, self._prefix = None, ""

    def _read_digits(self, word: str) -> None:
        if isinstance(self._value, str) and self._value.endswith("."):
            self._value += word  # decimals, parts of an address
            return
        self.flush()
        bare = word
        if word[0] in _PREFIXES:
            self._prefix, bare = word[0], word[1:]
        fraction = _fraction(bare)
        self._value = fraction.numerator if fraction is not None and fraction.denominator == 1 else bare

    def _read_number_word(self, before: str, word: str) -> None:
        value = self._value
        if word in _ZEROS:
            self._value = f"{value or ''}0"
        elif word in _ONES:
            self._value = _with_ones(value, _ONES[word], before)
        elif word in _ONES_SUFFIXED:
            ones, suffix = _ONES_SUFFIXED[word]
            self._write(f"{_with_ones(value, ones, before)}{suffix}")
        elif word in _TENS:
            self._value = _with_tens(value, _TENS[word])
        elif word in _TENS_SUFFIXED:
            tens, suffix = _TENS_SUFFIXED[word]
            self._write(f"{_with_tens(value, tens)}{suffix}")
        elif word in _MULTIPLIERS:
            self._multiply(_MULTIPLIERS[word])
        else:
            multiplier, suffix = _MULTIPLIERS_SUFFIXED[word]
            self._multiply(multiplier)
            self._write(f"{self._value}{suffix}")

    def _multiply(self, multiplier: int) -> None:
        value = self._value
        if value is None:
            self._value = multiplier
        elif isinstance(value, int):
            self._value = value // 1000 * 1000 + value % 1000 * multiplier
        else:
            fraction = _fraction(value)
            if fraction is not None and (fraction * multiplier).denominator == 1:
                self._value = int(fraction * multiplier)
            else:
                self._write(value)
                self._value = multiplier

    def _read_unit(self, word: str, after: str) -> None:
        if self._value is None:
            self._write(word)
        elif word in _CURRENCIES:
            self._prefix = _CURRENCIES[word]
            self.flush()
        elif word == "percent" or after == "cent":
            self._skip = word == "per"
            self._write(f"{self._value}%")
        else:
            self.flush()
            self._write(word)

    def _read_special(self, before: str, word: str, after: str) -> None:
        if not _may_be_number(after):
            self.flush()
            self._write(word)
        elif word == "point":
            if after in _DIGIT_WORDS or _is_number(after):
                self._value = f"{self._value or ''}."
        elif word == "and":
            if before not in _MULTIPLIERS:
                self.flush()
                self._write(word)
        elif after in _ONES or after in _ZEROS:
            self._value = f"{self._value or ''}" + str(_ONES.get(after, 0)) * (2 if word == "double" else 3)
            self._skip = True
        else:
            self.flush()
            self._write(word)


def _with_ones(value: int | str | None, ones: int, before: str) -> int | str:
    if value is None:
        return ones
    if isinstance(value, str) or before in _ONES:
        replaces_zero = before in _TENS and ones < 10
        return f"{str(value)[:-1] if replaces_zero else value}{ones}"
    return value + ones if value % (10 if ones < 10 else 100) == 0 else f"{value}{ones}"


def _with_tens(value: int | str | None, tens: int) -> int | str:
    if value is None:
        return tens
    return value + tens if isinstance(value, int) and value % 100 == 0 else f"{value}{tens}"


def _is_number(word: str) -> bool:
    return len(word) <= _LONGEST and _NUMBER.fullmatch(word) is not None


def _may_be_number(word: str) -> bool:
    return word in _WORDS or _is_number(word)


def _fraction(digits: str) -> Fraction | None:
    if len(digits) > _LONGEST:
        return None
    try:
        return Fraction(digits)
    except ValueError:  # "1.2.3"
        return None


def _halves_and_spaces(text: str) -> str:
    """Write "two and a half" as "two point five"; put a space where digits and letters meet, but not before st, th, s."""
    pieces = []
    *heads, last = re.split(r"\band\s+a\s+half\b", text)
    for head in heads:
        if head.strip():
            word = head.split()[-1]
            pieces += [head, "point five" if word in _DIGIT_WORDS or word in _MULTIPLIERS else "and a half"]
    text = " ".join([*pieces, last] if last.strip() else pieces)
    text = re.sub(r"([a-z])([0-9])", r"\1 \2", text)
    text = re.sub(r"([0-9])([a-z])", r"\1 \2", text)
    return re.sub(r"([0-9])\s+(st|nd|rd|th|s)\b", r"\1\2", text)


def _finished(text: str) -> str:
    """Join dollars and cents ("$2 and ¢7" → "$2.07"), and write a lone 1 as a word."""
    text = re.sub(r"([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\b", lambda m: f"{m[1]}{m[2]}.{int(m[3]):02d}", text)
    text = re.sub(r"[€£$]0.([0-9]{1,2})\b", lambda m: f"¢{int(m[1])}", text)
    return re.sub(r"\b1(s?)\b", r"one\1", text)
