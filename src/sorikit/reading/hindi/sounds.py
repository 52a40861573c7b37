"""Devanagari → sounds of Hindi: schwas that are not said, nasal vowels, stress by the weight of syllables.

Schwa deletion after Ohala, Aspects of Hindi Phonology (1983): a schwa falls at the end, and between VC and CV; stress after
Hussain, Phonetic Correlates of Lexical Stress in Urdu (1997): the heaviest of the last syllables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sorikit.reading._lists import words
from sorikit.reading._pieces import Said

_CONSONANTS = dict(
    zip(
        words("क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल व श ष स ह ळ क़ ख़ ग़ ज़ फ़ ड़ ढ़ ऩ ऱ य़"),
        words("k kʰ ɡ ɡʰ ŋ c cʰ ɟ ɟʰ ɲ ʈ ʈʰ ɖ ɖʰ ɳ t tʰ d dʰ n p pʰ b bʰ m j ɾ l ʋ ʃ ʂ s h l q x ɣ z f ɽ ɽʰ n ɾ j"),
        strict=True,
    )
)
_MATRAS = dict(zip("ािीुूृेैोौॉॅॆॊ", words("aː ɪ iː ʊ uː ɾɪ eː ɛː oː ɔː ɔ æ eː oː"), strict=True))
_INDEPENDENT = dict(zip("अआइईउऊऋएऐओऔऑऍऎऒ", words("ʌ aː ɪ iː ʊ uː ɾɪ eː ɛː oː ɔː ɔ æ eː oː"), strict=True))
_VIRAMA, _ANUSVARA, _CANDRABINDU, _VISARGA, _NUKTA = "्", "ं", "ँ", "ः", "़"
_NASALS = {"k": "ŋ", "ɡ": "ŋ", "c": "ɲ", "ɟ": "ɲ", "ʈ": "ɳ", "ɖ": "ɳ", "p": "m", "b": "m", "m": "m"}
_LETTER = re.compile(
    f"({'|'.join(sorted(_CONSONANTS, key=len, reverse=True))})([{''.join(_MATRAS)}{_VIRAMA}])?|([{''.join(_INDEPENDENT)}])"
    f"|([{_ANUSVARA}{_CANDRABINDU}{_VISARGA}])"
)
_UNSTRESSED = frozenset(words("का की के को से है हैं और था थे थी तो हो क्या वे ये वो हूँ तू"))
_WORDS = {
    "यह": "jˈəh", "वह": "ʋˈəh", "हम": "hˈəm", "व": "ʋˈə", "न": "nˈə", "ॐ": "ˈoːm", "छह": "cʰˈɛː", "छः": "cʰˈɛː", "ये": "jˈeː",
    "वो": "ʋˈoː", "बहन": "bˈɛhɛn", "जो": "ɟˈoː", "कि": "kˈɪ", "पर": "pˈʌɾ", "रुपये": "ɾˈʊpjˌeː", "सितंबर": "sɪtˈʌmbəɾ",
}  # fmt: skip


@dataclass(slots=True)
class _Syllable:
    """Consonants, and the vowel after them ("" behind a virama at the end)."""

    onset: list[str]
    vowel: str
    nasal: str = ""
    said: bool = True


def sound(said: Sequence[Said]) -> list[str]:
    """Return the sounds of each word of a sentence. The first word of a phrase keeps its stress, postpositions do not."""
    sounds = []
    for item in said:
        word = _composed(item.word)
        spoken = _WORDS.get(word) or _sounds(word)
        sounds.append(spoken.replace("ˈ", "") if word in _UNSTRESSED and not item.pause else spoken)
    return sounds


def _composed(word: str) -> str:
    text = unicodedata.normalize("NFC", word).replace("\u200d", "").replace("\u200c", "")
    for letter in "कखगजफडढनरय":  # NFC keeps consonant and nukta apart; the table has them as two characters as well
        text = text.replace(unicodedata.normalize("NFC", letter + _NUKTA), letter + _NUKTA)
    return text


def _sounds(word: str) -> str:
    syllables = _syllables(word)
    if not syllables:
        return ""
    if syllables[-1].vowel == "ə" and len(syllables) > 1 and not _kept_at_end(syllables[-1]):
        syllables[-1].vowel = ""
    vowels = [index for index, syllable in enumerate(syllables) if syllable.vowel]
    if not vowels:
        return "".join("".join(syllable.onset) for syllable in syllables)
    marks = _stress(syllables, vowels)
    _drop_schwas(syllables)
    return _written(syllables, marks)


def _syllables(word: str) -> list[_Syllable]:
    syllables: list[_Syllable] = []
    onset: list[str] = []
    for found in _LETTER.finditer(word):
        consonant, after, vowel, sign = found.groups()
        if consonant:
            onset.append(_CONSONANTS[consonant])
            if after != _VIRAMA:
                syllables.append(_Syllable(onset, _MATRAS[after] if after else "ə"))
                onset = []
        elif vowel:
            syllables.append(_Syllable(onset, _INDEPENDENT[vowel]))
            onset = []
        elif sign == _VISARGA:
            onset.append("h")
        elif syllables:
            syllables[-1].nasal = sign
    if onset:
        syllables.append(_Syllable(onset, ""))
    for syllable in syllables:
        _joined(syllable)
    return syllables


def _joined(syllable: _Syllable) -> None:
    """ज्ञ, and doubled consonants."""
    text = " ".join(syllable.onset).replace("ɟ ɲ", "ɡ j")
    text = re.sub(r"\b(k|p|t|c|ʈ) \1\b(?!ʰ)", r"\1ː", text)
    text = re.sub(r"\b(k|p|t|c|ʈ|d|ɖ|b|ɡ|ɟ) \1ʰ", r"\1ʰː", text)
    text = re.sub(r"\bɾ (j|ʋ|ʂ|m|ɳ)", r"r \1", text).replace("k ʂ", "k ʃ").replace("cʰː", "cʰ cʰ")
    syllable.onset = re.sub(r"\b(k|t) j", r"\1ː j", text).split()


def _kept_at_end(last: _Syllable) -> bool:
    """Whether a schwa is said at the end: after a cluster that ends in a sonorant (मित्र, धन्य)."""
    if last.onset[0] in ("ɾ", "r") and len(last.onset) == 2:
        return last.onset[1] == "j"
    return len(last.onset) > 1 and last.onset[-1] in ("ɾ", "j", "ʋ", "l", "n", "ɳ") and last.onset[0] != last.onset[1]


def _weight(syllables: Sequence[_Syllable], index: int) -> int:
    """1 short and open, 2 long or closed, 3 long and closed or closed twice."""
    syllable = syllables[index]
    following = syllables[index + 1 :]
    if following and not following[0].vowel:
        closing = len(following[0].onset) + any("ː" in consonant for consonant in following[0].onset)
    elif following:
        closing = len(following[0].onset) - 1 + any("ː" in consonant for consonant in following[0].onset)
        closing = min(1, max(0, closing))
    else:
        closing = 0
    nasal = 1 if syllable.nasal and syllable.vowel == "ə" and following else 0
    return min(3, 1 + ("ː" in syllable.vowel) + closing + nasal)


def _stress(syllables: Sequence[_Syllable], vowels: Sequence[int]) -> dict[int, str]:
    weights = [_weight(syllables, index) for index in vowels]
    count = len(vowels)
    if count == 1:
        main = 0
    elif weights[-1] == 3:
        main = count - 1
    elif weights[-2] >= 2 or count == 2:
        main = count - 2
    else:
        main = count - 3
    marks = {vowels[main]: "ˈ"}
    for at in (*range(main - 2, -1, -2), *range(main + 2, count, 2)):
        marks[vowels[at]] = "ˌ"
    return marks


def _drop_schwas(syllables: list[_Syllable]) -> None:
    """Take out schwas between VC and CV, from the end of the word; not after h, never the first or the last vowel."""
    vowels = [index for index, syllable in enumerate(syllables) if syllable.vowel]
    for place in range(len(vowels) - 2, 0, -1):
        syllable, after = syllables[vowels[place]], syllables[vowels[place] + 1]
        before = syllables[vowels[place] - 1]
        alone = len(syllable.onset) == 1 and "ː" not in syllable.onset[0] and before.said and not before.nasal
        falls = syllable.vowel == "ə" and not syllable.nasal and alone and syllable.onset[0] != "h"
        if falls and after.vowel and after.said and len(after.onset) == 1 and "ː" not in after.onset[0]:
            syllable.said = False


def _written(syllables: Sequence[_Syllable], marks: dict[int, str]) -> str:
    spoken: list[str] = []
    for index, syllable in enumerate(syllables):
        spoken.extend(syllable.onset)
        if not syllable.vowel or not syllable.said:
            continue
        vowel = syllable.vowel
        mark = marks.get(index, "")
        if vowel == "ə" and mark == "ˈ":
            vowel = "ʌ"
        last = index == len(syllables) - 1
        if vowel == "iː" and (last and not syllable.nasal):
            vowel = "i"
        if syllable.nasal:
            vowel = _nasal(vowel, syllables[index + 1].onset if not last else [])
        spoken.append("ɾ" + mark + vowel[1:] if vowel.startswith("ɾ") else mark + vowel)
    return re.sub("əj$", "ɛj", "".join(spoken))


def _nasal(vowel: str, onset: Sequence[str]) -> str:
    """A nasal consonant like the next one after a short a, else a nasal vowel."""
    if vowel in ("ə", "ʌ"):
        return vowel + (_NASALS.get(onset[0][0], "n") if onset else "n")
    return (
        "ẽː".replace("ẽ", "e\u0303")
        if vowel == "eː"
        else vowel.replace("ː", "").replace("ɪ", "i").replace("ʊ", "u") + "\u0303"
    )
