"""Hangul syllables taken apart into letters and put together again (Unicode, chapter 3.12)."""

from __future__ import annotations

from dataclasses import dataclass

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

TENSED = {"ㄱ": "ㄲ", "ㄷ": "ㄸ", "ㅂ": "ㅃ", "ㅅ": "ㅆ", "ㅈ": "ㅉ"}

_FIRST, _LAST = 0xAC00, 0xD7A3


@dataclass(slots=True)
class Syllable:
    """One block of hangul taken apart; ``coda`` is empty where there is none."""

    onset: str
    vowel: str
    coda: str

    def __str__(self) -> str:
        index = (ONSETS.index(self.onset) * 21 + VOWELS.index(self.vowel)) * 28 + CODAS.index(self.coda)
        return chr(_FIRST + index)


def is_syllable(character: str) -> bool:
    """Whether ``character`` is one of the 11,172 composed hangul syllables."""
    return _FIRST <= ord(character) <= _LAST


def take_apart(character: str) -> Syllable:
    """Return the letters of one composed syllable."""
    index = ord(character) - _FIRST
    return Syllable(ONSETS[index // 588], VOWELS[index % 588 // 28], CODAS[index % 28])


def coda_of(character: str) -> str:
    """Return the final consonant of a syllable, empty where there is none or ``character`` is no hangul."""
    return take_apart(character).coda if is_syllable(character) else ""


def tensed(text: str) -> str:
    """Return ``text`` with its first consonant tense where it has a tense partner (것 → 껏)."""
    syllable = take_apart(text[0])
    syllable.onset = TENSED.get(syllable.onset, syllable.onset)
    return str(syllable) + text[1:]
