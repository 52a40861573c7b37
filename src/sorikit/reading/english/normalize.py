"""English text as people write it → words only: numbers, dates, times, money, units, symbols, abbreviations."""

from __future__ import annotations

import re

_ONES_TEXT = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS_TEXT = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_MONTHS_TEXT = "January February March April May June July August September October November December"
_ONES, _TENS, _MONTHS = _ONES_TEXT.split(), _TENS_TEXT.split(), _MONTHS_TEXT.split()
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_ABBREVIATIONS = {
    "mr.": "mister", "mrs.": "misses", "ms.": "miz", "dr.": "doctor", "prof.": "professor", "st.": "saint",
    "vs.": "versus", "etc.": "et cetera", "e.g.": "for example", "i.e.": "that is", "approx.": "approximately",
    "dept.": "department", "inc.": "incorporated", "no.": "number", "a.m.": "AM", "p.m.": "PM",
}  # fmt: skip
_UNITS = {
    "km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters", "kg": "kilograms", "g": "grams",
    "mb": "megabytes", "gb": "gigabytes", "kb": "kilobytes", "tb": "terabytes", "hz": "hertz", "khz": "kilohertz",
    "mhz": "megahertz", "ghz": "gigahertz", "ms": "milliseconds", "s": "seconds", "h": "hours", "l": "liters",
    "db": "decibels", "°c": "degrees Celsius", "°f": "degrees Fahrenheit", "%": "percent",
}  # fmt: skip
_SYMBOLS = {"&": " and ", "%": " percent", "+": " plus ", "=": " equals ", "@": " at ", "#": " number ", "/": " "}
_MONEY = {"$": "dollar", "€": "euro", "£": "pound", "₩": "won", "¥": "yen"}


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
    return " ".join(_ONES[int(digit)] for digit in text if digit.isdigit())


def normalize(text: str) -> str:
    """Return ``text`` with everything that is not a word or a pause written out.

    >>> normalize("It costs $3.50 at 3:30 p.m. on May 21, 2026.")
    'It costs three dollars and fifty cents at three thirty PM on May twenty first, twenty twenty six.'
    """
    text = text.replace("’", "'").replace("–", "—").replace("“", "").replace("”", "").replace('"', "")
    text = re.sub(
        r"(?i)\b(?:a\.m\.|p\.m\.|e\.g\.|i\.e\.)(?=\s*$)", lambda found: _ABBREVIATIONS[found[0].lower()] + ".", text
    )
    pattern = "|".join(re.escape(short) for short in _ABBREVIATIONS)
    text = re.sub(rf"(?i)(?<![A-Za-z])(?:{pattern})", lambda found: _ABBREVIATIONS[found[0].lower()], text)
    text = re.sub(r"(?i)(?<=\d)\s*(am|pm)\b", lambda found: " " + found[1].upper(), text)
    text = re.sub(r"([$€£₩¥])\s?([\d,]+)(?:\.(\d{2}))?(\s(?:million|billion|trillion|thousand))?", _money, text)
    text = re.sub(
        rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?\b",
        lambda found: f"{found[1]} {ordinal(int(found[2]))}",
        text,
    )
    text = re.sub(r"\b(\d{1,2}):(\d{2})\b", _clock, text)
    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", _iso_date, text)
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", lambda found: ordinal(int(found[1])), text)
    text = re.sub(r"(?<![\d.,])(1[1-9]\d\d|20\d\d)(?![\d.,]*\d)", lambda found: year(int(found[1])), text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    text = re.sub(rf"(?i)(?<=\d)\s?({units})(?![A-Za-z])", lambda found: " " + _UNITS[found[1].lower()], text)
    text = re.sub(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", text)
    text = re.sub(r"(?<![A-Za-z\d])-(?=\d)", "minus ", text)
    text = re.sub(r"(\d+)\.(\d+)", lambda found: f"{cardinal(int(found[1]))} point {digits(found[2])}", text)
    text = re.sub(r"\d+", _plain_number, text)
    text = re.sub("[" + re.escape("".join(_SYMBOLS)) + "]", lambda found: _SYMBOLS[found[0]], text)
    return re.sub(r"(?<=\w)-(?=\w)", " ", text)


def _plain_number(found: re.Match[str]) -> str:
    number = found[0]
    return digits(number) if number.startswith("0") and len(number) > 1 else cardinal(int(number))


def _money(found: re.Match[str]) -> str:
    unit, whole, cents, scale = found.groups()
    name = _MONEY[unit]
    amount = int(whole.replace(",", "") or 0)
    plural = "" if name in ("won", "yen") or (amount == 1 and not scale) else "s"
    spoken = f"{cardinal(amount)}{scale or ''} {name}{plural}"
    return f"{spoken} and {cardinal(int(cents))} cents" if cents and int(cents) else spoken


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    if minute == 0:
        return cardinal(hour) if re.match(r" [AP]M", found.string[found.end() :]) else f"{cardinal(hour)} o'clock"
    return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"


def _iso_date(found: re.Match[str]) -> str:
    month = int(found[2])
    if not 1 <= month <= 12:
        return found[0]
    return f"{_MONTHS[month - 1]} {ordinal(int(found[3]))}, {year(int(found[1]))}"
