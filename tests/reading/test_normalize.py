"""What people write as digits and signs, written out: tables, and totals over all numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.reading.english import normalize as en
from sorikit.reading.english import numbers

ENGLISH = {
    "It costs $3.50.": "It costs three dollars and fifty cents.",
    "at 3:30 p.m. on May 21, 2026": "at three thirty PM on May twenty first, twenty twenty six",
    "10am": "ten AM",
    "1,204 bugs in 1999": "one thousand two hundred four bugs in nineteen ninety nine",
    "in 2007": "in two thousand seven",
    "in 1905": "in nineteen oh five",
    "the 3rd and 22nd": "the third and twenty second",
    "5.5% of 32GB": "five point five percent of thirty two gigabytes",
    "2026-12-01": "December first twenty twenty six",
    "e.g. Dr. Kim": "for example doctor Kim",
    "R&D": "R and D",
    "-5": "minus five",
    "room 007": "room zero zero seven",
    "$2 million": "two million dollars",
    "9:00": "nine o'clock",
    "at 5.30pm, at 5.30": "at five thirty PM, at five point three zero",
    "9:05": "nine oh five",
}


@pytest.mark.parametrize(("written", "spoken"), ENGLISH.items())
def test_english(written: str, spoken: str) -> None:
    assert re.sub(" +", " ", en.normalize(written)) == spoken


ONES = {word: value for value, word in enumerate(numbers._ONES)}
TENS = {word: value * 10 for value, word in enumerate(numbers._TENS) if value > 1}
SCALES = {name: size for size, name in numbers._SCALES}


@given(st.integers(0, 10**15 - 1))
def test_english_cardinals_read_back(number: int) -> None:
    total = section = 0
    for word in numbers.cardinal(number).split():
        if word == "hundred":
            section *= 100
        elif word in SCALES:
            total, section = total + section * SCALES[word], 0
        else:
            section += ONES.get(word, TENS.get(word, 0))
    assert total + section == number


@given(st.text(max_size=60))
def test_no_digit_is_left(text: str) -> None:
    assert not re.search(r"[0-9]", en.normalize(text))
