"""Korean numbers in words → digits with their counters (스물세 살 → 23살, 이천이십육 년 → 2026년, 3억 5천만 원 → 350000000원).

Digits are the form that both spellings share: 20명 is read 스무 명 and 이십 명. What cannot be told from another word by
its letters stays as it is: 이 분 (this person, two minutes), 이번, 사회, 이천 alone (a town); so does a number in the wrong
series (세 분, 삼 개). One syllable alone is never a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sorikit.core.numerals import korean_counters as counters
from sorikit.core.numerals.korean_names import DIGITS, ONES, SINO, TENS, UNITS, Numeral, numerals_at, sino_at


@dataclass(frozen=True, slots=True)
class Reading:
    """A number found in a text: characters ``start`` … ``end``, its counter included."""

    start: int
    end: int
    digits: str
    """Of the number: "350", "64.5", "3분의 1", "1" for 첫."""
    letters: str
    """The number as the text has it, without its counter."""
    counter: str = ""
    """Its counter, "" for none; 프로 is 퍼센트."""
    some: str = ""
    """여 ("some"), where it stands between number and counter."""
    native: bool = False
    """True for 하나, 둘, 셋 …; false for 일, 이, 삼 … and for digits."""
    chained: bool = False
    """True where the number stands on the counter of the one before, without a space (세시삼십분)."""
    follows: str = ""
    """Counter of the number just before it, if this one goes on with it as part of a date or a time."""

    @property
    def written(self) -> str:
        """The comparable form: digits, and the counter in one word with them."""
        return self.digits + self.some + self.counter


_FIRST_LETTERS = "".join({name[0] for name in (*ONES, *TENS, "첫")})
_FIRST = re.compile(rf"(?<![^\W_])(?:제(?=[{SINO}]))?(?=[{SINO}{_FIRST_LETTERS}])|(?<![0-9A-Za-z.,])(?=\d)")
"""Where a number may begin: at the beginning of a word, after 제; digits anywhere but after Latin letters and digits."""
_NO_NUMBER = re.compile(r"[\d.,]+|.", re.DOTALL)
_POINT = re.compile(r"( ?)[점쩜]( ?)([영공일이삼사오육칠팔구]+)")
_PARTS_OF = re.compile(r" ?분의 ?")
_FIRST_OF_ALL = re.compile(r"첫 ?번째")
_CHAINS = {"년": "월", "개월": "일", "월": "일", "시": "분", "시간": "분", "분": "초"}
"""Counter → the one that goes on with it, without a space too (세시삼십분), and then as part of a date or time (오월 오일)."""
_DAYS_FOLLOW = re.compile(r" ?(?:동안|간|째|만에)(?![가-힣])")
"""After a number that ends in 일: days (십일 동안 = 10일 동안)."""
_NUMBERED = ("년", "호", "번", "호실", "학번", "번지")
"""Counters of numbers that are read digit by digit (삼공이호)."""
_ORDINALS = (
    "차",
    "회",
    "조",
    "항",
    "호",
    "장",
    "절",
    "권",
    "부",
    "과",
    "강",
    "기",
    "대",
    "국",
    "세대",
    "단계",
    "공화국",
)
_TWO_SYLLABLES = re.compile(
    "[이삼사오육칠팔구]십|십[일이삼사오육칠팔구]|[이삼사오육칠팔구]백|[십백]만|[일이삼사오육칠팔구십백천]억|[삼육칠팔]만|[삼오육칠팔]천"
)
"""Numbers of two syllables that are nothing else; not 이천, 오만, 구조, 백일, 만일, 천만(에)."""


def numbers_as_digits(text: str) -> str:
    """Return ``text`` (NFC) with its number words as digits, each with its counter in one word."""
    written: list[str] = []
    done = 0
    for number in readings(text):
        written += (" " if number.chained else text[done : number.start], number.written)
        done = number.end
    return "".join(written) + text[done:]


def readings(text: str) -> Iterator[Reading]:
    """Yield the numbers of ``text`` (NFC) in order, whether in words, in digits or mixed."""
    done, previous = 0, ""
    while found := _FIRST.search(text, done):
        at = found.end()
        if text[done:at] != " ":
            previous = ""
        read = _number_at(text, at, previous, ordinal=found[0] == "제")
        if read is None:
            nothing = _NO_NUMBER.match(text, at)
            done, previous = nothing.end() if nothing else at + 1, ""
        chained = False
        while read:
            yield replace(read, chained=chained, follows=previous if _CHAINS.get(previous) == read.counter else "")
            previous, done = read.counter, read.end
            read = _number_at(text, done, previous) if previous in _CHAINS else None
            chained = True


def _number_at(text: str, at: int, previous: str, *, ordinal: bool = False) -> Reading | None:
    """Return the number at ``at``; ``previous`` is the counter of the number just before, "" for none."""
    first = _FIRST_OF_ALL.match(text, at)
    if first and counters.FOLLOWS.match(text, first.end()):
        return Reading(at, first.end(), "1", "첫", "번째", native=True)
    for numeral in numerals_at(text, at):
        if _are_days(text, numeral, previous):
            continue
        read = (
            _with_fraction(text, numeral)
            or _with_decimals(text, numeral)
            or _with_counter(text, numeral, previous, ordinal=ordinal)
            or (None if ordinal else _alone(text, numeral))
        )
        if read:
            return read
    return None


def _are_days(text: str, numeral: Numeral, previous: str) -> bool:
    """Tell whether the last 일 is "day" and not "one"; the next shorter reading then takes it as its counter."""
    if numeral.letters[-1] != "일" or len(numeral.letters) == 1 or text.startswith(("일", " 일"), numeral.end):
        return False
    return _CHAINS.get(previous) == "일" or _DAYS_FOLLOW.match(text, numeral.end) is not None


def _with_fraction(text: str, numeral: Numeral) -> Reading | None:
    between = _PARTS_OF.match(text, numeral.end)
    if not between or numeral.native:
        return None
    for part in sino_at(text, between.end()):
        if counters.FOLLOWS.match(text, part.end):
            return Reading(
                numeral.start, part.end, f"{numeral.digits}분의 {part.digits}", text[numeral.start : part.end]
            )
    return None


def _with_decimals(text: str, numeral: Numeral) -> Reading | None:
    """Read 삼 점 오: with a counter, or where nothing else follows."""
    point = None if numeral.native else _POINT.match(text, numeral.end)
    if not point or not numeral.digits.isdecimal():
        return None
    number = numeral.digits + "." + "".join(str(DIGITS[name]) for name in point[3])
    counted = counters.COUNTER.match(text, point.end())
    if counted and counted[1] in counters.SINO | counters.SINO_FROM_TEN and _ends_well(text, counted.end(), counted[1]):
        return Reading(numeral.start, counted.end(), number, text[numeral.start : point.end()], _plain(counted[1]))
    if counters.FOLLOWS.match(text, point.end()) and (not point[1] or numeral.letters != "이"):
        return Reading(numeral.start, point.end(), number, text[numeral.start : point.end()])
    return None


def _with_counter(text: str, numeral: Numeral, previous: str, *, ordinal: bool) -> Reading | None:
    """Read the counter after the number (with 여, "some", between them): the longest that fits."""
    some = "여" if text.startswith("여", numeral.end) and len(numeral.letters) > 1 else ""
    longest = counters.COUNTER.match(text, numeral.end + len(some))
    if not longest:
        return None
    for end in range(longest.end(), longest.start(1), -1):
        counter = text[longest.start(1) : end]
        if counter in counters.ALL and _ends_well(text, end, counter):
            joined = longest.start(1) == longest.start()
            fits = (
                joined and counter in _ORDINALS
                if ordinal
                else _CHAINS.get(previous) == counter or _fits(text, numeral, counter, (joined, end))
            )
            if fits:
                digits = _unpadded(numeral.digits)
                return Reading(
                    numeral.start, end, digits, numeral.letters, _plain(counter), some, native=numeral.native
                )
    return None


def _fits(text: str, numeral: Numeral, counter: str, where: tuple[bool, int]) -> bool:
    """Tell whether this number is said with this counter, and the two together are no other word."""
    joined, end = where
    if _after_full(numeral) or numeral.letters[0].isdecimal() or numeral.letters[-1].isdecimal():
        return not _after_full(numeral) or counter not in counters.FULL
    if numeral.native:
        another_word = numeral.letters + counter == "한시" and text.startswith(("도", "름"), end)
        return not another_word and _native_fits(numeral, counter, joined=joined)
    if numeral.positional:
        return counter in _NUMBERED
    if counter == "시":
        return 13 <= numeral.value <= 24 or not numeral.value
    if len(numeral.letters) == 1 and counter in ("분", "주", "일") and counters.TIME_FOLLOWS.match(text, end):
        return not joined or numeral.letters + counter == "십일"
    return _sino_fits(numeral, counter, joined=joined)


def _after_full(numeral: Numeral) -> bool:
    """Tell 만 3 from 만 이천: "full", perhaps, and not ten thousand."""
    return numeral.letters.startswith("만 ") and numeral.value < 10_100


def _sino_fits(numeral: Numeral, counter: str, *, joined: bool) -> bool:
    letters = numeral.letters
    if counter not in counters.SINO and (counter not in counters.SINO_FROM_TEN or numeral.value < 10):
        return False
    if len(letters) > 1 or (joined and letters + counter in counters.ANOTHER_WORD):
        return len(letters) > 1
    if letters == "이":
        return counter in counters.THIS_SAFE or (joined and counter == "층")
    if letters in UNITS:
        return not joined or counter in counters.SAFE_JOINED_PLACES
    return not joined or counter in counters.SAFE_JOINED or (counter == "번" and letters in "일삼오육칠팔구")


def _native_fits(numeral: Numeral, counter: str, *, joined: bool) -> bool:
    letters = numeral.letters
    if letters.endswith(("하나", "둘", "셋", "넷")) or counter not in counters.NATIVE:
        return False
    if (counter == "시" and numeral.value > 12) or (letters, counter) in counters.NOT_COUNTED:
        return False
    return len(letters) > 1 or not joined or counter in counters.SAFE_JOINED_NATIVE


def _ends_well(text: str, end: int, counter: str) -> bool:
    if counters.FOLLOWS.match(text, end):
        return True
    return counter in _CHAINS and _number_at(text, end, counter) is not None


def _alone(text: str, numeral: Numeral) -> Reading | None:
    """Read a number without a counter, where its letters are nothing but a number."""
    letters = numeral.letters
    if _after_full(numeral):
        return None
    if letters.isdecimal() or "." in letters or "," in letters or not counters.FOLLOWS.match(text, numeral.end):
        return None  # digits already; or part of another word
    if numeral.native:
        sure = numeral.value > 10 and " " not in letters and not letters.endswith(("한", "두", "세", "네", "석", "넉"))
        sure = sure and letters not in ("쉰", "스무")  # 쉰 목소리
    elif numeral.positional:
        sure = "공" in letters or "영" in letters
    else:
        last = letters.rsplit(" ", 1)[-1]
        sure = len(letters) > 2 and (last == letters or len(last) > 1)
        sure = sure or any(letter.isdecimal() for letter in letters) or bool(_TWO_SYLLABLES.fullmatch(letters))
    return Reading(numeral.start, numeral.end, numeral.digits, letters, native=numeral.native) if sure else None


def _unpadded(digits: str) -> str:
    return digits.lstrip("0") or "0" if len(digits) == 2 and digits.isdecimal() else digits


def _plain(counter: str) -> str:
    return "퍼센트" if counter == "프로" else counter
