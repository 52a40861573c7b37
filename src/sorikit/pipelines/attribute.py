"""Who said which word: joins recognised words with speaker turns, word by word, never segment by segment.

A word belongs to the speaker who talks during most of it, by the *exclusive* turns (one speaker at a time). A word
in nobody's turn goes to the nearest one and says so (``speaker_certain=False``). Segments are then cut where the
speaker changes.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, Turn, overlapped, total

MAX_TURN_SECONDS = 60.0
"""No turn of an exclusive diarization needs to be looked at further back than this; longer ones are cut."""
OVERLAP_SHARE = 0.5
"""A word counts as spoken over when at least this share of it is."""
WEAK_SHARE = 0.6
"""A lone word between two of another speaker is theirs unless more than this share of it lies in its own turn."""


def attribute(segments: Iterable[Segment], exclusive: Sequence[Turn], turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """Return the segments with a speaker for every word, cut where the speaker changes, ids counted anew.

    Args:
        segments: recognised text with word times.
        exclusive: turns of which no two overlap; who owns a word.
        turns: all turns, overlapping ones included; where speech is marked as overlapped.

    Segments without words get one speaker as a whole. Without any turn, everything keeps ``speaker=None``.
    """
    who = _Lookup(exclusive)
    shared = _Lookup([Turn(span, "") for span in overlapped(turns)])
    pieces: list[Segment] = []
    for segment in segments:
        words = [_spoken(word, who, shared) for word in segment.words or (_as_word(segment),)]
        pieces += _cut(segment, _smooth(words, who))
    return tuple(replace(piece, id=index) for index, piece in enumerate(pieces))


@dataclass(frozen=True, slots=True)
class _Share:
    speaker: str
    seconds: float


class _Lookup:
    """Finds the turns around a moment in logarithmic time."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._turns = sorted(turn for whole in turns for turn in _chopped(whole))
        self._starts = [turn.start for turn in self._turns]

    def around(self, span: Span) -> Iterator[Turn]:
        """Yield the turns that may touch ``span``, and the nearest on each side."""
        first = max(0, bisect.bisect_left(self._starts, span.start - MAX_TURN_SECONDS) - 1)
        last = bisect.bisect_right(self._starts, span.end) + 1
        yield from self._turns[first:last]

    def most(self, span: Span) -> _Share | None:
        """Return who holds the largest part of ``span``, or None."""
        seconds: dict[str, float] = {}
        for turn in self.around(span):
            if (shared := turn.span.overlap(span)) > 0:
                seconds[turn.speaker] = seconds.get(turn.speaker, 0.0) + shared
        if not seconds:
            return None
        speaker = max(seconds, key=lambda key: seconds[key])
        return _Share(speaker, seconds[speaker])

    def nearest(self, span: Span) -> str | None:
        """Return the speaker whose turn is nearest to ``span``."""
        near = min(self.around(span), key=lambda turn: turn.span.distance(span), default=None)
        return near.speaker if near else None


def _chopped(turn: Turn) -> Iterator[Turn]:
    start = turn.start
    while turn.end - start > MAX_TURN_SECONDS:
        yield Turn(Span(start, start + MAX_TURN_SECONDS), turn.speaker)
        start += MAX_TURN_SECONDS
    yield Turn(Span(start, turn.end), turn.speaker)


def _as_word(segment: Segment) -> Word:
    return Word(segment.text, segment.start, segment.end)


def _visible(word: Word) -> Span:
    """A word of no length still stands somewhere."""
    return word.span if word.end > word.start else Span(word.start, word.start + 0.02)


def _spoken(word: Word, who: _Lookup, shared: _Lookup) -> Word:
    span = _visible(word)
    owner = who.most(span)
    over = shared.most(span)
    return replace(
        word,
        speaker=owner.speaker if owner else who.nearest(span),
        speaker_certain=owner is not None,
        overlapped=over is not None and over.seconds >= OVERLAP_SHARE * span.duration,
    )


def _smooth(words: list[Word], who: _Lookup) -> list[Word]:
    """Give a lone, weakly attributed word between two words of one other speaker to that speaker."""
    result = list(words)
    for index in range(1, len(words) - 1):
        before, word, after = result[index - 1], result[index], words[index + 1]
        if before.speaker == after.speaker != word.speaker:
            owner = who.most(_visible(word))
            if owner is None or owner.seconds < WEAK_SHARE * _visible(word).duration:
                result[index] = replace(word, speaker=before.speaker)
    return result


def _cut(segment: Segment, words: Sequence[Word]) -> Iterator[Segment]:
    groups = [(speaker, tuple(group)) for speaker, group in groupby(words, key=lambda word: word.speaker)]
    for speaker, own in groups:
        over = total(word.span for word in own if word.overlapped)
        yield replace(
            segment,
            start=own[0].start,
            end=max(own[-1].end, own[0].start),
            text="".join(word.text for word in own).strip(),
            words=own if segment.words else (),
            speaker=speaker,
            overlapped=over > OVERLAP_SHARE * max(total(word.span for word in own), 1e-9),
            raw=segment.raw if len(groups) == 1 else "",  # of the whole: no piece of it is known
        )
