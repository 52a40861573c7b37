"""Korean numbers as minutes and subtitles write them: 삼백오십 명 → 350명, 오후 세 시 삼십 분 → 오후 3시 30분, 만 오천 원 → 1만 5천 원.

What is a number is told by ``sorikit.core.numerals.korean``; here stands how it is written. Small numbers in words stay
(두 개, 열 살, 삼 년), as people write them; so do sayings (백 번). 만, 억, 조 stay as words between the digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sorikit.core.numerals.korean import Reading, readings
from sorikit.core.numerals.korean_names import SINO
from sorikit.pipelines.finishing._edits import Edit

_MEASURES_TEXT = """
퍼센트 퍼센트포인트 달러 유로 엔 위안 파운드 센트 도 월 월달 초 학년 호선 교시 차선 미터 센티미터 센티 밀리미터 킬로미터 킬로그램 밀리그램
그램 톤 리터 밀리리터 헤르츠 킬로헤르츠 메가헤르츠 기가헤르츠 바이트 킬로바이트 메가바이트 기가바이트 테라바이트 기가 메가 데시벨 밀리초
볼트 와트 킬로와트 칼로리 킬로칼로리 제곱미터 인치 피트 마일 분기
"""
_MEASURES = frozenset(_MEASURES_TEXT.split())
"""Counters that even a small number stands before in digits (오 퍼센트 → 5%, 삼 월 → 3월)."""
_ROUND_COUNTERS = frozenset(("퍼센트", "원", "달러", "유로", "엔", "명"))
"""Counters before which 백, 천 and 만 by themselves are numbers and no saying."""
_UNGROUPED = frozenset(
    ("년", "년도", "년대", "번", "호", "호실", "번지", "번길", "학번", "기", "월", "일", "시", "분", "초")
)
"""Counters of names rather than amounts: no comma (2026년, 1004호)."""
_SMALL_NATIVE = 10
"""Native numbers up to this stay in words, but for the hours of the clock."""
_SMALL_SINO = 9
_LONE_UNITS = ("백", "천", "만", "억", "조")
_NAMES = re.compile("[영공일이삼사오육칠팔구]")
_MYRIADS = ((10**12, "조"), (10**8, "억"), (10**4, "만"))

_MONTHS = {"유월": "6월", "시월": "10월"}
_MONTH = re.compile(r"(?<![가-힣])(?:유월|시월)(?= ?(?:[이삼]?십)?[일이삼사오육칠팔구]? ?일(?![가-힣]{3})| ?\d)")
_BEFORE_MYRIAD = re.compile(r"(?<=\d) (?=[만억조](?:[ ,.]|여|원|명|개|달러|엔|톤|\d|$))")
_HALF = re.compile("반(?:에|까지|부터|쯤|이|으로|경)?(?![가-힣])")
_VERSUS = re.compile(rf" ?(?:\d|[{SINO}](?![가-힣]))")
"""After 대: a score (3 대 2), not a count of cars."""

_PHONE_DIGIT = "[공영일이삼사오육칠팔구]"
_BETWEEN = "(?:에|다시|[- ])+"
_SPOKEN_PHONE = re.compile(
    rf"(?<![가-힣])([공영](?:[일][공영일육칠팔구]|[이]|[삼사오육][일이삼사]|칠공))"
    rf"{_BETWEEN}({_PHONE_DIGIT}{{3,4}}){_BETWEEN}({_PHONE_DIGIT}{{4}})(?!{_PHONE_DIGIT})"
)
_WRITTEN_PHONE = re.compile(r"(?<![\d.,-])(01[016789]|02|0[3-6][1-5]|070)[ .](\d{3,4})[ .](\d{4})(?![\d.,-]\d|\d)")
_MOBILE = re.compile(r"(?<![\d.,-])(010)(\d{4})(\d{4})(?![\d,-])")


def joining_edits(text: str) -> list[Edit]:
    """Return the edits to be made before ``number_edits``: 100 만 원 → 100만 원, 유월 십일 → 6월 십일."""
    months = [Edit(found.start(), found.end(), _MONTHS[found[0]]) for found in _MONTH.finditer(text)]
    return months + [Edit(found.start(), found.end(), "") for found in _BEFORE_MYRIAD.finditer(text)]


def number_edits(text: str) -> list[Edit]:
    """Return the edits that write the numbers of ``text`` (NFC) as people do."""
    phones = list(_phones(text))
    edits = list(phones)
    found = list(readings(text))
    for index, reading in enumerate(found):
        if any(reading.start < phone.end and phone.start < reading.end for phone in phones):
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        written = _written(text, reading, leads=following is not None and bool(following.follows))
        if written is None:
            continue
        if reading.chained:
            written = " " + written
        if reading.counter == "시" and _HALF.match(text, reading.end):
            written += " "
        if written != text[reading.start : reading.end]:
            edits.append(Edit(reading.start, reading.end, written))
    return sorted(edits)


def _phones(text: str) -> Iterator[Edit]:
    for pattern in (_SPOKEN_PHONE, _WRITTEN_PHONE, _MOBILE):
        for found in pattern.finditer(text):
            groups = ("".join(_digit(name) for name in group) for group in found.groups())
            yield Edit(found.start(), found.end(), "-".join(groups))


def _digit(name: str) -> str:
    return name if name.isdecimal() else str("영일이삼사오육칠팔구".find(name.replace("공", "영")))


def _written(text: str, reading: Reading, *, leads: bool) -> str | None:
    """Return how the number and its counter are written; None where they stay as they are.

    ``leads``: whether the next number goes on with this one, as part of a date or a time.
    """
    counter = text[reading.start + len(reading.letters) : reading.end]
    if _is_doubtful(text, reading):
        return None
    if reading.letters[0].isdecimal() and not _NAMES.search(reading.letters):
        if not counter or counter.strip() == "프로":  # 아이폰 15 프로
            return None
        number = reading.letters
    elif _in_digits(reading, part=leads or bool(reading.follows)):
        number = _digits(reading)
    else:
        return None
    if not number[-1].isdecimal():
        return number + counter
    if counter.strip() == "퍼센트":
        return number + "%"
    return number + (counter if reading.some else counter.strip())


def _is_doubtful(text: str, reading: Reading) -> bool:
    """Tell whether the number may be read in two ways: 삼십일 alone is 31 or 30일, 3 대 2 is a score."""
    if reading.counter == "대" and _VERSUS.match(text, reading.end):
        return True
    if text[max(0, reading.start - 2) : reading.start].strip()[-1:].isdecimal() and reading.letters[0] in _LONE_UNITS:
        return True
    return reading.letters[-1] == "일" and len(reading.letters) > 1 and not reading.counter


def _in_digits(reading: Reading, *, part: bool) -> bool:
    """Tell whether people write this number, which is in words, in digits. ``part``: of a date or a time."""
    if not reading.digits.isdecimal():
        return True  # decimals and fractions
    value = int(reading.digits)
    if reading.native:
        return reading.counter == "시" or (bool(reading.counter) and reading.letters != "첫" and value > _SMALL_NATIVE)
    if reading.letters in _LONE_UNITS:
        return part or reading.counter in _ROUND_COUNTERS
    if reading.letters == "십":
        return bool(reading.counter)
    return value > _SMALL_SINO or part or reading.counter in _MEASURES


def _digits(reading: Reading) -> str:
    """Return a number that is in words in digits, in groups of myriads where it is large."""
    digits = reading.digits
    plain = not digits.isdecimal() or digits[0] == "0" or reading.counter in _UNGROUPED
    return digits if plain else _grouped(int(digits))


def _grouped(value: int) -> str:
    if value < 10**4:
        return f"{value:,}"
    parts: list[str] = []
    for size, name in _MYRIADS:
        group, value = divmod(value, size)
        if group:
            parts.append(_thousands(group) + name)
    if value:
        parts.append(_thousands(value))
    return " ".join(parts)


def _thousands(group: int) -> str:
    """Beside a myriad, whole thousands are written 5천."""
    return f"{group // 1000}천" if 0 < group < 10**4 and group % 1000 == 0 else f"{group:,}"
