"""English text → Kokoro's phonemes: a lexicon, its inflections, weak forms, and letter-to-sound rules for the rest.

The lexicon (180,000 words, American) and its phoneme letters are those of ``misaki`` (https://github.com/hexgrad/misaki,
Apache-2.0), which Kokoro was trained with: A I O W Y are the diphthongs of bay, buy, go, how, boy.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from sorikit.reading import Piece
from sorikit.reading import phonemes as joined
from sorikit.reading._pieces import Said, pieces
from sorikit.reading.english.homographs import ALWAYS, Place, chosen
from sorikit.reading.english.letters import sound_out
from sorikit.reading.english.numbers import PATTERNS, word
from sorikit.reading.english.tables import EXTRA, SAID, SPELLED

PRIMARY, SECONDARY = "ˈ", "ˌ"
VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻ")
_FLAPPED_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")

_LETTERS = {"a": "ˈA", "z": "zˈi"}


class EnglishLexicon:
    """Words → phonemes. Immutable after construction; reading takes about 0.2 s."""

    def __init__(self, path: Path) -> None:
        """Read ``word TAB phonemes`` lines from an xz file; homographs are ``DEFAULT=…|VERB=…``."""
        text = lzma.decompress(path.read_bytes()).decode()
        self._words = dict(line.split("\t", 1) for line in text.splitlines())

    def phonemes(self, text: str) -> str:
        """Return the phonemes of a sentence, with its punctuation and one space between words."""
        return joined(self.read(text))

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return the pieces of an English sentence; letters of other scripts are silent."""
        return pieces(sentence, PATTERNS, word, self._sound)

    def _sound(self, said: Sequence[Said]) -> list[str]:
        words = [_plain(item.word) for item in said]
        lower = [text.lower() for text in words]
        context = frozenset(lower)
        loud = sum(text.isupper() and len(text) > 1 for text in words) > max(1, len(words) // 2)
        sounds: list[str] = []
        vowel_next: bool | None = None  # None at the end of a phrase
        for index in range(len(words) - 1, -1, -1):
            vowel_next = None if said[index].pause else vowel_next
            before = (lower[index - 1] if index else "", lower[index - 2] if index > 1 else "")
            after = lower[index + 1] if index + 1 < len(words) and not said[index].pause else ""
            place = Place(before, after, vowel_next, context)
            spoken = self._word(words[index].lower() if loud else words[index], place)
            sounds.append(spoken.replace("ɾ", "T").replace("ʔ", "t"))
            first = next((sound for sound in spoken if sound not in (PRIMARY, SECONDARY)), "")
            vowel_next = first in VOWELS if first else vowel_next
        return sounds[::-1]

    def knows(self, word: str) -> bool:
        """Whether the lexicon has the word itself, in lower case or capitalised."""
        return any(form in self._words for form in (word, word.lower(), word.capitalize()))

    def _word(self, word: str, place: Place) -> str:
        weak = _weak_form(word.lower(), place.vowel_next)
        if weak is not None and not (word.isupper() and len(word) > 1):
            return weak
        if word.lower() in EXTRA:
            return EXTRA[word.lower()]
        if self._is_spelled(word):
            return self._spelled(word)
        if re.fullmatch("[A-Z]{2,5}s", word) and word not in self._words:
            return _add_s(self._spelled(word[:-1]))
        return self._looked_up(word, place) or self._inflected(word.lower(), place) or self._unknown(word, place)

    def _is_spelled(self, word: str) -> bool:
        if len(word) == 1:
            return True
        if not (word.isupper() and len(word) <= 5) or word in SAID:
            return False
        if word in SPELLED or word not in self._words:
            known = word.lower() in self._words and len(word) > 2
            return word in SPELLED or not known or not re.search("[AEIOUY]", word)
        return False

    def _looked_up(self, word: str, place: Place) -> str | None:
        entry = next(
            (self._words[form] for form in (word, word.lower(), word.capitalize()) if form in self._words), None
        )
        lower = word.lower()
        if entry is None or ("=" not in entry and lower not in ALWAYS):
            return entry
        readings = dict(reading.split("=") for reading in entry.split("|")) if "=" in entry else {"DEFAULT": entry}
        if place.vowel_next is None and "None" in readings:
            return readings["None"]
        return chosen(lower, readings, place)

    def _inflected(self, word: str, place: Place) -> str | None:
        """Take -s, -ed, -ing, -'s off and put their sound on (https://en.wiktionary.org/wiki/-s, /-ed, /-ing)."""
        for ending, stems, add in (
            ("'s", (word[:-2],), _add_s),
            ("s'", (word[:-2],), _add_s),
            ("ies", (word[:-3] + "y",), _add_s),
            ("es", (word[:-1], word[:-2]), _add_s),
            ("s", (word[:-1],), _add_s),
            ("ied", (word[:-3] + "y",), _add_ed),
            ("ed", (word[:-1], word[:-2], word[:-3]), _add_ed),
            ("ing", (word[:-3], word[:-3] + "e", word[:-4]), _add_ing),
        ):
            if word.endswith(ending) and len(word) > len(ending) + 1:
                for stem in stems:
                    sounds = self._looked_up(stem, place) if len(stem) > 1 else None
                    if sounds:
                        return add(sounds)
        return None

    def _unknown(self, word: str, place: Place) -> str:
        parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", word)
        if len(parts) > 1 and "'" not in word:  # CamelCase
            return " ".join(self._word(part, Place(after="x", vowel_next=True)) for part in parts)
        if word.lower().endswith("'s"):
            return _add_s(self._unknown(word[:-2], place))
        return self._compound(word.lower()) or sound_out(re.sub("[^a-z]", "", word.lower()))

    def _compound(self, word: str) -> str | None:
        """Two known words in one, the second with less stress: "voicebank"."""
        for cut in range(len(word) - 4, 3, -1):
            first, second = self._words.get(word[:cut]), self._words.get(word[cut:])
            if first and second and "=" not in first + second:
                return first + second.replace(PRIMARY, SECONDARY)
        return None

    def _spelled(self, word: str) -> str:
        names = (_LETTERS.get(letter.lower()) or self._words.get(letter.upper(), "") for letter in word)
        letters = "".join(name.replace(PRIMARY, SECONDARY) for name in names)
        head, mark, last = letters.rpartition(SECONDARY)
        return head + PRIMARY + last if mark else letters


def _plain(word: str) -> str:
    """Letters that English does not have, as their nearest."""
    if word.isascii():
        return word
    text = unicodedata.normalize("NFKD", word.replace("’", "'").replace("ß", "ss").replace("ø", "o").replace("æ", "ae"))
    return "".join(letter for letter in text if letter.isascii())


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
