"""Korean text as people write it → hangul only: numbers with their counters, dates, times, money, units, letters.

Latin words are left as they are (the English front end says them); abbreviations in capitals are spelled as Koreans
spell them (API → 에이피아이).
"""

from __future__ import annotations

import re

_DIGITS = "영일이삼사오육칠팔구"
_PHONE_DIGITS = "공일이삼사오육칠팔구"
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경")

_NATIVE_ONES = ("", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉")
_NATIVE_TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")

_NATIVE_COUNTERS = (
    "개월차", "가지", "시간", "사람", "마리", "군데", "켤레", "그루", "송이", "번째", "바퀴", "방울", "모금", "조각",
    "개", "명", "살", "권", "장", "잔", "병", "대", "달", "곳", "배", "채", "척", "통", "벌", "쌍", "건", "줄", "판", "끼", "편",
)  # fmt: skip
"""Counters that take native numbers (세 개); every other takes Sino-Korean ones (삼 년). 개월 is excepted below."""

_UNITS = {
    "km": "킬로미터", "cm": "센티미터", "mm": "밀리미터", "m": "미터", "kg": "킬로그램", "mg": "밀리그램", "g": "그램",
    "GB": "기가바이트", "MB": "메가바이트", "KB": "킬로바이트", "TB": "테라바이트", "kHz": "킬로헤르츠", "Hz": "헤르츠",
    "dB": "데시벨", "ms": "밀리초", "L": "리터", "ml": "밀리리터", "℃": "도", "°C": "도", "%": "퍼센트", "％": "퍼센트",
    "%p": "퍼센트포인트",
}  # fmt: skip
_MONEY = {"$": "달러", "₩": "원", "€": "유로", "£": "파운드", "¥": "엔"}
_SYMBOLS = {
    "&": " 앤드 ",
    "+": " 플러스 ",
    "=": " 는 ",
    "@": " 골뱅이 ",
    "#": " 샵 ",
    "℃": "도",
    "%": " 퍼센트 ",
    "/": " ",
}

_LETTER_NAMES = (
    "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 와이 제트"
)
_LETTERS = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", _LETTER_NAMES.split(), strict=True))


def sino(number: int) -> str:
    """Return a whole number below 10^20 in Sino-Korean, with a space after each 만, 억, 조 (맞춤법 제44항).

    >>> sino(12345)
    '만 이천삼백사십오'
    """
    if number == 0:
        return _DIGITS[0]
    if number < 0:
        return "마이너스 " + sino(-number)
    if number >= 10**20:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    groups = []
    for myriad in _MYRIADS:
        number, group = divmod(number, 10_000)
        if group:
            head = "" if group == 1 and myriad == "만" and not number else _four_digits(group)
            groups.append(head + myriad)
    return " ".join(reversed(groups))


def _four_digits(group: int) -> str:
    spoken = ""
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            spoken += ("" if digit == 1 and place else _DIGITS[digit]) + _PLACES[place]
    return spoken


def native(number: int) -> str:
    """Return 1 … 99 as it stands before a counter (한, 두, 스무, 스물한); Sino-Korean beyond."""
    if not 1 <= number <= 99:
        return sino(number)
    if number == 20:
        return "스무"
    return _NATIVE_TENS[number // 10] + _NATIVE_ONES[number % 10]


def normalize(text: str) -> str:
    """Return ``text`` with every number, sign and abbreviation in hangul.

    >>> normalize("11월 22일 오후 2:30에 3명이 API 2개를 5.5% 줄였다")
    '십일월 이십이일 오후 두 시 삼십 분에 세 명이 에이피아이 두 개를 오 점 오 퍼센트 줄였다'
    """
    text = re.sub(r"[\"“”‘’'()\[\]{}<>「」『』*_`|]", " ", text)
    text = re.sub(
        r"(?<!\d)(0\d{1,2})[- ](\d{3,4})[- ](\d{4})(?!\d)",
        lambda found: " ".join(map(_one_by_one, found.groups())),
        text,
    )
    text = re.sub(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", r"\1년 \2월 \3일", text)
    text = re.sub(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)", _clock, text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(
        r"([$₩€£¥])\s?(\d+(?:\.\d+)?)(\s?[만억조천])?",
        lambda found: f"{found[2]}{found[3] or ''}{_MONEY[found[1]]}",
        text,
    )
    text = re.sub(r"(?<=\d)\s?[~～∼]\s?(?=\d)", "에서 ", text)
    units = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
    text = re.sub(rf"(?<=\d)\s?({units})(?![A-Za-z])", lambda found: " " + _UNITS[found[1]], text)
    text = re.sub(r"(?<!\d)(?:0?6월|10월)", lambda found: "유월" if "6" in found[0] else "시월", text)
    text = re.sub(r"(?<![\d.])(\d{1,2})\s?시(?![간점장도])", lambda found: f"{_hour(int(found[1]))} 시", text)
    text = re.sub(r"(?<![A-Za-z\d])-(?=\d)", "마이너스 ", text)
    text = re.sub(r"(\d+)\.(\d+)", lambda found: f"{sino(int(found[1]))} 점 {_one_by_one(found[2], _DIGITS)}", text)
    counters = "|".join(_NATIVE_COUNTERS)
    text = re.sub(
        rf"(\d+)\s?(?!개월)(?!장[관])(?!대[학로])(?!건물)({counters})",
        lambda found: f"{native(int(found[1]))} {found[2]}",
        text,
    )
    text = re.sub(r"\d+", _plain_number, text)
    text = re.sub(
        r"(?<![A-Za-z])[A-Z]{1,5}(?![A-Za-z])", lambda found: "".join(_LETTERS[letter] for letter in found[0]), text
    )
    text = re.sub("[" + re.escape("".join(_SYMBOLS)) + "]", lambda found: _SYMBOLS[found[0]], text)
    text = re.sub(r"[ㅋㅎㅠㅜㄱ-ㆎ]+|(?<=\S)-(?=\S)", " ", text)
    return re.sub(r"\s+", " ", text).replace(" ,", ",").strip()


def _hour(hour: int) -> str:
    return native(hour) if 1 <= hour <= 12 else sino(hour)


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    spoken = f"{_hour(hour)} 시"
    return spoken if minute == 0 else f"{spoken} {sino(minute)} 분"


def _one_by_one(digits: str, names: str = _PHONE_DIGITS) -> str:
    return "".join(names[int(digit)] for digit in digits)


def _plain_number(found: re.Match[str]) -> str:
    digits = found[0]
    return _one_by_one(digits) if digits.startswith("0") and len(digits) > 1 else sino(int(digits))
