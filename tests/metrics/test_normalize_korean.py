"""Korean in a comparable form: pairs that are the same, pairs that must stay different, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.metrics import TextRule
from sorikit.metrics.normalize.korean import korean

SAME = """
이천이십육 년 | 2026년
이천이십육년도 | 2026년도
이천 이십 육 년 | 2026년
이공이육 년 | 2026 년
천구백팔십사 년 | 1984년
십일월 이십이 일 | 11월 22일
십이월 이십오일 | 12월25일
십이월 이십일 | 12월 20일
십이월 이십일일 | 12월 21일
오월 오일 | 5월 5일
시월 삼 일 | 10월 3일
유월에 | 6월에
2026-11-22 | 2026년 11월 22일
2026.11.22. | 이천이십육년 십일월 이십이일
스물세 살 | 23살
스물세 살이에요 | 23 살이에요.
사과 세 개랑 배 두개 | 사과 3개랑 배 2개
열두 명 | 12명
열 두 명 | 12 명
석 달 넉 달 | 3달 4달
스무 명 | 20명
이십 명 | 20명
만 이천 명 | 1만 2천명
천만 명 | 10,000,000명
삼십여 명 | 30여명
첫 번째 | 1번째
세번째로 | 3 번째로
한 번 | 1번
세 배나 | 3배나
두 시 삼십 분 | 2:30
세시삼십분 | 3시 30분
열네 명 | 14명
십사 시 | 14:00
다섯 시 반 | 5시 반
세 시 이 분 | 3시 2분
이 분 동안 | 2분 동안
이 주 뒤에 | 2주 뒤에
십일 동안 | 10일 동안
일 년 이 개월 | 1년 2개월
스물네시간 | 24시간
영 점 오 퍼센트 | 0.5%
삼점오 프로 | 3.5％
백 퍼센트 | 100%
구십구 점 구 | 99.9
일점오 배 | 1.5배
육십사쩜오 | 64.5
삼십이쩜 팔 도 | 32.8도
3억 5천만 원 | 350,000,000원
삼억 오천만원 | 350000000원
삼만 오천 구백 원 | ₩35,900
오 달러 | $5
천 원짜리 | 1000원짜리
삼분의 일 | 1/3
십만분의 일 | 100000분의 1
공일공 일이삼사 오육칠팔 | 010-1234-5678
공일공에 일이삼사에 오육칠팔로 | 01012345678로
010 1234 5678 | +82-10-1234-5678
천오백팔십팔 | 1588
오 킬로미터 | 5km
십 킬로그램 | 10 kg
영하 삼십 도 | 영하 30℃
제삼차 세계대전 | 제 3차 세계대전
육 학년 | 6학년
일 번 출구 | 1번 출구
만 삼 세 | 만 3세
만 일 원 | 10001원
만 십팔 세 | 만 18세
백이십삼 | 123
이천이십육 | 2,026
스물다섯이다 | 25이다
삼에서 오 명 | 삼에서 오 명
3~5명 | 3에서 5명
-5도 | 마이너스 오 도
1,234,567 | 1234567
“그렇죠?” | 그렇죠
'소리'는 | 소리는
한·중·일 | 한 중 일
(웃음) 네 | 네
[박수] 감사합니다 | 감사합니다
ＡＢＣ | abc
\u1112\u1161\u11ab\u1100\u1173\u11af | 한글
"""
"""Left and right come to the same form. The last left side is decomposed (NFD)."""

DIFFERENT = """
이번에 | 2번에
이 분이 오셨다 | 2분이 오셨다
세 분이 오셨다 | 3분이 오셨다
삼 개 | 3개
삼 명 | 세 명
이 층에 | 2층에
젊은 세대 | 젊은 3대
사회 | 4회
사원 | 4원
구원 | 9원
구조 | 9000000000000
이천 쌀 | 2000 쌀
만약 | 10000약
천만에요 | 10000000에요
한편 | 1편
내가 한 건 | 내가 1건
쉰 목소리 | 50 목소리
한시도 | 1시도
두 장점 | 2장점
세 개념 | 3개념
제일 좋은 | 제1 좋은
5G 통신 | 5g 통신
3.5 | 35
스물세 살 | 스물네 살
23살 | 24살
세 시 | 네 시
오후 두 시 | 오전 두 시
갔다 | 같다
나는 | 나를
컨텐츠 | 콘텐츠
AI | 에이아이
음 그래 | 그래
가게 | 가개
만점 | 10000점
만회 | 10000회
이점 | 2점
"""
"""Left and right must not become the same under the default rule."""

KEPT = (
    "만나서",
    "열심히",
    "일일 일식",
    "네, 맞아요",
    "한두 번",
    "두세 명",
    "수백 명",
    "몇십 명",
    "그 일 때문에",
    "이 프로그램",
    "천장",
    "기억",
)


def rows(table: str) -> list[tuple[str, str]]:
    return [(left.strip(), right.strip()) for left, right in (line.split("|") for line in table.strip().splitlines())]


@pytest.mark.parametrize(("left", "right"), rows(SAME))
def test_written_otherwise_is_the_same(left: str, right: str) -> None:
    assert korean(left) == korean(right)


@pytest.mark.parametrize(("left", "right"), rows(DIFFERENT))
def test_said_otherwise_is_not_the_same(left: str, right: str) -> None:
    assert korean(left).replace(" ", "") != korean(right).replace(" ", "")


@pytest.mark.parametrize("text", KEPT)
def test_words_that_look_like_numbers_stay(text: str) -> None:
    assert korean(text) == text.replace(",", "")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("이천이십육 년 십일월 이십이 일 오후 두 시 삼십 분", "2026년 11월 22일 오후 2시 30분"),
        ("3억 5천만 원이 들었어요.", "350000000원이 들었어요"),
        ("ㅋㅋㅋ 그래", "ㅋㅋㅋ 그래"),
        ("삼십 일", "30일"),
        ("이십 년", "20년"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_form_itself(text: str, form: str) -> None:
    assert korean(text) == form


@pytest.mark.parametrize(
    ("left", "right"),
    rows("""
