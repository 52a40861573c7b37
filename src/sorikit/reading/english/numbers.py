"""English numbers, dates, times, money, units, abbreviations and signs in words (American: no "and" in numbers)."""

from __future__ import annotations

import re

from sorikit.reading._grammar import roman_value
from sorikit.reading._pieces import Pattern, word_end
from sorikit.reading.english.tables import (
    ABBREVIATIONS,
    CURRENCIES,
    DIGIT_LETTERS,
    FRACTIONS,
    MONTHS,
    SYMBOLS,
    TITLES,
    UNITS,
)

_ONES_TEXT = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS_TEXT = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_ONES, _TENS = _ONES_TEXT.split(), _TENS_TEXT.split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def cardinal(number: int) -> str:
    """Return the words of a whole number below 10^15 (American: no "and"); longer ones digit by digit.

    >>> cardinal(1204)
    'one thousand two hundred four'
    """
    if number < 0:
        return "minus " + cardinal(-number)
    if number < 20:
        return _ONES[number]
    if number < 100:
        rest = f" {_ONES[number % 10]}" if number % 10 else ""
        return _TENS[number // 10] + rest
    if number >= 10**15:
        return digits(str(number))
    size, name = next(scale for scale in _SCALES if number >= scale[0])
    rest = f" {cardinal(number % size)}" if number % size else ""
    return f"{cardinal(number // size)} {name}{rest}"


def ordinal(number: int) -> str:
    """Return "twenty first" for 21."""
    head, _, last = cardinal(number).rpartition(" ")
    spoken = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return f"{head} {spoken}".strip()


def year(number: int) -> str:
    """Return a year as spoken: nineteen ninety nine, two thousand seven, twenty twenty six."""
    if number % 1000 < 10 or not 1000 <= number <= 2999:
        return cardinal(number)
    low = number % 100
    tail = "hundred" if low == 0 else f"oh {_ONES[low]}" if low < 10 else cardinal(low)
    return f"{cardinal(number // 100)} {tail}"


def digits(text: str) -> str:
    """Return digits one by one."""
    return " ".join(_ONES[int(digit)] for digit in text if digit.isdecimal())


def number(text: str) -> str:
    """Return digits with commas and a point in words; 1.2.3 with its points; 007 digit by digit."""
    plain = text.replace(",", "")
    if plain.count(".") > 1:
        return " point ".join(number(part) for part in plain.split(".") if part)
    whole, _, fraction = plain.partition(".")
    spoken = digits(whole) if len(whole) > 1 and whole.startswith("0") else cardinal(int(whole or 0))
    return f"{spoken} point {digits(fraction)}" if fraction else spoken


def _plain(found: re.Match[str]) -> str:
    """A number alone: a day beside its month, a year, or an amount."""
    text, string = found[0], found.string
    before, after = string[: found.start()], string[found.end() :]
    if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 31:
        named = re.search(rf"\b(?:{MONTHS})\.?\s$", before) and not re.match(r"\s?[:%°]", after)
        if named or re.match(rf"\s(?:{MONTHS})\b(?!\s\d\d?\b)", after):
            return ordinal(int(text))
    if re.fullmatch(r"1[1-9]\d\d|20\d\d", text):
        return year(int(text))
    return number(text)


def _money(found: re.Match[str]) -> str:
    minus, sign, text, scale = found[1], found[2], found[3], found[4]
    one, many, cent, cents = CURRENCIES[sign]
    head = "minus " if minus else ""
    if scale:
        scale = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion", "t": "trillion"}.get(
            scale.strip().lower(), scale
        )
        return f"{head}{number(text)} {scale} {many}"
    whole, _, fraction = text.replace(",", "").partition(".")
    if not cents or len(fraction) != 2:
        return f"{head}{number(text)} {one if text == '1' else many}"
    amount = f"{cardinal(int(whole or 0))} {one if whole == '1' else many}"
    small = f"{cardinal(int(fraction))} {cent if int(fraction) == 1 else cents}"
    if not int(fraction):
        return head + amount
    return head + (small if not int(whole or 0) else f"{amount} and {small}")


def _clock(found: re.Match[str]) -> str | None:
    hour, minute, second, half = int(found[1]), found[2], found[3], found[4]
    if hour > 24:
        return None
    spoken = cardinal(hour)
    if int(minute):
        spoken += f" {'oh ' if minute[0] == '0' else ''}{cardinal(int(minute))}"
    elif not half and not second:
        spoken += " o'clock" if hour <= 12 else " hundred"
    if second:
        spoken += f" and {cardinal(int(second))} seconds"
    return f"{spoken} {_half(half)}" if half else spoken


