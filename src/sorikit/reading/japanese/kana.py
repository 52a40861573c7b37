"""Japanese kana → Kokoro's phonemes (the romanisation that its Japanese voices were trained with).

Kana only: kanji need a dictionary of readings that is not part of the kit.
"""

from __future__ import annotations

_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "ɡ": "がぎぐげご", "s": "さしすせそ", "z": "ざじずぜぞ", "t": "たちつてと", "d": "だぢづでど",
    "n": "なにぬねの", "h": "はひふへほ", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ", "m": "まみむめも", "ɾ": "らりるれろ",
}  # fmt: skip
_SOUNDS = {kana: row + vowel for row, kanas in _ROWS.items() for kana, vowel in zip(kanas, "aiɯeo", strict=True)}
_SOUNDS |= {
    "し": "ɕi", "じ": "ʥi", "ち": "ʨi", "ぢ": "ʥi", "つ": "ʦɨ", "す": "sɨ", "ず": "zɨ", "づ": "zɨ", "に": "ɲi", "ひ": "çi", "ふ": "ɸɯ",
    "ざ": "ʣa", "ぜ": "ʣe", "ぞ": "ʣo", "き": "kʲi", "ぎ": "ɡʲi", "び": "bʲi", "ぴ": "pʲi", "み": "mʲi", "り": "ɾʲi",
    "や": "ja", "ゆ": "jɯ", "よ": "jo", "わ": "βa", "ゐ": "i", "ゑ": "e", "を": "o", "ゔ": "vɯ",
}  # fmt: skip
_SMALL = {"ゃ": "a", "ゅ": "ɨ", "ょ": "o", "ぁ": "a", "ぃ": "i", "ぅ": "ɯ", "ぇ": "e", "ぉ": "o"}
_MARKS = {"。": ".", "、": ",", "？": "?", "！": "!", "・": " "}


def kana_phonemes(text: str) -> str:
    """Return the phonemes of hiragana or katakana; everything else stays.

    >>> kana_phonemes("きょうはがっこう")
    'kʲoɯhaɡaʔkoɯ'
    """
    sounds = ""
    for index, character in enumerate(text):
        kana = chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character
        following = text[index + 1 : index + 2]
        if kana == "ー":
            sounds += "ː"
        elif kana == "っ":
            sounds += "ʔ" if following else ""
        elif kana == "ん":
            sounds += _nasal(following)
        elif kana in _SMALL:
            sounds = _merged(sounds, kana)
        else:
            sounds += _SOUNDS.get(kana, _MARKS.get(kana, character))
    return sounds


def _merged(sounds: str, small: str) -> str:
    """Put a small kana's vowel in the place of the last one: き + ゃ → kʲa, ふ + ぁ → ɸa."""
    head = sounds[:-1] if sounds else sounds
    return head + _SMALL[small]


def _nasal(following: str) -> str:
    """ん takes the place of the consonant after it."""
    kana = chr(ord(following) - 0x60) if following and "ァ" <= following <= "ヶ" else following
    sound = _SOUNDS.get(kana, "")
    if sound[:1] in ("m", "b", "p"):
        return "m"
    if sound[:1] in ("k", "ɡ"):
        return "ŋ"
    return "n" if sound[:1] in ("t", "d", "n", "ɾ", "z", "s", "ʨ", "ʥ", "ʦ", "ʣ", "ɕ", "ɲ") else "ɴ"
