"""Subtitle layout: which words stand on the screen together, on which line, from when to when.

A cue holds words of one speaker, at most as wide, long and fast as the ``SubtitleRule`` says. Lines break between pieces
only (``_pieces``), rather after a clause than after a little word (``_phrases``), and evenly; cues never overlap and
never go back in time. Cut points are chosen together for a whole run of speech (the cheapest path), not one after
another, so no lone word is left over.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from sorikit.core.text import Segment, Transcript
from sorikit.formats._phrases import stays_with_next
from sorikit.formats._pieces import pieces_of, text_of
from sorikit.formats._width import display_width, is_spaceless, join_texts
from sorikit.formats.subtitles import Cue, Piece, SubtitleRule, characters

SENTENCE_ENDS = tuple(".?!。？！…")
CLAUSE_ENDS = tuple(",;:、，；：")
JOIN_SECONDS = 0.5
"""Segments of one speaker this near are laid out together, so that a short one need not stand alone."""
UNFINISHED_SECONDS = 1.5
"""The same where the first one ends in the middle of a sentence."""
CHAIN = 500
"""Milliseconds: a gap shorter than this closes to the rule's own (Netflix, Subtitle Timing Guidelines)."""
LONG_PAUSE = 1.0
"""Seconds of silence that should not lie inside a cue."""
LONGEST_RUN = 2000
"""Pieces laid out together at most."""


def cues(transcript: Transcript, rule: SubtitleRule | None = None, *, prefix: bool = False) -> list[Cue]:
    """Return the cues of a transcript in order; ``prefix`` leaves room for ``[name]: `` on each first line."""
    wishes = rule or SubtitleRule()
    rough: list[Cue] = []
    runs = list(_runs(transcript, wishes))
    for index, run in enumerate(runs):
        name = transcript.name_of(run.label)
        indent = display_width(speaker_prefix(name)) if prefix and name else 0
        room = runs[index + 1].pieces[0].start if index + 1 < len(runs) else math.inf
        layout = _Layout(run.pieces, wishes, indent, run.language, room)
        for first, last in _cut(layout):
            lines = tuple(tuple(run.pieces[a:b]) for a, b in layout.lines(first, last))
            start, end = run.pieces[first].start, max(piece.end for piece in run.pieces[first:last])
            texts = tuple(text_of(line) for line in lines)
            rough.append(Cue(round(1000 * start), round(1000 * end), texts, name, run.label, run.language, lines))
    return list(_timed(rough, wishes))


def shows_speakers(transcript: Transcript, rule: SubtitleRule) -> bool:
    """Whether subtitles say who speaks: as wished, else where there are several."""
    return len(transcript.speakers) > 1 if rule.speakers is None else rule.speakers


def speaker_prefix(speaker: str) -> str:
    """Return the mark of a speaker in formats that have none of their own."""
    return f"[{' '.join(speaker.split())}]: "


@dataclass(slots=True)
class _Run:
    """What one speaker says in one go."""

    pieces: list[Piece]
    label: str | None
    language: str | None
    end: float


def _runs(transcript: Transcript, rule: SubtitleRule) -> Iterator[_Run]:
    last: _Run | None = None
    for segment in transcript.segments:
        pieces = pieces_of(segment, rule.max_columns)
        if not pieces:
            continue
        language = segment.language or transcript.language
        if last is not None and _goes_on(last, segment, pieces, language):
            left, right = last.pieces[-1].text[-1], pieces[0].text[0]
            spaced = not (is_spaceless(left) and is_spaceless(right))
            last.pieces += [replace(pieces[0], spaced=spaced), *pieces[1:]]
            last.end = max(last.end, segment.end)
            continue
        if last is not None:
            yield last
        last = _Run(pieces, segment.speaker, language, max(segment.end, pieces[-1].end))
    if last is not None:
        yield last


def _goes_on(run: _Run, segment: Segment, pieces: Sequence[Piece], language: str | None) -> bool:
    """Whether a segment is said by the same voice right after a run."""
    same = run.label == segment.speaker and run.language == language and len(run.pieces) < LONGEST_RUN
    near = JOIN_SECONDS if run.pieces[-1].text.endswith(SENTENCE_ENDS) else UNFINISHED_SECONDS
    return same and 0.0 <= pieces[0].start - max(run.end, run.pieces[-1].end) <= near


