"""Changes to a text that keep its words' times, speakers and confidence: finishing writes edits, this file applies them.

A text is the words of a segment joined. An edit replaces some of its characters. Words are then cut anew: every border
that no edit touched stays where it was, a deleted space joins two words, a new space parts one. A word's time runs from
the time of its first source character to that of its last; inside a word, characters take equal shares of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sorikit.core.text import Word


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters ``start`` … ``end`` of a text become ``text``. Edits of one text must not overlap."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Character:
    """One character of the new text, with what of the old text it stands for."""

    text: str
    start: float
    end: float
    word: int
    """Number of the old word that it comes from (the first one, for an edit over several)."""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` with ``edits`` made."""
    parts: list[str] = []
    done = 0
    for edit in sorted(edits):
        parts += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join(parts) + text[done:]


def apply_edits(words: Sequence[Word], edits: Iterable[Edit], *, spaced: bool) -> tuple[Word, ...]:
    """Return the words of the edited text; their texts joined are the edited text.

    ``spaced``: whether the language writes spaces between words; there a deleted space joins its neighbours.
    An edit that would join the words of two speakers is not made.
    """
    wanted = sorted(edit for edit in edits if _one_speaker(words, edit))
    if not wanted:
        return tuple(words)
    source = _characters(words)
    borders = _borders(words)
    new: list[_Character] = []
    cuts: set[int] = set()  # places in the new text where a word begins
    done = 0
    for edit in wanted:
        cuts |= {border - done + len(new) for border in borders if done <= border < edit.start}
        new += source[done : edit.start]
        joins = spaced and source[edit.start : edit.start + 1] != [] and source[edit.start].text.isspace()
        if edit.start in borders and edit.start < edit.end and not (joins and not edit.text[:1].isspace()):
            cuts.add(len(new))
        if spaced:
            cuts |= {len(new) + at for at, letter in enumerate(edit.text) if letter == " "}
        new += _replacement(source, edit)
        done = edit.end
    cuts |= {border - done + len(new) for border in borders if border >= done}
    new += source[done:]
    return _words(words, new, sorted(cuts | {0}))


def _one_speaker(words: Sequence[Word], edit: Edit) -> bool:
    """Tell whether an edit stays with one speaker; without a space at its edge it touches the neighbour as well."""
    replaced = "".join(word.text for word in words)[edit.start : edit.end]
    first = edit.start - (replaced[:1].isspace() and not edit.text[:1].isspace())
    last = max(edit.end, edit.start + 1) + (replaced[-1:].isspace() and not edit.text[-1:].isspace())
    speakers = set()
    at = 0
    for word in words:
        if at < last and first < at + len(word.text):
            speakers.add(word.speaker)
        at += len(word.text)
    return len(speakers) <= 1


def _borders(words: Sequence[Word]) -> set[int]:
    borders = {0}
    at = 0
    for word in words:
        borders.add(at)
        at += len(word.text)
    return borders


def _characters(words: Sequence[Word]) -> list[_Character]:
    """Spread each word's time over its characters; its leading spaces take none."""
    characters: list[_Character] = []
    for number, word in enumerate(words):
        bare = word.text.lstrip()
        spaces = len(word.text) - len(bare)
        characters += [_Character(space, word.start, word.start, number) for space in word.text[:spaces]]
        step = (word.end - word.start) / max(len(bare), 1)
        for index, letter in enumerate(bare):
            end = word.end if index + 1 == len(bare) else word.start + step * (index + 1)
            characters.append(_Character(letter, word.start + step * index, end, number))
    return characters


def _replacement(source: Sequence[_Character], edit: Edit) -> list[_Character]:
    """Spread the time of the replaced characters over those that replace them."""
    old = [character for character in source[edit.start : edit.end] if not character.text.isspace()]
    if old:
        start, end, word = old[0].start, old[-1].end, old[0].word
    elif edit.start > 0:
        start, word = source[edit.start - 1].end, source[edit.start - 1].word
        end = start
    else:
        start = end = source[0].start
        word = 0
    bare = sum(not letter.isspace() for letter in edit.text)
    new: list[_Character] = []
    seen = 0
    for letter in edit.text:
        at = start + (end - start) * seen / max(bare, 1)
        seen += not letter.isspace()
        until = end if seen == bare else start + (end - start) * seen / max(bare, 1)
        new.append(_Character(letter, at, at if letter.isspace() else until, word))
    return new


def _words(words: Sequence[Word], new: Sequence[_Character], cuts: Sequence[int]) -> tuple[Word, ...]:
    cut: list[Word] = []
    for first, last in zip(cuts, (*cuts[1:], len(new)), strict=True):
        letters = new[first:last]
        text = "".join(letter.text for letter in letters)
        if not text:
            continue
        said = [letter for letter in letters if not letter.text.isspace()] or letters
        old = [words[number] for number in dict.fromkeys(letter.word for letter in said)]
        if not text.strip() and cut:  # a space that lost its word
            cut[-1] = replace(cut[-1], text=cut[-1].text + text)
            continue
        cut.append(
            replace(
                old[0],
                text=text,
                start=said[0].start,
                end=max(said[-1].end, said[0].start),
                probability=sum(words[letter.word].probability for letter in said) / len(said),
                overlapped=any(word.overlapped for word in old),
                speaker_certain=all(word.speaker_certain for word in old),
            )
        )
    return tuple(cut)
