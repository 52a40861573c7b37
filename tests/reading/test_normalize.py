"""What people write as digits and signs, written out: tables, and totals over all numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.reading.english import normalize as en
from sorikit.reading.korean import normalize as ko

KOREAN = {
    "3개": "세 개",
    "20살": "스무 살",
    "21명": "스물한 명",
    "120개": "백이십 개",
    "11월 22일": "십일월 이십이일",
    "6월 10일": "유월 십일",
    "10월": "시월",
    "2026-06-10에": "이천이십육년 유월 십일에",
    "오후 2:30에": "오후 두 시 삼십 분에",
    "14:05": "십사 시 오 분",
    "3시에": "세 시에",
    "10시간": "열 시간",
    "3개월": "삼개월",
    "12,345원": "만 이천삼백사십오원",
    "$3.5": "삼 점 오달러",
    "5.5%": "오 점 오 퍼센트",
    "010-1234-5678로": "공일공 일이삼사 오육칠팔로",
    "API와 GPU": "에이피아이와 지피유",
    "1~2주": "일에서 이주",
    "3번째": "세 번째",
    "-5도": "마이너스 오도",
    "3.14": "삼 점 일사",
    "3km": "삼 킬로미터",
    "1억 2000만": "일억 이천만",
    "email을 보내": "email을 보내",
    "좋아요 ㅋㅋㅋ": "좋아요",
}
ENGLISH = {
    "It costs $3.50.": "It costs three dollars and fifty cents.",
    "at 3:30 p.m. on May 21, 2026": "at three thirty PM on May twenty first, twenty twenty six",
    "10am": "ten AM",
    "1,204 bugs in 1999": "one thousand two hundred four bugs in nineteen ninety nine",
    "in 2007": "in two thousand seven",
    "in 1905": "in nineteen oh five",
    "the 3rd and 22nd": "the third and twenty second",
    "5.5% of 32GB": "five point five percent of thirty two gigabytes",
    "2026-12-01": "December first, twenty twenty six",
    "e.g. Dr. Kim": "for example doctor Kim",
    "R&D": "R and D",
    "-5": "minus five",
    "room 007": "room zero zero seven",
    "$2 million": "two million dollars",
    "9:00": "nine o'clock",
    "9:05": "nine oh five",
}


@pytest.mark.parametrize(("written", "spoken"), KOREAN.items())
def test_korean(written: str, spoken: str) -> None:
    assert ko.normalize(written) == spoken


@pytest.mark.parametrize(("written", "spoken"), ENGLISH.items())
def test_english(written: str, spoken: str) -> None:
    assert re.sub(" +", " ", en.normalize(written)) == spoken


def read_sino(text: str) -> int:
    """The reverse of ``sino``, written independently: sums digits times places."""
    total = section = digit = 0
    for letter in text.replace(" ", ""):
        if letter in "영일이삼사오육칠팔구":
            digit = "영일이삼사오육칠팔구".index(letter)
        elif letter in "십백천":
            section += max(digit, 1) * 10 ** ("십백천".index(letter) + 1)
            digit = 0
        else:
            total += max(section + digit, 1) * 10 ** (4 * ("만억조경".index(letter) + 1))
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**20 - 1))
def test_sino_korean_numbers_read_back(number: int) -> None:
    assert read_sino(ko.sino(number)) == number


@given(st.integers(1, 99))
def test_native_numbers_differ(number: int) -> None:
    assert len({ko.native(other) for other in range(1, 100)}) == 99
    assert not re.search(r"\d", ko.native(number))


ONES = {word: value for value, word in enumerate(en._ONES)}
TENS = {word: value * 10 for value, word in enumerate(en._TENS) if value > 1}
SCALES = {name: size for size, name in en._SCALES}


@given(st.integers(0, 10**15 - 1))
def test_english_cardinals_read_back(number: int) -> None:
    total = section = 0
    for word in en.cardinal(number).split():
        if word == "hundred":
            section *= 100
        elif word in SCALES:
            total, section = total + section * SCALES[word], 0
        else:
            section += ONES.get(word, TENS.get(word, 0))
    assert total + section == number


@given(st.text(max_size=60))
def test_no_digit_is_left(text: str) -> None:
    assert not re.search(r"[0-9]", ko.normalize(text))
    assert not re.search(r"[0-9]", en.normalize(text))