class _Layout:
    """Widths of every stretch of a run's pieces, known at once."""

    def __init__(
        self, pieces: Sequence[Piece], rule: SubtitleRule, indent: int, language: str | None, room: float
    ) -> None:
        self.pieces, self.rule, self.indent = pieces, rule, indent
        self.room = room
        """When the next run begins, in seconds."""
        self._spaces = [int(piece.spaced) for piece in pieces]
        steps = (space + display_width(piece.text) for space, piece in zip(self._spaces, pieces, strict=True))
        self._reach = list(accumulate(steps, initial=0))
        counted = (characters([piece.text], language) for piece in pieces)
        space = characters([" "], language)
        self._read = list(accumulate((n + space * s for n, s in zip(counted, self._spaces, strict=True)), initial=0.0))
        self._cps = rule.cps_of(language)
        self._bound = [
            piece.spaced and stays_with_next(pieces[at - 1].text, piece.text, language) if at else False
            for at, piece in enumerate(pieces)
        ]

        self._bounds = list(accumulate(map(int, self._bound), initial=0))
        pauses = (b.start - a.end > LONG_PAUSE for a, b in pairwise(pieces))
        self._pauses = list(accumulate(map(int, pauses), initial=0))

    def columns(self, first: int, last: int) -> int:
        """Return the width of pieces ``first … last`` on one line."""
        return self._reach[last] - self._reach[first] - self._spaces[first]

    def full(self, first: int, last: int, indent: int) -> bool:
        """Return whether pieces ``first … last`` are more than a line may hold."""
        words = self.rule.max_words
        return indent + self.columns(first, last) > self.rule.max_columns or (
            words is not None and last - first > words
        )

    def lines(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return where a cue's lines begin and end: as few as will do, as even as may be."""
        count = self._needed(first, last)
        if count <= 1 or last - first == 1:
            return [(first, last)]
        ideal = (self.indent + self.columns(first, last)) / count
        best: dict[tuple[int, int], tuple[float, int]] = {(0, first): (0.0, first)}  # (lines, end) → cost, begin
        for line in range(1, count + 1):
            for begin in [at for number, at in best if number == line - 1]:
                ends = (last,) if line == count else range(begin + 1, last - (count - line) + 1)
                for end in ends:
                    cost = best[line - 1, begin][0] + self._line_cost(begin, end, first, last, ideal)
                    if cost < best.get((line, end), (math.inf, 0))[0]:
                        best[line, end] = (cost, begin)
        cuts, end = [], last
        for line in range(count, 0, -1):
            begin = best[line, end][1]
            cuts.append((begin, end))
            end = begin
        return cuts[::-1]

    def _line_cost(self, begin: int, end: int, first: int, last: int, ideal: float) -> float:
        width = self.columns(begin, end) + (self.indent if begin == first else 0)
        over = max(0, width - self.rule.max_columns)
        if self.rule.max_words is not None:
            over += max(0, end - begin - self.rule.max_words)
        cost = ((width - ideal) / ideal) ** 2 + 100.0 * over
        if end < last:
            text = self.pieces[end - 1].text
            cost -= 0.15 if text.endswith(SENTENCE_ENDS) else 0.1 if text.endswith(CLAUSE_ENDS) else 0.0
            cost += 0.5 if self._bound[end] else 0.0
        return cost

    def _needed(self, first: int, last: int) -> int:
        """Return how many lines pieces ``first … last`` need at least."""
        count, begin, indent = 1, first, self.indent
        for at in range(first + 1, last):
            if self.full(begin, at + 1, indent):
                count, begin, indent = count + 1, at, 0
        return count

    def reach(self, first: int) -> Iterator[int]:
        """Yield each ``last`` for which pieces ``first … last`` may be one cue; one piece always may."""
        yield first + 1
        count, begin, indent = 1, first, self.indent
        if indent + self.columns(first, first + 1) > self.rule.max_columns:
            return
        for at in range(first + 1, len(self.pieces)):
            if self.pieces[at].end - self.pieces[first].start > self.rule.max_seconds:
                return
            if self.full(begin, at + 1, indent):
                count, begin, indent = count + 1, at, 0
                if count > self.rule.max_lines or self.columns(at, at + 1) > self.rule.max_columns:
                    return
            yield at + 1

    def cost(self, first: int, last: int) -> float:
        """A cue costs 1; ending in mid-sentence, short, half empty, too fast, and a silence inside cost more."""
        final, rule = self.pieces[last - 1], self.rule
        empty = 1.0 - min(1.0, self.columns(first, last) / (rule.max_lines * rule.max_columns))
        cost = 1.0 + 0.3 * empty * empty
        following = self.room
        if last < len(self.pieces):
            following = self.pieces[last].start
            cost += 0.0 if final.text.endswith(SENTENCE_ENDS) else 0.3 if final.text.endswith(CLAUSE_ENDS) else 0.8
            cost += 0.3 if self._bound[last] else 0.0
            cost -= min(0.5, max(0.0, following - final.end))
        if final.end - self.pieces[first].start < rule.min_seconds:
            cost += 0.7
        stands = max(0.001, min(following - self.pieces[first].start, rule.max_seconds))
        over = (self._read[last] - self._read[first]) / (stands * self._cps)
        cost += 0.5 * min(2.0, max(0.0, over - 1.0))
        cost += 0.4 if self._breaks_badly(first, last) else 0.0
        return cost + 0.6 * (self._pauses[last - 1] - self._pauses[first])

    def _breaks_badly(self, first: int, last: int) -> bool:
        """Whether two lines are needed and each place to break them would part words that belong together."""
        most = self.rule.max_columns
        if self.rule.max_lines < 2 or self.indent + self.columns(first, last) <= most:
            return False
        highest = bisect_right(self._reach, self._reach[first] + self._spaces[first] + most - self.indent) - 1
        lowest = max(first + 1, bisect_left(self._reach, self._reach[last] - most - 1))
        highest = min(highest, last - 1)
        return lowest <= highest and self._bounds[highest + 1] - self._bounds[lowest] == highest + 1 - lowest


def _cut(layout: _Layout) -> list[tuple[int, int]]:
    """Return the cheapest way to cut a run into cues (dynamic programming over the cut points)."""
    count = len(layout.pieces)
    best = [0.0] + [math.inf] * count
    came = [0] * (count + 1)
    for first in range(count):
        for last in layout.reach(first):
            cost = best[first] + layout.cost(first, last)
            if cost < best[last]:
                best[last], came[last] = cost, first
    stretches: list[tuple[int, int]] = []
    last = count
    while last > 0:
        stretches.append((came[last], last))
        last = came[last]
    return stretches[::-1]


def _timed(rough: list[Cue], rule: SubtitleRule) -> Iterator[Cue]:
    """Put cues in order and give each its time: no overlap, no step back, readable where there is room."""
    ordered = sorted(rough, key=lambda cue: (cue.start, cue.end))
    shortest, longest, gap = round(1000 * rule.min_seconds), round(1000 * rule.max_seconds), rule.gap
    free = 0  # when the last cue ended
    for index, cue in enumerate(ordered):
        start = max(cue.start, free)
        reading = math.ceil(1000 * characters(cue.lines, cue.language) / rule.cps_of(cue.language))
        wanted = max(cue.end, start + min(max(shortest, reading), longest), start + 1)
        if index + 1 < len(ordered):
            following = ordered[index + 1].start
            least = start + min(shortest, max(cue.end - cue.start, 1))
            if wanted > following - gap:
                # two voices at once: the first keeps a readable time, the second starts after it
                wanted = max(following - gap, least)
            elif following - wanted < CHAIN:
                wanted = following - gap
        free = min(wanted, start + longest)
        yield replace(cue, start=start, end=free)


def join_lines(lines: list[str]) -> str:
    """Return the lines of a cue as one text."""
    text = ""
    for line in lines:
        text = join_texts(text, line.strip())
    return text
