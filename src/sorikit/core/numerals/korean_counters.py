"""What Korean counts with, and in which of its two series of numbers: the tables behind ``korean``.

A counter is only made one with a number that it is said with (세 개 = 3개, 삼 년 = 3년, never 세 년), so that another
number word stays another word. 표준국어대사전 and 한글 맞춤법 제43항 (단위를 나타내는 명사).
"""

from __future__ import annotations

import re

_NATIVE_TEXT = """
개 명 사람 살 시간 마리 권 장 잔 병 대 달 곳 군데 배 채 척 통 벌 쌍 건 줄 판 끼 편 가지 켤레 그루 송이 번째 번 바퀴 방울
모금 조각 그릇 접시 봉지 상자 박스 팀 자루 포기 다발 과목 문장 단어 글자 문제 종류 차례 시
"""
_SINO_TEXT = """
년 년도 년대 년차 월 월달 일 일차 분 초 원 달러 유로 엔 위안 파운드 센트 퍼센트 퍼센트포인트 프로 도 층 호 호선 호실 학년
학기 주 주년 주일 주차 개월 개월차 개국 개사 개소 세 세기 인 인분 인승 박 점 위 등 번 번지 번길 회 차 페이지 쪽 조 항 급
단 단계 부 승 패 골 라운드 세트 이닝 쿼터 기 차원 인치 피트 마일 분기 대 교시 평 차선 세대 회차 학번 미터 센티미터 센티
밀리미터 킬로미터 킬로그램 밀리그램 그램 톤 리터 밀리리터 헤르츠 킬로헤르츠 메가헤르츠 기가헤르츠 바이트 킬로바이트
메가바이트 기가바이트 테라바이트 기가 메가 데시벨 밀리초 볼트 와트 킬로와트 칼로리 킬로칼로리 킬로 제곱미터
"""
NATIVE = frozenset(_NATIVE_TEXT.split())
"""Said with 한, 두, 세 …"""
SINO = frozenset(_SINO_TEXT.split())
"""Said with 일, 이, 삼 …"""
ALL = NATIVE | SINO
SINO_FROM_TEN = NATIVE - {"살", "달", "시", "번"}
"""Of the native ones, those that are said with Sino-Korean numbers as well once these are large (이십 명 = 스무 명)."""

_SAFE_JOINED_TEXT = """
년 년도 년대 월 층 학년 학기 개월 퍼센트 퍼센트포인트 프로 달러 유로 초 주년 호선 세기 인분 주일 페이지 개국 분기 등 교시
미터 센티미터 센티 밀리미터 킬로미터 킬로그램 밀리그램 그램 톤 리터 밀리리터 킬로 기가 메가 데시벨 칼로리 세트 라운드 쿼터
"""
SAFE_JOINED = frozenset(_SAFE_JOINED_TEXT.split())
"""Counters that may be written onto one Sino-Korean syllable (삼년) without making another word (사회, 구원, 이점 …)."""
SAFE_JOINED_PLACES = (SAFE_JOINED - {"월", "등"}) | frozenset(
    {"원", "명", "개", "번", "배", "가지", "마리", "시간", "점"}
)
"""The same after 십, 백, 천, 만 alone (만원, 백명)."""
SAFE_JOINED_NATIVE = frozenset(
    ("개", "명", "번", "시간", "가지", "달", "마리", "살", "사람", "군데", "켤레", "잔", "시", "번째", "그릇", "바퀴")
)
"""The same after 한, 두, 세, 네, 열 (세대, 한편, 열대 … are words)."""

THIS_SAFE = (SAFE_JOINED - {"세기", "등", "학기", "층"}) | {"원", "박"}
"""After 이, which is "two" and "this": what is not said of this one (이 년 = 2년, but 이 층, 이 분, 이 점)."""
TIME_FOLLOWS = re.compile(r" ?(?:동안|정도|후에?|뒤에?|전에?|만에|이내|안에|간|쯤|째|남짓)(?![가-힣])")
"""After 이 분, 이 주, 이 일: then it is a length of time."""
ANOTHER_WORD = frozenset({"만점", "만개", "만년"})
"""Full marks, full bloom, for ever."""
FULL = frozenset({"세", "살", "년", "개월", "주", "일", "시간"})
"""After 만 ("full") and a number below a hundred: 만 3세, 만 이 년."""
NOT_COUNTED = frozenset({("한", "건"), ("한", "편"), ("네", "편"), ("한", "대로")})
"""내가 한 건, 한 편, 네 편: no counting."""

COUNTER = re.compile(" ?(" + "|".join(sorted(ALL, key=len, reverse=True)) + ")")

_PARTICLES = """
은 는 이 가 을 를 에 의 도 만 로 으로 과 와 랑 이랑 하고 나 이나 까지 까진 부터 마다 보다 처럼 밖에 에서 에는 에도 에만 엔 에게
한테 께서 쯤 씩 째 간 정도 동안 짜리 이상 이하 미만 이내 전 후 뒤 당 경 만에 만큼 들 요 죠 지 야 네 라 란 고 며 면 니 인 일 임
조차 마저 남짓 넘게 반
"""
_COPULA = "(?:이|입|였|인데|인지|예요|에요|라고|라는|라서|라면|라도)[가-힣]*"
FOLLOWS = re.compile(
    rf"(?:(?:{'|'.join(sorted(_PARTICLES.split(), key=len, reverse=True))}){{1,3}}|{_COPULA})?(?![가-힣])"
)
"""What may stand on a number or its counter: particles, the copula; anything else makes it part of another word (두 장점)."""
