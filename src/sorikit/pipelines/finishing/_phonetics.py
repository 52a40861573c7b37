"""How words sound, as rows of phones, and how far apart two of them are: to find a name that was written as it was heard.

Hangul is read by the rules of 표준 발음법 (liaison, assimilation, final consonants), kana by its names, Latin letters by
the commonest English readings (after L. Philips, "Hanging on the Metaphone", 1990). A phone is one letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sorikit.pipelines.finishing._hangul import is_syllable, take_apart

_CODAS = {
    **dict.fromkeys("ㄲㅋㄳㄺ", "ㄱ"), **dict.fromkeys("ㅅㅆㅈㅊㅌ", "ㄷ"), **dict.fromkeys("ㅍㅄㄿ", "ㅂ"),
    **dict.fromkeys("ㄵㄶ", "ㄴ"), "ㄻ": "ㅁ", **dict.fromkeys("ㄼㄽㄾㅀ", "ㄹ"), "ㅎ": "",
}  # fmt: skip
_SPLIT = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ",
    "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}
_VOWELS = {"ㅐ": "ㅔ", "ㅒ": "ㅖ", "ㅙ": "ㅞ", "ㅚ": "ㅞ", "ㅢ": "ㅣ"}

_LATIN = tuple(
    (re.compile(pattern), phones)
    for pattern, phones in (
        ("^(?:kn|gn|pn)", "n"), ("^wr", "r"), ("^ps", "s"), ("^x", "z"), ("[ts]ion", "Sn"), ("[ct]i(?=[aou])", "S"),
        ("sch(?=[aeiou])", "sk"), ("t?ch", "C"), ("sh", "S"), ("th", "T"), ("ph", "f"), ("(?<=[aeiou])gh", ""), ("ck", "k"),
        ("qu", "kw"), ("q", "k"), ("x", "ks"), ("wh", "w"), ("dg", "j"), ("c(?=[eiy])", "s"), ("c", "k"), ("(?<=.)y", "i"),
        ("(?<=..)e$", ""), ("(?<=..)es$", "s"), (r"([a-zA-Z])\1+", r"\1"), ("([aeiou])[aeiou]+", r"\1"), ("(?<=[aeiou])w", ""),
    )
)  # fmt: skip

_NEAR: tuple[tuple[str, float], ...] = (
    ("ㄱㅋㄲ", 0.3), ("ㄷㅌㄸ", 0.3), ("ㅂㅍㅃ", 0.3), ("ㅅㅆ", 0.2), ("ㅈㅊㅉ", 0.3), ("ㅅㅈㅊ", 0.6), ("ㄷㅈ", 0.6), ("ㄴㅁㅇ", 0.5),
    ("ㄹㄴ", 0.5), ("ㄱㄷㅂ", 0.6), ("ㅎㅍㅋ", 0.7),
    ("ㅓㅗ", 0.35), ("ㅏㅓ", 0.5), ("ㅜㅡ", 0.35), ("ㅗㅜ", 0.45), ("ㅔㅣ", 0.5), ("ㅔㅖ", 0.15), ("ㅡㅣ", 0.5), ("ㅓㅡ", 0.45),
    ("ㅏㅑ", 0.4), ("ㅓㅕ", 0.35), ("ㅗㅛ", 0.4), ("ㅜㅠ", 0.4), ("ㅏㅘ", 0.4), ("ㅓㅝ", 0.35), ("ㅗㅝ", 0.4), ("ㅔㅞ", 0.3), ("ㅣㅟ", 0.35),
    ("ㅕㅛ", 0.4), ("ㅕㅖ", 0.5), ("ㅏㅔ", 0.6),
    ("aeiou", 0.35), ("bp", 0.4), ("dtT", 0.4), ("gk", 0.4), ("gj", 0.5), ("sz", 0.2), ("szSCj", 0.5), ("fv", 0.4), ("fp", 0.6),
    ("mn", 0.5), ("lr", 0.5), ("vw", 0.5), ("vb", 0.4), ("Ts", 0.5), ("fT", 0.5), ("iy", 0.1), ("uw", 0.3), ("fh", 0.5),
)  # fmt: skip
"""Phones that are taken for each other, and at what cost (another phone of the same kind costs 1)."""
_COSTS: dict[tuple[str, str], float] = {}
for _phones, _cost in _NEAR:
    for _left in _phones:
        for _right in _phones:
            if _left != _right:
                _COSTS[_left, _right] = min(_cost, _COSTS.get((_left, _right), 1.0))
_ALL_VOWELS = frozenset("ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣaeiou")
_FAINT = {
    "ㅎ": 0.35,
    "h": 0.35,
    "ㅡ": 0.6,
    "ㅇ": 0.6,
    "ㄹ": 0.7,
    "r": 0.6,
    "a": 0.6,
    "e": 0.5,
    "i": 0.6,
    "o": 0.6,
    "u": 0.5,
    "w": 0.5,
}
"""Phones that are easily left out or put in."""


@lru_cache(maxsize=20_000)
def phones(text: str) -> str:
    """Return how ``text`` sounds; what is neither hangul nor kana nor Latin is left out.

    >>> phones("신라") == phones("실라"), phones("Philips") == phones("fillips")
    (True, True)
    """
    sounds: list[str] = []
    for found in re.finditer(
        r"[가-힣]+|[\u3041-\u3096\u30a1-\u30fc]+|[a-zA-Z\u00c0-\u024f]+", unicodedata.normalize("NFC", text)
    ):
        run = found[0]
        sounds.append(_hangul(run) if is_syllable(run[0]) else _kana(run) if run[0] >= "\u3041" else _latin(run))
    return "".join(sounds)


def distance(left: str, right: str, limit: float) -> float:
    """Return the least cost of turning one row of phones into the other; anything above ``limit`` where it is more."""
    previous = [0.0]
    for phone in right:
        previous.append(previous[-1] + _FAINT.get(phone, 1.0))
    for phone in left:
        row = [previous[0] + _FAINT.get(phone, 1.0)]
        for index, other in enumerate(right):
            row.append(
                min(
                    previous[index] + _substitution(phone, other),
                    previous[index + 1] + _FAINT.get(phone, 1.0),
                    row[-1] + _FAINT.get(other, 1.0),
                )
            )
        if min(row) > limit:
            return limit + 1.0
        previous = row
    return previous[-1]


def alike(left: str, right: str) -> bool:
    """Whether one phone may be taken for the other."""
    return left == right or (left, right) in _COSTS


def _substitution(left: str, right: str) -> float:
    if left == right:
        return 0.0
    if (left in _ALL_VOWELS) != (right in _ALL_VOWELS):
        return _COSTS.get((left, right), 1.6)
    return _COSTS.get((left, right), 1.0)


def _hangul(run: str) -> str:
    syllables = [list(take_apart(syllable)) for syllable in run]
    for first, second in zip(syllables, [*syllables[1:], ["", "", ""]], strict=True):
        _meet(first, second)
    sounds = []
    for onset, vowel, coda in syllables:
        sounds.append(("" if onset == "ㅇ" else onset) + _VOWELS.get(vowel, vowel) + coda)
    return "".join(sounds)


def _meet(first: list[str], second: Sequence[str] | list[str]) -> None:
    """Change the coda of a syllable and the onset of the next as they are said together (표준 발음법 제8항 … 제20항)."""
    coda, onset = first[2], second[0]
    if onset == "ㅇ" and coda not in ("", "ㅇ"):
        kept, moved = ("", coda) if coda not in _SPLIT else (_SPLIT[coda][0], _SPLIT[coda][1])
        first[2], onset = kept, "ㅇ" if moved == "ㅎ" else moved
    elif coda in ("ㅎ", "ㄶ", "ㅀ") and onset in _ASPIRATED:
        first[2], onset = _CODAS.get(coda, coda), _ASPIRATED[onset]
    else:
        first[2] = coda = _CODAS.get(coda, coda)
        if onset == "ㅎ" and coda in _ASPIRATED:
            first[2], onset = "", _ASPIRATED[coda]
        elif onset in ("ㄴ", "ㅁ") and coda in _NASAL:
            first[2] = _NASAL[coda]
        elif {coda, onset} == {"ㄴ", "ㄹ"}:
            first[2] = onset = "ㄹ"
        elif onset == "ㄹ" and coda not in ("", "ㄹ"):
            first[2], onset = _NASAL.get(coda, coda), "ㄴ"
    if isinstance(second, list):
        second[0] = onset


def _kana(run: str) -> str:
    """Read kana by its Unicode names: KATAKANA LETTER GA, SMALL YA."""
    sounds = ""
    for letter in run:
        name = unicodedata.name(letter, "").rsplit(" ", 1)
        small = "SMALL" in name[0]
        if letter == "ー" or not name[0].endswith(("LETTER", "SMALL")):
            continue
        sound = name[-1].lower()
        if small and sound == "tu":
            continue
        if small and sounds:
            sounds = sounds[:-1]  # キャ: the vowel of キ makes room
        sounds += {"si": "Si", "ti": "Ci", "tu": "su", "hu": "fu", "zi": "ji", "di": "ji", "du": "zu"}.get(sound, sound)
    return re.sub(r"([aeiou])\1+", r"\1", sounds)


def _latin(run: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", run.lower()) if "a" <= c <= "z")
    for pattern, said in _LATIN:
        plain = pattern.sub(said, plain)
    return plain
