"""Subtitle layout: which words stand on the screen together, on which line, from when to when.

A cue holds words of one segment (one speaker): at most two lines of 42 columns, where a Hangul syllable, a kana
or a Han character takes two; at most 7 seconds; at least 0.8 where there is room. Lines break between words
only, a Korean eojeol and a European word being one; cues never overlap and never go back in time. Cut points are
chosen together for the whole segment (the cheapest path), not one after another, so no lone word is left over.
Japanese breaks between bunsetsu, where its hiragana end; a script without any such mark, between characters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats._width import display_width, is_spaceless, join_texts

MAX_COLUMNS = 42
"""Columns of a line (Netflix timed text style guide: 42 for Latin; 16 for Korean is for large type, 21 fits)."""
MAX_LINES = 2
MAX_SECONDS = 7.0
"""The longest a cue may stand (Netflix timed text style guide)."""
MIN_SECONDS = 0.8
"""The shortest, where the next cue leaves room (5/6 s in the same guide)."""

SENTENCE_ENDS = tuple(".?!。？！…")
CLAUSE_ENDS = tuple(",;:、，；：")
NEVER_FIRST = frozenset("、。，．・：；？！）」』】〉》〕］｝ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々,.!?:;)]}%")
"""Characters that no line starts with (JIS X 4051, line-start prohibition)."""
NEVER_LAST = frozenset("（「『【〈《〔［｛([{")
"""Characters that no line ends with."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen for a while."""

    start: int
    """Milliseconds."""
    end: int
    lines: tuple[str, ...]
    speaker: str = ""
    """Name to show; empty where speakers were not told apart."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """What is never broken: a word, an eojeol, or a bunsetsu of a script without spaces."""

    text: str
    spaced: bool
    """Whether a space stands before it inside a line."""
    start: float
    end: float


def cues(transcript: Transcript, *, prefix: bool) -> list[Cue]:
    """Return the cues of a transcript in order; ``prefix`` leaves room for ``[name]: `` on each first line.

    Segments whose words have no times share their segment's time by width.
    """
    rough: list[Cue] = []
    for segment in transcript.segments:
        speaker = transcript.name_of(segment.speaker)
        indent = display_width(speaker_prefix(speaker)) if prefix and speaker else 0
        layout = _Layout(_atoms(segment), indent)
        for first, last in _cut(layout):
            atoms, cut = layout.atoms[first:last], layout.cut_of(first, last) - first
            lines = tuple(_text(line) for line in (atoms[:cut], atoms[cut:]) if line)
            start, end = atoms[0].start, max(atom.end for atom in atoms)
            rough.append(Cue(round(1000 * start), round(1000 * end), lines, speaker))
    return list(_timed(rough))


def speaker_prefix(speaker: str) -> str:
    """Return the mark of a speaker in formats that have none of their own."""
    return f"[{speaker}]: "


def _atoms(segment: Segment) -> list[_Atom]:
    words = segment.words or tuple(_spread(segment))
    spaceless = not any(word.text[:1].isspace() for word in words[1:])
    forgotten = spaceless and " " in segment.text.strip()  # words given without their spaces
    pieces: list[_Atom] = []
    for word in words:
        for piece in _pieces(word, forgotten=forgotten):
            floor = pieces[-1].start if pieces else 0.0  # times that step back would shuffle the text
            start = max(piece.start, floor)
            pieces.append(_Atom(piece.text, piece.spaced, start, max(piece.end, start)))
    atoms: list[_Atom] = []
    for phrase in _joined(pieces, _inside_phrase):
        # a phrase too long for a third of a line is no phrase (Chinese, long compounds): break it anywhere allowed
        loose = display_width(_text(phrase)) > MAX_COLUMNS // 3
        groups = _joined(phrase, _inside_word) if loose else [phrase]
        atoms += [_Atom(_text(g), g[0].spaced, g[0].start, max(one.end for one in g)) for g in groups]
    return atoms


def _joined(pieces: list[_Atom], belong: Callable[[str, str], bool]) -> list[list[_Atom]]:
    """Group neighbours that have no space between them and belong together."""
    groups: list[list[_Atom]] = []
    for piece in pieces:
        if groups and not piece.spaced and belong(groups[-1][-1].text[-1], piece.text[0]):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _pieces(word: Word, *, forgotten: bool) -> Iterator[_Atom]:
    """Split what an engine calls a word at its spaces and between characters of spaceless scripts, by width."""
    tokens = _tokens(word.text)
    whole = sum(display_width(token) for token, _ in tokens) or 1
    length = word.end - word.start
    done = 0
    for index, (token, spaced) in enumerate(tokens):
        first, done = done, done + display_width(token)
        start, end = word.start + length * first / whole, word.start + length * done / whole
        yield _Atom(token, spaced or (index == 0 and forgotten), start, end)


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


def _spread(segment: Segment) -> Iterator[Word]:
    """Give the words of an untimed segment times by their width."""
    whole = Word(segment.text, segment.start, segment.end)
    for piece in _pieces(whole, forgotten=False):
        yield Word((" " if piece.spaced else "") + piece.text, piece.start, piece.end)


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


class _Layout:
    """Widths of every run of a segment's atoms, known at once."""

    def __init__(self, atoms: list[_Atom], indent: int) -> None:
        self.atoms = atoms
        self.indent = indent
        self._spaces = [int(atom.spaced) for atom in atoms]
        steps = (space + display_width(atom.text) for space, atom in zip(self._spaces, atoms, strict=True))
        self._reach = list(accumulate(steps, initial=0))

    def columns(self, first: int, last: int) -> int:
        """Return the width of atoms ``first … last`` on one line."""
        return self._reach[last] - self._reach[first] - self._spaces[first]

    def cut_of(self, first: int, last: int) -> int:
        """Return where a cue breaks into two lines, ``last`` where it needs only one: as evenly as may be."""
        if self.indent + self.columns(first, last) <= MAX_COLUMNS or last - first == 1:
            return last
        return min(range(first + 1, last), key=lambda cut: self._unevenness(first, cut, last))

    def _unevenness(self, first: int, cut: int, last: int) -> int:
        wider = max(self.indent + self.columns(first, cut), self.columns(cut, last))
        clause = self.atoms[cut - 1].text.endswith(SENTENCE_ENDS + CLAUSE_ENDS)
        return wider - (6 if clause and wider <= MAX_COLUMNS else 0)

    def fits(self, first: int, last: int) -> bool:
        """Whether atoms ``first … last`` may be one cue."""
        if self.atoms[last - 1].end - self.atoms[first].start > MAX_SECONDS:
            return False
        cut = self.cut_of(first, last)
        below = self.columns(cut, last) if cut < last else 0
        return max(self.indent + self.columns(first, cut), below) <= MAX_COLUMNS

    def cost(self, first: int, last: int) -> float:
        """A cue costs 1; ending in mid-sentence, being short or half empty, and a silence inside cost more."""
        final = self.atoms[last - 1]
        empty = 1.0 - min(1.0, self.columns(first, last) / (MAX_LINES * MAX_COLUMNS))
        cost = 1.0 + 0.3 * empty * empty
        if last < len(self.atoms):
            cost += 0.0 if final.text.endswith(SENTENCE_ENDS) else 0.3 if final.text.endswith(CLAUSE_ENDS) else 0.8
            cost -= min(0.5, max(0.0, self.atoms[last].start - final.end))
        if final.end - self.atoms[first].start < MIN_SECONDS:
            cost += 0.7
        inside = range(first + 1, last)
        return cost + sum(0.6 for at in inside if self.atoms[at].start - self.atoms[at - 1].end > 1.0)


