"""Korean in a comparable form: what is said alike and only written otherwise becomes the same.

Composed letters (NFC), half and full width as one; bracketed remarks left out, as Whisper does; numbers, money, dates, times
and units in digits with their counters in hangul (``sorikit.core.numerals.korean``); no punctuation; lower case. Spaces stay (for WER),
but for those between a number and its counter. Asked for: loanwords in one spelling (``TextRule.loanwords``), hesitations
left out (``TextRule.fillers``). Nothing else is made equal: a wrong ending, particle or 이번/2번 stays an error.
"""

from __future__ import annotations

import re
import unicodedata

from sorikit.core.numerals.korean import numbers_as_digits
from sorikit.metrics import TextRule
from sorikit.metrics.normalize.basic import LONE_POINTS, SymbolTable, one_space, settled, without_brackets
from sorikit.metrics.normalize.korean_loanwords import one_spelling

_MONEY = {"$": "달러", "₩": "원", "€": "유로", "£": "파운드", "¥": "엔"}
_UNITS = {
    "km": "킬로미터", "KM": "킬로미터", "cm": "센티미터", "mm": "밀리미터", "m": "미터", "kg": "킬로그램", "KG": "킬로그램",
    "mg": "밀리그램", "g": "그램", "kb": "킬로바이트", "mb": "메가바이트", "gb": "기가바이트", "tb": "테라바이트",
    "KB": "킬로바이트", "MB": "메가바이트", "GB": "기가바이트", "TB": "테라바이트", "ml": "밀리리터", "mL": "밀리리터",
    "l": "리터", "L": "리터", "ms": "밀리초", "hz": "헤르츠", "Hz": "헤르츠", "khz": "킬로헤르츠", "kHz": "킬로헤르츠",
    "mhz": "메가헤르츠", "MHz": "메가헤르츠", "db": "데시벨", "dB": "데시벨", "kcal": "킬로칼로리", "m²": "제곱미터",
    "m2": "제곱미터", "%p": "퍼센트포인트", "%": "퍼센트", "°C": "도", "°c": "도", "°": "도",
}  # fmt: skip
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_PHONE_DIGIT = "[공영일이삼사오육칠팔구]"

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)(\d{4})([-./]) ?(\d{1,2})\2 ?(\d{1,2})(?![\d])"), r"\1년 \3월 \4일"),
    (re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d):([0-5]\d)(?![\d:])"), r"\1시 \2분 \3초"),
    (re.compile(r"(?<![\d:])([01]?\d|2[0-4]):00(?![\d:])"), r"\1시"),
    (re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"), r"\1시 \2분"),
    (re.compile(r"(?<!\d)0(?=\d(?:월|일|시|분|초))"), ""),
    (re.compile(r"\+82[-. ]?(?:\(0\))?0?(?=\d)"), "0"),
    (re.compile(r"(?<![\d-])(0\d{1,2}|1\d{3})[-. ]+(\d{3,4})[-. ](\d{4})(?![\d-])"), r"\1\2\3"),
    (re.compile(r"(?<![\d-])(1[568]\d\d)-(\d{4})(?![\d-])"), r"\1\2"),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), r"\2분의 \1"),
    (re.compile(r"(?<=\d) ?[~～∼〜] ?(?=\d)"), "에서 "),
    (re.compile(r"(?<=\d)(?:,(?=\d{3}(?!\d)))"), ""),
    (re.compile(r"(?<![\w.])[-−–](?=\d)"), "마이너스 "),
    (re.compile(r"(?<=\d)[Gg](?=[가-힣\s]|$)(?<=[2-6]G)"), "지"),
    (re.compile(r"(?<![가-힣])제 (?=\d)"), "제"),
)
"""Pattern → replacement, in this order: dates, times, telephone numbers, fractions, ranges, thousands, signs, 5G, ordinals."""
_MONTHS = (
    (re.compile(r"(?<![가-힣])시월(?=[에은의이과까부도]|\s|$)"), "10월"),
    (re.compile(r"(?<![가-힣])유월(?=[에은의이과까부도]|\s|$)"), "6월"),
)
_DIGIT = re.compile(r"\d")
_SPOKEN_PHONE = re.compile(
    rf"(?<![가-힣])(공{_PHONE_DIGIT}{{1,2}})(?:에|다시|[- ])+({_PHONE_DIGIT}{{3,4}})(?:에|다시|[- ])+({_PHONE_DIGIT}{{4}})"
    rf"(?!{_PHONE_DIGIT})"
)
_WITH_MONEY = re.compile(rf"([$₩€£¥]) ?({_NUMBER})( ?[만억조천]+)?")
_WITH_UNIT = re.compile(
    rf"(?<=\d) ?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![A-Za-z0-9²])"
)
_FILLERS = re.compile(
    r"(?<![^\s,.…~?!])(?:어+|음+|으음|엄|흠+|어음|아+|에+|그+(?=[,.…~])|저+(?=[,.…~])|뭐(?=[,.…~]))(?![^\s,.…~?!])"
)
_SYMBOLS = SymbolTable("SPCZ", others={".": ".", "ㆍ": " "})
_QUOTES = re.compile("[\"'`´‘’“”‚„«»「」『』《》〈〉【】]")


def korean(text: str, rule: TextRule | None = None) -> str:
    """Return the comparable form of ``text``."""
    wishes = rule or TextRule()
    return settled(lambda form: _once(form, wishes), text)


def _once(text: str, rule: TextRule) -> str:
    text = without_brackets(_one_width(text))
    if rule.fillers:
        text = _FILLERS.sub(" ", text)
    text = _QUOTES.sub("", text)
    text = _SPOKEN_PHONE.sub(lambda found: "".join(map(_phone_digits, found.groups())), one_space(text))
    if _DIGIT.search(text):
        for pattern, replacement in _STEPS:
            text = pattern.sub(replacement, text)
        text = _WITH_MONEY.sub(lambda found: f"{found[2]}{found[3] or ''}{_MONEY[found[1]]}", text)
        text = _WITH_UNIT.sub(lambda found: _UNITS[found[1]], text)
    for month, digits in _MONTHS:
        text = month.sub(digits, text)
    if rule.loanwords:
        text = one_spelling(text)
    text = numbers_as_digits(text)
    return one_space(LONE_POINTS.sub(" ", text).translate(_SYMBOLS)).strip().lower()


def _one_width(text: str) -> str:
    """Compose, and fold full- and half-width forms (NFKC), but leave single jamo (ㅋㅋ) as they are written."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    text = unicodedata.normalize("NFC", text)
    folded = (char if "ㄱ" <= char <= "ㆎ" else unicodedata.normalize("NFKC", char) for char in text)
    return unicodedata.normalize("NFC", "".join(folded))


def _phone_digits(names: str) -> str:
    return "".join(str("영일이삼사오육칠팔구".index(name)) if name != "공" else "0" for name in names)
