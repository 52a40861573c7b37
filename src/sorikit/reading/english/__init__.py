"""English, as it is read aloud: numbers in words, a lexicon, weak forms, letters for the rest."""

from __future__ import annotations

from sorikit.reading.english.lexicon import EnglishLexicon as EnglishReader

__all__ = ["EnglishReader"]
