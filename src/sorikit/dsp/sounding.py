"""Where there is sound: islands of level above the background, to the nearest 10 ms.

A voice activity detector says *that* somebody speaks; its borders are coarse (frames of 32 ms, a state that lingers,
padding). Where a word begins after a pause is seen better in the level itself.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio
from sorikit.core.time import Span

FRAME_SECONDS = 0.01
"""Length of a frame and its step."""
BELOW_SPEECH = 36.0
"""dB under the loud frames nearby: what is quieter is a pause. A weak consonant lies some 25–35 dB under a vowel."""
ABOVE_FLOOR = 8.0
"""dB above the background that sound must have …"""
LEAST_BELOW = 12.0
"""… though never less than so many dB under the loud frames, however loud the background is."""
NEARBY = 1.5
"""Seconds to each side whose loudest frames are the measure."""
SHORTEST_SOUND = 0.03
"""Seconds; a shorter sound between pauses is a click."""
HISS = 0.08
"""Seconds: an island whose first (or last) so many are steady and quiet has background at that end, …"""
STEADY, UNDER_SPEECH = 9.0, 18.0
"""… steady within so many dB, so many dB under the loud frames; its sound begins ``ABOVE_FLOOR`` dB over that."""
SILENT = -120.0
"""dB that stand for no sound at all."""

Levels = npt.NDArray[np.float64]


def levels(audio: Audio) -> Levels:
    """Return the level of each whole frame of mono audio in dB re full scale, never under ``SILENT``."""
    size = round(FRAME_SECONDS * audio.sample_rate)
    samples = audio.mono().samples[0]
    frames = samples[: samples.size // size * size].reshape(-1, size)
    power = np.square(frames).mean(axis=1, dtype=np.float64)
    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (SILENT / 10))), np.float64)


def islands(audio: Audio, *, shortest_pause: float) -> list[Span]:
    """Return the stretches of sound of mono audio, in seconds from its start, apart by at least ``shortest_pause``.

    The measure is local: a frame sounds when it is less than ``BELOW_SPEECH`` dB under the loudest speech within
    ``NEARBY`` seconds, and clearly above the background (the 5th percentile of all frames).
    """
    level = levels(audio)
    if not level.size:
        return []
    reach = round(NEARBY / FRAME_SECONDS)
    loud = _running_max(_smooth(level), reach) - 3.0
    floor = np.percentile(level, 5) + ABOVE_FLOOR
    threshold = np.minimum(np.maximum(loud - BELOW_SPEECH, floor), loud - LEAST_BELOW)
    threshold = np.maximum(threshold, SILENT + 1.0)
    runs = _without_clicks(_runs(level >= threshold), round(SHORTEST_SOUND / FRAME_SECONDS))
    joined: list[list[int]] = []
    for first, last in runs:
        if joined and (first - joined[-1][1]) * FRAME_SECONDS < shortest_pause:
            joined[-1][1] = last
        else:
            joined.append([first, last])
    found = [_without_hiss(level, first, last) for first, last in joined]
    return [Span(first * FRAME_SECONDS, last * FRAME_SECONDS) for first, last in found if first < last]


def _without_hiss(level: Levels, first: int, last: int) -> tuple[int, int]:
    """Return the island less the steady background at its ends: a clip's own noise between digital silences."""
    loud = float(np.percentile(level[first:last], 95))
    begin = _first_over_hiss(level[first:last], loud)
    end = _first_over_hiss(level[first:last][::-1], loud)
    return (first + begin, last - end) if begin + end < last - first else (first, last)


def _first_over_hiss(level: Levels, loud: float) -> int:
    """Return the first frame of an island that stands out of a steady beginning; 0 where it does not begin so."""
    size = round(HISS / FRAME_SECONDS)
    head = level[:size]
    background = float(np.median(head))
    if len(level) < 2 * size or np.ptp(head) > STEADY or background > loud - UNDER_SPEECH:
        return 0
    over = level >= background + ABOVE_FLOOR
    lasting = over[:-2] & over[1:-1] & over[2:]  # one frame alone is a crackle
    return int(np.argmax(lasting)) if lasting.any() else 0


def _runs(sounding: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], sounding.astype(np.int8), [0]])))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _without_clicks(runs: list[tuple[int, int]], shortest: int) -> list[tuple[int, int]]:
    """Drop short runs that stand alone; one that nearly touches a neighbour is a part of it (a voice that creaks)."""
    kept = []
    for index, (first, last) in enumerate(runs):
        before = first - runs[index - 1][1] if index else shortest + 1
        after = runs[index + 1][0] - last if index + 1 < len(runs) else shortest + 1
        if last - first >= shortest or min(before, after) <= shortest:
            kept.append((first, last))
    return kept


def _smooth(level: Levels) -> Levels:
    """Return the mean over 5 frames: one loud frame is a click."""
    padded = np.pad(level, 2, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 5).mean(axis=1), np.float64)


def _running_max(level: Levels, reach: int) -> Levels:
    """Return the largest value within ``reach`` frames to each side, in O(n log reach)."""
    window = 2 * reach + 1
    result = np.pad(level, reach, constant_values=-np.inf)
    width = 1
    while width < window:
        step = min(width, window - width)
        result = np.maximum(result[:-step], result[step:])
        width += step
    return result
