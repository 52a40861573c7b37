"""Hangul as written → hangul as spoken, by the rules of Standard Korean pronunciation (표준 발음법).

The rules are those of the National Institute of Korean Language, 표준어 규정 제2부 (https://korean.go.kr); each
function names its article (제n항). What the rules leave to the dictionary (compounds with an added ㄴ, tensed
Sino-Korean words) comes from ``words``, what words do to each other (adnominal endings) from ``phrases``. Where the standard allows two pronunciations the
one of ordinary speech is taken (예 as [에] after a consonant, the particle 의 as [에]).
"""

from __future__ import annotations

from sorikit.reading.korean.hangul import TENSED, Syllable, is_syllable, take_apart
from sorikit.reading.korean.phrases import LINK, respell_phrases
from sorikit.reading.korean.words import respell_words

_PAIRS = {
    "ㄳ": ("ㄱ", "ㅅ"), "ㄵ": ("ㄴ", "ㅈ"), "ㄶ": ("ㄴ", "ㅎ"), "ㄺ": ("ㄹ", "ㄱ"), "ㄻ": ("ㄹ", "ㅁ"), "ㄼ": ("ㄹ", "ㅂ"),
    "ㄽ": ("ㄹ", "ㅅ"), "ㄾ": ("ㄹ", "ㅌ"), "ㄿ": ("ㄹ", "ㅍ"), "ㅀ": ("ㄹ", "ㅎ"), "ㅄ": ("ㅂ", "ㅅ"),
}  # fmt: skip
_ASPIRATED = {"ㄱ": "ㅋ", "ㄷ": "ㅌ", "ㅂ": "ㅍ", "ㅈ": "ㅊ"}
_NASAL = {"ㄱ": "ㅇ", "ㄷ": "ㄴ", "ㅂ": "ㅁ"}

_SEVEN = {
    "ㄲ": "ㄱ", "ㅋ": "ㄱ", "ㄳ": "ㄱ", "ㄺ": "ㄱ",
    "ㅅ": "ㄷ", "ㅆ": "ㄷ", "ㅈ": "ㄷ", "ㅊ": "ㄷ", "ㅌ": "ㄷ", "ㅎ": "ㄷ",
    "ㅍ": "ㅂ", "ㅄ": "ㅂ", "ㄿ": "ㅂ",
    "ㄵ": "ㄴ", "ㄶ": "ㄴ", "ㄼ": "ㄹ", "ㄽ": "ㄹ", "ㄾ": "ㄹ", "ㅀ": "ㄹ", "ㄻ": "ㅁ",
}  # fmt: skip
"""제8항–제11항: only ㄱ ㄴ ㄷ ㄹ ㅁ ㅂ ㅇ sound at the end of a syllable."""


def pronounce(text: str) -> str:
    """Return ``text`` with its hangul respelled as it is spoken; everything else stays.

    A space goes where two words are said in one breath (못 해 → 모태).

    >>> pronounce("같이 읽는 국물")
    '가치 잉는 궁물'
    """
    return "".join(spoken_letters(text))


def spoken_letters(text: str) -> list[str]:
    """Return what is spoken for each character of ``text``: "" for a space that is not heard."""
    respelled = respell_phrases(respell_words(text))
    spoken = list(respelled)
    run: list[tuple[int, Syllable]] = []
    for index, character in enumerate(respelled):
        if is_syllable(character):
            run.append((index, take_apart(character)))
        elif character == LINK:
            spoken[index] = ""
        else:
            _say(run, spoken)
            run = []
    _say(run, spoken)
    return _across_spaces(spoken)


def _say(run: list[tuple[int, Syllable]], spoken: list[str]) -> None:
    for (index, _), syllable in zip(run, _spoken([syllable for _, syllable in run]), strict=True):
        spoken[index] = str(syllable)


def _across_spaces(spoken: list[str]) -> list[str]:
    """제18항 붙임: a stop before a word in ㄴ or ㅁ is nasal (책 넣는다 → 챙 넌는다)."""
    for index in range(1, len(spoken) - 1):
        left, right = spoken[index - 1], spoken[index + 1]
        if spoken[index] == " " and left and right and is_syllable(left) and is_syllable(right):
            syllable = take_apart(left)
            if syllable.coda in _NASAL and take_apart(right).onset in "ㄴㅁ":
                syllable.coda = _NASAL[syllable.coda]
                spoken[index - 1] = str(syllable)
    return spoken


def _spoken(run: list[Syllable]) -> list[Syllable]:
    for index, syllable in enumerate(run):
        following = run[index + 1] if index + 1 < len(run) else None
        if following is not None:
            _palatalize(syllable, following)
            _merge_h(syllable, following)
            _link(syllable, following)
            _tense(syllable, following)
        syllable.coda = _SEVEN.get(syllable.coda, syllable.coda)
        if following is not None:
            _assimilate(syllable, following)
    for index, syllable in enumerate(run):
        _plain_vowel(syllable, first=index == 0)
    return run


