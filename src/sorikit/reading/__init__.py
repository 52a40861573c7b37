"""How text is read aloud: one folder per language, from writing to phonemes; and the scripts that text comes in.

A language's reader takes one sentence and gives it in pieces: what is written, and how that sounds. Numbers, signs and
abbreviations are put into words on the way. The pieces together are the sentence, so that times can be told of words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Piece:
    """A written word (or number, or sign) of a sentence, and its sounds."""

    written: str
    """As it stands in the text, with the space before it and its punctuation; the ``written`` of all pieces joined is the
    sentence."""
    phonemes: str
    """In Kokoro's phoneme letters (IPA, with A I O W Y for the English diphthongs), with the space before it and its
    punctuation; empty for what is not said. The ``phonemes`` of all pieces joined are those of the sentence."""


class LanguageReader(Protocol):
    """Reads one language. Immutable, safe to share between threads."""

    def read(self, sentence: str) -> tuple[Piece, ...]:
        """Return the pieces of ``sentence``; those it cannot read (foreign letters) raise InvalidOption."""
        ...


def phonemes(pieces: tuple[Piece, ...]) -> str:
    """Return the phonemes of a sentence, one space between words and none at the ends."""
    return " ".join("".join(piece.phonemes for piece in pieces).split())
