"""Numbers as minutes and subtitles write them, Korean and Japanese; what they mean never changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics.normalize.japanese import japanese
from sorikit.metrics.normalize.korean import korean
from sorikit.pipelines.finishing import japanese_numbers, korean_numbers
from sorikit.pipelines.finishing._edits import edited


def in_korean(text: str) -> str:
    text = edited(text, korean_numbers.joining_edits(text))
    return edited(text, korean_numbers.number_edits(text))


def in_japanese(text: str) -> str:
    return edited(text, japanese_numbers.number_edits(text))


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("삼백오십 명이 왔습니다", "350명이 왔습니다"),
        ("이천이십육 년 십일월 이십이 일 오후 세 시 삼십 분에", "2026년 11월 22일 오후 3시 30분에"),
        ("오월 오일은 어린이날", "5월 5일은 어린이날"),
        ("유월 십일 시월 삼 일", "6월 10일 10월 3일"),
        ("오후 세시반에 만나요", "오후 3시 반에 만나요"),
        ("만 오천 원입니다", "1만 5천 원입니다"),
        ("삼억 오천만 원을 투자했다", "3억 5천만 원을 투자했다"),
        ("이만 삼천사백오십 원", "2만 3,450원"),
        ("천오백만 원", "1,500만 원"),
        ("100 만 원", "100만 원"),
        ("육십사 점 오 퍼센트", "64.5%"),
        ("백 퍼센트", "100%"),
        ("십오 프로", "15프로"),
        ("삼분의 이가 찬성", "3분의 2가 찬성"),
        ("공일공에 일이삼사에 오육칠팔로 전화 주세요", "010-1234-5678로 전화 주세요"),
        ("010 1234 5678번으로", "010-1234-5678번으로"),
        ("01012345678", "010-1234-5678"),
        ("3 개월 동안 20 명이", "3개월 동안 20명이"),
        ("스물세 살이고 열두 명", "23살이고 12명"),
        ("천사 호", "1004호"),
        ("이백여 명", "200여 명"),
    ],
)
def test_korean_numbers_are_written_as_people_do(said: str, written: str) -> None:
    assert in_korean(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "두 개만 주세요", "열 살 때", "일 년 동안", "첫 번째 두 번째", "백 번 말해도", "이 분은 이번에 이사했다", "이천 쌀 구조 오만하다",
        "구구단을 외자", "육이오 전쟁", "일대일로 이대로 가자", "천만에요", "수백만 원", "3 대 2로 이겼다", "한편 두고 보자",
        "삼십일까지", "350명", "아이폰 15 프로를 샀다", "15프로", "2026년 3월 1일", "하나 둘 셋",
    ],
)  # fmt: skip
def test_what_people_write_in_words_stays(text: str) -> None:
    assert in_korean(text) == text


SINO = "일이삼사오육칠팔구"


def sino(number: int) -> str:
    """Read a number below a hundred million."""
    high, low = divmod(number, 10_000)
    spoken = ""
    for group, unit in ((high, "만"), (low, "")):
        part = "".join(
            ("" if digit == 1 and place else SINO[digit - 1]) + ("", "십", "백", "천")[place]
            for place in (3, 2, 1, 0)
            if (digit := group // 10**place % 10)
        )
        spoken += part + (unit if group else "")
        spoken += " " if group and unit and low else ""
    return spoken


@given(st.integers(10, 99_999_999), st.sampled_from(["원", "명", "미터", "퍼센트", "킬로그램", "달러", "년"]))
def test_a_number_means_the_same_afterwards(number: int, counter: str) -> None:
    said = f"모두 {sino(number)} {counter}입니다"
    written = in_korean(said)
    assert korean(written) == korean(said)
    if number not in (10**4, 10**3, 10**2):
        assert any(letter.isdecimal() for letter in written)
    assert in_korean(written) == written


@given(
    st.lists(
        st.sampled_from(
            [
                "일",
                "이",
                "삼",
                "십",
                "백",
                "천",
                "만",
                "한",
                "두",
                "세",
                "열",
                "스무",
                "개",
                "명",
                "시",
                "분",
                "월",
                "일",
                "년",
                "원",
                "은",
                "의",
                "그",
                "반",
                "동안",
                "3",
                "12",
            ]
            + [" "] * 12
        ),
        max_size=14,
    )
)
def test_any_row_of_numerals_keeps_its_meaning(parts: list[str]) -> None:
    said = "".join(parts)
    written = edited(said, korean_numbers.number_edits(said))
    assert korean(written).replace(" ", "") == korean(said).replace(" ", "")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("二千二十六年三月五日", "2026年3月5日"),
        ("三億五千万円です", "3億5000万円です"),
        ("二十三人が来た", "23人が来た"),
        ("六十四点五パーセント", "64.5パーセント"),
        ("午後三時半", "午後3時半"),
        ("一つだけ", "一つだけ"),
        ("三人で", "三人で"),
        ("一日中", "一日中"),
        ("統一した", "統一した"),
        ("3千円", "3千円"),
    ],
)
def test_japanese_numbers_are_written_as_people_do(said: str, written: str) -> None:
    assert in_japanese(said) == written
    assert japanese(in_japanese(said)) == japanese(said)