def _half(text: str) -> str:
    return text.replace(".", "").upper()


def _unit(found: re.Match[str]) -> str:
    minus, text, unit = found[1], found[2], found[3]
    one, many = UNITS.get(unit) or UNITS[unit.lower()]
    sign = {"+": "plus ", None: ""}.get(minus, "minus ")
    return f"{sign}{number(text)} {one if text == '1' else many}"


def _date(year_: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    name = MONTHS.split("|")[int(month) - 1]
    return f"{name} {ordinal(int(day))} {year(int(year_))}"


def _decade(found: re.Match[str]) -> str:
    text = found[1]
    if len(text) == 4:
        spoken = year(int(text)) if text[2:] != "00" or text[1] != "0" else cardinal(int(text))
    else:
        spoken = cardinal(int(text))
    return spoken[:-1] + "ies" if spoken.endswith("y") else spoken + "s"


def _fraction(found: re.Match[str]) -> str | None:
    over, under = int(found[1]), int(found[2])
    if (over, under) in ((24, 7), (9, 11)):
        return f"{cardinal(over)} {cardinal(under)}"
    if not 0 < over < under or under > 100:
        return f"{cardinal(over)} over {cardinal(under)}"
    name = {2: "half", 4: "quarter"}.get(under) or ordinal(under)
    return f"{cardinal(over)} {name}{'s' if over > 1 else ''}"


def _phone(found: re.Match[str]) -> str:
    return ("plus " if found[0].startswith("+") else "") + " ".join(
        digits(group) for group in re.findall(r"\d+", found[0])
    )


def _roman(found: re.Match[str]) -> str | None:
    value = roman_value(found[0])
    before = re.search(r"([A-Za-z]+)\s$", found.string[: found.start()])
    if value is None or not before:
        return None
    if before[1].lower() in (
        "chapter",
        "part",
        "war",
        "volume",
        "type",
        "phase",
        "section",
        "act",
        "scene",
        "book",
        "class",
        "bowl",
        "title",
        "article",
    ):
        return cardinal(value)
    ruler = before[1] in TITLES
    return (
        f"the {ordinal(value)}"
        if ruler and value < 40
        else cardinal(value)
        if 1 < value < 40 and before[1][0].isupper() and len(found[0]) > 1
        else None
    )


def _abbreviation(found: re.Match[str]) -> str | None:
    short, string = found[1].lower(), found.string
    before, after = string[: found.start()], string[found.end() :]
    if short == "no.":
        return "number" if re.match(r"\s?\d", after) else None
    if short in ("st.", "dr."):
        named = re.match(r"\s[A-Z]", after)
        placed = re.search(r"[A-Za-z0-9]\s$", before) and re.search(r"[A-Z0-9][A-Za-z0-9]*\s$", before)
        street = placed and (not named or re.search(r"\d[\w\s]*$", before))
        return ("street" if short == "st." else "drive") if street else "saint" if short == "st." else "doctor"
    if short in ("in.", "a.m.", "p.m."):
        return _half(short) if short != "in." else None
    return ABBREVIATIONS[short]


def _address(text: str) -> str:
    text = re.sub(r"(?i)^https?://", "", text).rstrip("/.,;:")
    names = {
        "@": "at",
        ".": "dot",
        "/": "slash",
        "-": "dash",
        "_": "underscore",
        ":": "colon",
        "?": "question mark",
        "=": "equals",
        "&": "and",
        "#": "hash",
        "%": "percent",
        "+": "plus",
    }
    spoken: list[str] = []
    for part in re.findall(r"[A-Za-z]+|\d+|.", text):
        if part.isdecimal():
            spoken.append(number(part) if len(part) < 5 else digits(part))
        elif part[0].isalpha():
            whole = re.search("[aeiouyAEIOUY]", part) or len(part) > 5
            spoken.append(
                part if whole and part.lower() not in ("io", "ai", "uk", "eu", "us") else " ".join(part.upper())
            )
        else:
            spoken.append(names.get(part, ""))
    return " ".join(filter(None, spoken))


def _mixed(found: re.Match[str]) -> str:
    """Letters and digits in one (MP3, H2O, A4): capitals and single letters are spelled."""
    spoken = []
    for part in re.findall(r"[A-Za-z]+|\d+(?:\.\d+)?", found[0]):
        if part[0].isdigit():
            spoken.append(number(part) if len(part) < 5 else digits(part))
        else:
            spoken.append(" ".join(part.upper()) if part.isupper() or len(part) == 1 else part)
    return " ".join(spoken)


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*"
_SIGN = "|".join(sorted(map(re.escape, CURRENCIES), key=len, reverse=True))
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SHORT = "|".join(sorted(map(re.escape, (*ABBREVIATIONS, "no.", "st.", "dr.", "a.m.", "p.m.")), key=len, reverse=True))
_DAYTIME = r"([apAP]\.[mM]\.|[apAP][mM]\b)"
PATTERNS: tuple[Pattern, ...] = (
    (re.compile(r"(?i)(?:https?://|www\.)[^\s<>\"”]*[^\s<>\"”.,;:!?)]"), lambda m: _address(m[0])),
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z][A-Za-z0-9-]*\.(?:com|org|net|io|edu|gov|ai|dev)\b(?:/\w+)*"), lambda m: _address(m[0])),
    (re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), lambda m: _date(m[1], m[2], m[3])),
    (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])"), lambda m: _date(m[3], m[1], m[2]) or _date(m[3], m[2], m[1])),
    (re.compile(rf"(?<!\d)(\d{{1,2}}):([0-5]\d)(?::([0-5]\d))?(?:\s?{_DAYTIME})?(?!\d)"), _clock),
    (re.compile(rf"(?<![\d.])(\d{{1,2}})\.([0-5]\d)()\s?{_DAYTIME}"), _clock),
    (re.compile(rf"(?<!\d)(\d{{1,2}})\s?{_DAYTIME}"), lambda m: f"{cardinal(int(m[1]))} {_half(m[2])}"),
    (re.compile(rf"(-|−)?({_SIGN})\s?({_NUMBER})(\s(?:hundred|thousand|million|billion|trillion)\b|(?:[kKmMbBtT]|bn)\b)?"), _money),
    (re.compile(rf"(-|−)?(?<![\w])()({_NUMBER})\s?(¢)"), lambda m: f"{number(m[3])} cents"),
    (re.compile(r"['’]?(\d{4}|\d0)['’]?s\b"), _decade),
    (re.compile(rf"(?<![\w.])(-|−|\+)?({_NUMBER})[\s-]?({_UNIT})(?![\w²³])"), _unit),
    (re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m[1].replace(",", "")))),
    (re.compile(r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)|(?<!\d)(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])"), _phone),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), _fraction),
    (re.compile(rf"(\d+)?([{''.join(FRACTIONS)}])"), lambda m: f"{cardinal(int(m[1]))} and {FRACTIONS[m[2]]}" if m[1] else FRACTIONS[m[2]]),
    (re.compile(r"[vV](?:er\.\s?)?(\d+(?:\.\d+)+)"), lambda m: "version " + number(m[1])),
    (re.compile(rf"(?<![\w.-])({_NUMBER})\s?[–-]\s?({_NUMBER})(?![\w/-])"), lambda m: f"{_amount(m[1])} to {_amount(m[2])}"),
    (re.compile(rf"(?<![\w)])[-−](?=\d)({_NUMBER})"), lambda m: f"minus {number(m[1])}"),
    (re.compile(r"(?:[A-Za-z]+\d+|\d+(?:\.\d+)?[A-Za-z]+)[A-Za-z0-9]*"), _mixed),
    (re.compile(_NUMBER), _plain),
    (re.compile(rf"(?i)({_SHORT})(?![A-Za-z])"), _abbreviation),
    (re.compile(r"[IVXLC]{1,7}(?![\w'’])"), _roman),
    (re.compile(r"(?:[A-Za-z]\.){2,}"), lambda m: " ".join(m[0].replace(".", "").upper())),
    (re.compile(r"(?<=\w)/(?=\w)"), lambda m: "per" if re.match("(?:day|week|month|year|hour|night|person)", m.string[m.end() :]) else ""),
    (re.compile(r"#(?=\d)"), lambda _: "number"),
    (re.compile("[" + re.escape("".join(DIGIT_LETTERS)) + "]"), lambda m: DIGIT_LETTERS[m[0]]),
    (re.compile("[" + re.escape("".join(SYMBOLS)) + "]"), lambda m: SYMBOLS[m[0]]),
    (re.compile(r"(?<=\s)-(?=\s?\d)"), lambda _: "minus"),
    (re.compile(r"\d"), lambda m: _ONES[int(m[0])]),
)  # fmt: skip
"""What is tried before words, in this order."""


def _amount(text: str) -> str:
    return year(int(text)) if re.fullmatch(r"1[1-9]\d\d|20\d\d", text) else number(text)


word = word_end(r"[A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036f]+(?:['’][A-Za-z]+)*")
"""Where an English word ends."""
