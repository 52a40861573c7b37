"""Readers of whole stretches: for languages whose own reader does not tell words apart yet."""

from __future__ import annotations

import importlib
import unicodedata
from pathlib import Path

from sorikit.reading import Piece


def _piece(text: str, sounds: str) -> tuple[Piece, ...]:
    return (Piece(text, (" " if text[:1].isspace() else "") + sounds.strip()),)


class KoreanReader:
    """Korean."""

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return one piece."""
        ipa = importlib.import_module("sorikit.reading.korean.ipa")
        normalize = importlib.import_module("sorikit.reading.korean.normalize")
        return _piece(sentence, ipa.phonemes(normalize.normalize(sentence)))


class JapaneseReader:
    """Kana."""

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return one piece."""
        kana = importlib.import_module("sorikit.reading.japanese.kana")
        return _piece(sentence, kana.kana_phonemes(unicodedata.normalize("NFKC", sentence)))


class EnglishReader:
    """English."""

    def __init__(self, lexicon: Path) -> None:
        self._lexicon = importlib.import_module("sorikit.reading.english.lexicon").EnglishLexicon(lexicon)

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return one piece."""
        return _piece(sentence, self._lexicon.phonemes(sentence))
