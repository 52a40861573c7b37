"""Japanese text as people write it → text that a dictionary of readings can take: dates, times, money, signs, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

Say = Callable[[re.Match[str]], "str | None"]

_MONEY = {"$": "ドル", "€": "ユーロ", "£": "ポンド", "¥": "円", "￥": "円", "₩": "ウォン"}
UNITS = {
    "km": "キロメートル", "cm": "センチメートル", "mm": "ミリメートル", "m": "メートル", "kg": "キログラム", "mg": "ミリグラム", "g": "グラム",
    "ml": "ミリリットル", "mL": "ミリリットル", "L": "リットル", "GB": "ギガバイト", "MB": "メガバイト", "KB": "キロバイト", "TB": "テラバイト",
    "kHz": "キロヘルツ", "MHz": "メガヘルツ", "GHz": "ギガヘルツ", "Hz": "ヘルツ", "dB": "デシベル", "kcal": "キロカロリー", "kW": "キロワット", "W": "ワット",
    "㎞": "キロメートル", "㎝": "センチメートル", "㎜": "ミリメートル", "㎏": "キログラム", "㎡": "平方メートル", "m²": "平方メートル",
    "%": "パーセント", "％": "パーセント", "℃": "度", "°C": "度", "°": "度",
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_SIGNS = {
    "&": "アンド", "＆": "アンド", "+": "プラス", "＋": "プラス", "=": "イコール", "＝": "イコール", "@": "アット", "＠": "アット", "#": "シャープ", "%": "パーセント",
    "％": "パーセント", "×": "かける", "÷": "わる", "→": "、", "・": "・", "/": "、", "／": "、", "※": "", "★": "", "☆": "", "♪": "", "〜": "ー", "~": "",
}  # fmt: skip
_SCORE = re.compile("勝|負け|敗|引き分け|スコア|得点|対戦")
_LETTER_NAMES = "エー ビー シー ディー イー エフ ジー エイチ アイ ジェー ケー エル エム エヌ オー ピー キュー アール エス ティー ユー ブイ ダブリュー エックス ワイ ゼット"
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTER_NAMES.split(), strict=True))
_ADDRESS_MARKS = {".": "ドット", "@": "アット", "/": "スラッシュ", "-": "ハイフン", "_": "アンダーバー", ":": "コロン"}


def letters(text: str) -> str:
    """Return Latin letters by their names (API → エーピーアイ)."""
    return "".join(_LETTERS.get(letter.upper(), "") for letter in text)


def _address(found: re.Match[str]) -> str:
    plain = re.sub(r"^[a-z]+://", "", found[0].rstrip("/"))
    return "".join(_ADDRESS_MARKS.get(part, part) for part in re.findall(r"[A-Za-z]+|\d+|.", plain))


def _clock(found: re.Match[str]) -> str | None:
    if int(found[1]) > 24 or int(found[2]) > 59 or _SCORE.search(found.string, found.end(), found.end() + 12):
        return None
    return f"{int(found[1])}時" + (f"{int(found[2])}分" if int(found[2]) else "")


def _date(found: re.Match[str]) -> str | None:
    month, day = int(found[3]), int(found[4])
    return f"{found[1]}年{month}月{day}日" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _telephone(found: re.Match[str]) -> str:
    names = dict(
        zip(
            "0123456789",
            ["ゼロ", "イチ", "ニー", "サン", "ヨン", "ゴー", "ロク", "ナナ", "ハチ", "キュー"],
            strict=True,
        )
    )
    return "、".join("".join(names[digit] for digit in part) for part in re.findall(r"\d+", found[0]))


PATTERNS: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[A-Za-z][\w-]*)+|(?:https?://|www\.)[\w./?=&%#:~-]*[\w/]", re.ASCII), _address),
    (re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"), _date),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])"), _clock),
    (re.compile(r"(?<![\d:])(\d{1,3})\s?[:：対]\s?(\d{1,3})(?![\d:])"), lambda found: f"{found[1]}対{found[2]}"),
    (re.compile(r"(?<!\d)0\d{1,4}-\d{1,4}-\d{3,4}(?!\d)"), _telephone),
    (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/])"), lambda found: f"{found[2]}分の{found[1]}"),
    (re.compile(r"([$€£¥￥₩])\s?(\d[\d,]*(?:\.\d+)?[万億兆]?)"), lambda found: found[2] + _MONEY[found[1]]),
    (re.compile(r"(?<=\d)\s?[~〜～∼-]\s?(?=\d)|(?<=[年月日時分人円個本歳])[~〜～](?=\d)"), lambda _: "から"),
    (re.compile(r"(?<![\w.])[-−–](?=\d)"), lambda _: "マイナス"),
    (re.compile(rf"(?<=\d)\s?({_UNIT})(?![A-Za-z])"), lambda found: UNITS[found[1]]),
    (re.compile(r"(?<=\d)個(?=$|[^月国])"), lambda _: "個"),
    (re.compile(r"(?<![A-Za-z])[Vv](?=\d+\.)"), lambda _: "バージョン"),
)  # fmt: skip
"""Tried in this order wherever a sign, digit or letter stands; numbers and their counters are left to the readings."""


def rewritten(text: str) -> tuple[str, list[int]]:
    """Return ``text`` for the dictionary, and for each of its characters where it comes from in ``text``."""
    made: list[str] = []
    sources: list[int] = []
    at = 0
    while at < len(text):
        end, said = _token(text, at)
        made.append(said)
        sources += [at] * len(said) if end > at + 1 or len(said) > 1 else [at]
        if not said:
            sources.pop()
        at = end
    return "".join(made), sources


def _token(text: str, at: int) -> tuple[int, str]:
    character = text[at]
    for pattern, say in PATTERNS if not character.isalpha() or character.isascii() or character == "個" else ():
        found = pattern.match(text, at)
        said = say(found) if found and found.end() > at else None
        if found and said is not None:
            return found.end(), said
    if character.isalnum() or character.isspace():
        return at + 1, character
    if character in "。、？！…「」『』（）()・，．—―.,?!:;：；ー々〆ヽヾゝゞ'’":
        return at + 1, character
    return at + 1, _SIGNS.get(character, "")