def _palatalize(left: Syllable, right: Syllable) -> None:
    """제17항: ㄷ, ㅌ(ㄾ) before 이, 여 or 히 become ㅈ, ㅊ (굳이 → 구지, 닫히다 → 다치다)."""
    if right.vowel not in "ㅣㅕ":
        return
    rest = {"ㄷ": "", "ㅌ": "", "ㄾ": "ㄹ"}.get(left.coda)
    if rest is None:
        return
    if right.onset == "ㅇ":
        left.coda, right.onset = rest, "ㅈ" if left.coda == "ㄷ" else "ㅊ"
    elif right.onset == "ㅎ" and left.coda == "ㄷ":
        left.coda, right.onset = "", "ㅊ"


def _merge_h(left: Syllable, right: Syllable) -> None:
    """제12항: ㅎ makes its neighbour aspirated, doubles ㅅ, and is silent before a vowel or ㄴ."""
    if left.coda in ("ㅎ", "ㄶ", "ㅀ"):
        rest = {"ㅎ": "", "ㄶ": "ㄴ", "ㅀ": "ㄹ"}[left.coda]
        if right.onset in "ㄱㄷㅈ":
            left.coda, right.onset = rest, _ASPIRATED[right.onset]
        elif right.onset == "ㅅ":
            left.coda, right.onset = rest, "ㅆ"
        elif right.onset == "ㄴ":
            left.coda = rest or "ㄴ"
        elif right.onset == "ㅇ":
            left.coda = rest
    elif right.onset == "ㅎ" and left.coda:
        kept, last = ("", left.coda) if left.coda in ("ㄳ", "ㅄ") or left.coda not in _PAIRS else _PAIRS[left.coda]
        if last == "ㅈ":  # 꽂히다, 앉히다
            left.coda, right.onset = kept, "ㅊ"
        elif _SEVEN.get(last, last) in ("ㄱ", "ㄷ", "ㅂ"):
            left.coda, right.onset = kept, _ASPIRATED[_SEVEN.get(last, last)]


def _link(left: Syllable, right: Syllable) -> None:
    """제13항, 제14항: the last consonant moves to a following vowel (옷이 → 오시, 값을 → 갑쓸)."""
    if right.onset != "ㅇ" or left.coda in ("", "ㅇ"):
        return
    if left.coda in _PAIRS:
        left.coda, moved = _PAIRS[left.coda]
        right.onset = "ㅆ" if moved == "ㅅ" else moved
    else:
        left.coda, right.onset = "", left.coda


def _tense(left: Syllable, right: Syllable) -> None:
    """제23항, 제24항, 제25항: ㄱ ㄷ ㅂ ㅅ ㅈ are tense after a stop, and after the stem endings ㄵ ㄻ ㄼ ㄾ."""
    if right.onset not in TENSED:
        return
    stop = _SEVEN.get(left.coda, left.coda) in ("ㄱ", "ㄷ", "ㅂ")
    if left.coda == "ㄺ" and right.onset == "ㄱ":  # 제11항: a stem's ㄺ is ㄹ before ㄱ; nouns are respelled
        left.coda = "ㄹ"
        right.onset = "ㄲ"
    elif stop or left.coda in ("ㄵ", "ㄻ", "ㄼ", "ㄾ"):
        right.onset = TENSED[right.onset]


def _assimilate(left: Syllable, right: Syllable) -> None:
    """제18항–제20항: stops before nasals are nasal, ㄹ after other consonants is ㄴ, ㄴ beside ㄹ is ㄹ."""
    if right.onset == "ㄹ" and left.coda in ("ㅁ", "ㅇ", "ㄱ", "ㄷ", "ㅂ"):
        right.onset = "ㄴ"
    if right.onset in "ㄴㅁ" and left.coda in _NASAL:
        left.coda = _NASAL[left.coda]
    elif (left.coda, right.onset) in (("ㄴ", "ㄹ"), ("ㄹ", "ㄴ")):
        left.coda = right.onset = "ㄹ"


def _plain_vowel(syllable: Syllable, *, first: bool) -> None:
    """제5항: 져 쪄 쳐 are 저 쩌 처; ㅖ after a consonant is ㅔ; ㅢ is ㅣ after a consonant and inside a word."""
    if syllable.vowel == "ㅕ" and syllable.onset in "ㅈㅉㅊ":
        syllable.vowel = "ㅓ"
    elif syllable.vowel == "ㅖ" and syllable.onset not in "ㅇㄹ":
        syllable.vowel = "ㅔ"
    elif syllable.vowel == "ㅢ" and (syllable.onset != "ㅇ" or not first):
        syllable.vowel = "ㅣ"
