"""Portuguese (of Brazil) read aloud: spelling → sounds, numbers and signs in words."""

from __future__ import annotations

from sorikit.reading import Piece
from sorikit.reading._grammar import patterns
from sorikit.reading._pieces import is_latin, pieces, refuse_foreign, word_end
from sorikit.reading.portuguese.numbers import GRAMMAR
from sorikit.reading.portuguese.sounds import sound

_PATTERNS = patterns(GRAMMAR)
_WORD = word_end(r"[^\W\d_\u0300-\u036f][^\W\d_]*(?:[\u0300-\u036f]+[^\W\d_]*)*")


def read(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of a Portuguese sentence. Raises InvalidOption for letters that are not Latin."""
    refuse_foreign(sentence, is_latin, ("Portuguese", "포르투갈어"))
    return pieces(sentence, _PATTERNS, _WORD, sound)
