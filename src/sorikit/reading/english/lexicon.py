"""English text → Kokoro's phonemes: a lexicon, its inflections, weak forms, and letter-to-sound rules for the rest.

The lexicon (180,000 words, American) and its phoneme letters are those of ``misaki`` (https://github.com/hexgrad/misaki,
Apache-2.0), which Kokoro was trained with: A I O W Y are the diphthongs of bay, buy, go, how, boy.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Mapping
from pathlib import Path

from sorikit.reading.english.letters import sound_out
from sorikit.reading.english.normalize import normalize

Readings = Mapping[str, str]

PRIMARY, SECONDARY = "ˈ", "ˌ"
VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
_FLAPPED_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|[^\sA-Za-z]")
_PUNCTUATION = ";:,.!?—…"

_VERB_WORDS = """to will would can could should must may might shall i we you they let's please don't didn't doesn't won't
can't couldn't shouldn't i'll we'll you'll they'll who and"""
_NOUN_WORDS = """the a an this that these those my your our their his her its of in no some any each every first next last
new for"""
_VERB_AFTER, _NOUN_AFTER = frozenset(_VERB_WORDS.split()), frozenset(_NOUN_WORDS.split())
"""The word before decides between noun and verb (the record, to record): no tagger, right in most running speech."""


class EnglishLexicon:
    """Words → phonemes. Immutable after construction; reading takes about 0.2 s."""

    def __init__(self, path: Path) -> None:
        """Read ``word TAB phonemes`` lines from an xz file; homographs are ``DEFAULT=…|VERB=…``."""
        text = lzma.decompress(path.read_bytes()).decode()
        self._words = dict(line.split("\t", 1) for line in text.splitlines())

    def phonemes(self, text: str) -> str:
        """Return the phonemes of a sentence, with its punctuation and one space between words."""
        tokens: list[str] = _WORD.findall(normalize(text))
        spoken: list[str] = []
        vowel_next: bool | None = None  # None at the end of a phrase
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if not token[0].isalpha():
                spoken.append(token if token in _PUNCTUATION else "")
                vowel_next = None if token in _PUNCTUATION else vowel_next
                continue
            before = tokens[index - 1].lower() if index else ""
            sounds = self._word(token.replace("’", "'"), before, vowel_next)
            spoken.append(" " + sounds)
            first = next((sound for sound in sounds if sound not in (PRIMARY, SECONDARY)), "")
            vowel_next = first in VOWELS
        return re.sub(r" +", " ", "".join(reversed(spoken))).strip().replace("ɾ", "T").replace("ʔ", "t")

    def knows(self, word: str) -> bool:
        """Whether the lexicon has the word itself, in lower case or capitalised."""
        return any(form in self._words for form in (word, word.lower(), word.capitalize()))

    def _word(self, word: str, before: str, vowel_next: bool | None) -> str:
        weak = _weak_form(word.lower(), vowel_next)
        if weak is not None and not (word.isupper() and len(word) > 1):
            return weak
        if word == "AM" or (word.isupper() and 1 < len(word) <= 5 and word not in self._words):
            return self._spelled(word)
        return self._looked_up(word, before, vowel_next) or self._inflected(word.lower(), before) or self._unknown(word)

    def _looked_up(self, word: str, before: str, vowel_next: bool | None) -> str | None:
        entry = next(
            (self._words[form] for form in (word, word.lower(), word.capitalize()) if form in self._words), None
        )
        if entry is None or "=" not in entry:
            return entry
        readings = dict(reading.split("=") for reading in entry.split("|"))
        if vowel_next is None and "None" in readings:
            return readings["None"]
        if before in _VERB_AFTER:
            return readings.get("VERB", readings["DEFAULT"])
        if before in _NOUN_AFTER:
            return readings.get("NOUN", readings["DEFAULT"])
        return readings["DEFAULT"]

    def _inflected(self, word: str, before: str) -> str | None:
        """Take -s, -ed, -ing, -'s off and put their sound on (https://en.wiktionary.org/wiki/-s, /-ed, /-ing)."""
        for ending, stems, add in (
            ("'s", (word[:-2],), _add_s),
            ("ies", (word[:-3] + "y",), _add_s),
            ("es", (word[:-1], word[:-2]), _add_s),
            ("s", (word[:-1],), _add_s),
            ("ied", (word[:-3] + "y",), _add_ed),
            ("ed", (word[:-1], word[:-2], word[:-3]), _add_ed),
            ("ing", (word[:-3], word[:-3] + "e", word[:-4]), _add_ing),
        ):
            if word.endswith(ending) and len(word) > len(ending) + 1:
                for stem in stems:
                    sounds = self._looked_up(stem, before, vowel_next=True) if len(stem) > 1 else None
                    if sounds:
                        return add(sounds)
        return None

    def _unknown(self, word: str) -> str:
        parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", word)
        if len(parts) > 1:  # CamelCase
            return " ".join(self._word(part, "", vowel_next=True) for part in parts)
        return sound_out(word.lower().replace("'", ""))

    def _spelled(self, word: str) -> str:
        letters = "".join(self._words[letter].replace(PRIMARY, SECONDARY) for letter in word if letter in self._words)
        head, mark, last = letters.rpartition(SECONDARY)
        return head + PRIMARY + last if mark else letters


def _weak_form(word: str, vowel_next: bool | None) -> str | None:
    """Return how a function word sounds unstressed in a sentence; None for every other word."""
    at_end = vowel_next is None
    weak = {
        "the": "ði" if vowel_next else "ðə",
        "to": "tu" if at_end else "tʊ" if vowel_next else "tə",
        "a": "ɐ",
        "an": "ɐn",
        "in": PRIMARY + "ɪn" if at_end else "ɪn",
        "i": SECONDARY + "I",
        "am": "æm" if at_end else "ɐm",
    }
    return weak.get(word)


def _add_s(stem: str) -> str:
    if stem[-1] in "ptkfθ":
        return stem + "s"
    return stem + ("ᵻz" if stem[-1] in "szʃʒʧʤ" else "z")


def _add_ed(stem: str) -> str:
    if stem[-1] in "pkfθʃsʧ":
        return stem + "t"
    if stem[-1] == "d":
        return stem + "ᵻd"
    if stem[-1] != "t":
        return stem + "d"
    return (stem[:-1] + "ɾᵻd") if len(stem) > 1 and stem[-2] in _FLAPPED_AFTER else stem + "ᵻd"


def _add_ing(stem: str) -> str:
    flapped = len(stem) > 1 and stem[-1] == "t" and stem[-2] in _FLAPPED_AFTER
    return (stem[:-1] + "ɾɪŋ") if flapped else stem + "ɪŋ"
