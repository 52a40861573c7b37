"""Time: the one rule from seconds to samples, spans, turns, and the algebra of lists of spans.

Times are seconds as float, from the start of the recording. Intervals are half-open: ``start <= t < end``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def seconds_to_samples(seconds: float, sample_rate: int) -> int:
    """Return the sample index nearest to ``seconds``. The only such conversion in the kit.

    Half samples round up, always, so that neighbouring spans share their border sample exactly.
    """
    return math.floor(seconds * sample_rate + 0.5)


def format_clock(seconds: float, *, decimals: int = 0) -> str:
    """Return ``h:mm:ss`` (or ``m:ss`` under one hour), as people write times. Negative times count as 0.

    >>> format_clock(75.2), format_clock(3661.25, decimals=1)
    ('1:15', '1:01:01.2')
    """
    scale = 10**decimals
    ticks = int(max(seconds, 0.0) * scale + 1e-6)
    whole, fraction = divmod(ticks, scale)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    clock = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{clock}.{fraction:0{decimals}d}" if decimals else clock


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """An interval of time in seconds, ``0 <= start <= end``; ordered by start, then end.

    Raises ValueError when the two are out of order, negative or not finite.
    """

    start: float
    end: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.start <= self.end < float("inf"):
            raise ValueError(f"not an interval of time: {self.start} … {self.end}")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start

    @property
    def middle(self) -> float:
        """The moment halfway."""
        return (self.start + self.end) / 2

    def overlaps(self, other: Span) -> bool:
        """Whether the two share more than a border."""
        return self.start < other.end and other.start < self.end

    def overlap(self, other: Span) -> float:
        """Shared length in seconds, 0 when apart."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def distance(self, other: Span) -> float:
        """Seconds of gap between the two, 0 when they touch or overlap."""
        return max(0.0, other.start - self.end, self.start - other.end)

    def shifted(self, seconds: float) -> Span:
        """The same interval, later by ``seconds``."""
        return Span(self.start + seconds, self.end + seconds)

    def padded(self, seconds: float, *, limit: float = float("inf")) -> Span:
        """Wider by ``seconds`` on both sides, inside 0 … ``limit``."""
        return Span(max(0.0, self.start - seconds), max(self.start, min(limit, self.end + seconds)))


@dataclass(frozen=True, order=True, slots=True)
class Turn:
    """One speaker talking during one span. ``speaker`` is a label such as ``SPEAKER_00``."""

    span: Span
    speaker: str

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.span.start

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.span.end


def total(spans: Iterable[Span]) -> float:
    """Sum of lengths in seconds. Overlaps count twice; ``union`` first to count them once."""
    return sum(span.duration for span in spans)


def union(spans: Iterable[Span], *, gap: float = 0.0) -> list[Span]:
    """Return sorted spans that cover the same time, merged where they are ``gap`` seconds apart or less."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end + gap:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def intersection(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """Return the time that is in both, as sorted disjoint spans."""
    a, b = union(left), union(right)
    common: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        start, end = max(a[i].start, b[j].start), min(a[i].end, b[j].end)
        if start < end:
            common.append(Span(start, end))
        if a[i].end < b[j].end:
            i += 1
        else:
            j += 1
    return common


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> list[Span]:
    """Return the time of ``spans`` that is not in ``holes``, as sorted disjoint spans."""
    cuts = [hole for hole in union(holes) if hole.duration > 0.0]
    rest: list[Span] = []
    first = 0
    for span in union(spans):
        while first < len(cuts) and cuts[first].end <= span.start:
            first += 1
        last = first
        while last < len(cuts) and cuts[last].start < span.end:
            last += 1
        cursor = span.start
        for hole in cuts[first:last]:
            if hole.start > cursor:
                rest.append(Span(cursor, hole.start))
            cursor = max(cursor, hole.end)
        if cursor < span.end:
            rest.append(Span(cursor, span.end))
    return rest


def speakers(turns: Iterable[Turn]) -> list[str]:
    """Return the labels in order of first word."""
    return list(dict.fromkeys(turn.speaker for turn in sorted(turns)))


def talk_time(turns: Iterable[Turn]) -> dict[str, float]:
    """Return seconds of speech per speaker, in order of first word; a speaker's own overlaps count once."""
    spans: dict[str, list[Span]] = {}
    for turn in sorted(turns):
        spans.setdefault(turn.speaker, []).append(turn.span)
    return {speaker: total(union(own)) for speaker, own in spans.items()}


def overlapped(turns: Sequence[Turn]) -> list[Span]:
    """Return the time in which at least two different speakers talk."""
    ordered = sorted(turns)
    shared = []
    for index, turn in enumerate(ordered):
        for later in ordered[index + 1 :]:
            if later.start >= turn.end:
                break
            if later.speaker != turn.speaker:
                shared.append(Span(later.start, min(turn.end, later.end)))
    return union(shared)
