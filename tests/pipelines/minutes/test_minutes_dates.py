"""Dates and numbers as people say them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.pipelines.minutes.dates import due_in, find_dates
from sorikit.pipelines.minutes.numerals import claims_in, number_of, numbers_in

MONDAY = dt.date(2026, 11, 23)

DATES = [
    ("ko", "내일까지 보내겠습니다", "2026-11-24"),
    ("ko", "모레 하겠습니다", "2026-11-25"),
    ("ko", "오늘 중으로", "2026-11-23"),
    ("ko", "금요일까지", "2026-11-27"),
    ("ko", "월요일까지", "2026-11-30"),
    ("ko", "이번 주 금요일", "2026-11-27"),
    ("ko", "다음주금요일까지", "2026-12-04"),
    ("ko", "다음 주 금요일까지요", "2026-12-04"),
    ("ko", "다음 주, 금요일까지", "2026-12-04"),  # recognisers put commas where speakers breathe
    ("ko", "다다음 주 수요일", "2026-12-09"),
    ("ko", "다음 주까지", "2026-12-04"),
    ("ko", "이번 주 안에", "2026-11-27"),
    ("ko", "이번 달 말까지", "2026-11-30"),
    ("ko", "다음 달 말까지", "2026-12-31"),
    ("ko", "월말까지", "2026-11-30"),
    ("ko", "연말까지", "2026-12-31"),
    ("ko", "12월 3일까지", "2026-12-03"),
    ("ko", "십이월 삼일까지", "2026-12-03"),
    ("ko", "1월 5일", "2027-01-05"),
    ("ko", "2027년 2월 1일", "2027-02-01"),
    ("ko", "내년 3월 2일", "2027-03-02"),
    ("ko", "11월 20일까지였는데", "2026-11-20"),
    ("ko", "27일까지", "2026-11-27"),
    ("ko", "3일까지", "2026-12-03"),
    ("ko", "3일 안에", "2026-11-26"),
    ("ko", "이틀 뒤", "2026-11-25"),
    ("ko", "일주일 안에", "2026-11-30"),
    ("ko", "2주 후", "2026-12-07"),
    ("ko", "두 달 뒤", "2027-01-23"),
    ("ko", "다음 달 3일", "2026-12-03"),
    ("ko", "다음 주 초까지", None),
    ("ko", "12월 중순", None),
    ("ko", "2월 30일까지", None),
    ("en", "by Friday", "2026-11-27"),
    ("en", "by next Friday", "2026-12-04"),
    ("en", "by the end of the week", "2026-11-27"),
    ("en", "by the end of next week", "2026-12-04"),
    ("en", "by the end of the month", "2026-11-30"),
    ("en", "tomorrow morning", "2026-11-24"),
    ("en", "the day after tomorrow", "2026-11-25"),
    ("en", "by December 3rd", "2026-12-03"),
    ("en", "on the 3rd of December", "2026-12-03"),
    ("en", "by January 5, 2027", "2027-01-05"),
    ("en", "before the 25th", "2026-11-25"),
    ("en", "in two weeks", "2026-12-07"),
    ("en", "within 3 days", "2026-11-26"),
    ("en", "by EOD", "2026-11-23"),
    ("en", "by 2026-12-01", "2026-12-01"),
    ("en", "sometime next week", None),
    ("en", "by 12/3", None),
    ("ja", "明日までに", "2026-11-24"),
    ("ja", "来週、金曜日まで", "2026-12-04"),
    ("ja", "来週の金曜日までに", "2026-12-04"),
    ("ja", "金曜日まで", "2026-11-27"),
    ("ja", "今週中に", "2026-11-27"),
    ("ja", "月末までに", "2026-11-30"),
    ("ja", "来月末", "2026-12-31"),
    ("ja", "十二月三日", "2026-12-03"),
    ("ja", "12月3日までに", "2026-12-03"),
    ("ja", "3日までに", "2026-12-03"),
    ("ja", "二週間後", "2026-12-07"),
    ("ja", "来週前半", None),
]


@pytest.mark.parametrize(("language", "text", "expected"), DATES)
def test_dates(language: str, text: str, expected: str | None) -> None:
    mentions = find_dates(text, language, MONDAY)
    assert len(mentions) == 1, mentions
    assert mentions[0].date == (dt.date.fromisoformat(expected) if expected else None)
    assert find_dates(text, language, None)[0].date is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "이번 주식 시장이 다음 주제입니다"), ("ko", "일정을 일일이 확인했습니다"), ("ko", "매일 오일 교환을 합니다"),
        ("ko", "수고하셨습니다 금방 끝났네요"), ("en", "we may do it, the second one is a must"), ("en", "on Fridays we march"),
        ("ja", "一日中仕事をしました"), ("ja", "日本の月曜ロードショー"),
    ],
)  # fmt: skip
def test_what_is_no_date(language: str, text: str) -> None:
    assert [m.text for m in find_dates(text, language, MONDAY) if m.date] in ([], ["月曜"])


def test_the_limit_goes_before_other_days_and_the_past_is_no_limit() -> None:
    due = due_in("어제 말한 건 마감이 12월 3일이니까 11월 28일까지 주세요", "ko", MONDAY)
    assert due is not None
    assert (due.text, due.date) == ("11월 28일", dt.date(2026, 11, 28))
    assert due_in("어제 했습니다", "ko", MONDAY) is None
    assert due_in("I finished it yesterday", "en", MONDAY) is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31)), st.sampled_from(range(7)))
def test_a_weekday_is_the_next_one_after_the_meeting(day: dt.date, weekday: int) -> None:
    name = "월화수목금토일"[weekday]
    found = find_dates(f"{name}요일까지", "ko", day)[0].date
    assert found is not None
    assert found.weekday() == weekday
    assert 1 <= (found - day).days <= 7
    coming = find_dates(f"다음 주 {name}요일", "ko", day)[0].date
    assert coming is not None
    assert coming.isocalendar()[:2] == (day + dt.timedelta(days=7)).isocalendar()[:2]


@given(st.text(max_size=40), st.sampled_from(["ko", "en", "ja"]), st.dates())
def test_any_text_and_day(text: str, language: str, day: dt.date) -> None:
    for mention in find_dates(text + " 31일까지 2주 후 next month end of the month 来月末", language, day):
        assert mention.text


@pytest.mark.parametrize(
    ("text", "number"),
    [("십이", 12), ("삼천만", 30_000_000), ("5백만", 5_000_000), ("이억", 200_000_000), ("二十三", 23), ("three", 3), ("twenty-five", 25), ("12,300", 12_300), ("천이백만", 12_000_000), ("abc", None)],
)  # fmt: skip
def test_numbers(text: str, number: int | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("예산은 삼천만 원입니다", "예산 3,000만 원"), ("이십 퍼센트 올랐습니다", "20% 상승"), ("twelve thousand dollars", "$12,000"),
        ("forty percent faster", "40% faster"), ("九十パーセント", "90%"), ("twenty-four users", "24 users"), ("eighty-five thousand", "85,000"),
        ("3.5 퍼센트", "3.5%"),
    ],
)  # fmt: skip
def test_numbers_said_and_written_are_the_same(said: str, written: str) -> None:
    assert claims_in(written) <= numbers_in(said)
    assert claims_in(written)


@pytest.mark.parametrize("text", ["하지만 추천은 한 번만", "사이트 구축 이야기", "no one and a half"])
def test_words_that_look_like_numbers_claim_none(text: str) -> None:
    assert claims_in(text) == set()
