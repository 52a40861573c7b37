"""Second half of diarization: from windows and labels to one timeline, and from the timeline to turns.

Activities of overlapping windows are averaged (Bredin, "pyannote.audio 2.1 speaker diarization pipeline", 2023).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.core.time import Span, Turn
from sorikit.pipelines.voices import ACTIVE, Windows, runs

Owners = npt.NDArray[np.int16]
Activity = npt.NDArray[np.float32]

HARDLY = 0.05
"""Probability below which nobody is taken for one of those who talk."""
FILL = 1.25
"""Pauses of one speaker that are shorter (seconds) do not end the turn …"""
FILL_BESIDE = 0.25
"""… but only so short ones where somebody else speaks meanwhile."""
BESIDE = 0.3
"""Share of a pause from which somebody else speaks in it."""
LEAST_SPEECH = 0.3
"""Share of a speaker's turns in which speech must be detected. Measured: talk 0.45 … 1 in noise and rooms too, nearly all
instruments, machines, animals and much of singing 0 … 0.1."""
LEAST_TURN = 0.1
"""Shorter turns (seconds) are dropped: no syllable is."""


def unite(windows: Windows, owners: Owners, speakers: int, duration: float) -> Activity:
    """Return the probability (frames, speakers) that each speaker talks, over the whole recording.

    ``owners`` is (windows, frames, local speakers): whose voice it is, −1 where nobody's. Windows may disagree on who
    it is; that somebody speaks is then still certain, so the likeliest one gets the probability of any speech at all.
    """
    count = max(1, int((duration - windows.frame_offset) / windows.frame_seconds) + 1)
    total = np.zeros((count, speakers), np.float32)
    speech, heard = np.zeros(count, np.float32), np.zeros(count, np.float32)
    for start, active, owner in zip(windows.starts, windows.activity, owners, strict=True):
        first = round(start / windows.frame_seconds)
        length = min(len(active), count - first)
        here = np.zeros((length, speakers), np.float32)
        for local in range(active.shape[1]):
            rows = np.flatnonzero(owner[:length, local] >= 0)
            places = rows, owner[rows, local]
            here[places] = np.maximum(here[places], active[rows, local])
        total[first : first + length] += here
        heard[first : first + length] += 1
        speech[first : first + length] += active[:length].max(axis=1)
    activity = np.asarray(total / np.maximum(heard, 1)[:, None], np.float32)
    if speakers:
        frames, likeliest = np.arange(count), activity.argmax(axis=1)
        certainty = speech / np.maximum(heard, 1) * (activity.max(axis=1) > 0)
        activity[frames, likeliest] = np.maximum(activity[frames, likeliest], certainty)
    return activity


def turns_of(activity: Activity, windows: Windows, duration: float) -> list[tuple[Span, int]]:
    """Return who talks when, sorted; the turns of different speakers may overlap."""
    talking = _likeliest(activity, at_once(windows, len(activity)))
    found = []
    for speaker in range(activity.shape[1]):
        others: npt.NDArray[np.bool_] = np.asarray(np.delete(talking, speaker, axis=1).any(axis=1))
        for first, last in _bridged(runs(talking[:, speaker]), others, windows.frame_seconds):
            span = _span(first, last, windows, duration)
            if span.duration >= LEAST_TURN:
                found.append((span, speaker))
    return sorted(found)


def at_once(windows: Windows, count: int) -> npt.NDArray[np.int64]:
    """Return how many people talk in each of ``count`` frames: the mean over the windows that hear it, rounded.

    Windows agree on how many better than on who (Bredin 2023, §"speaker counting").
    """
    talkers, heard = np.zeros(count, np.float32), np.zeros(count, np.float32)
    for start, active in zip(windows.starts, windows.activity, strict=True):
        first = round(start / windows.frame_seconds)
        length = min(len(active), count - first)
        talkers[first : first + length] += (active[:length] > ACTIVE).sum(axis=1)
        heard[first : first + length] += 1
    return np.floor(talkers / np.maximum(heard, 1) + 0.5).astype(np.int64)


def _likeliest(activity: Activity, most: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Return who talks (frames, speakers): in each frame the ``most`` likeliest."""
    talking = np.zeros(activity.shape, np.bool_)
    left = activity.copy()
    frames = np.arange(len(activity))
    for rank in range(min(int(most.max(initial=0)), activity.shape[1])):
        best = left.argmax(axis=1)
        talking[frames, best] |= (most > rank) & (left[frames, best] > HARDLY)
        left[frames, best] = 0.0
    return talking


def _bridged(
    stretches: list[tuple[int, int]], others: npt.NDArray[np.bool_], frame_seconds: float
) -> list[tuple[int, int]]:
    """Join the stretches of one speaker across short pauses; ``others`` says where anybody else talks."""
    joined: list[tuple[int, int]] = []
    for first, last in stretches:
        if joined:
            begin = joined[-1][1]
            beside = float(others[begin:first].mean()) if first > begin else 0.0
            if (first - begin) * frame_seconds <= (FILL_BESIDE if beside > BESIDE else FILL):
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    return joined


def talkers(turns: list[tuple[Span, int]], speaking: Samples, frame_seconds: float) -> set[int]:
    """Return the speakers who talk, in whose turns a voice activity detector hears speech often enough.

    Segmentation knows voices from silence, but takes singing, a cry, a saw for a voice; a detector of speech does not.
    ``speaking`` is its probability for each frame of ``frame_seconds``.
    """
    share: dict[int, list[npt.NDArray[np.bool_]]] = {}
    for span, speaker in turns:
        frames = speaking[int(span.start / frame_seconds) : int(span.end / frame_seconds) + 1]
        share.setdefault(speaker, []).append(np.asarray(frames > ACTIVE))
    return {speaker for speaker, parts in share.items() if np.concatenate(parts).mean() >= LEAST_SPEECH}


def exclusive_turns_of(
    activity: Activity, turns: list[tuple[Span, int]], windows: Windows, duration: float
) -> list[tuple[Span, int]]:
    """Return the same time with one speaker at each moment: of those in a turn there, the most probable."""
    count, speakers = activity.shape
    inside = np.zeros((count, speakers), np.bool_)
    for span, speaker in turns:
        first, last = ((edge - windows.frame_offset) / windows.frame_seconds for edge in (span.start, span.end))
        inside[max(0, round(first)) : round(last), speaker] = True
    if not inside.any():
        return []
    best = np.where(inside, activity, -1.0).argmax(axis=1)
    owner = np.where(inside.any(axis=1), best, -1)
    cuts = np.flatnonzero(np.diff(owner)) + 1
    edges = np.concatenate([[0], cuts, [count]])
    return [
        (_span(int(first), int(last), windows, duration), int(owner[first]))
        for first, last in pairwise(edges)
        if owner[first] >= 0
    ]


def named(turns: list[tuple[Span, int]], names: dict[int, str]) -> tuple[Turn, ...]:
    """Return turns with labels instead of numbers."""
    return tuple(Turn(span, names[speaker]) for span, speaker in turns)


def _span(first: int, last: int, windows: Windows, duration: float) -> Span:
    start, end = (windows.frame_offset + edge * windows.frame_seconds for edge in (first, last))
    if first == 0:
        start = 0.0  # the network hears nothing of the first hundredths by themselves
    return Span(min(start, duration), min(end, duration))
