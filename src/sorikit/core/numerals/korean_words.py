"""Whole numbers → Korean words, in both series: the way back of ``korean_names``, for reading aloud."""

from __future__ import annotations

from collections.abc import Mapping

from sorikit.core.numerals.korean_names import DIGITS, ONES, TENS, UNITS

_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경")
_LARGEST = 10**20


def _first_names(table: Mapping[str, int]) -> dict[int, str]:
    """Return value → the first name that the table gives it."""
    return {value: name for name, value in reversed(list(table.items()))}


_NAMES = _first_names(DIGITS)
_ONES, _TENS = _first_names(ONES), _first_names(TENS)


def sino(number: int) -> str:
    """Return a whole number in Sino-Korean, with a space after each 만, 억, 조 (맞춤법 제44항).

    From 10²⁰ on it is read digit by digit.

    >>> sino(12345)
    '만 이천삼백사십오'
    """
    if number < 0:
        return "마이너스 " + sino(-number)
    if number == 0:
        return _NAMES[0]
    if number >= _LARGEST:
        return one_by_one(str(number))
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
            spoken += ("" if digit == 1 and place else _NAMES[digit]) + _PLACES[place]
    return spoken


def native(number: int) -> str:
    """Return 1 … 99 as it stands before a counter (한, 두, 스무, 스물한); Sino-Korean beyond."""
    if not 1 <= number <= 99:
        return sino(number)
    if number == 20:
        return "스무"
    return _TENS.get(number // 10 * 10, "") + _ONES.get(number % 10, "")


def one_by_one(digits: str, zero: str = "영") -> str:
    """Return the digits each by itself, 0 as ``zero`` (영, or 공 in telephone numbers).

    >>> one_by_one("010", "공")
    '공일공'
    """
    return "".join(_NAMES[int(digit)] if int(digit) else zero for digit in digits)


MULTIPLES = "".join(UNITS)
"""What may stand after digits, as in 3억 5천만: 십백천만억조."""
