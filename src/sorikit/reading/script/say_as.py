"""``say-as`` of SSML: text written so that each language's reader reads it as asked (W3C note "SSML 1.0 say-as attribute values")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from sorikit.reading._lists import words

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
_FEW_ORDINALS = {"hi": {1: "पहला", 2: "दूसरा", 3: "तीसरा", 4: "चौथा", 6: "छठा"}}
_MONTHS = {
    language: tuple(words(names))
    for language, names in {
        "en": "January February March April May June July August September October November December",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    }.items()
}
_ASIAN = {"ko": ("{y}년", "{m}월", "{d}일"), "ja": ("{y}年", "{m}月", "{d}日"), "zh": ("{y}年", "{m}月", "{d}日")}
_DATES = {"en": "{m} {d} {y}", "es": "{d} de {m} de {y}", "pt": "{d} de {m} de {y}"}
"""Day, month and year where one of them is left out; elsewhere they stand in this order."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
KINDS = frozenset(
    words(
        """characters spell-out verbatim digits ordinal cardinal number telephone phone date time currency vxml:currency fraction unit
    measure address name net text"""
    )
)
"""What is heeded; other kinds are said as they are written."""
_SIGNS = {
    "USD": "$",
    "CAD": "C$",
    "AUD": "A$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "KRW": "₩",
    "INR": "₹",
    "BRL": "R$",
    "CNY": "¥",
}


def said_as(text: str, attributes: Mapping[str, str], language: str) -> str:
    """Return ``text`` as it has to be written; as it is for kinds that nobody here knows (the standard asks for that)."""
    text = " ".join(text.split())
    kind, form = attributes.get("interpret-as", ""), attributes.get("format", "")
    if kind in ("characters", "spell-out", "verbatim", "digits"):
        spoken = _spelled(text, language)
    elif kind == "ordinal" and (number := _number(text)):
        spoken = _ordinal(number, language)
    elif kind in ("cardinal", "number") and (number := _number(text)):
        spoken = f"{int(number):,}" if language == "en" else number  # "1234" would be a year
    elif kind in ("telephone", "phone"):
        spoken = text if language == "ko" and re.fullmatch(r"0\d+(-\d+)+", text) else _phone(text)  # 공일공
    elif kind == "date":
        spoken = _date(text, form, language)
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


def _number(text: str) -> str | None:
    """Return the digits of a whole number, which may be a Roman one; None where the text is none."""
    plain = re.sub(r"(?<=\d)[,\s](?=\d{3}\b)", "", text)
    if re.fullmatch(r"\d{1,15}", plain):
        return plain
    if not re.fullmatch(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", text) or not text:
        return None
    values = [_ROMAN[letter] for letter in text]
    return str(sum(-one if one < next_ else one for one, next_ in zip(values, [*values[1:], 0], strict=True)))


def _ordinal(text: str, language: str) -> str:
    few = _FEW_ORDINALS.get(language, {}).get(int(text))
    if few:
        return few
    last = int(text) % 100
    ending = "th" if 10 < last < 14 else {1: "st", 2: "nd", 3: "rd"}.get(last % 10, "th")
    return _ORDINALS.get(language, "{}").format(text, th=ending)


def _phone(text: str) -> str:
    groups = re.findall(r"\+|\d+|[A-Za-z]+", text)
    return ", ".join(" ".join(group) if group.isdigit() else group for group in groups).replace("+,", "+")


def _date(text: str, form: str, language: str) -> str:
    parts = re.findall(r"\d+", text)
    form = {"yyyymmdd": "ymd", "mmddyyyy": "mdy", "ddmmyyyy": "dmy"}.get(form, form)
    if len(parts) == 1 and len(parts[0]) == 8 and form in ("", "ymd", "mdy", "dmy"):
        cuts = {"mdy": (0, 2, 4, 8), "dmy": (0, 2, 4, 8)}.get(form, (0, 4, 6, 8))
        parts = [text[first:last] for first, last in pairwise(cuts)]
        form = form or "ymd"
    if len(parts) != len(form) or not set(form) <= set("dmy") or len(set(form)) != len(form):
        return text
    fields = dict(zip(form, parts, strict=True))
    if "y" in fields and len(fields["y"]) != 4:
        fields["y"] = "20" + fields["y"].zfill(2)
    if len(fields) == 3:
        return f"{fields['y']}-{fields['m'].zfill(2)}-{fields['d'].zfill(2)}"
    return _part_of_date({name: int(value) for name, value in fields.items()}, language) or text


def _part_of_date(fields: Mapping[str, int], language: str) -> str | None:
    """Return a date of which a part is left out ("12/25"), as the language writes it; None where there is no such month."""
    month = fields.get("m", 1)
    if not 1 <= month <= 12:
        return None
    if language in _ASIAN:
        parts = [part.format(**fields) for part, name in zip(_ASIAN[language], "ymd", strict=True) if name in fields]
        return " ".join(parts) if language == "ko" else "".join(parts)
    names = {
        "d": str(fields.get("d", "")),
        "m": _MONTHS.get(language, _MONTHS["en"])[month - 1],
        "y": str(fields.get("y", "")),
    }
    order = _DATES.get(language, "{d} {m} {y}")
    for name in "dmy":
        if name not in fields:
            order = re.sub(rf"(?: de )?\{{{name}\}}(?: de (?=\{{)| )?", "", order)
    return order.format(**names).strip()


def _currency(text: str) -> str:
    found = re.fullmatch(r"([A-Z]{3})\s?([\d.,]+)|([\d.,]+)\s?([A-Z]{3})", text)
    if not found:
        return text
    code, amount = (found[1], found[2]) if found[1] else (found[4], found[3])
    return f"{_SIGNS[code]}{amount}" if code in _SIGNS else text
