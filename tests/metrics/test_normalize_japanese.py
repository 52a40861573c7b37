"""Japanese in a comparable form: pairs that are the same, pairs that must stay different, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics import TextRule
from sorikit.metrics.normalize.japanese import japanese

SAME = """
二千二十六年 | 2026年
二〇二六年 | 2026年
２０２６年１１月２２日 | 二千二十六年十一月二十二日
2026/11/22 | 2026年11月22日
三百五十円 | ¥350
一万二千人 | 1万2千人
12,000人 | 一万二千人
一億二千万円 | 120,000,000円
午後二時三十分 | 午後2:30
十時 | 10:00
一人で | 1人で
一つ | 1つ
二十才 | 20歳
三ヶ月 | 3か月
三か月 | 3カ月
第三回 | 第3回
三・五パーセント | 3.5%
三点五倍 | 3.5倍
三分の一 | 1/3
十分待って | 10分待って
5km | 五キロメートル
10㌔ | 10キロ
気温は−5度 | 気温はマイナス5度
03-1234-5678 | 0312345678
3〜5人 | 3から5人
サーバー | サーバ
コンピューターを | コンピュータを
ら〜めん | らーめん
すごーーい | すごーい
ｶﾞｷﾞｸﾞ | ガギグ
ＡＢＣ | abc
東京 タワー | 東京タワー
「はい」。 | はい
（笑）そうです | そうです
が | が
"""
DIFFERENT = """
一緒 | 1緒
八百屋 | 800屋
四五人 | 45人
十分に | 10分に
万一 | 10001
統一 | 統1
3、5 | 35
3.5 | 35
1-0 | 10
コピー | コピ
ビール | ビル
えーと、はい | はい
はし | 橋
二人 | 三人
三年 | 4年
ヴァイオリン | バイオリン
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [(left.strip(), right.strip()) for left, right in (line.split("|") for line in table.strip().splitlines())]


@pytest.mark.parametrize(("left", "right"), rows(SAME))
def test_written_otherwise_is_the_same(left: str, right: str) -> None:
    assert japanese(left) == japanese(right)


@pytest.mark.parametrize(("left", "right"), rows(DIFFERENT))
def test_said_otherwise_is_not_the_same(left: str, right: str) -> None:
    assert japanese(left) != japanese(right)


def test_what_is_asked_for() -> None:
    assert japanese("えーと、あのー、そうですね。", TextRule(fillers=True)) == "そうですね"
    assert japanese("あの人はまあまあです", TextRule(fillers=True)) == "あの人はまあまあです"
    assert japanese("ヴァイオリン", TextRule(loanwords=True)) == "バイオリン"


@pytest.mark.parametrize("text", ["一緒に", "千葉県", "三角形", "七夕", "時々", "百", "二三の点", "万年筆", "三日月"])
def test_words_that_look_like_numbers_stay(text: str) -> None:
    assert japanese(text) == text


NUMBERS = st.text(
    st.sampled_from(
        list(
            "〇零一二三四五六七八九十百千万億兆年月日時分円人個点・のヶケか才サーバァヴあえと、。〜~ 0123456789.,:-−/%$()統"
        )
    ),
    max_size=14,
)


@given(st.one_of(NUMBERS, st.text(max_size=40)), st.booleans())
def test_any_text_comes_to_rest(text: str, asked: bool) -> None:
    rule = TextRule(loanwords=asked, fillers=asked)
    form = japanese(text, rule)
    assert japanese(form, rule) == form
    assert not any(char.isspace() for char in form)


def kanji(number: int) -> str:
    """Write a number below 10⁸ in kanji."""
    high, low = divmod(number, 10_000)
    if high:
        return kanji(high) + "万" + (kanji(low) if low else "")
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            written += ("" if digit == 1 and unit > 1 else "一二三四五六七八九"[digit - 1]) + name
    return written


@given(st.integers(1, 99_999_999))
def test_every_number_with_a_counter(number: int) -> None:
    assert japanese(f"{kanji(number)}円") == f"{number}円" == japanese(f"{number:,}円")


def test_long_digits_do_no_harm() -> None:
    digits = "9" * 6000
    assert japanese(f"{digits}万円") == f"{digits}万円"
