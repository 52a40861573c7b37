"""Words cut into what is never broken: a word, a Korean eojeol, a Japanese bunsetsu, a Chinese character with its marks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sorikit.core.text import Segment, Word
from sorikit.formats._width import display_width, is_spaceless
from sorikit.formats.subtitles import Piece

NEVER_FIRST = frozenset("、。，．・：；？！）」』】〉》〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.!?:;)]}%")
"""Characters that no line starts with (JIS X 4051, line-start prohibition)."""
NEVER_LAST = frozenset("（「『【〈《〔［｛([{")
"""Characters that no line ends with."""


def pieces_of(segment: Segment, max_columns: int) -> list[Piece]:
    """Return the pieces of a segment in order, with times that never step back.

    A segment whose words have no times shares its own by width. A bunsetsu wider than a third of a line is no phrase
    and may break anywhere a line may.
    """
    words = segment.words or tuple(spread(segment))
    spaceless = not any(word.text[:1].isspace() for word in words[1:])
    forgotten = spaceless and " " in segment.text.strip()  # words given without their spaces
    tokens: list[Piece] = []
    for word in words:
        for piece in _cut_word(word, forgotten=forgotten):
            floor = tokens[-1].start if tokens else 0.0  # times that step back would shuffle the text
            start = max(piece.start, floor)
            tokens.append(Piece(piece.text, piece.spaced, start, max(piece.end, start)))
    pieces: list[Piece] = []
    for phrase in _joined(tokens, _inside_phrase):
        loose = display_width(text_of(phrase)) > max(1, max_columns // 3)
        groups = _joined(phrase, _inside_word) if loose else [phrase]
        pieces += [Piece(text_of(g), g[0].spaced, g[0].start, max(one.end for one in g)) for g in groups]
    return pieces


def text_of(pieces: list[Piece] | tuple[Piece, ...]) -> str:
    """Return pieces as one line."""
    return "".join((" " if index and piece.spaced else "") + piece.text for index, piece in enumerate(pieces))


def spread(segment: Segment) -> Iterator[Word]:
    """Give the words of an untimed segment times by their width."""
    whole = Word(segment.text, segment.start, segment.end)
    for piece in _cut_word(whole, forgotten=False):
        yield Word((" " if piece.spaced else "") + piece.text, piece.start, piece.end)


def _joined(pieces: list[Piece], belong: Callable[[str, str], bool]) -> list[list[Piece]]:
    """Group neighbours that have no space between them and belong together."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and not piece.spaced and belong(groups[-1][-1].text[-1], piece.text[0]):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _cut_word(word: Word, *, forgotten: bool) -> Iterator[Piece]:
    """Split what an engine calls a word at its spaces and between characters of spaceless scripts, by width."""
    tokens = _tokens(word.text)
    whole = sum(display_width(token) for token, _ in tokens) or 1
    length = word.end - word.start
    done = 0
    for index, (token, spaced) in enumerate(tokens):
        first, done = done, done + display_width(token)
        start, end = word.start + length * first / whole, word.start + length * done / whole
        yield Piece(token, spaced or (index == 0 and forgotten), start, end)


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Return ``(token, whether a space stands before it)``."""
    tokens: list[tuple[str, bool]] = []
    spaced = False
    for character in text:
        if character.isspace():
            spaced = True
        elif tokens and not spaced and not is_spaceless(character) and not is_spaceless(tokens[-1][0][-1]):
            tokens[-1] = (tokens[-1][0] + character, tokens[-1][1])
        else:
            tokens.append((character, spaced))
            spaced = False
    return tokens


def _inside_word(left: str, right: str) -> bool:
    """Whether no line may ever break between two characters that have no space between them."""
    if right in NEVER_FIRST or left in NEVER_LAST:
        return True
    return not (is_spaceless(left) or is_spaceless(right))


def _inside_phrase(left: str, right: str) -> bool:
    """Whether two characters are of one bunsetsu: a content word and the hiragana that follows it."""
    if _inside_word(left, right):
        return True
    if left in NEVER_FIRST and not left.isalnum():
        return False  # after punctuation
    return not _is_hiragana(left) or _is_hiragana(right)


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f"
