"""English in ARPAbet (https://en.wikipedia.org/wiki/ARPABET) with stress, which FastSpeech 2 and its kin learned.

Made from our own reader's phonemes, in Kokoro's letters, in place of g2p_en, which downloads a tagger.
"""

from __future__ import annotations

import re

from sorikit.engines.tts._ipa import pieces_of
from sorikit.engines.tts._sentences import Spelled

_VOWELS = {
    "A": "EY", "I": "AY", "O": "OW", "Q": "OW", "W": "AW", "Y": "OY", "a": "AA", "i": "IY", "u": "UW", "ɑ": "AA", "ɒ": "AA",
    "æ": "AE", "ʌ": "AH", "ə": "AH", "ᵊ": "AH", "ɐ": "AH", "ɔ": "AO", "ɛ": "EH", "e": "EH", "ɜ": "ER", "ɪ": "IH", "ᵻ": "IH",
    "ʊ": "UH", "o": "OW",
}  # fmt: skip
_CONSONANTS = {
    "b": "B", "d": "D", "f": "F", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N", "p": "P", "s": "S", "t": "T",
    "v": "V", "w": "W", "z": "Z", "ð": "DH", "ŋ": "NG", "ɡ": "G", "ɹ": "R", "ʃ": "SH", "ʒ": "ZH", "ʤ": "JH", "ʧ": "CH",
    "θ": "TH", "T": "T", "ɾ": "T", "ʔ": "T", "x": "K",
}  # fmt: skip
_MARKS = {";": ",", ":": ",", "—": ",", "…": ".", ".": ".", ",": ",", "!": "!", "?": "?"}
_STRESS = {"ˈ": "1", "ˌ": "2"}
_RHOTIC = re.compile("(ɜ|[əᵊ](?=ɹ(?:[^AIOQWYaiueoɑɒæʌəᵊɐɔɛɜɪᵻʊˈˌ]|$)))ɹ")


def english(sentence: str) -> list[Spelled]:
    """Return the words of an English sentence in ARPAbet, the sounds of each parted by spaces, and punctuation."""
    return [Spelled(piece.written, arpabet(piece.phonemes)) for piece in pieces_of(sentence)]


def arpabet(phonemes: str) -> str:
    """Return Kokoro's English phonemes in ARPAbet.

    >>> arpabet("wˈɜɹld"), arpabet("ˈɛvəɹi"), arpabet("lˈɛTəɹ!")
    ('W ER1 L D', 'EH1 V AH0 R IY0', 'L EH1 T ER0 !')
    """
    said: list[str] = []
    stress = "0"
    for letter in _RHOTIC.sub("ɜ", phonemes):
        if letter in _STRESS:
            stress = _STRESS[letter]
        elif letter in _VOWELS:
            said.append(_VOWELS[letter] + stress)
            stress = "0"
        elif letter in _CONSONANTS or letter in _MARKS:
            said.append(_CONSONANTS.get(letter) or _MARKS[letter])
    return " ".join(said)
