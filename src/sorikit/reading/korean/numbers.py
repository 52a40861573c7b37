"""Numbers in Korean text → words: which of the two series, by counter and context; dates, times, money, units, telephones.

Number and counter are said in one breath, and so are given in one word (삼년, 세개): the rules of pronunciation then see
them together (육년 [융년], 열개 [열깨]).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from sorikit.core.numerals import korean_counters
from sorikit.core.numerals.korean_words import native, one_by_one, sino
from sorikit.reading.korean import units

LINK = "\u203f"
"""Stands where a space is written and none is spoken."""
Say = Callable[[re.Match[str]], "str | None"]

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_MULTIPLE = r"[십백천만억조]"
_LATIN_LEFT = r"(?<![A-Za-z])"
_UNIT = "|".join(sorted(map(re.escape, units.UNITS), key=len, reverse=True))
_MONEY = "|".join(sorted(map(re.escape, units.MONEY), key=len, reverse=True))
_PARTS_OF_DAY = ("오전", "오후", "새벽", "아침", "낮", "저녁", "밤")


def _date(found: re.Match[str]) -> str | None:
    year, month, day = int(found[1]), int(found[3]), int(found[4])
    return f"{sino(year)}년 {_month(month)}월 {sino(day)}일" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(month: int) -> str:
    """맞춤법 제52항: 6 and 10 lose their last consonant before 월."""
    return {6: "유", 10: "시"}.get(month, sino(month))


def _clock(found: re.Match[str]) -> str | None:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59 or len(found[2]) != 2 or _is_score(found):
        return None
    spoken = f"{_hour(hour)}시" + (f" {sino(minute)}분" if minute else "")
    return spoken + (f" {sino(int(found[3]))}초" if found[3] else "")


def _hour(hour: int) -> str:
    return native(hour) if 1 <= hour <= 12 else sino(hour)


def _is_score(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()].rstrip(), found.string[found.end() : found.end() + 20]
    return not before.endswith(_PARTS_OF_DAY) and units.SCORE.search(after) is not None


def _score(found: re.Match[str]) -> str:
    return f"{sino(int(found[1]))} 대 {sino(int(found[2]))}"


def _telephone(found: re.Match[str]) -> str:
    domestic = re.sub(r"^\+82[- ]?0?", "0", found[0])
    return " ".join(one_by_one(part, "공") for part in re.findall(r"\d+", domestic))


def _dashed(found: re.Match[str]) -> str:
    """Account numbers digit by digit; 152-3 as in addresses."""
    parts = found[0].split("-")
    if len(parts) == 2 and all(len(part) < 4 for part in parts):
        return f"{sino(int(parts[0]))} 다시 {sino(int(parts[1]))}"
    return " ".join(one_by_one(part, "공") for part in parts)


def _version(found: re.Match[str]) -> str:
    head = "브이 " if found[1] else ""
    return head + "점".join(sino(int(part)) for part in found[2].split("."))


def _fraction(found: re.Match[str]) -> str | None:
    above, below = int(found[1]), int(found[2])
    after = found.string[found.end() :]
    if re.match(r"\s?\([월화수목금토일]\)|\s?\([월화수목금토일]요일\)", after) and 1 <= above <= 12:
        return f"{_month(above)}월 {sino(below)}일"
    if after.startswith("분기"):
        return f"{sino(above)}사" if below == 4 else None
    return f"{sino(below)}분의 {sino(above)}" if below else None


def _money(found: re.Match[str]) -> str:
    name = units.MONEY.get(found[1]) or units.CODES[found[1]]
    if found[3]:
        amount = Decimal(found[2].replace(",", "")) * units.SCALES[found[3]]
        return f"{_amount(format(amount.normalize(), 'f'))}{name}"
    return _with_multiples(found[2], found[4] or "") + name


def _range(found: re.Match[str]) -> str:
    """Read 1~2시간: with native counters each number has its own."""
    after = units.COUNTER.match(found.string, found.end())
    if after and _is_native(found[2], after):
        return f"{_in_series(found[1], after)}{after[1]}에서 {_in_series(found[2], after)}{LINK}"
    return f"{_amount(found[1])}에서 {_number_before(found.string, found[2], found.end())}"


def _negative(found: re.Match[str]) -> str:
    return f"마이너스 {_amount(found[1])}"


def _with_unit(found: re.Match[str]) -> str:
    speed = units.SPEEDS.get(found[3], "")
    if speed and not found.string[: found.start()].rstrip().endswith(speed):
        return f"{speed} {_with_multiples(found[1], found[2] or '')}{units.UNITS[found[3]]}"
    return _with_multiples(found[1], found[2] or "") + units.UNITS[found[3]]


def _large(found: re.Match[str]) -> str:
    """Read 3억 5천만: digits before each myriad."""
    spoken = [_with_multiples(*part) for part in re.findall(rf"({_NUMBER})\s?({_MULTIPLE}*)", found[0])]
    return " ".join(spoken) + _link(found)


def _with_multiples(number: str, multiples: str) -> str:
    multiples = multiples.strip()
    head = "" if number == "1" and multiples[:1] in tuple("십백천만") else _amount(number)
    return head + multiples


def _plain(found: re.Match[str]) -> str:
    return _number_before(
        found.string, found[1], found.end(), ordinal=found.string[: found.start()].endswith(("제", "제 "))
    )


def _number_before(text: str, number: str, end: int, *, ordinal: bool = False) -> str:
    """Read a number that ends at ``end``, by the counter that follows it."""
    if re.match(r"월(?!세|급|간|남)", text[end:]) and number.isdecimal() and int(number) <= 12:
        return _month(int(number))
    counted = None if ordinal else _counter_at(text, end)
    if counted and _is_native(number, counted):
        return _in_series(number, counted) + LINK
    if number.isdecimal() and len(number) > 1 and number.startswith("0"):
        return sino(int(number)) if counted and len(number) == 2 else one_by_one(number, "공")
    return _amount(number) + (LINK if counted or (ordinal and units.COUNTER.match(text, end)) else "")


def _counter_at(text: str, end: int) -> re.Match[str] | None:
    """Return the longest counter at ``end`` that is a word of its own, with particles at most."""
    longest = units.COUNTER.match(text, end)
    for last in range(longest.end(), longest.start(1), -1) if longest else ():
        counted = units.COUNTER.fullmatch(text, end, last)
        if counted and (korean_counters.FOLLOWS.match(text, last) or _goes_on(counted)):
            return counted
    return None


def _goes_on(counted: re.Match[str]) -> bool:
    """Tell 3개국어, 5분간, 세시쯤 from 3장관: a counter of several letters, or one with another number after it."""
    text, end = counted.string, counted.end()
    return len(counted[1]) > 1 or text[end : end + 1].isdecimal() or text[end : end + 1] in "짜쯤만이반들째씩여"


def _is_native(number: str, counted: re.Match[str]) -> bool:
    counter, text, end = counted[1], counted.string, counted.end()
    if not number.isdecimal() or number.startswith("0") or (counter not in units.NATIVE and counter != "분"):
        return False
    value = int(number)
    if counter == "번":
        return value < units.SINO_LATER["번"] and not units.IS_NUMBERED.match(text, end)
    if counter == "대" and units.GREAT.match(text, end):
        return False
    if counter == "대" and value % 10 == 0 and value < 100 and counted[0] == counter:
        return units.AGE.match(text, end) is None
    if counter == "분":
        return value < 20 and units.GUESTS.match(text, end) is not None
    return value < units.SINO_LATER.get(counter, 100)


def _in_series(number: str, counted: re.Match[str]) -> str:
    value = int(number)
    if value in (3, 4) and counted[1] in ("말", "되", "돈", "푼", "냥", "석"):
        return {3: "서", 4: "너"}[value] if counted[1] in ("말", "돈", "푼") else {3: "석", 4: "넉"}[value]
    return native(value)


def _amount(number: str) -> str:
    """Read digits with commas and a point, in Sino-Korean."""
    whole, _, decimals = number.replace(",", "").partition(".")
    spoken = one_by_one(whole, "공") if len(whole) > 1 and whole.startswith("0") else sino(int(whole))
    return f"{spoken}점{one_by_one(decimals)}" if decimals else spoken


def _link(found: re.Match[str]) -> str:
    return LINK if units.COUNTER.match(found.string, found.end()) else ""


def _event(found: re.Match[str]) -> str:
    return one_by_one(found[1]) + one_by_one(found[2])


def _equals(found: re.Match[str]) -> str:
    return "은 " if found.string[found.start() - 1] in "013678" else "는 "


def _plus(found: re.Match[str]) -> str:
    return {"+": " 더하기 ", "-": " 빼기 ", "−": " 빼기 ", "×": " 곱하기 ", "x": " 곱하기 ", "*": " 곱하기 "}[found[1]]


_BORDER = r"(?<![\d.,])"
PATTERNS: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"(?<!\d)([34568]|12)[.·](1|12|15|18|19|25)(?=\s?(?:절|운동|전쟁|민주|혁명|광복|동란|사태|이후|때|의거|항쟁))"), _event),
    (re.compile(r"(?<!\d)([34568]|12)·(1|12|15|18|19|25)(?!\d)"), _event),
    (re.compile(r"(?<!\d)(\d{4})([-./])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)(?:\.(?=\s?[가-힣(]))?"), _date),
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])"), _clock),
    (re.compile(r"(?<![\d:])(\d{1,3})\s?:\s?(\d{1,3})(?![\d:])"), _score),
    (re.compile(r"(?<![\d:])(\d{1,3})\s?대\s?(\d{1,3})(?=[^\d가-힣]|로|의|이|가|$)"), _score),
    (re.compile(r"\+82[- ]?\d{1,2}[- ]\d{3,4}[- ]\d{4}|(?<!\d)0\d{1,2}[-) .]\s?\d{3,4}[- .]\d{4}(?!\d)|(?<!\d)1[568]\d\d-\d{4}(?!\d)"), _telephone),
    (re.compile(rf"{_BORDER}\d+(?:-\d+)+(?![\d.])(?!\s?(?:{_UNIT}|[년월일시분명개주회]))"), _dashed),
    (re.compile(rf"{_LATIN_LEFT}([vV])\.?\s?(\d+(?:\.\d+)*)(?![\d.]*\d)"), _version),
    (re.compile(rf"{_BORDER}()(\d+(?:\.\d+){{2,}})"), _version),
    (re.compile(rf"{_BORDER}(\d{{1,3}})/(\d{{1,3}})(?![\d/])"), _fraction),
    (re.compile(rf"({_MONEY})\s?({_NUMBER})(?:([KMBk])(?![A-Za-z])|\s?({_MULTIPLE}+))?"), _money),
    (re.compile(rf"{_LATIN_LEFT}({'|'.join(units.CODES)})\s?({_NUMBER})(?:([KMBk])(?![A-Za-z])|\s?({_MULTIPLE}+))?"), _money),
    (re.compile(rf"{_BORDER}({_NUMBER})\s?[~∼～〜–—-]\s?({_NUMBER})(?!\s?(?:{_UNIT})(?![A-Za-z]))(?!{_MULTIPLE})"), _range),
    (re.compile(rf"(?<![\w.])[-−–]({_NUMBER})"), _negative),
    (re.compile(rf"({_NUMBER})(?:\s?({_MULTIPLE}+))?\s?({_UNIT})(?![A-Za-z])"), _with_unit),
    (re.compile(rf"{_BORDER}{_NUMBER}{_MULTIPLE}+(?:\s?{_NUMBER}{_MULTIPLE}+)*(?:\s?{_NUMBER}(?=\s?(?:원|달러|명|개|년|엔|위안|유로)))?"), _large),
    (re.compile(rf"({_NUMBER})"), _plain),
    (re.compile(r"(?<=\d)\s?=\s?(?=[\d?])"), _equals),
    (re.compile(r"(?<=[\d시분일월년])\s?[~∼～〜–]\s?(?=\d)"), lambda _: "에서 "),
    (re.compile(r"(?<=\d)\s?([+×x*−-])\s?(?=\d)"), _plus),
)  # fmt: skip
"""Tried in this order where a digit, a sign before one, or a Latin letter stands."""
