"""Spanish read aloud: spelling → sounds (Castilian, as Kokoro learned it), numbers and signs in words."""

from __future__ import annotations

from sorikit.reading import Piece
from sorikit.reading._grammar import patterns
from sorikit.reading._pieces import is_latin, pieces, refuse_foreign, word_end
from sorikit.reading.spanish.numbers import GRAMMAR
from sorikit.reading.spanish.sounds import sound

_PATTERNS = patterns(GRAMMAR)
_WORD = word_end(r"[^\W\d_][^\W\d_\u0300]*(?:[\u0300-\u036f]+[^\W\d_]*)*")


def read(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of a Spanish sentence. Raises InvalidOption for letters that are not Latin."""
    refuse_foreign(sentence, is_latin, ("Spanish", "스페인어"))
    return pieces(sentence, _PATTERNS, _WORD, sound)
