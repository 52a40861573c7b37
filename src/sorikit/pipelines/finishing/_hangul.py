"""Hangul syllables taken apart (Unicode, chapter 3.12), and particles that heed the last consonant before them."""

from __future__ import annotations

ONSETS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
CODAS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
_FIRST, _LAST = 0xAC00, 0xD7A3

_PAIRS = (
    ("이라고", "라고"), ("이라는", "라는"), ("이라도", "라도"), ("이라서", "라서"), ("이라면", "라면"), ("이라", "라"),
    ("이었", "였"), ("이에요", "예요"), ("이랑", "랑"), ("이나", "나"), ("이든", "든"), ("이며", "며"), ("이야", "야"),
    ("으로", "로"), ("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"),
)  # fmt: skip
"""Particles after a consonant, after a vowel (한글 맞춤법, 표준 조사); the first that fits counts."""
_OTHERS = """
의 에 도 만 에서 에게 한테 께 께서 까지 부터 마다 보다 처럼 같이 하고 밖에 조차 마저 대로 만큼 에는 에도 에서는 에서도 에서만 에게는 한테는
까지는 까지도 부터는 만은 만이 으로는 로는 으로도 로도 으로만 로만 으로서 로서 으로써 로써 과의 와의 과는 와는 들 들은 들이 들을 들의 님 님이 님은 님께서
씨 씨는 씨가 씨를 입니다 이고 이지만 인데 인데요 인지 이죠 죠 이지 이네요 네요 이라니 이구나 이면 면 이자 고요 요 였습니다 이었습니다 였어요 이었어요
이랑은 랑은 쪽 측 측은 측이 여 이여 이니까 니까 이니 이란 란 이라던가 이라든지
"""


def is_syllable(letter: str) -> bool:
    """Whether ``letter`` is one of the 11,172 composed syllables."""
    return len(letter) == 1 and _FIRST <= ord(letter) <= _LAST


def take_apart(syllable: str) -> tuple[str, str, str]:
    """Return onset, vowel and coda ("" where there is none) of a composed syllable."""
    index = ord(syllable) - _FIRST
    return ONSETS[index // 588], VOWELS[index % 588 // 28], CODAS[index % 28]


def coda(letter: str) -> str:
    """Return the last consonant of a syllable; "" where there is none or ``letter`` is no hangul."""
    return take_apart(letter)[2] if is_syllable(letter) else ""


_DIGITS_WITH_CODA = frozenset("013678")
"""영 일 삼 육 칠 팔 end in a consonant."""
_LATIN_WITH_CODA = frozenset("lmnr")
"""엘, 엠, 엔, 아르(알): names and words that end in these mostly end in a consonant."""


def ends_in_consonant(word: str) -> bool | None:
    """Whether ``word`` ends in a consonant, as Korean reads it; None where its last letter does not tell."""
    last = word[-1:].lower()
    if is_syllable(last):
        return bool(coda(last))
    if last.isdecimal():
        return last in _DIGITS_WITH_CODA
    if last.isascii() and last.isalpha():
        return last in _LATIN_WITH_CODA
    return None


def is_particle(text: str) -> bool:
    """Whether ``text`` can stand on a noun: a particle, a row of them, or the copula."""
    return text in _PARTICLES


def agreeing(particle: str, word: str) -> str:
    """Return ``particle`` as it stands after ``word``: 신라데이터 + 이 → 가. ㄹ takes 로.

    >>> agreeing("을", "소리"), agreeing("로", "강남"), agreeing("으로", "서울")
    ('를', '으로', '로')
    """
    closed = ends_in_consonant(word)
    if closed is None:
        return particle
    for after_consonant, after_vowel in _PAIRS:
        for form in (after_consonant, after_vowel):
            rest = particle[len(form) :]
            if particle.startswith(form) and (not rest or rest in _PARTICLES or form in _STEMS):
                if form in ("으로", "로") and coda(word[-1:]) == "ㄹ":
                    return "로" + rest
                return (after_consonant if closed else after_vowel) + rest
    return particle


_STEMS = frozenset(("이었", "였"))
_PARTICLES = frozenset((*_OTHERS.split(), *(form for pair in _PAIRS for form in pair)))
