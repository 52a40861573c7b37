"""Hangul as spoken → the phoneme letters that Kokoro knows.

Kokoro never heard Korean. What Whisper base then hears best (``benchmarks/speak_sentences``, voice jf_alpha): plain ㄱ ㄷ ㅈ as
the voiced letters everywhere, as voiceless ones they are heard as ㅋ ㅌ ㅊ; but ㅂ at the beginning of a word as p, since a b
is heard as ㅁ there; tense ones as the voiceless letters, with a stop before them inside of a word (ㅉ as the Japanese っじ,
since ʨ alone is heard as ㅊ); aspirated ones with ʰ. Worse were ɔ or ə for ㅓ, ɾ, ɽ or ɾɯ for a final ㄹ.
"""

from __future__ import annotations

from sorikit.reading.korean.hangul import Syllable, is_syllable, take_apart
from sorikit.reading.korean.pronounce import spoken_letters

_ONSETS = {
    "ㄱ": "ɡ", "ㄷ": "d", "ㅂ": "b", "ㅈ": "ʥ", "ㅅ": "s", "ㅎ": "h", "ㄴ": "n", "ㄹ": "ɾ", "ㅁ": "m", "ㅇ": "",
    "ㅋ": "kʰ", "ㅌ": "tʰ", "ㅍ": "pʰ", "ㅊ": "ʨʰ",
    "ㄲ": "k", "ㄸ": "t", "ㅃ": "p", "ㅉ": "ʔʥ", "ㅆ": "s",
}  # fmt: skip
_INITIAL = {"ㅂ": "p"}
"""Where a word begins."""
_VOWELS = {
    "ㅏ": "a", "ㅐ": "ɛ", "ㅓ": "ʌ", "ㅔ": "e", "ㅗ": "o", "ㅜ": "u", "ㅡ": "ɯ", "ㅣ": "i",
    "ㅑ": "ja", "ㅒ": "jɛ", "ㅕ": "jʌ", "ㅖ": "je", "ㅛ": "jo", "ㅠ": "ju",
    "ㅘ": "wa", "ㅙ": "wɛ", "ㅚ": "we", "ㅝ": "wʌ", "ㅞ": "we", "ㅟ": "wi", "ㅢ": "ɰi",
}  # fmt: skip
_CODAS = {"": "", "ㄱ": "k", "ㄴ": "n", "ㄷ": "t", "ㄹ": "l", "ㅁ": "m", "ㅂ": "p", "ㅇ": "ŋ"}
_FRONT = frozenset("ㅣㅑㅕㅛㅠㅒㅖㅟ")


def phonemes(text: str) -> str:
    """Return the phonemes of hangul text; spaces and everything else stay where they are."""
    return "".join(sounds(text))


def sounds(text: str) -> list[str]:
    """Return the phonemes of each character of ``text``; "" for a space that is not heard."""
    made: list[str] = []
    coda: str | None = None  # of the syllable before; None where a word begins
    for character in spoken_letters(text):
        if character and is_syllable(character):
            syllable = take_apart(character)
            if coda == "ㄷ" and syllable.onset == "ㅆ":  # said as one long s; with the t it is heard as ㅉ or ㄸ
                last = max(index for index, sound in enumerate(made) if sound)
                made[last] = made[last].removesuffix("t")
            made.append(_onset(syllable, coda) + _vowel(syllable) + _CODAS[syllable.coda])
            coda = syllable.coda
        else:
            made.append(character)
            coda = coda if character == "" else None
    return made


def _onset(syllable: Syllable, coda_before: str | None) -> str:
    if syllable.onset == "ㄹ" and coda_before == "ㄹ":
        return "l"
    sound = _ONSETS[syllable.onset]
    if coda_before is None:
        sound = _INITIAL.get(syllable.onset, sound)
    elif coda_before == "" and syllable.onset in "ㄲㄸㅃㅆ":
        sound = "ʔ" + sound
    if syllable.onset in "ㅅㅆ" and syllable.vowel in _FRONT:
        sound = sound.replace("s", "ɕ")
    return sound


def _vowel(syllable: Syllable) -> str:
    """The glide of ㅑ ㅕ … is already in a palatal consonant."""
    sound = _VOWELS[syllable.vowel]
    return sound.removeprefix("j") if syllable.onset in "ㅈㅉㅊㅅㅆ" else sound
