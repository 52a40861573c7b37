"""Japanese in a comparable form, for character error rates: what is read alike and only written otherwise becomes the same.

NFKC (half and full width); no spaces and no punctuation; bracketed remarks left out, as Whisper does; numbers in digits
(``sorikit.core.numerals.japanese``), with money, dates, times and units in Japanese; 3ヶ月 = 3か月, 20才 = 20歳; the wave dash in kana is
the prolonged sound mark, and a last ー of a longer katakana word is left out (サーバー = サーバ, JIS Z 8301). Asked for: ヴ as
b (``TextRule.loanwords``), hesitations left out (``TextRule.fillers``). Kana for kanji stays a difference: telling them alike
needs a reading dictionary.
"""

from __future__ import annotations

import re
import unicodedata

from sorikit.core.numerals.japanese import numbers_as_digits
from sorikit.metrics import TextRule
from sorikit.metrics.normalize.basic import LONE_POINTS, SymbolTable, settled, without_brackets

_MONEY = {"$": "ドル", "¥": "円", "€": "ユーロ", "£": "ポンド", "₩": "ウォン"}
_UNITS = {
    "km": "キロメートル", "cm": "センチメートル", "mm": "ミリメートル", "m": "メートル", "kg": "キログラム", "mg": "ミリグラム",
    "g": "グラム", "ml": "ミリリットル", "l": "リットル", "kb": "キロバイト", "mb": "メガバイト", "gb": "ギガバイト",
    "tb": "テラバイト", "hz": "ヘルツ", "khz": "キロヘルツ", "db": "デシベル", "%": "パーセント", "°c": "度", "°": "度",
}  # fmt: skip
_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_KANA = "ぁ-ゖァ-ヺー"

_SOUND_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<=[{_KANA}])[~〜]+"), "ー"),
    (re.compile("ー{2,}"), "ー"),
)
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)(\d{4})([-./])0?(\d{1,2})\2 ?0?(\d{1,2})(?!\d)"), r"\1年\3月\4日"),
    (re.compile(r"(?<![\d:])0?(\d|1\d|2[0-4]):00(?![\d:])"), r"\1時"),
    (re.compile(r"(?<![\d:])0?(\d|1\d|2[0-4]):0?([1-5]?\d)(?![\d:])"), r"\1時\2分"),
    (re.compile(r"(?<!\d)0(?=\d(?:月|日|時|分|秒))"), ""),
    (re.compile(r"(?<![\d-])(0\d{1,4})-(\d{1,4})-(\d{4})(?![\d-])"), r"\1\2\3"),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), r"\2分の\1"),
    (re.compile(r"(?<=\d) ?[~〜] ?(?=\d)"), "から"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"(?<![0-9a-z])−(?=\d)|(?<![\w.])-(?=\d)"), "マイナス"),
    *_SOUND_MARKS,
)
"""Pattern → replacement, in this order: dates, times, telephone numbers, fractions, ranges, thousands, signs, sound marks."""
_AFTER_NUMBERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\d)[ヶケヵカか箇個](?=[月国年所])"), "か"),
    (re.compile(r"(?<=\d)才(?!能)"), "歳"),
)
_WITH_MONEY = re.compile(rf"([$¥€£₩]) ?({_NUMBER})([万億兆千]*)")
_WITH_UNIT = re.compile(rf"(?<=\d) ?({'|'.join(sorted(map(re.escape, _UNITS), key=len, reverse=True))})(?![a-z0-9])")
_BETWEEN = r"[\s、。,.…・!?]"
_FILLERS = re.compile(
    rf"(?:(?<={_BETWEEN})|^)(?:え+ー*っ?とー*|え+ー+|ええと|あの[ーう]+|あ+ー+|う+ー*ん+ー*とー*|う+ー+ん?|ん+ー+とー*|んと|その[ーう]+|まあ|まー+)"
    rf"(?={_BETWEEN}|$)"
)
_AS_SPACES = SymbolTable("SPCZ", others={".": "."})
_DIGIT = re.compile(r"\d")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) +(?=\d)")
_LAST_MARK = re.compile("(?<=[ァ-ヺ][ァ-ヺー]{2})ー(?![ァ-ヺー])")
_V_AS_B = (("ヴァ", "バ"), ("ヴィ", "ビ"), ("ヴェ", "ベ"), ("ヴォ", "ボ"), ("ヴュ", "ビュ"), ("ヴ", "ブ"))


def japanese(text: str, rule: TextRule | None = None) -> str:
    """Return the comparable form of ``text``, without spaces."""
    wishes = rule or TextRule()
    return settled(lambda form: _once(form, wishes), text)


def _once(text: str, rule: TextRule) -> str:
    text = without_brackets(unicodedata.normalize("NFKC", text).lower())
    if rule.fillers:
        text = _FILLERS.sub("", text)
    for pattern, replacement in _STEPS if _DIGIT.search(text) else _SOUND_MARKS:
        text = pattern.sub(replacement, text)
    text = _WITH_MONEY.sub(lambda found: f"{found[2]}{found[3]}{_MONEY[found[1]]}", text)
    text = numbers_as_digits(text)
    text = _WITH_UNIT.sub(lambda found: _UNITS[found[1]], text)
    for pattern, replacement in _AFTER_NUMBERS:
        text = pattern.sub(replacement, text)
    if rule.loanwords:
        for written, spoken in _V_AS_B:
            text = text.replace(written, spoken)
    return _LAST_MARK.sub("", _without_symbols(text))


def _without_symbols(text: str) -> str:
    """Take spaces, punctuation, symbols and control characters out; between two digits keep a point, or write ・.

    Else 3、5 would become 35, another number.
    """
    return _BETWEEN_DIGITS.sub("・", LONE_POINTS.sub(" ", text).translate(_AS_SPACES)).replace(" ", "")
