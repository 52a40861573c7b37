"""A sentence → its pieces: what every language's reader does with spaces, marks, and what has to be put into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sorikit.core.errors import InvalidOption
from sorikit.reading import Piece

Say = Callable[[re.Match[str]], "str | None"]
"""A match → the words that it is read as ("" for silence); None where it does not hold after all."""
Pattern = tuple[re.Pattern[str], Say]
WordEnd = Callable[[str, int], int]
"""A sentence and a place in it → where the word that begins there ends; the place itself where none does."""

_OPENING = frozenset("¿¡([{«„“‘\"'‹<")
_MARKS = {
    **{mark: mark for mark in ";:,.!?—…()“”"},
    "–": "—", "―": "—", "«": "“", "»": "”", "„": "“", "‹": "“", "›": "”", "[": "(", "]": ")", "{": "(", "}": ")",
    "।": ".", "॥": ".", "、": ",", "，": ",", "。": ".", "！": "!", "？": "?", "：": ":", "；": ";", "（": "(",
    "）": ")", "《": "“", "》": "”", "「": "“", "」": "”", "【": "“", "】": "”", "．": ".", "·": " ", "・": " ",
}  # fmt: skip
"""Written mark → Kokoro's. Marks that are not here are silent."""
_PAUSING = frozenset(";:,.!?—…()")


@dataclass(frozen=True, slots=True)
class Said:
    """One word to be sounded, in its sentence."""

    word: str
    """In the letters of the language; as written, with its capitals."""
    pause: bool
    """Whether a mark that makes a pause (or the end) follows it."""


@dataclass(slots=True)
class _Chunk:
    """A piece that is being put together."""

    before: str
    written: str
    words: list[str]
    marks: str = ""


def pieces(
    sentence: str, patterns: Sequence[Pattern], word: WordEnd, sound: Callable[[Sequence[Said]], list[str]]
) -> tuple[Piece, ...]:
    """Return the pieces of ``sentence``.

    ``patterns`` are tried in their order wherever a word may begin, then ``word``; what neither takes is a mark.
    ``sound`` gets all words of the sentence, and gives the sounds of each.
    """
    chunks = _chunks(sentence, patterns, word)
    said = [
        Said(text, index == len(chunk.words) - 1 and (bool(_PAUSING & set(chunk.marks)) or chunk is chunks[-1]))
        for chunk in chunks
        for index, text in enumerate(chunk.words)
    ]
    sounds = iter(sound(said))
    made: list[Piece] = []
    for chunk in chunks:
        spoken = " ".join(filter(None, (next(sounds) for _ in chunk.words)))
        opening = "".join(_MARKS.get(letter, "") for letter in chunk.before if letter in "(«“„")
        made.append(Piece(chunk.before + chunk.written, f" {opening}{spoken}{chunk.marks}" if spoken else chunk.marks))
    return tuple(made)


def written_out(sentence: str, patterns: Sequence[Pattern], word: WordEnd) -> str:
    """Return ``sentence`` with what the patterns take put into words, and its marks where they were."""
    spoken = ""
    at = 0
    while at < len(sentence):
        end, words = _token(sentence, at, patterns, word)
        text = sentence[at:end] if words is None else " ".join(words)
        joins = words and spoken[-1:].isalnum() and at and end - at and text != sentence[at:end]
        spoken += (" " if joins else "") + text
        if words and text != sentence[at:end] and sentence[end : end + 1].isalnum():
            spoken += " "
        if words and sentence[end - 1] == "." and not sentence[end:].strip():
            spoken += "."
        at = end
    return spoken


def _chunks(sentence: str, patterns: Sequence[Pattern], word: WordEnd) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    before, at = "", 0
    while at < len(sentence):
        end, words = _token(sentence, at, patterns, word)
        if words is not None:
            ends = sentence[end - 1] == "." and not sentence[end:].strip()  # "etc." ends its sentence too
            chunks.append(_Chunk(before, sentence[at:end], words, "." if ends else ""))
            before = ""
        else:
            mark = sentence[at]
            if chunks and not before.strip() and _MARKS.get(mark, " ") in ";:,.!?—”)":  # French puts a space before it
                chunks[-1].written += before + mark
                chunks[-1].marks += _MARKS[mark]
                before = ""
            elif not chunks or before or mark.isspace() or (mark in _OPENING and _opens(sentence, at)):
                before += mark
            else:
                chunks[-1].written += mark
                chunks[-1].marks += _MARKS.get(mark, "")
        at = end
    if before and chunks:
        chunks[-1].written += before
        chunks[-1].marks += "".join(_MARKS.get(mark, "") for mark in before if not mark.isspace())
    elif before:
        chunks.append(_Chunk("", before, []))
    return chunks


def _opens(sentence: str, at: int) -> bool:
    """Whether a quotation mark that can open or close stands before a word."""
    return at + 1 < len(sentence) and not sentence[at + 1].isspace() and (at == 0 or not sentence[at - 1].isalnum())


def _token(sentence: str, at: int, patterns: Sequence[Pattern], word: WordEnd) -> tuple[int, list[str] | None]:
    for pattern, say in patterns:
        found = pattern.match(sentence, at)
        if found and found.end() > at:
            spoken = say(found)
            if spoken is not None:
                return found.end(), spoken.split()
    end = word(sentence, at)
    return (end, [sentence[at:end]]) if end > at else (at + 1, None)


def word_end(pattern: str) -> WordEnd:
    """Return the ``WordEnd`` of words that a regular expression describes."""
    word = re.compile(pattern)

    def end(sentence: str, at: int) -> int:
        found = word.match(sentence, at)
        return found.end() if found else at

    return end


def is_latin(letter: str) -> bool:
    """Return whether a letter is one of the Latin alphabets of Europe, the ordinal signs included."""
    return letter < "\u0250"


def refuse_foreign(text: str, readable: Callable[[str], bool], language: tuple[str, str]) -> None:
    """Raise InvalidOption at the first letter that is not ``readable``; ``language``: its English and Korean name."""
    for character in text:
        if character.isalpha() and not readable(character):
            name = unicodedata.name(character, "")
            raise InvalidOption(
                option="text",
                detail=f"{character!r} ({name}) cannot be read aloud in {language[0]}",
                detail_ko=f"{character!r}은(는) {language[1]}로 읽을 수 없는 글자입니다",
            )
