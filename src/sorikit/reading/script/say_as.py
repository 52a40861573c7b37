"""``say-as`` of SSML: text written so that each language's reader reads it as asked (W3C note "SSML 1.0 say-as attribute values")."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ORDINALS = {
    "en": "{}{th}",
    "es": "{}.º",
    "it": "{}º",
    "pt": "{}º",
    "fr": "{}e",
    "hi": "{}वाँ",
    "ko": "{}번째",
    "ja": "{}番目",
    "zh": "第{}",
}
_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "KRW": "₩", "INR": "₹", "BRL": "R$", "CNY": "¥"}


def said_as(text: str, attributes: Mapping[str, str], language: str) -> str:
    """Return ``text`` as it has to be written; as it is for kinds that nobody here knows (the standard asks for that)."""
    text = " ".join(text.split())
    kind, form = attributes.get("interpret-as", ""), attributes.get("format", "")
    if kind in ("characters", "spell-out", "verbatim", "digits"):
        spoken = _spelled(text, language)
    elif kind == "ordinal" and re.fullmatch(r"\d+", text):
        spoken = _ordinal(text, language)
    elif kind in ("telephone", "phone"):
        spoken = _phone(text)
    elif kind == "date":
        spoken = _date(text, form)
    elif kind == "time":
        spoken = re.sub(r"^(\d{1,2})\s*[h.]\s*(\d{2})", r"\1:\2", text)
    elif kind in ("currency", "vxml:currency"):
        spoken = _currency(text)
    else:
        spoken = text
    return spoken


def _spelled(text: str, language: str) -> str:
    letters = [letter for letter in text if not letter.isspace()]
    if language == "en":
        letters = ["[A](/ˈA/)" if letter in "aA" else letter.upper() for letter in letters]
    return " ".join(letters)


def _ordinal(text: str, language: str) -> str:
    last = int(text) % 100
    ending = "th" if 10 < last < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return _ORDINALS.get(language, "{}").format(text, th=ending)


def _phone(text: str) -> str:
    groups = re.findall(r"\+|\d+|[A-Za-z]+", text)
    return ", ".join(" ".join(group) if group.isdigit() else group for group in groups).replace("+,", "+")


def _date(text: str, form: str) -> str:
    parts = re.findall(r"\d+", text)
    if len(parts) == 3 and sorted(form) == ["d", "m", "y"]:
        fields = dict(zip(form, parts, strict=True))
        year = fields["y"] if len(fields["y"]) == 4 else "20" + fields["y"].zfill(2)
        return f"{year}-{fields['m'].zfill(2)}-{fields['d'].zfill(2)}"
    if re.fullmatch(r"\d{8}", text):
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _currency(text: str) -> str:
    found = re.fullmatch(r"([A-Z]{3})\s?([\d.,]+)|([\d.,]+)\s?([A-Z]{3})", text)
    if not found:
        return text
    code, amount = (found[1], found[2]) if found[1] else (found[4], found[3])
    return f"{_SIGNS[code]}{amount}" if code in _SIGNS else text
