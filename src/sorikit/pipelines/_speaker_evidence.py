"""Who may have said a word: how much each speaker talks during it, by the turns and by the activity behind them."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from sorikit.core.activity import SpeakerActivity
from sorikit.core.text import Word
from sorikit.core.time import Span, Turn, overlapped, speakers

MAX_TURN_SECONDS = 60.0
"""No turn needs to be looked at further back than this; longer ones are cut."""
OVERLAP_SHARE = 0.5
"""A word counts as spoken over when at least this share of it is."""
NEAREST = 0.1
"""Level of the speaker nearest to a word in nobody's turn."""
SHORTEST = 0.02
"""Seconds that a word of no length takes."""


class Evidence:
    """Everything known of who talks when. ``speakers`` are in order of first turn."""

    def __init__(self, exclusive: Sequence[Turn], turns: Sequence[Turn], activity: SpeakerActivity | None) -> None:
        self.speakers = tuple(speakers([*exclusive, *turns]))
        known = activity is not None and set(self.speakers) <= set(activity.speakers)
        self._activity = activity if known else None
        self._columns = [activity.speakers.index(one) for one in self.speakers] if known and activity else []
        self._exclusive, self._turns = Turns(exclusive), Turns(turns)
        self._shared = Turns([Turn(span, "") for span in overlapped(turns)])

    def owned(self, word: Word) -> bool:
        """Whether the word touches anybody's turn."""
        span = visible(word)
        return bool(self._exclusive.shares(span)) or bool(self._turns.shares(span))

    def overlapped(self, word: Word) -> bool:
        """Whether somebody else talks during most of it."""
        return self._shared.shares(visible(word)).get("", 0.0) >= OVERLAP_SHARE

    def levels(self, word: Word) -> NDArray[np.float64]:
        """Return how much each speaker talks during the word, 0 … 1 ``(speakers,)``.

        Where there is no activity, a turn counts half, and owning the moment the other half.
        """
        span = visible(word)
        if self._activity is not None:
            levels = self._activity.during(span)[self._columns]
        else:
            owned, talked = self._exclusive.shares(span), self._turns.shares(span)
            pairs = [(owned.get(one, 0.0), talked.get(one, 0.0)) for one in self.speakers]
            levels = np.array([own if not self._turns else (own + max(own, talk)) / 2 for own, talk in pairs])
        if not self.owned(word):
            nearest = self._exclusive.nearest(span) or self._turns.nearest(span)
            if nearest is not None:
                levels[self.speakers.index(nearest)] += NEAREST
        return levels


class Turns:
    """Finds the turns around a moment in logarithmic time."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(piece for whole in turns for piece in _chopped(whole))
        self._starts = [turn.start for turn in self._turns]

    def __len__(self) -> int:
        return len(self._turns)

    def shares(self, span: Span) -> dict[str, float]:
        """Return which share of ``span`` each speaker has a turn in, 0 … 1; those without any are left out."""
        found: dict[str, float] = {}
        for turn in self._around(span):
            if (shared := turn.span.overlap(span)) > 0:
                found[turn.speaker] = min(1.0, found.get(turn.speaker, 0.0) + shared / span.duration)
        return found

    def nearest(self, span: Span) -> str | None:
        """Return the speaker whose turn is nearest to ``span``."""
        near = min(self._around(span), key=lambda turn: turn.span.distance(span), default=None)
        return near.speaker if near else None

    def _around(self, span: Span) -> Iterator[Turn]:
        """Yield the turns that may touch ``span``, and the nearest on each side."""
        first = max(0, bisect.bisect_left(self._starts, span.start - MAX_TURN_SECONDS) - 1)
        last = bisect.bisect_right(self._starts, span.end) + 1
        yield from self._turns[first:last]


def visible(word: Word) -> Span:
    """A word of no length still stands somewhere."""
    return word.span if word.end > word.start else Span(word.start, word.start + SHORTEST)


def _chopped(turn: Turn) -> Iterator[Turn]:
    start = turn.start
    while turn.end - start > MAX_TURN_SECONDS:
        yield Turn(Span(start, start + MAX_TURN_SECONDS), turn.speaker)
        start += MAX_TURN_SECONDS
    yield Turn(Span(start, turn.end), turn.speaker)
