"""From frame probabilities to spans of speech, and from spans to the windows that a recogniser hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.time import Span


@dataclass(frozen=True, slots=True)
class SpeechRule:
    """When probabilities count as speech (hysteresis), in probabilities and seconds."""

    threshold: float = 0.5
    """Speech begins at or above this …"""
    release: float = 0.35
    """… and ends below this."""
    min_speech: float = 0.15
    """Shorter bursts are dropped, …"""
    min_silence: float = 0.2
    """… shorter pauses are bridged, before padding."""
    padding: float = 0.1
    """Added on both sides, never past the middle of the pause to the neighbour."""


@dataclass(frozen=True, slots=True)
class WindowRule:
    """How speech is gathered into windows, in seconds."""

    max_seconds: float = 20.0
    """No window is longer."""
    max_gap: float = 2.0
    """A longer pause always ends a window."""
    margin: float = 1.0
    """Sound kept around the speech of a window, never past the middle of the pause to the next."""


def speech_spans(probabilities: Samples, frame_seconds: float, duration: float, rule: SpeechRule) -> list[Span]:
    """Return where the probabilities (frames,) say speech: ordered, disjoint spans inside 0 … ``duration`` seconds."""
    runs = _hysteresis(np.asarray(probabilities), rule)
    bridged: list[tuple[int, int]] = []
    for first, last in runs:
        if bridged and (first - bridged[-1][1]) * frame_seconds < rule.min_silence:
            bridged[-1] = (bridged[-1][0], last)
        else:
            bridged.append((first, last))
    bare = [
        Span(first * frame_seconds, min(last * frame_seconds, duration))
        for first, last in bridged
        if (last - first) * frame_seconds >= rule.min_speech and first * frame_seconds < duration
    ]
    return widened(bare, rule.padding, duration)


def widened(spans: Sequence[Span], seconds: float, duration: float) -> list[Span]:
    """Return ordered disjoint spans padded by ``seconds``, each side at most to the middle of the gap beside it."""
    wide: list[Span] = []
    for index, span in enumerate(spans):
        before = spans[index - 1].end if index else None
        after = spans[index + 1].start if index + 1 < len(spans) else None
        start = max(0.0, span.start - seconds)
        end = min(max(duration, span.end), span.end + seconds)
        if before is not None:
            start = max(start, (before + span.start) / 2)
        if after is not None:
            end = min(end, (span.end + after) / 2)
        wide.append(Span(start, end))
    return wide


def cut_long(spans: Sequence[Span], probabilities: Samples, frame_seconds: float, max_seconds: float) -> list[Span]:
    """Return the spans with those longer than ``max_seconds`` cut where speech is least probable.

    A cut falls in the second half of what fits, so that no piece is needlessly short.
    """
    smooth = np.convolve(probabilities, np.ones(5) / 5, mode="same") if len(probabilities) else probabilities
    pieces: list[Span] = []
    for span in spans:
        start = span.start
        while span.end - start > max_seconds:
            half = min(max_seconds, span.end - start - max_seconds / 4) / 2
            first = int((start + half) / frame_seconds)
            last = max(first + 1, min(int((start + 2 * half) / frame_seconds), len(smooth)))
            candidates = smooth[first:last]
            middle = (first + int(np.argmin(candidates)) + 0.5) * frame_seconds if candidates.size else start + 2 * half
            cut = min(max(middle, start + half), start + max_seconds)
            pieces.append(Span(start, cut))
            start = cut
        pieces.append(Span(start, span.end))
    return pieces


def gather_windows(pieces: Sequence[Span], duration: float, rule: WindowRule) -> list[Span]:
    """Group ordered, disjoint pieces of speech (each ≤ ``max_seconds``) into few windows, cut at the longest pauses.

    Every piece lies in exactly one window. Dynamic programming: each window costs 1, each cut costs more the
    shorter its pause, so that sentences tend to stay whole.
    """
    count = len(pieces)
    cost = [0.0] + [float("inf")] * count
    first_of = [0] * (count + 1)
    for last in range(1, count + 1):
        for first in range(last, 0, -1):
            if pieces[last - 1].end - pieces[first - 1].start > rule.max_seconds and first < last:
                break
            if first < last and pieces[first].start - pieces[first - 1].end > rule.max_gap:
                break
            total = cost[first - 1] + 1.0 + (_cut_cost(pieces, first - 1) if first > 1 else 0.0)
            if total < cost[last]:
                cost[last], first_of[last] = total, first - 1
    groups: list[Span] = []
    last = count
    while last:
        first = first_of[last]
        groups.append(Span(pieces[first].start, pieces[last - 1].end))
        last = first
    return _with_margin(groups[::-1], duration, rule)


def _with_margin(groups: Sequence[Span], duration: float, rule: WindowRule) -> list[Span]:
    windows = []
    for bare, wide in zip(groups, widened(groups, rule.margin, duration), strict=True):
        spare = max(0.0, rule.max_seconds - bare.duration) / 2
        windows.append(Span(max(wide.start, bare.start - spare), min(wide.end, bare.end + spare)))
    return windows


def _cut_cost(pieces: Sequence[Span], index: int) -> float:
    """What it costs to begin a window at piece ``index``: 2 for no pause, 0.3 for one of a second."""
    gap = pieces[index].start - pieces[index - 1].end
    return float(2.0 * np.exp(-gap / 0.5))


def _hysteresis(probabilities: Samples, rule: SpeechRule) -> list[tuple[int, int]]:
    """Return runs of frames ``[first, last)`` that begin at the threshold and end under the release."""
    above = probabilities >= rule.release
    edges = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]]).astype(np.int8)))
    runs: list[tuple[int, int]] = []
    for first, last in edges.reshape(-1, 2):
        strong = np.flatnonzero(probabilities[first:last] >= rule.threshold)
        if strong.size:
            runs.append((int(first + strong[0]), int(last)))
    return runs
