"""When the wrong one was heard: the seconds of a diarization error, as spans on the recording's own time.

The labels of the hypothesis are mapped one to one to those of the reference so that they share most time (the assignment problem,
as ``der`` and pyannote.metrics do). Then, at each moment, with R true speakers, H heard ones and C of them right: max(0, R − H) are
missed, max(0, H − R) are false alarms, min(R, H) − C are confused. Summed over time these are the parts of DER without a collar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.time import Span, Turn, intersection, speakers, total, union
from sorikit.metrics._libraries import library


@dataclass(frozen=True, slots=True)
class Fault:
    """A stretch of time in which something is wrong in one way."""

    span: Span
    kind: str
    """"missed", "false alarm" or "confusion"."""
    count: int = 1
    """How many speakers at once."""


@dataclass(frozen=True, slots=True)
class SpeakerErrors:
    """What is wrong in one recording."""

    mapping: Mapping[str, str]
    """Label of the hypothesis → label of the reference; those without a partner are not there."""
    faults: tuple[Fault, ...]
    """In order of time."""

    def seconds(self, kind: str) -> float:
        """Return the speaker-seconds of one kind."""
        return sum(fault.span.duration * fault.count for fault in self.faults if fault.kind == kind)


def find_errors(reference: Sequence[Turn], hypothesis: Sequence[Turn]) -> SpeakerErrors:
    """Return the mapping of speakers and every stretch of error. Raises RuntimeMissing without scipy."""
    true, said = _by_speaker(reference), _by_speaker(hypothesis)
    mapping = map_speakers(true, said)
    edges = sorted(
        {edge for spans in (*true.values(), *said.values()) for span in spans for edge in (span.start, span.end)}
    )
    if len(edges) < 2:
        return SpeakerErrors(mapping, ())
    talks = {name: _active(spans, edges) for name, spans in true.items()}
    heard = {name: _active(spans, edges) for name, spans in said.items()}
    nobody = np.zeros(len(edges) - 1, np.int64)
    there = sum((row.astype(np.int64) for row in talks.values()), nobody)
    claimed = sum((row.astype(np.int64) for row in heard.values()), nobody)
    right = sum(((heard[mine] & talks[theirs]).astype(np.int64) for mine, theirs in mapping.items()), nobody)
    counts = {
        "missed": np.maximum(there - claimed, 0),
        "false alarm": np.maximum(claimed - there, 0),
        "confusion": np.minimum(there, claimed) - right,
    }
    faults = [
        fault for kind, column in counts.items() for fault in _faults(kind, column.tolist(), edges) if fault.count
    ]
    return SpeakerErrors(mapping, tuple(sorted(faults, key=lambda fault: fault.span)))


def map_speakers(true: Mapping[str, Sequence[Span]], said: Mapping[str, Sequence[Span]]) -> dict[str, str]:
    """Return label of the hypothesis → label of the reference, one to one, sharing most time; pairs that share none are left out."""
    if not true or not said:
        return {}
    shared = np.array([[total(intersection(own, theirs)) for theirs in true.values()] for own in said.values()])
    rows, columns = library("scipy.optimize", "pairing speakers").linear_sum_assignment(-shared)
    mine, theirs = list(said), list(true)
    return {
        mine[row]: theirs[column]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if shared[row, column] > 0.0
    }


def _by_speaker(turns: Sequence[Turn]) -> dict[str, list[Span]]:
    """Return speaker → where they talk, their own overlaps joined."""
    return {
        speaker: union(turn.span for turn in turns if turn.speaker == speaker and turn.span.duration > 0.0)
        for speaker in speakers(turns)
    }


def _active(spans: Sequence[Span], edges: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return for each stretch between two edges whether one of ``spans`` covers it."""
    covered = np.zeros(len(edges) - 1, np.bool_)
    starts = np.searchsorted(edges, [span.start for span in spans])
    ends = np.searchsorted(edges, [span.end for span in spans])
    for first, last in zip(starts, ends, strict=True):
        covered[first:last] = True
    return covered


def _faults(kind: str, counts: Sequence[int], edges: Sequence[float]) -> list[Fault]:
    """Return stretches of one kind, neighbours with the same number of speakers joined."""
    found: list[Fault] = []
    for at, count in enumerate(counts):
        if found and found[-1].count == count and found[-1].span.end == edges[at]:
            found[-1] = Fault(Span(found[-1].span.start, edges[at + 1]), kind, count)
        else:
            found.append(Fault(Span(edges[at], edges[at + 1]), kind, count))
    return found