def _cut(layout: _Layout) -> list[tuple[int, int]]:
    """Return the cheapest way to cut a segment into cues (dynamic programming over the cut points)."""
    count = len(layout.atoms)
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for first in range(count):
        for last in range(first + 1, count + 1):
            if last - first > 1 and not layout.fits(first, last):
                break
            cost = best[first] + layout.cost(first, last)
            if cost < best[last]:
                best[last], came[last] = cost, first
    pieces: list[tuple[int, int]] = []
    last = count
    while last > 0:
        pieces.append((came[last], last))
        last = came[last]
    return pieces[::-1]


def _text(atoms: list[_Atom]) -> str:
    return "".join((" " if index and atom.spaced else "") + atom.text for index, atom in enumerate(atoms))


def _timed(rough: list[Cue]) -> Iterator[Cue]:
    """Put cues in order and give each its time: no overlap, no step back, long enough where there is room."""
    ordered = sorted(rough, key=lambda cue: (cue.start, cue.end))
    shortest, longest = round(1000 * MIN_SECONDS), round(1000 * MAX_SECONDS)
    free = 0  # where the last cue ended
    for index, cue in enumerate(ordered):
        start = max(cue.start, free)
        following = ordered[index + 1].start if index + 1 < len(ordered) else None
        wanted = max(cue.end, start + shortest)
        if following is not None and wanted > following:
            # two voices at once: the first keeps a readable time, the second starts after it
            wanted = max(following, min(wanted, start + min(shortest, max(cue.end - cue.start, 1))))
        free = min(wanted, start + longest)
        yield Cue(start, free, cue.lines, cue.speaker)


def join_lines(lines: list[str]) -> str:
    """Return the lines of a cue as one text."""
    text = ""
    for line in lines:
        text = join_texts(text, line.strip())
    return text
