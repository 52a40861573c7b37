"""Italian read aloud: spelling → sounds, open and closed e and o by ending and list, numbers and signs in words."""

from __future__ import annotations

from sorikit.reading import Piece
from sorikit.reading._grammar import patterns
from sorikit.reading._pieces import is_latin, pieces, refuse_foreign, word_end
from sorikit.reading.italian.numbers import GRAMMAR
from sorikit.reading.italian.sounds import sound

_PATTERNS = patterns(GRAMMAR)
_WORD = word_end(r"[^\W\d_\u0300-\u036f][^\W\d_]*(?:[\u0300-\u036f]+[^\W\d_]*)*(?:['’](?=[^\W\d_])|(?<=[pP]o)['’])?")


def read(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of an Italian sentence. Raises InvalidOption for letters that are not Latin."""
    refuse_foreign(sentence, is_latin, ("Italian", "이탈리아어"))
    return pieces(sentence, _PATTERNS, _WORD, sound)
