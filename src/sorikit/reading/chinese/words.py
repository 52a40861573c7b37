"""Chinese words: where they begin and end, and their pinyin.

The most likely words by their rank in a list of frequencies (Zipf), found with dynamic programming.
"""

from __future__ import annotations

import functools
import lzma
import math
from pathlib import Path

_PATH = Path(__file__).parent / "words.txt.xz"
_LONGEST = 8
_WINDOW = 40
"""Characters looked at to find one word."""
_ALONE = 14.0
"""Cost of a character alone; a word of rank n costs log n and a little."""


@functools.cache
def _tables() -> tuple[dict[str, str], dict[str, float], dict[str, tuple[str, ...]]]:
    """Characters → pinyin, words → cost, words → pinyin where it differs. Read once, 0.1 s."""
    first, *rows = lzma.decompress(_PATH.read_bytes()).decode().split("\n")
    characters = {
        letter: spoken
        for spoken, _, letters in (group.partition(":") for group in first.split(" "))
        for letter in letters
    }
    costs: dict[str, float] = {}
    readings: dict[str, tuple[str, ...]] = {}
    for rank, row in enumerate(rows):
        word, *spoken = row.split(" ")
        costs[word] = math.log(rank + 50)
        if spoken:
            readings[word] = tuple(spoken)
    return characters, costs, readings


def first_word(text: str, at: int) -> int:
    """Return where the word that begins at ``at`` ends; ``at`` itself where no Chinese character stands."""
    characters, costs, _ = _tables()
    end = at
    while end < len(text) and end - at < _WINDOW and text[end] in characters:
        end += 1
    best = [0.0] + [math.inf] * (end - at)
    cut = [0] * (end - at + 1)
    for stop in range(1, end - at + 1):
        for start in range(max(0, stop - _LONGEST), stop):
            word = text[at + start : at + stop]
            cost = best[start] + (
                costs.get(word, math.inf) if len(word) > 1 else _ALONE if word not in _PARTICLES else 6.0
            )
            if cost < best[stop]:
                best[stop], cut[stop] = cost, start
    stop = end - at
    while cut[stop] > 0:
        stop = cut[stop]
    return at + stop


_PARTICLES = frozenset(
    "的了是在不我他她你有和就也都很这那说要会到着把被给从对又还与或等为以于而并个们上下里来去做想看让"
)
"""Words of one character, frequent enough to stand beside others."""


def pinyin(word: str) -> tuple[str, ...]:
    """Return the syllables of a word, with their tones; unknown characters are left out."""
    characters, _, readings = _tables()
    return readings.get(word) or tuple(characters[letter] for letter in word if letter in characters)


def is_readable(letter: str) -> bool:
    """Whether a reading of ``letter`` is known."""
    return letter in _tables()[0]
