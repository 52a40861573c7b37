"""What is not letters, in words: numbers, dates, times, money, units, abbreviations, signs, addresses, acronyms.

One ``Grammar`` per language says how; the patterns are common to the languages that write numbers with spaces between
words. Which mark parts thousands and which decimals follows the Unicode CLDR of each language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sorikit.reading._pieces import Pattern

LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class Currency:
    """How an amount of money is told."""

    one: str
    many: str
    cent: str = ""
    cents: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one language puts into words what is not a word."""

    cardinal: Callable[[int], str]
    """Whole numbers from 0 to 10^15 − 1."""
    ordinal: Callable[[int, bool], str]
    """From 1; the bool asks for the feminine."""
    clock: Callable[[int, int], str]
    """Hour 0–24 and minute."""
    date: Callable[[int, int, int | None], str]
    """Day, month 1–12, year or None."""
    decimal: str
    """The word between whole and fraction."""
    comma: bool
    """Whether decimals are written behind a comma (else behind a point)."""
    minus: str
    to: str
    """The word between the ends of a range."""
    joint: str
    """The word between an amount and its cents."""
    of_money: str
    """The word between "million" and a currency ("de"); empty where there is none."""
    millions: str
    """Regular expression of the words million, billion …"""
    ordinal_mark: str
    """Regular expression of what follows the digits of an ordinal; one whose match is in ``feminine_marks`` is feminine."""
    feminine_marks: frozenset[str]
    currencies: Mapping[str, Currency]
    units: Mapping[str, tuple[str, str]]
    """Short form → one, many."""
    abbreviations: Mapping[str, str]
    symbols: Mapping[str, str]
    letters: Mapping[str, str]
    """Letter, lower case → its name."""
    at: str
    dot: str
    slash: str
    agree: Callable[[str, str], str] = field(default=lambda *given: given[0])
    """Number in words, and the word after it → the number as it agrees with it."""
    roman: Callable[[int, tuple[str, str]], str | None] = field(default=lambda *_: None)
    """Value of a Roman numeral, and the words before and after it → how it is read; None if it is no numeral."""
    said_acronyms: frozenset[str] = frozenset()
    """Acronyms that are words (NATO); others are spelled unless they look like words."""
    dash: str = ""
    """How the hyphen of an address is read."""
    vowels: str = "AEIOUÁÉÍÓÚÀÈÌÒÙÂÊÔÃÕ"


def number(grammar: Grammar, text: str) -> str:
    """Return digits with group and decimal marks in words; a version (1.2.3) with its points."""
    if re.fullmatch(r"\d+", text):
        return grammar.cardinal(int(text)) if len(text) < 16 and not _is_code(text) else digits(grammar, text)
    group = "." if grammar.comma else ","
    if not grammar.comma and re.fullmatch(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?", text):  # 12,34,567 as in India
        return number(grammar, text.replace(",", ""))
    plain = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", plain):
        return number(grammar, plain.replace(group, ""))
    found = re.fullmatch(r"([\d.,]*?)[.,](\d+)", plain)
    if not found:
        return number(grammar, plain)
    return _decimal(grammar, plain, *found.groups())


def _decimal(grammar: Grammar, plain: str, whole: str, fraction: str) -> str:
    """A number with a decimal mark, of this custom or the other; else a version."""
    group, point = (".", ",") if grammar.comma else (",", ".")
    if re.fullmatch(r"\d+[.,]\d+", plain) or re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole):
        short = len(fraction) <= 2 and not fraction.startswith("0") and grammar.comma
        tail = grammar.cardinal(int(fraction)) if short else digits(grammar, fraction)
        return f"{number(grammar, re.sub('[.,]', '', whole))} {grammar.decimal} {tail}"
    if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(point)}\d{{3}})+", whole):  # the other custom: 1,234.56
        return number(grammar, plain.replace(point, ";").replace(group, point).replace(";", ""))
    return f" {grammar.dot} ".join(number(grammar, part) for part in re.split("[.,]", plain) if part)


def _is_code(text: str) -> bool:
    return len(text) > 1 and text.startswith("0")


def digits(grammar: Grammar, text: str) -> str:
    """Return digits one by one."""
    return " ".join(grammar.cardinal(int(digit)) for digit in text if digit.isdecimal())


def spelled(grammar: Grammar, text: str) -> str:
    """Return the names of letters and digits, one by one."""
    names = (
        grammar.cardinal(int(letter)) if letter.isdecimal() else grammar.letters.get(letter.lower(), "")
        for letter in text
    )
    return " ".join(filter(None, names))


