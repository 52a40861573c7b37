"""What Kokoro reads: its phoneme letters as numbers, and sentences cut into pieces that it says in one breath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sorikit.reading import Piece

TOKENS = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12, ")": 13, "“": 14, "”": 15, " ": 16,
    "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20, "ʨ": 21, "ᵝ": 22, "ꭧ": 23, "A": 24, "I": 25, "O": 31, "Q": 33, "S": 35, "T": 36,
    "W": 39, "Y": 41, "ᵊ": 42, "a": 43, "b": 44, "c": 45, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52, "k": 53,
    "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "q": 59, "r": 60, "s": 61, "t": 62, "u": 63, "v": 64, "w": 65, "x": 66,
    "y": 67, "z": 68, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "β": 75, "ɔ": 76, "ɕ": 77, "ç": 78, "ɖ": 80, "ð": 81, "ʤ": 82,
    "ə": 83, "ɚ": 85, "ɛ": 86, "ɜ": 87, "ɟ": 90, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ʝ": 103, "ɯ": 110, "ɰ": 111, "ŋ": 112,
    "ɳ": 113, "ɲ": 114, "ɴ": 115, "ø": 116, "ɸ": 118, "θ": 119, "œ": 120, "ɹ": 123, "ɾ": 125, "ɻ": 126, "ʁ": 128, "ɽ": 129,
    "ʂ": 130, "ʃ": 131, "ʈ": 132, "ʧ": 133, "ʊ": 135, "ʋ": 136, "ʌ": 138, "ɣ": 139, "ɤ": 140, "χ": 142, "ʎ": 143, "ʒ": 147,
    "ʔ": 148, "ˈ": 156, "ˌ": 157, "ː": 158, "ʰ": 162, "ʲ": 164, "↓": 169, "→": 171, "↗": 172, "↘": 173, "ᵻ": 177,
}  # fmt: skip
"""Kokoro v1.0's phoneme letters (config.json of https://huggingface.co/hexgrad/Kokoro-82M)."""
MAX_TOKENS = 400
"""The network takes 510; it sounds hurried near the limit."""

QUICK = 24
"""Letters of a quick first breath: under 2 s of speech."""

_MARKS = ".!?…,;:—"
_SILENT = frozenset(' ";:,.!?—…()“”ˈˌː↓→↗↘')


@dataclass(frozen=True, slots=True)
class Breath:
    """A sentence, or the part of a long one that is said in one go."""

    tokens: tuple[int, ...]
    """1 … ``MAX_TOKENS`` numbers of ``TOKENS``."""
    words: tuple[tuple[str, int, int], ...]
    """As written, with the first of its tokens and the one after the last; a word without sounds has none."""
    ends_sentence: bool


def breaths(pieces: Sequence[Piece], limit: int = MAX_TOKENS) -> list[Breath]:
    """Cut a sentence where it is longer than ``limit`` letters: after a mark if possible, else between words.

    Together the breaths hold every word. Letters that Kokoro does not know are left out.
    """
    groups: list[list[tuple[str, str]]] = [[]]
    size = 0
    for written, sounds in (part for piece in pieces for part in _parts(piece, limit)):
        while size + len(sounds) > limit and groups[-1]:  # what is left after a mark may be too long still
            groups[-1], rest = _cut(groups[-1], limit)
            groups.append(rest)
            size = sum(len(one) for _, one in rest)
        groups[-1].append((written, sounds))
        size += len(sounds)
    said = [group for group in groups if any(sound not in _SILENT for _, sounds in group for sound in sounds)]
    return [_breath(group, last=index == len(said) - 1) for index, group in enumerate(said)]


def quick_breaths(pieces: Sequence[Piece]) -> list[Breath]:
    """Cut as ``breaths`` does, but let the first breath be short: up to an early mark, else a few words.

    Only a sentence that is long enough for the rest to be a phrase of its own is cut.
    """
    sizes = [len(_known(piece.phonemes)) for piece in pieces]
    if sum(sizes) < 2 * QUICK:
        return breaths(pieces)
    size, cut = 0, 0
    for index, piece in enumerate(pieces[:-1]):
        size += sizes[index]
        marked = piece.phonemes.rstrip()[-1:] in tuple(_MARKS)
        if size > QUICK and cut:
            break
        if pieces[index + 1].phonemes.startswith(" ") or marked:
            cut = index + 1
        if marked and size >= QUICK // 3:
            break
    first, rest = breaths(pieces[:cut]), breaths(pieces[cut:])
    return [*(replace(one, ends_sentence=False) for one in first), *rest]


def _parts(piece: Piece, limit: int) -> list[tuple[str, str]]:
    """Return what is written and its letters; in several parts where one word fills a breath and more."""
    sounds = _known(piece.phonemes)
    firsts = range(0, max(1, len(sounds)), limit)
    return [("" if first else piece.written, sounds[first : first + limit]) for first in firsts]


def _cut(group: list[tuple[str, str]], limit: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return a full group up to its last mark, and what comes after; all of it where no mark is in its later part."""
    before = 0
    best = len(group)
    for index, (_, sounds) in enumerate(group):
        before += len(sounds)
        if before >= limit // 4 and sounds.rstrip()[-1:] and sounds.rstrip()[-1] in _MARKS:
            best = index + 1
    return group[:best], group[best:]


def _breath(group: Sequence[tuple[str, str]], *, last: bool) -> Breath:
    letters = ""
    words: list[tuple[str, int, int]] = []
    for written, sounds in group:
        first = len(letters)
        letters += sounds.removeprefix(" ") if not letters or letters.endswith(" ") else sounds
        words.append((written, first, len(letters)))
    letters = letters.rstrip()
    words = [(written, min(first, len(letters)), min(end, len(letters))) for written, first, end in words]
    return Breath(tuple(TOKENS[letter] for letter in letters), tuple(words), last)


def _known(phonemes: str) -> str:
    kept = "".join(letter for letter in phonemes.replace("\n", " ") if letter in TOKENS)
    return (
        (" " if kept.startswith(" ") else "")
        + " ".join(kept.split())
        + (" " if kept.rstrip() != kept and kept.strip() else "")
    )


def is_silent(letter: str) -> bool:
    """Whether a letter is a mark, a stress or a space: no sound of its own."""
    return letter in _SILENT