컴퓨타 메세지 | 컴퓨터 메시지
컨텐츠를 | 콘텐츠를
AI가 | 에이아이가
OK | 오케이
ok요 | 오케이요
KBS TV | 케이비에스 티비
CCTV | 씨씨티비
PC방 | 피씨방
리더쉽과 워크샵 | 리더십과 워크숍
유투브 | YouTube
"""),
)
def test_loanwords_when_asked_for(left: str, right: str) -> None:
    rule = TextRule(loanwords=True)
    assert korean(left, rule) == korean(right, rule)
    assert korean(left) != korean(right)


def test_fillers_when_asked_for() -> None:
    rule = TextRule(fillers=True)
    assert korean("음… 그, 어 저는요", rule) == "저는요"
    assert korean("그 사람은 음식을 어깨에", rule) == "그 사람은 음식을 어깨에"
    assert korean("음… 저는요") == "음 저는요"


NUMBERS = st.text(
    st.sampled_from(
        list(
            "영공일이삼사오육칠팔구십백천만억조한두세네열스물서른년월일시분개명번대점의에은이 0123456789.,:-/~%$()ㅋ'AI여제"
        )
    ),
    max_size=14,
)


@given(st.one_of(NUMBERS, st.text(max_size=40)), st.booleans())
def test_any_text_comes_to_rest(text: str, asked: bool) -> None:
    rule = TextRule(loanwords=asked, fillers=asked)
    form = korean(text, rule)
    assert korean(form, rule) == form
    assert form == " ".join(form.split())


@given(st.integers(1, 9_999_999))
def test_every_number_with_a_counter(number: int) -> None:
    """Numbers in words, as a voice says them, are read back."""
    from sorikit.core.numerals.korean_words import native, sino

    assert korean(f"{sino(number)} 원") == f"{number}원"
    assert korean(f"{sino(number).replace(' ', '')} 미터") == f"{number}미터"
    if number < 100:
        assert korean(f"{native(number)} 개") == f"{number}개"
    elif number < 10_000_000:
        assert korean(f"{number:,}원") == f"{number}원"


def test_long_digits_do_no_harm() -> None:
    digits = "9" * 6000
    assert korean(f"{digits}만 {digits}") == f"{digits}만 {digits}"
