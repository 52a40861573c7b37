"""Japanese numbers in kanji → digits, before counters or where they are nothing else (二千二十六年 → 2026年, 2万5千 → 25000).

A kanji numeral inside a word stays (一緒, 三角, 八百屋, 四五人), as does 十分 with a particle of "enough".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sorikit.core.numerals.myriads import number_of

_DIGITS = {name: value for value, name in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "億": 10**8, "兆": 10**12}
_KANJI = "".join((*_DIGITS, *_UNITS))
_COUNTERS_TEXT = """
年間 年生 年度 年代 年 月 日間 日目 日 時間 時 分間 分 秒 円 人 名 個 回目 回 番目 番 本 枚 冊 台 匹 頭 羽 階 歳 才 度 倍 割 点 位 号 丁目 件
社 校 組 曲 杯 週間 週 か月 ヶ月 ヵ月 カ月 ケ月 箇月 か国 ヶ国 カ国 か所 ヶ所 カ所 つ 行 章 条 項 巻 話 話目 代 世紀 次 級 段 着 軒 足 膳 束 皿 泊 歩
票 問 試合 勝 敗 点数 種類 ドル ユーロ ウォン パーセント メートル センチ センチメートル ミリ ミリメートル キロ キロメートル キログラム グラム トン リットル
ページ ポイント カ国語 か国語 ヶ国語 平米 坪 分の
"""
_COUNTERS = "|".join(sorted(_COUNTERS_TEXT.split(), key=len, reverse=True))
_WORDS_TEXT = """
一時的 一部 一人称 一人息子 一人娘 一人っ子 一番星 一杯 一本化 一本道 一点張 一回り 一日千秋 一代 一行 一見 万年筆 千代 千歳 千本桜 三日月 三人称 二度と
四季 七夕 十分に 十分な 十分だ 八つ当 二人三脚 百日紅 万歳 万一 九分九厘 五分五分
"""
_WORDS = re.compile("|".join(sorted(_WORDS_TEXT.split(), key=len, reverse=True)))
"""Words that begin like a number with a counter and are (nearly) always something else."""
_RUN = re.compile(rf"(?:\d+(?:,\d{{3}})*(?:\.\d+)?|[{_KANJI}])+")
_TOKEN = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|[{_KANJI}]")
_COUNTER = re.compile(_COUNTERS)
_POINT = re.compile(rf"[点・]([〇零一二三四五六七八九]+)(?={_COUNTERS}|[^一-鿿ァ-ヺ]|$)")
_PARTS_OF = re.compile(rf"分の([{_KANJI}]+)")
_INSIDE_A_WORD = frozenset("統同唯均単専画随択純春真正再毎")
"""Before 一 …: 統一, 同一人物, 真一 …"""
_TWO_KANJI = re.compile(
    "[二三四五六七八九]十|十[一二三四五六七八九]|[二三四五六七八九]百|[十百千]万|[一二三四五六七八九十百]億"
)
_KANJI_FOLLOWS = re.compile("[㐀-䶿一-鿿々ヶ]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number found in a text: characters ``start`` … ``end``, without its counter."""

    start: int
    end: int
    digits: str
    """Of the number: "2026", "64.5", "3分の1"."""
    letters: str
    """The number as the text has it."""
    counter: str
    """What it counts (stands after ``end``), "" for none."""


def numbers_as_digits(text: str) -> str:
    """Return ``text`` (NFKC) with its kanji numbers as digits."""
    written: list[str] = []
    done = 0
    for number in readings(text):
        written += (text[done : number.start], number.digits)
        done = number.end
    return "".join(written) + text[done:]


def readings(text: str) -> Iterator[Reading]:
    """Yield the numbers of ``text`` (NFKC) that have kanji in them, in order."""
    done = 0
    while found := _RUN.search(text, done):
        at, end = found.span()
        word = _WORDS.match(text, at)
        done = max(word.end(), end) if word else end
        number = None if word else _read(text, at, end)
        if number is None:
            continue
        digits, done = number
        counted = _COUNTER.match(text, done)
        yield Reading(at, done, digits, text[at:done], counted[0] if counted else "")


def _read(text: str, at: int, end: int) -> tuple[str, int] | None:
    """Return the digits of the numerals from ``at`` to ``end``, and where the number ends; None where they are none."""
    run = text[at:end]
    tokens = _TOKEN.findall(run)
    digits = _digits_of(tokens)
    if digits is None or (tokens == [run] and run[0].isdecimal()) or text[max(at - 1, 0) : at] in _INSIDE_A_WORD:
        return None
    whole = (digits, end) if _is_number(text, run, end) else None
    return _with_decimals(text, digits, end) or _with_fraction(text, digits, end) or whole


def _with_decimals(text: str, digits: str, end: int) -> tuple[str, int] | None:
    point = _POINT.match(text, end)
    return (f"{digits}.{''.join(str(_DIGITS[name]) for name in point[1])}", point.end()) if point else None


def _with_fraction(text: str, digits: str, end: int) -> tuple[str, int] | None:
    parts = _PARTS_OF.match(text, end)
    part = _digits_of(_TOKEN.findall(parts[1])) if parts else None
    return (f"{digits}分の{part}", parts.end()) if parts and part is not None else None


def _is_number(text: str, run: str, end: int) -> bool:
    """Tell whether a well-formed numeral is meant as a number: a counter follows, or its letters are nothing else."""
    counted = _COUNTER.match(text, end)
    positional = len(run) > 1 and all(char in _DIGITS for char in run)
    if counted:
        return not positional or "〇" in run or len(run) > 2
    if any(char.isdecimal() for char in run):
        return True
    if positional:
        return "〇" in run and len(run) > 2
    clear = len(run) > 2 or _TWO_KANJI.fullmatch(run) is not None
    return clear and not _KANJI_FOLLOWS.match(text, end)


def _digits_of(tokens: list[str]) -> str | None:
    if len(tokens) > 1 and all(token in _DIGITS for token in tokens):
        return "".join(str(_DIGITS[token]) for token in tokens)
    return number_of(tokens, _DIGITS, _UNITS)
