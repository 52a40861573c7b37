"""Korean, as it is read aloud: numbers in words, standard pronunciation (표준발음법), IPA."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from sorikit.core.errors import InvalidOption
from sorikit.reading import Piece
from sorikit.reading.korean.hangul import is_syllable
from sorikit.reading.korean.ipa import sounds
from sorikit.reading.korean.latin import spelled
from sorikit.reading.korean.normalize import MARKS, chunks
from sorikit.reading.korean.numbers import LINK

_KOKORO_MARKS = frozenset(MARKS.values()) | {" "}


class KoreanReader:
    """Reads Korean, an eojeol to a piece; numbers stay with what they count. Immutable, safe to share between threads."""

    def __init__(self, english: Callable[[str], str] | None = None) -> None:
        """``english`` gives the phonemes of a Latin word that Korean has no reading for; None spells it by its letters."""
        self._english = english

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return the pieces of ``sentence``. Raises InvalidOption for letters of other scripts (kana, Cyrillic …)."""
        parts = chunks(sentence)
        _refuse_foreign("".join(part.spoken for part in parts))
        spoken = [part.spoken if self._english else _without_latin(part.spoken) for part in parts]
        heard = sounds("".join(spoken))
        pieces: list[Piece] = []
        at = 0
        for part, words in zip(parts, spoken, strict=True):
            letters = heard[at : at + len(words)]
            pieces.append(Piece(part.written, self._phonemes(words, letters)))
            at += len(words)
        return tuple(pieces)

    def _phonemes(self, words: str, letters: list[str]) -> str:
        """Join the phonemes of one piece; runs of Latin letters are the English reader's."""
        made: list[str] = []
        latin = ""
        for character, sound in zip(words + " ", [*letters, ""], strict=True):
            if self._english and _is_latin(character):
                latin += character
                continue
            if latin and self._english:
                made.append(self._english(latin).strip())
                latin = ""
            made.append(sound if is_syllable(character) or character in _KOKORO_MARKS else "")
        return "".join(made)


def _is_latin(character: str) -> bool:
    return character.isalpha() and not is_syllable(character) and unicodedata.name(character, "").startswith("LATIN")


def _without_latin(words: str) -> str:
    if not any(map(_is_latin, words)):
        return words
    plain = unicodedata.normalize("NFKD", words) if not words.isascii() and not any(map(is_syllable, words)) else words
    made, latin = "", ""
    for character in plain + "\0":
        if _is_latin(character):
            latin += character
            continue
        if latin:
            made, latin = made + spelled(latin), ""
        made += character if character != "\0" else ""
    return made


def _refuse_foreign(text: str) -> None:
    for character in text.replace(LINK, ""):
        if character.isalpha() and not is_syllable(character) and not _is_latin(character):
            name = unicodedata.name(character, "")
            raise InvalidOption(
                option="text",
                detail=f"{character!r} ({name}) cannot be read aloud in Korean",
                detail_ko=f"{character!r}은(는) 한국어로 읽을 수 없는 글자입니다",
            )
