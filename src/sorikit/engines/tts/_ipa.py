"""English in the phonemes of espeak-ng's ``en-us`` voice, which Piper's voices and phonemic VITS models learned.

Made from our own reader's phonemes, in Kokoro's letters; espeak-ng itself (GPL) is not needed.
"""

from __future__ import annotations

import re
from functools import cache

from sorikit.engines.tts._sentences import Spelled
from sorikit.engines.tts._words import LATIN_END
from sorikit.reading import Piece
from sorikit.reading._pieces import refuse_foreign
from sorikit.reading.english import EnglishReader
from sorikit.store.catalogue import WEIGHTS_FOLDER

LEXICON = "english_lexicon.tsv.xz"

_LETTERS = {
    "A": "eɪ", "I": "aɪ", "O": "oʊ", "W": "aʊ", "Y": "ɔɪ", "Q": "əʊ", "ʤ": "dʒ", "ʧ": "tʃ", "T": "ɾ", "ᵊ": "ə",
    "i": "iː", "u": "uː", "ɑ": "ɑː", "ɔ": "ɔː", "“": '"', "”": '"', "—": ",", "…": ".", "(": ",", ")": ",",
}  # fmt: skip
_SPELLINGS = (
    (re.compile("ɜɹ"), "ɜː"),
    (re.compile("[əᵊ]ɹ(?![AIOWYaiuæɑɔəɛɜɪʊʌᵻˈˌ])"), "ɚ"),
    (re.compile("(?<=.)(?<![ˈˌ])i(?=$|[ ,.!?;:])"), "i\u0001"),
)
"""Rhotic vowels are one sound, and the last vowel of "happy" is short."""


@cache
def _reader() -> EnglishReader:
    return EnglishReader(WEIGHTS_FOLDER / LEXICON)


def english(sentence: str) -> list[Spelled]:
    """Return the words of an English sentence in espeak-ng's letters (IPA with stress, and punctuation)."""
    return [Spelled(piece.written, espeak(piece.phonemes.strip())) for piece in pieces_of(sentence)]


def pieces_of(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of an English sentence, in Kokoro's phonemes. Raises InvalidOption for letters of other scripts."""
    refuse_foreign(sentence, lambda letter: letter < LATIN_END, ("English", "영어"))
    return _reader().read(sentence)


def espeak(phonemes: str) -> str:
    """Return Kokoro's English phonemes in espeak-ng's letters.

    >>> espeak("wˈɜɹld"), espeak("hˈæpi"), espeak("ʧˈAnʤəz")
    ('wˈɜːld', 'hˈæpi', 'tʃˈeɪndʒəz')
    """
    for pattern, said in _SPELLINGS:
        phonemes = pattern.sub(said, phonemes)
    return "".join(_LETTERS.get(letter, letter) for letter in phonemes).replace("iː\u0001", "i")
