"""Hindi read aloud: Devanagari → sounds, silent schwas, stress, numbers and signs in words."""

from __future__ import annotations

from sorikit.reading import Piece
from sorikit.reading._grammar import patterns
from sorikit.reading._pieces import is_latin, pieces, refuse_foreign, word_end
from sorikit.reading.hindi.numbers import GRAMMAR
from sorikit.reading.hindi.sounds import sound

_PATTERNS = patterns(GRAMMAR)
_WORD = word_end(r"[\u0900-\u0963\u0971-\u097f][\u0900-\u0963\u0971-\u097f\u200c\u200d]*")


def read(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of a Hindi sentence. Raises InvalidOption for letters other than Devanagari.

    Latin capitals (GDP), units, addresses are read; other Latin words are not Hindi's to read.
    """
    made = pieces(sentence, _PATTERNS, _WORD, sound)
    for piece in made:
        if not piece.phonemes.strip():
            refuse_foreign(piece.written, lambda letter: "\u0900" <= letter <= "\u097f", ("Hindi", "힌디어"))
    refuse_foreign(sentence, lambda letter: "\u0900" <= letter <= "\u097f" or is_latin(letter), ("Hindi", "힌디어"))
    return made
