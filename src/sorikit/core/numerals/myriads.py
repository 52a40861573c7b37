"""Numbers as Korean and Japanese build them: digits, units up to a thousand, and these again before each myriad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

_Number = int | Fraction
_MYRIAD = 10**4
_LONGEST = 30
"""Digits of a token that is calculated with."""


def number_of(tokens: Sequence[str], digits: Mapping[str, int], units: Mapping[str, int]) -> str | None:
    """Return the digits of the whole number that ``tokens`` say, None for any other row of numerals.

    ``digits`` names 0 … 9, ``units`` 10 … 10¹²; a token may be written digits as well, with commas and a point (1.5만).
    A unit alone counts once (만 = 10000), but not above 10⁴ (억). Units must come in descending order.

    >>> number_of(["2", "만", "삼", "천"], {"삼": 3}, {"천": 1000, "만": 10000})
    '23000'
    """
    total: _Number = 0
    place, below = _MYRIAD, 10**16
    group: _Number | None = None  # what stands before the next myriad
    single: _Number | None = None  # what stands before the next unit
    for token in tokens:
        unit = units.get(token)
        if unit is None:
            if single is not None:
                return None
            if len(token) > _LONGEST:
                return None
            single = digits[token] if token in digits else _written(token)
            if (total or group is not None) and single >= min(place, below):
                return None
        elif single == 0 or unit >= (place if unit < _MYRIAD else below):
            return None
        elif unit < _MYRIAD:
            group = (group or 0) + (1 if single is None else single) * unit
            place, single = unit, None
        else:
            if unit > _MYRIAD and group is None and single is None:
                return None
            total += ((group or 0) + (single or 0) or 1) * unit
            below, place, group, single = unit, _MYRIAD, None, None
    total += (group or 0) + (single or 0)
    return str(total.numerator) if total.denominator == 1 else None


def _written(token: str) -> _Number:
    bare = token.replace(",", "")
    return Fraction(bare) if "." in bare else int(bare)
