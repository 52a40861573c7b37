"""Text → what Kokoro is given: sentences, each as phonemes, with the pause that follows.

Korean, English and Japanese kana are read, also mixed in one sentence. Letters that nobody here can read are an error,
never skipped in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sorikit.core.errors import InvalidOption
from sorikit.reading.english.lexicon import EnglishLexicon
from sorikit.reading.japanese.kana import kana_phonemes
from sorikit.reading.korean import ipa as _korean_ipa
from sorikit.reading.korean import normalize as _normalize_ko

LANGUAGES = ("ko", "en", "ja")

TOKENS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12, ")": 13, "“": 14, "”": 15, " ": 16,
    "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20, "ʨ": 21, "ᵝ": 22, "ꭧ": 23, "A": 24, "I": 25, "O": 31, "Q": 33, "S": 35, "T": 36,
    "W": 39, "Y": 41, "ᵊ": 42, "a": 43, "b": 44, "c": 45, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53,
    "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "q": 59, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66,
    "y": 67, "z": 68, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "β": 75, "ɔ": 76, "ɕ": 77, "ç": 78, "ɖ": 80, "ð": 81, "ʤ": 82,
    "ə": 83, "ɚ": 85, "ɛ": 86, "ɜ": 87, "ɟ": 90, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ʝ": 103, "ɯ": 110, "ɰ": 111, "ŋ": 112,
    "ɳ": 113, "ɲ": 114, "ɴ": 115, "ø": 116, "ɸ": 118, "θ": 119, "œ": 120, "ɹ": 123, "ɾ": 125, "ɻ": 126, "ʁ": 128, "ɽ": 129,
    "ʂ": 130, "ʃ": 131, "ʈ": 132, "ʧ": 133, "ʊ": 135, "ʋ": 136, "ʌ": 138, "ɣ": 139, "ɤ": 140, "χ": 142, "ʎ": 143, "ʒ": 147,
    "ʔ": 148, "ˈ": 156, "ˌ": 157, "ː": 158, "ʰ": 162, "ʲ": 164, "↓": 169, "→": 171, "↗": 172, "↘": 173, "ᵻ": 177,
}  # fmt: skip
"""Kokoro v1.0's phoneme letters (config.json of https://huggingface.co/hexgrad/Kokoro-82M)."""

MAX_TOKENS = 400
"""The network takes 510; it sounds hurried near the limit."""

_SENTENCE = re.compile(r"[^.!?。！？…\n]*(?:\.(?=\S)[^.!?。！？…\n]*)*[.!?。！？…]*[\"'”’)」]*\n*")
_HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")
_KANA = re.compile(r"[ぁ-ゖァ-ヺー]")
_LATIN = re.compile(r"[A-Za-z]")
_RUN = re.compile(r"[A-Za-z][A-Za-z'’]*(?:[ -][A-Za-z][A-Za-z'’]*)*|[ぁ-ゖァ-ヺー]+|[^A-Za-zぁ-ゖァ-ヺー]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece to say in one breath."""

    tokens: tuple[int, ...]
    """1 … ``MAX_TOKENS`` numbers of ``TOKENS``."""
    text: str
    """As it was written: the sentence, in the first of its pieces."""
    pause: float
    """How long to be silent afterwards, in units of the sentence pause: 0.35 at a comma, 1 sentence, 2 paragraph."""


class Reader:
    """Turns text into readings. Immutable but for the English lexicon, which is read when first needed."""

    def __init__(self, lexicon_path: Path) -> None:
        self._lexicon_path = lexicon_path
        self._lexicon: EnglishLexicon | None = None

    def read(self, text: str, language: str | None = None) -> Iterator[Reading]:
        """Yield the readings of ``text``. Raises InvalidOption for other languages or letters."""
        if language is not None and language not in LANGUAGES:
            raise InvalidOption(
                option="language",
                detail=f"Kokoro reads {', '.join(LANGUAGES)} here, not {language!r}",
                detail_ko=f"Kokoro가 여기서 읽는 언어는 {', '.join(LANGUAGES)}이며 {language!r}은(는) 읽지 못합니다",
            )
        for sentence in _SENTENCE.findall(unicodedata.normalize("NFC", text)):
            pieces = [piece for piece in split(self.phonemes(sentence, language)) if any(map(str.isalpha, piece))]
            for index, piece in enumerate(pieces):
                last = index == len(pieces) - 1
                pause = (2.0 if "\n\n" in sentence else 1.0) if last else 0.35
                yield Reading(tuple(TOKENS[letter] for letter in piece), sentence.strip() if not index else "", pause)

    def phonemes(self, sentence: str, language: str | None = None) -> str:
        """Return one sentence in Kokoro's phoneme letters; ``language`` decides how its numbers are read."""
        sentence = unicodedata.normalize("NFKC", sentence) if _KANA.search(sentence) else sentence
        spoken = language or language_of(sentence)
        if spoken == "en" and not _HANGUL.search(sentence) and not _KANA.search(sentence):
            _refuse_unreadable(sentence)
            sounds = self._english().phonemes(sentence)
        else:
            text = _normalize_ko.normalize(sentence) if spoken == "ko" else sentence
            _refuse_unreadable(text)
            sounds = "".join(self._run(run) for run in _RUN.findall(text))
        kept = "".join(letter for letter in sounds if letter in TOKENS)
        return re.sub(r"\s+", " ", kept).strip()

    def _run(self, run: str) -> str:
        if _LATIN.match(run):
            return self._english().phonemes(run)
        return kana_phonemes(run) if _KANA.match(run) else _korean_ipa.phonemes(run)

    def _english(self) -> EnglishLexicon:
        if self._lexicon is None:  # two threads at once would read it twice, and get the same
            self._lexicon = EnglishLexicon(self._lexicon_path)
        return self._lexicon


def language_of(sentence: str) -> str:
    """Return "ko" where there is hangul, "ja" where there is kana, else "en"."""
    if _HANGUL.search(sentence):
        return "ko"
    return "ja" if _KANA.search(sentence) else "en"


def split(phonemes: str, limit: int = MAX_TOKENS) -> list[str]:
    """Cut phonemes into pieces of at most ``limit`` letters: at a comma if possible, else at a space, else anywhere."""
    pieces = []
    while len(phonemes) > limit:
        head = phonemes[:limit]
        cut = max(head.rfind(mark) + 1 for mark in ",;:—")
        if cut < limit // 4:
            cut = head.rfind(" ") + 1 or limit
        pieces.append(phonemes[:cut].strip())
        phonemes = phonemes[cut:].strip()
    return [*pieces, phonemes] if phonemes else pieces


def _refuse_unreadable(text: str) -> None:
    for character in text:
        if character.isalpha() and not (_HANGUL.match(character) or _KANA.match(character)):
            plain = unicodedata.normalize("NFKD", character)[0]
            if not plain.isascii():
                raise InvalidOption(
                    option="text",
                    detail=f"{character!r} cannot be read aloud here; write Korean, English or kana",
                    detail_ko=f"{character!r}은(는) 읽을 수 없습니다. 한글, 영어, 가나로 적어 주세요",
                )
