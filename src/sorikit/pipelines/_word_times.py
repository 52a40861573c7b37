"""Words held to sound: a word after a pause begins where the sound begins, one before a pause ends where it ends.

Attention says in which order and roughly when words are spoken; within a pause it says nothing, so its borders lie
anywhere in the silence. Here each word is given to one island of sound (dynamic programming, in order), its times
are trimmed to it, and the first and last word of an island take the island's own borders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.text import Word
from sorikit.core.time import Span, intersection
from sorikit.dsp.sounding import islands

SHORTEST_PAUSE = 0.15
"""Seconds; shorter silences are the closures of stops inside words."""
SNAP = 0.35
"""Seconds: the first word of an island is drawn to the island's border from no farther away (a breath may precede it)."""
SHORTEST_WORD = 0.04
"""Seconds, two steps of the attention; shorter words share the time of their neighbours."""


def held_to_sound(words: Sequence[Word], audio: Audio, start: float, speech: Sequence[Span]) -> list[Word]:
    """Return the words with borders where the sound of ``audio`` says, in order, each within one island of sound.

    ``words`` and ``speech`` (ordered, disjoint: where a detector heard speech) are in seconds of the recording;
    ``audio`` begins at ``start``. Words stay as they are where no sound stands out.
    """
    sound = intersection([span.shifted(start) for span in islands(audio, shortest_pause=SHORTEST_PAUSE)], speech)
    if not sound or not words:
        return list(words)
    homes = _homes(words, sound)
    held: list[Word] = []
    for home, group in groupby(zip(words, homes, strict=True), key=lambda pair: pair[1]):
        held += _placed([word for word, _ in group], sound[home])
    return held


def _homes(words: Sequence[Word], sound: Sequence[Span]) -> list[int]:
    """Return the number of the island of each word, never decreasing: most seconds in common, least moved."""
    starts = np.array([word.start for word in words])[:, np.newaxis]
    ends = np.maximum(np.array([word.end for word in words])[:, np.newaxis], starts)
    first = np.array([span.start for span in sound])
    last = np.array([span.end for span in sound])
    common = np.minimum(ends, last) - np.maximum(starts, first)  # negative: the distance between the two
    best = np.full(len(sound), 0.0)
    came_from = np.zeros(common.shape, np.int64)
    for index, gain in enumerate(common):
        running = np.maximum.accumulate(best)
        came_from[index] = np.maximum.accumulate(np.where(best == running, np.arange(len(sound)), 0))
        best = running + gain
    at = int(np.argmax(best))
    homes = [at]
    for index in range(len(words) - 1, 0, -1):
        at = int(came_from[index, at])
        homes.append(at)
    return homes[::-1]


def _placed(words: Sequence[Word], home: Span) -> list[Word]:
    """Return the words of one island inside it, its first and last at its borders."""
    borders = [min(max(word.start, home.start), home.end) for word in words]
    ends = [min(max(word.end, home.start), home.end) for word in words]
    if borders[0] - home.start <= SNAP:
        borders[0] = home.start
    if home.end - ends[-1] <= SNAP:
        ends[-1] = home.end
    spans = [Span(first, max(first, last)) for first, last in zip(borders, ends, strict=True)]
    return [replace(word, start=s.start, end=s.end) for word, s in zip(words, _shared(words, spans), strict=True)]


def _shared(words: Sequence[Word], spans: Sequence[Span]) -> list[Span]:
    """Return the spans with those too short widened: they share the time of a neighbour by their numbers of characters."""
    groups: list[list[int]] = []
    for index, span in enumerate(spans):
        if groups and (span.duration < SHORTEST_WORD or spans[groups[-1][-1]].duration < SHORTEST_WORD):
            groups[-1].append(index)
        else:
            groups.append([index])
    result = list(spans)
    for group in groups:
        if len(group) == 1:
            continue
        whole = Span(spans[group[0]].start, max(spans[index].end for index in group))
        sizes = np.cumsum([0.0, *(float(max(1, len(words[index].text.strip()))) for index in group)])
        cuts = whole.start + sizes / sizes[-1] * whole.duration
        for place, index in enumerate(group):
            result[index] = Span(float(cuts[place]), float(max(cuts[place], cuts[place + 1])))
    return result