def patterns(grammar: Grammar) -> tuple[Pattern, ...]:
    """Return what ``reading._pieces.pieces`` tries before words."""
    figure = r"\d{1,3}(?:[ \u00a0\u202f’']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
    amount = rf"(?:{figure})"
    signs = "|".join(sorted(map(re.escape, grammar.currencies), key=len, reverse=True))
    moneys = {
        name: sign for sign, money in grammar.currencies.items() if money.cents for name in (money.one, money.many)
    }
    units = "|".join(sorted(map(re.escape, grammar.units), key=len, reverse=True))
    short = "|".join(sorted((re.escape(key) for key in grammar.abbreviations), key=len, reverse=True))
    months = r"(?<![\d/.])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/])"
    g = grammar
    return (
        (re.compile(r"(?i)(?:https?://|www\.)[^\s<>\"»]*[^\s<>\"».,;:!?)]"), lambda m: _address(g, m[0])),
        (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), lambda m: _address(g, m[0])),
        (re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)"), lambda m: _date(g, m[3], m[2], m[1])),
        (re.compile(months), lambda m: _date(g, m[1], m[3], m[4])),
        (re.compile(r"(?<!\d)([01]?\d|2[0-4])(?::|\s?[hH]\s?)([0-5]\d)(?!\d)(?:\s?h\b)?"), lambda m: g.clock(int(m[1]), int(m[2]))),
        (re.compile(rf"(-|−)?({signs})\s?({amount})(?:\s+({g.millions})\b)?"), lambda m: _money(g, m[2], m[3], m[4], bool(m[1]))),
        (re.compile(rf"(-|−)?({amount})(?:\s+({g.millions}))?(?:\s(?:de|di|d’|d'))?\s?({signs})(?!\w)"), lambda m: _money(g, m[4], m[2], m[3], bool(m[1]))),
        (re.compile(rf"(-|−)?({amount}(?<=[.,]\d\d))\s({'|'.join(map(re.escape, moneys)) or '(?!)'})(?!\w)"), lambda m: _money(g, moneys[m[3]], m[2], None, bool(m[1]))),
        (re.compile(rf"(-|−|\+)?({amount})\s?({units})(?![\w²³])"), lambda m: _unit(g, m)),
        (re.compile(rf"(-|−)?({figure})°(?!\s?{LETTER}|\s?\d)"), lambda m: _degrees(g, m)),
        (re.compile(rf"({amount})\s?({g.ordinal_mark})(?!\w)"), lambda m: _ordinal(g, m)),
        (re.compile(r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,7}(?!\d)|(?<!\d)0\d(?:[\s.-]\d{2}){4}(?!\d)|\(?\d{2,4}\)?[ -]\d{3,5}-\d{4}(?!\d)"), lambda m: _phone(g, m[0])),
        (re.compile(rf"({figure})\s?[–-]\s?({figure})(?![\w/-])"), lambda m: f"{number(g, m[1])} {g.to} {number(g, m[2])}"),
        (re.compile(rf"(-|−)({figure})"), lambda m: f"{g.minus} {number(g, m[2])}"),
        (re.compile(rf"({figure})(?=\s+({LETTER}+)|)"), lambda m: g.agree(number(g, m[1]), (m[2] or "").lower())),
        (re.compile(rf"(?i:({short}))(?![\w])" if short else "(?!)"), lambda m: _abbreviation(g, m)),
        (re.compile(rf"([IVXLCDM]{{1,9}})({g.ordinal_mark})(?!\w)"), lambda m: _roman_ordinal(g, m)),
        (re.compile(r"[IVXLCDM]{1,9}(?!\w)"), lambda m: _roman(g, m)),
        (re.compile(rf"(?:{LETTER}\.){{2,}}"), lambda m: spelled(g, m[0])),
        (re.compile(r"[^\W_a-zà-ÿ]{2,}(?:\d+)?(?![^\W_])"), lambda m: _acronym(g, m)),
        (re.compile(r"(?i)[b-df-hj-np-tv-xz]{1,5}(?![\w'’])"), lambda m: spelled(g, m[0])),
        (re.compile("[" + re.escape("".join(g.symbols)) + "]" if g.symbols else "(?!)"), lambda m: g.symbols[m[0]]),
    )  # fmt: skip


def _date(grammar: Grammar, day: str, month: str, year: str) -> str | None:
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    return grammar.date(int(day), int(month), int(year) if len(year) == 4 else 2000 + int(year))


