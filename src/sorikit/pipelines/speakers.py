"""Which local speakers of all windows are the same person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.dsp.clustering import Stop, agglomerate, centroids, first_seen
from sorikit.pipelines.voices import ACTIVE, LEAST_ACTIVITY, Voices, Windows

Labels = npt.NDArray[np.int64]

SAME = 0.42
"""Cosine from which two groups of voices are taken for one person."""
SURELY_SAME = 0.8
"""Cosine above which voices are never split, however many speakers were asked for."""
FULL_WEIGHT = 4.0
"""Seconds from which a voice counts fully."""


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
    similarity = (voices.vectors @ voices.vectors.T).astype(np.float64)
    forbidden = voices.window[:, None] == voices.window[None, :]
    np.fill_diagonal(forbidden, val=False)
    weights = np.minimum(voices.alone, FULL_WEIGHT) + 0.1
    found = agglomerate(similarity, forbidden, Stop(SAME, 1, wanted.most), weights=weights)
    if found.max() + 1 < wanted.fewest:
        found = agglomerate(similarity, forbidden, Stop(SURELY_SAME, wanted.fewest, wanted.fewest), weights=weights)
    if wanted.most is not None and found.max() + 1 > wanted.most:
        found = _squeeze(voices, found, weights, wanted.most)
    return first_seen(found)


def _squeeze(voices: Voices, found: Labels, weights: npt.NDArray[np.float64], most: int) -> Labels:
    """Merge whole clusters, also forbidden ones, until there are no more than ``most``."""
    means = centroids(voices.vectors, found, weights)
    sizes = np.bincount(found, weights=weights).astype(np.float64)
    nothing = np.zeros((len(means), len(means)), np.bool_)
    merged = agglomerate(means @ means.T, nothing, Stop(2.0, 1, most), weights=sizes)
    return merged[found]


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
