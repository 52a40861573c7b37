"""Which local speakers of all windows are the same person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.dsp.clustering import Items, Scale, Stop, agglomerate, first_seen, gather
from sorikit.pipelines.voices import ACTIVE, LEAST_ACTIVITY, MOST_HEARD, Voices, Windows

Labels = npt.NDArray[np.int64]

SAME_VOICE = Scale((0.0, 0.3, 0.7, 1.2, 2.0, 3.0, 4.0, 8.0), (0.22, 0.30, 0.45, 0.53, 0.64, 0.71, 0.75, 0.80))
"""Median cosine of CAM++ for one speaker of one recording, by seconds of the shorter of two voices (measured on mixtures
of 45 speakers of six languages, in rooms, noise and codecs)."""
SAME = 0.70
"""Share of that cosine from which two groups of voices are taken for one person."""
SURELY_SAME = 1.05
"""Share above which voices are never split, however many speakers were asked for."""
FRESH = 0.6
"""How much of what one window holds of a voice counts as new, as the windows overlap."""
BLOCK = 2_000
"""Voices that are compared all with all; a longer recording is clustered block by block, then the blocks' clusters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many speakers there may be."""

    fewest: int = 1
    most: int | None = None


def tell_apart(windows: Windows, voices: Voices, wanted: Wanted) -> tuple[Labels, int]:
    """Return labels (windows, local speakers), −1 for nobody, and how many different people there are."""
    labels = np.full(windows.activity.shape[::2], -1, np.int64)
    if not len(voices.window):
        return labels, 0
    found = _cluster(voices, wanted)
    count = int(found.max()) + 1
    labels[voices.window, voices.speaker] = found
    _pass_on(windows, labels, count)
    return labels, count


def _cluster(voices: Voices, wanted: Wanted) -> Labels:
    seconds = FRESH * np.minimum(voices.alone, MOST_HEARD) + 0.05
    pieces = [slice(first, first + BLOCK) for first in range(0, len(seconds), BLOCK)]
    found = np.empty(len(seconds), np.int64)
    groups: list[Items] = []
    for piece in pieces:
        window = voices.window[piece]
        forbidden = window[:, None] == window[None, :]
        np.fill_diagonal(forbidden, val=False)
        items = Items(voices.vectors[piece], seconds[piece], forbidden)
        inner = agglomerate(items, Stop(SURELY_SAME), SAME_VOICE) if len(pieces) > 1 else np.arange(len(window))
        found[piece] = inner + sum(len(group.seconds) for group in groups)
        groups.append(gather(items, inner))
    return first_seen(_bounded(_side_by_side(groups), wanted)[found])


def _side_by_side(groups: list[Items]) -> Items:
    """Return the items of all blocks; those of different blocks may meet."""
    size = sum(len(group.seconds) for group in groups)
    forbidden = np.zeros((size, size), np.bool_)
    first = 0
    for group in groups:
        last = first + len(group.seconds)
        forbidden[first:last, first:last] = group.forbidden
        first = last
    return Items(
        np.concatenate([group.vectors for group in groups]),
        np.concatenate([group.seconds for group in groups]),
        forbidden,
    )


def _bounded(groups: Items, wanted: Wanted) -> Labels:
    """Merge clusters, at the end also forbidden ones, until there are no more than wanted."""
    found = agglomerate(groups, Stop(SAME, wanted.fewest, wanted.most, SURELY_SAME), SAME_VOICE)
    if wanted.most is None or found.max() < wanted.most:
        return found
    left = gather(groups, found)
    free = Items(left.vectors, left.seconds, np.zeros_like(left.forbidden))
    return agglomerate(free, Stop(float("inf"), most=wanted.most))[found]


def _pass_on(windows: Windows, labels: Labels, count: int) -> None:
    """Label the windows that were not embedded, by whom their speakers coincide with in the windows around them."""
    known: npt.NDArray[np.bool_] = np.asarray((labels >= 0).any(axis=1))
    for number in np.flatnonzero(~known).tolist():
        active = windows.activity[number].astype(np.float32)
        talk = (active > ACTIVE).sum(axis=0) * windows.frame_seconds
        if (talk < LEAST_ACTIVITY).all():
            continue
        shared = _coincidence(windows, labels, known, number, count)
        for _ in range(active.shape[1]):  # greedily: the surest pair first, each side once
            speaker, owner = np.unravel_index(int(shared.argmax()), shared.shape)
            if shared[speaker, owner] <= 0:
                break
            labels[number, speaker] = owner
            shared[speaker, :], shared[:, owner] = -1, -1


def _coincidence(
    windows: Windows, labels: Labels, known: npt.NDArray[np.bool_], number: int, count: int
) -> npt.NDArray[np.float64]:
    """Return how much (frames) each local speaker of one window coincides with each person: (speakers, count)."""
    here = windows.activity[number].astype(np.float64)
    shared = np.zeros((here.shape[1], count))
    for other in (number - 1, number + 1):
        if not 0 <= other < len(known) or not known[other]:
            continue
        shift = round((windows.starts[other] - windows.starts[number]) / windows.frame_seconds)
        there = windows.activity[other].astype(np.float64)
        frames = len(here) - abs(shift)
        mine, theirs = here[max(0, shift) :][:frames], there[max(0, -shift) :][:frames]
        product = mine.T @ theirs
        for speaker, owner in enumerate(labels[other]):
            if owner >= 0:
                shared[:, owner] += product[:, speaker]
    return shared