def _money(grammar: Grammar, sign: str, text: str, scale: str | None, negative: bool) -> str:
    money = grammar.currencies[sign]
    head = f"{grammar.minus} " if negative else ""
    if scale:
        return f"{head}{number(grammar, text)} {scale} {grammar.of_money} {money.many}"
    found = re.fullmatch(r"(.*?)[.,](\d{2})", text)
    whole, cents = (found[1], int(found[2])) if found and money.cents else (text, 0)
    spoken = number(grammar, whole or "0")
    name = money.one if spoken == grammar.cardinal(1) else money.many
    spoken = head + grammar.agree(spoken, money.many) + " "
    if grammar.of_money and re.search(rf"\b(?:{grammar.millions})\s*$", spoken):
        spoken += grammar.of_money + " "
    spoken += name
    if not cents:
        return spoken
    cent = money.cent if cents == 1 else money.cents
    return f"{spoken} {grammar.joint} {grammar.agree(grammar.cardinal(cents), money.cents)} {cent}"


def _unit(grammar: Grammar, found: re.Match[str]) -> str | None:
    sign, text, unit = found[1], found[2], found[3]
    one, many = grammar.units[unit]
    spoken = number(grammar, text)
    head = {None: "", "+": grammar.symbols.get("+", "") + " "}.get(sign, grammar.minus + " ")
    return f"{head}{grammar.agree(spoken, many)} {one if spoken == grammar.cardinal(1) else many}"


def _degrees(grammar: Grammar, found: re.Match[str]) -> str:
    """Return "20°" in words, where no noun follows that would make it an ordinal in Italian and Portuguese."""
    spoken = number(grammar, found[2])
    one, many = grammar.units["°C"]
    head = f"{grammar.minus} " if found[1] else ""
    return f"{head}{grammar.agree(spoken, many)} {one if spoken == grammar.cardinal(1) else many}"


def _ordinal(grammar: Grammar, found: re.Match[str]) -> str | None:
    if not found[1].isdecimal() or not 0 < int(found[1]) < 10_000:
        return None
    return grammar.ordinal(int(found[1]), found[2] in grammar.feminine_marks)


def _phone(grammar: Grammar, text: str) -> str:
    plus = grammar.symbols.get("+", "") + " " if text.startswith("+") else ""
    return plus + " ".join(digits(grammar, group) for group in re.findall(r"\d+", text))


def _abbreviation(grammar: Grammar, found: re.Match[str]) -> str:
    table = grammar.abbreviations
    return table.get(found[1]) or table[found[1].lower()]


def _roman(grammar: Grammar, found: re.Match[str]) -> str | None:
    value = roman_value(found[0])
    if value is None:
        return None
    before = re.search(rf"({LETTER}+)\W*$", found.string[: found.start()])
    after = re.match(rf"\W*({LETTER}+)", found.string[found.end() :])
    return grammar.roman(value, (before[1] if before else "", after[1] if after else ""))


def _roman_ordinal(grammar: Grammar, found: re.Match[str]) -> str | None:
    value = roman_value(found[1])
    if not value or value > 99 or found[1] in ("L", "C"):  # "Le", "Ce" are words
        return None
    return grammar.ordinal(value, found[2] in grammar.feminine_marks)


def roman_value(text: str) -> int | None:
    """Return the value of a well-formed Roman numeral, 1–3999; None for anything else."""
    if not re.fullmatch(r"(?=.)M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", text):
        return None
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}[letter] for letter in text]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _acronym(grammar: Grammar, found: re.Match[str]) -> str | None:
    text = found[0]
    letters = text.rstrip("0123456789")
    if len(letters) < 2 or (len(letters) > 5 and letters == text) or not letters.isupper():
        return None
    rest = " " + number(grammar, text[len(letters) :]) if len(letters) < len(text) else ""
    vowel = f"[{grammar.vowels}]"
    wordlike = (
        grammar.vowels
        and len(letters) > 3
        and re.fullmatch(f"(?:[^{grammar.vowels}]{{0,2}}{vowel})+[^{grammar.vowels}]?", letters)
    )
    if letters in grammar.said_acronyms or (wordlike and not rest):
        return letters.lower() + rest
    neighbours = re.findall(rf"{LETTER}{{2,}}", found.string)
    if len(neighbours) > 2 and all(word.isupper() for word in neighbours):  # a title in capitals is no acronym
        return text.lower() if not rest else None
    return spelled(grammar, letters) + rest


def _address(grammar: Grammar, text: str) -> str:
    text = re.sub(r"(?i)^https?://", "", text).rstrip("/")
    names = {"@": grammar.at, ".": grammar.dot, "/": grammar.slash, "_": "", "-": grammar.dash}
    parts = re.findall(rf"{LETTER}+|\d+|.", text)
    spoken = []
    for part in parts:
        if part.isdecimal():
            spoken.append(number(grammar, part))
        elif part[0].isalpha():
            vowels = grammar.vowels.lower() + "y"
            spoken.append(part if re.search(f"[{vowels}]", part.lower()) else spelled(grammar, part))
        else:
            spoken.append(names.get(part, grammar.symbols.get(part, "")))
    return " ".join(filter(None, spoken))
