"""A given text against what was recognised: which of its words were heard when, and where it can be cut safely.

Both are compared by their letters and digits alone (NFKC, lower case), in groups of a few neighbours, so that spacing,
marks and single misheard letters do not matter and an hour of speech is matched in a moment.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sorikit.core.text import Word

GROUP, ANCHOR = 3, 12
"""Neighbouring letters that are compared as one: single letters are everywhere in a text, three in a long one."""
COMMON = 60
"""A group that is found more often than this is no evidence."""
SMALL = 4_000_000
"""Product of the letters of two texts that are compared by short groups at once."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where the letters of a given text were heard."""

    times: tuple[tuple[float, float] | None, ...]
    """For each given word the start and end of the recognised words that its letters lie in; None where none matched."""
    share: float
    """Share of the given letters that were heard, 0 … 1."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A place between two given words of which it is known when it was spoken."""

    word: int
    """The cut is before this word."""
    at: float
    """Seconds of the recording."""
    pause: float
    """Seconds of silence there."""


def letters(text: str) -> str:
    """Return what is compared of a text.

    >>> letters("It's 5 %, OK?")
    'its5ok'
    """
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalnum())


def match(given: Sequence[str], heard: Sequence[Word]) -> Match:
    """Match the given words to recognised ones, in order. Takes time in proportion to the letters of both, mostly."""
    own, home = _stream(given)
    theirs, source = _stream([word.text for word in heard])
    found: list[list[int]] = [[] for _ in given]
    hits = 0
    for a, b, length in _blocks(own, theirs):
        hits += length
        for step in range(length):
            found[home[a + step]].append(source[b + step])
    times = tuple((heard[min(at)].start, heard[max(at)].end) if at else None for at in found)
    return Match(_in_order(times), hits / max(1, len(own)))


def cuts(matched: Match, total: int) -> list[Cut]:
    """Return the places between two neighbouring given words that were both heard, in order."""
    places = []
    for word in range(1, total):
        before, after = matched.times[word - 1], matched.times[word]
        if before is not None and after is not None and after[0] >= before[1] - 1e-6:
            places.append(Cut(word, (before[1] + after[0]) / 2, after[0] - before[1]))
    return places


def choose(places: Sequence[Cut], first: float, last: float, longest: float) -> list[Cut]:
    """Return few of the cuts between ``first`` and ``last`` seconds, at long pauses, so that parts are short enough.

    Each part is as long as it can be up to ``longest`` seconds, but a pause in its second half is preferred over
    no pause at its end. Where no cut is near enough, the next one is taken and the part is too long.
    """
    chosen: list[Cut] = []
    start = first
    rest = list(places)
    while last - start > longest:
        rest = [cut for cut in rest if cut.at > start + 0.5]
        near = [cut for cut in rest if cut.at <= start + longest]
        if near:
            late = [cut for cut in near if cut.at >= start + longest / 2] or near
            best = max(late, key=lambda cut: (min(cut.pause, 1.0), cut.at))
        elif rest:
            best = rest[0]
        else:
            break
        chosen.append(best)
        start = best.at
    return chosen


def _stream(words: Sequence[str]) -> tuple[str, list[int]]:
    """Return the letters of all words, and the number of the word of each."""
    parts = [letters(word) for word in words]
    return "".join(parts), [index for index, part in enumerate(parts) for _ in part]


def _blocks(own: str, theirs: str) -> Iterator[tuple[int, int, int]]:
    """Yield ``(first in own, first in theirs, length)`` of equal stretches, in order, none overlapping.

    Long texts are first matched by long groups, which are rarely found twice; what lies between by short ones.
    """
    if not own or not theirs:
        return
    if len(own) * len(theirs) <= SMALL:
        yield from _equal(own, theirs, GROUP if min(len(own), len(theirs)) >= 4 * GROUP else 1)
        return
    a = b = 0
    for first, second, length in [*_equal(own, theirs, ANCHOR), (len(own), len(theirs), 0)]:
        if 0 < (first - a) * (second - b) <= SMALL:  # a longer stretch without any anchor is another text
            yield from ((x + a, y + b, n) for x, y, n in _blocks(own[a:first], theirs[b:second]))
        if length:
            yield first, second, length
        a, b = first + length, second + length


def _equal(own: str, theirs: str, size: int) -> Iterator[tuple[int, int, int]]:
    """Yield the equal stretches of the longest common chain of groups of ``size`` letters."""
    a = b = 0
    for first, second, length in _runs(_chain(_groups(own, size), _groups(theirs, size))):
        skip = max(0, a - first, b - second)  # the last groups of the stretch before reach into this one
        whole = length + size - 1 - skip
        if whole > 0:
            yield first + skip, second + skip, whole
            a, b = first + skip + whole, second + skip + whole


def _chain(own: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of a longest common subsequence: the longest chain of equal pairs that rises in both.

    Hunt and Szymanski 1977 (https://doi.org/10.1145/359581.359603): O(pairs · log pairs). A text that says the same thing again
    (a refrain) is matched as a whole, where taking the longest equal stretch first would match one refrain to another.
    """
    places: dict[str, list[int]] = {}
    for index, group in enumerate(theirs):
        places.setdefault(group, []).append(index)
    tails: list[int] = []  # the smallest end of a chain of each length, …
    links: list[int] = []  # … its number among …
    pairs: list[tuple[int, int, int]] = []  # … pairs: place, place, number of the pair before it
    for index, group in enumerate(own):
        found = places.get(group, [])
        for place in reversed(found) if len(found) <= COMMON else ():
            at = bisect_left(tails, place)
            pairs.append((index, place, links[at - 1] if at else -1))
            if at == len(tails):
                tails.append(place)
                links.append(len(pairs) - 1)
            else:
                tails[at], links[at] = place, len(pairs) - 1
    chain: list[tuple[int, int]] = []
    link = links[-1] if links else -1
    while link >= 0:
        index, place, link = pairs[link]
        chain.append((index, place))
    return chain[::-1]


def _runs(chain: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield ``(first, second, length)`` of the pairs that follow one another in both."""
    first = 0
    for at in range(1, len(chain) + 1):
        if at == len(chain) or chain[at] != (chain[at - 1][0] + 1, chain[at - 1][1] + 1):
            yield (*chain[first], at - first)
            first = at


def _groups(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _in_order(times: Sequence[tuple[float, float] | None]) -> tuple[tuple[float, float] | None, ...]:
    """Drop times that go back (two given words in one recognised word share it; that is no going back)."""
    kept = list(times)
    known = [index for index, time in enumerate(kept) if time is not None]
    for left, right in pairwise(known):
        before, after = kept[left], kept[right]
        if before is not None and after is not None and after[0] < before[0] - 1e-6:
            kept[right] = None
    return tuple(kept)
