"""Japanese numbers as minutes and subtitles write them: 二千二十六年 → 2026年, 三億五千万円 → 3億5000万円.

What is a number is told by ``sorikit.core.numerals.japanese``. Small numbers in kanji stay (一つ, 三人, 二度), but in
dates, times, money and measures; a 一 alone stays there too, for it is often another word (一日, 一時).
"""

from __future__ import annotations

import re

from sorikit.core.numerals.japanese import Reading, readings
from sorikit.pipelines.finishing._edits import Edit

_MEASURES = frozenset(
    [
        "年",
        "月",
        "日",
        "時",
        "分",
        "秒",
        "円",
        "ドル",
        "ユーロ",
        "ウォン",
        "パーセント",
        "メートル",
        "センチ",
        "センチメートル",
        "ミリ",
        "ミリメートル",
        "キロ",
        "キロメートル",
        "キロ",
        "グラム",
        "キログラム",
        "トン",
        "リットル",
        "歳",
        "度",
        "年度",
        "年生",
        "番線",
        "号",
        "丁目",
        "ページ",
        "ポイント",
        "か月",
        "ヶ月",
        "ヵ月",
        "カ月",
        "ケ月",
        "週間",
        "時間",
        "分間",
        "年間",
        "日間",
    ]
)
_NEVER = frozenset(("つ",))
_SMALL = 9
_MYRIADS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))
_DIGIT = re.compile(r"\d")


def number_edits(text: str) -> list[Edit]:
    """Return the edits that write the numbers of ``text`` as people do."""
    edits: list[Edit] = []
    end = -9
    for reading in readings(text):
        chained = reading.start <= end + 2 or text[max(0, reading.start - 1) : reading.start] in tuple(
            "年月時"
        )  # 五月三日: the day stands right after the month
        if _in_digits(reading, chained=chained):
            written = _digits(reading)
            if written != reading.letters:
                edits.append(Edit(reading.start, reading.end, written))
            end = reading.end
    return edits


def _in_digits(reading: Reading, *, chained: bool) -> bool:
    if reading.counter in _NEVER:
        return False
    if _DIGIT.match(reading.letters):
        return not re.fullmatch(r"[\d.,]+[千万億兆]+", reading.letters)  # 3千 and 5億 are as people write them
    if not reading.digits.isdecimal() or int(reading.digits) > _SMALL:
        return True
    return chained or (reading.counter in _MEASURES and reading.letters not in ("一", "〇"))


def _digits(reading: Reading) -> str:
    if not reading.digits.isdecimal() or reading.digits[0] == "0" or int(reading.digits) < 10**4:
        return reading.digits
    rest = int(reading.digits)
    parts: list[str] = []
    for size, name in _MYRIADS:
        group, rest = divmod(rest, size)
        if group:
            parts.append(f"{group}{name}")
    return "".join(parts) + (str(rest) if rest else "")
