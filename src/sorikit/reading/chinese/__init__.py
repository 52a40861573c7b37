"""Chinese (Mandarin) read aloud: words, pinyin, sounds with tones; numbers and signs in characters."""

from __future__ import annotations

from collections.abc import Sequence

from sorikit.reading import Piece
from sorikit.reading._pieces import Said, pieces, refuse_foreign
from sorikit.reading.chinese.numbers import PATTERNS
from sorikit.reading.chinese.pinyin import ipa
from sorikit.reading.chinese.words import first_word, is_readable, pinyin


def read(sentence: str) -> tuple[Piece, ...]:
    """Return the pieces of a Chinese sentence, one for each word. Raises InvalidOption for other letters."""
    refuse_foreign(sentence, lambda letter: is_readable(letter) or letter.isascii(), ("Chinese", "중국어"))
    made = pieces(sentence, PATTERNS, first_word, _sound)
    for piece in made:
        if not piece.phonemes.strip():
            refuse_foreign(piece.written, is_readable, ("Chinese", "중국어"))
    return made


def _sound(said: Sequence[Said]) -> list[str]:
    return [_words(item.word) for item in said]


def _words(text: str) -> str:
    """Sound of characters that may be several words (a number)."""
    spoken, at = [], 0
    while at < len(text):
        end = max(first_word(text, at), at + 1)
        spoken.append("".join(ipa(syllable) for syllable in pinyin(text[at:end])))
        at = end
    return " ".join(filter(None, spoken))
