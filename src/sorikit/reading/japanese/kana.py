"""Japanese kana → Kokoro's phonemes (the romanisation that its Japanese voices were trained with).

The letters are those of misaki's Japanese table (https://github.com/hexgrad/misaki, Apache-2.0), which Kokoro v1.0 learned.
"""

from __future__ import annotations

import re

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "ɡ": "がぎぐげご", "s": "さしすせそ", "ʣ": "ざじずぜぞ", "t": "たちつてと", "d": "だぢづでど",
    "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも", "ɾ": "らりるれろ",
}  # fmt: skip
_SOUNDS = {kana: row + vowel for row, kanas in _ROWS.items() for kana, vowel in zip(kanas, "aiɯeo", strict=True)}
_SOUNDS |= {
    "し": "ɕi", "じ": "ʥi", "ち": "ʨi", "ぢ": "ʥi", "つ": "ʦɨ", "す": "sɨ", "ず": "zɨ", "づ": "zɨ", "に": "ɲi", "ひ": "çi", "ふ": "ɸɯ",
    "き": "kʲi", "ぎ": "ɡʲi", "び": "bʲi", "ぴ": "pʲi", "み": "mʲi", "り": "ɾʲi",
    "や": "ja", "ゆ": "jɯ", "よ": "jo", "わ": "βa", "ゐ": "i", "ゑ": "e", "を": "o", "ゔ": "vɯ", "ゎ": "βa", "ゕ": "ka", "ゖ": "ke",
    "ゃ": "ja", "ゅ": "jɯ", "ょ": "jo", "ぁ": "a", "ぃ": "i", "ぅ": "ɯ", "ぇ": "e", "ぉ": "o",
}  # fmt: skip
_SMALL = {"ゃ": "a", "ゅ": "ɨ", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "ɯ", "ぇ": "e", "ぉ": "o"}
_PAIRS = {
    "いぇ": "je", "うぃ": "βi", "うぇ": "βe", "うぉ": "βo", "くぁ": "kᵝa", "くぃ": "kᵝi", "くぇ": "kᵝe", "くぉ": "kᵝo", "ぐぁ": "ɡᵝa", "ぐぃ": "ɡᵝi",
    "つぃ": "ʦʲi", "てぃ": "tʲi", "てゅ": "tʲɨ", "でぃ": "dʲi", "でゅ": "dʲɨ", "ふぃ": "ɸʲi", "ふゅ": "ɸʲɨ", "ふょ": "ɸʲo", "ゔぃ": "vʲi",
    "ゔゅ": "bʲɨ", "ゔょ": "bʲo", "くゎ": "kᵝa", "ぐゎ": "ɡᵝa",
}  # fmt: skip
"""Pairs that are not the first kana with the vowel of the second."""
MARKS = {
    "。": ".", "、": ",", "？": "?", "！": "!", "・": " ", "：": ":", "；": ";", "（": ",", "）": ",",
    "，": ",", "．": ".", "…": "…", "—": "—", ".": ".", ",": ",", "?": "?", "!": "!", ":": ":", ";": ";",
}  # fmt: skip
"""Written mark → Kokoro's; others are silent."""
_KATAKANA = re.compile("[ァ-ヶ]")


def hiragana(text: str) -> str:
    """Return ``text`` with its katakana as hiragana; ー stays."""
    return _KATAKANA.sub(lambda found: chr(ord(found[0]) - 0x60), text)


def kana_phonemes(text: str) -> str:
    """Return the phonemes of hiragana or katakana, as pronounced (は is ha, おう two vowels); everything else stays.

    >>> kana_phonemes("キョーワ"), kana_phonemes("がっこう")
    ('kʲoːβa', 'ɡaʔkoɯ')
    """
    kana = hiragana(text)
    sounds = ""
    index = 0
    while index < len(kana):
        pair = kana[index : index + 2]
        if pair in _PAIRS:
            sounds += _PAIRS[pair]
            index += 2
            continue
        sounds += _one(pair[0], pair[1:], sounds)
        if len(pair) == 2 and pair[1] in _SMALL and pair[0] in _SOUNDS:
            sounds = sounds[:-1] + _SMALL[pair[1]]
            index += 1
        index += 1
    return sounds


def _one(kana: str, following: str, before: str) -> str:
    if kana == "ー":
        return "ː" if before else ""
    if kana == "っ":
        return "ʔ"
    if kana == "ん":
        return _nasal(following)
    return _SOUNDS.get(kana, MARKS.get(kana, kana))


def _nasal(following: str) -> str:
    """ん takes the place of the consonant after it."""
    first = _SOUNDS.get(following, "")[:1]
    for sound, consonants in {"m": "mbp", "ŋ": "kɡ", "ɲ": "ɲʨʥ", "n": "ntdɾz"}.items():
        if first and first in consonants:
            return sound
    return "ɴ"
