"""Which local speakers of all windows are the same person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.dsp import vbx
from sorikit.dsp.clustering import Items, Scale, Stop, agglomerate, alikeness, first_seen, gather
from sorikit.pipelines.voices import ACTIVE, PAUSE, Voice, Windows, runs

Labels = npt.NDArray[np.int64]
Owners = npt.NDArray[np.int16]

SAME_PERSON = Scale(
    (0.0, 0.25, 0.75, 1.5, 2.5, 3.75, 5.75, 9.5, 20.0), (0.28, 0.39, 0.5, 0.58, 0.69, 0.75, 0.86, 0.92, 0.97)
)
"""Cosine of CAM++ for two groups of voices of one person in one recording, by the (counted) seconds of the shorter one.
``SAME`` times it lies between what 95 % of pairs of one person exceed and what 95 % of pairs of two persons do not
(measured on 104 mixtures of 80 speakers, in rooms, noise and codecs)."""
SAME = 0.72
"""Share of that cosine from which two groups of voices are taken for one person."""
SURELY_SAME = 1.05
"""Share above which voices are never split, however many speakers were asked for."""
FRESH = 0.6
"""How much of what one window holds of a voice counts as new, as the windows overlap."""
MOST_WEIGHT = 4.0
"""Seconds from which a voice counts no more."""
COMMON = 0.6
"""Share of a voice's direction that is the speaker's, in the model of ``_reconsider``: all directions alike."""
OBSERVATIONS = 0.125
"""As how many independent observations a second of voice counts there: the dimensions of a voice hang together."""
BESIDE = 3.0
"""Nats that speak against two voices of one window being one person."""
HARDLY_HEARD = (1.0, 0.02)
"""Seconds, and share of all talk, below which a person is taken for a slip: it is given to whom it is most like …"""
LIKE_ANYBODY = 0.3
"""… unless it is less like anybody than this share of the cosine of one person."""
BLOCK = 2_000
"""Voices that are compared all with all; a longer recording is clustered block by block, then the blocks' clusters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many speakers there may be."""

    fewest: int = 1
    most: int | None = None


def tell_apart(windows: Windows, voices: list[Voice], wanted: Wanted) -> tuple[Owners, int]:
    """Return who each local speaker is in each frame, and how many different people there are.

    Owners are (windows, frames, local speakers): a number from 0, or −1 for nobody.
    """
    owners = np.full(windows.activity.shape, -1, np.int16)
    if not voices:
        return owners, 0
    found = _cluster(voices, wanted)
    for voice, label in zip(voices, found.tolist(), strict=True):
        owners[voice.window, voice.frames, voice.speaker] = label
    count = int(found.max()) + 1
    _pass_on(windows, owners, count)
    return owners, count


def _cluster(voices: list[Voice], wanted: Wanted) -> Labels:
    found = np.empty(len(voices), np.int64)
    groups: list[Items] = []
    for first in range(0, len(voices), BLOCK):
        items = _items(voices[first : first + BLOCK])
        count = len(items.seconds)
        inner = agglomerate(items, Stop(SURELY_SAME), SAME_PERSON) if len(voices) > BLOCK else np.arange(count)
        found[first : first + count] = inner + sum(len(group.seconds) for group in groups)
        groups.append(gather(items, inner))
    whole = _side_by_side(groups)
    people = agglomerate(whole, Stop(SAME, wanted.fewest, wanted.most, SURELY_SAME), SAME_PERSON)
    for improved in (_reconsider, _without_slips):
        better = improved(whole, people)
        people = better if better.max() + 1 >= wanted.fewest else people
    return first_seen(people[found])


def _reconsider(groups: Items, people: Labels) -> Labels:
    """Return who is whom once all is weighed at once: merging in pairs cannot take back a step.

    A Bayesian mixture in which each direction of the embedding is the speaker's by the same share.
    """
    dim = groups.vectors.shape[1]
    shorter = np.minimum(groups.seconds[:, None], groups.seconds)
    seen = vbx.Observations(
        np.asarray(groups.vectors * np.sqrt(dim / (1 - COMMON)), np.float64),
        np.asarray(groups.seconds * OBSERVATIONS, np.float64),
        np.asarray(BESIDE * np.minimum(groups.apart / shorter, 1.0), np.float64),
    )
    return first_seen(vbx.cluster(seen, np.full(dim, COMMON / (1 - COMMON)), people).labels)


def _without_slips(groups: Items, people: Labels) -> Labels:
    """Return the people without those who are hardly heard and like somebody else."""
    seconds, share = HARDLY_HEARD
    while people.max() > 0:
        heard = gather(groups, people)
        least = int(heard.seconds.argmin())
        if heard.seconds[least] >= max(seconds, share * heard.seconds.sum()):
            break
        alike = alikeness(heard, least, SAME_PERSON)
        if alike.max() < LIKE_ANYBODY:
            break
        people = first_seen(np.where(people == least, alike.argmax(), people))
    return people


def _items(voices: list[Voice]) -> Items:
    """Return voices as items; different local speakers of one window were heard apart."""
    seconds = np.array([FRESH * min(voice.alone, MOST_WEIGHT) + 0.05 for voice in voices])
    window = np.array([voice.window for voice in voices])
    speaker = np.array([voice.speaker for voice in voices])
    apart = (window[:, None] == window) & (speaker[:, None] != speaker)
    return Items(np.stack([voice.vector for voice in voices]), seconds, apart * np.minimum(seconds[:, None], seconds))


def _side_by_side(groups: list[Items]) -> Items:
    """Return the items of all blocks."""
    size = sum(len(group.seconds) for group in groups)
    apart = np.zeros((size, size), np.float32)
    first = 0
    for group in groups:
        last = first + len(group.seconds)
        apart[first:last, first:last] = group.apart
        first = last
    vectors = np.concatenate([group.vectors for group in groups])
    return Items(vectors, np.concatenate([group.seconds for group in groups]), apart)


def _pass_on(windows: Windows, owners: Owners, count: int) -> None:
    """Label the windows that were not embedded, by whom their speakers coincide with in the windows around them."""
    known: npt.NDArray[np.bool_] = np.asarray((owners >= 0).any(axis=(1, 2)))
    for number in np.flatnonzero(~known).tolist():
        active = windows.activity[number].astype(np.float32)
        around = _around(windows, owners, known, number, count)
        shared = active.T @ around
        chosen = np.full(active.shape[1], -1)
        for _ in range(active.shape[1]):  # greedily: the surest pair first, each side once
            speaker, owner = (int(place) for place in np.unravel_index(int(shared.argmax()), shared.shape))
            if shared[speaker, owner] <= 0:
                break
            chosen[speaker] = owner
            shared[speaker, :], shared[:, owner] = -1, -1
        for speaker in np.flatnonzero(chosen >= 0).tolist():
            owners[number, :, speaker] = chosen[speaker]
            for first, last in runs(active[:, speaker] > ACTIVE, int(PAUSE / windows.frame_seconds)):
                here = active[first:last, speaker] @ around[first:last]
                if here.max() > 2 * here[chosen[speaker]]:  # the windows around know better for this piece
                    owners[number, first:last, speaker] = here.argmax()


def _around(
    windows: Windows, owners: Owners, known: npt.NDArray[np.bool_], number: int, count: int
) -> npt.NDArray[np.float32]:
    """Return the activity of each person in the windows before and after, over the time of this one."""
    frames, speakers = windows.activity.shape[1:]
    around = np.zeros((frames, count), np.float32)
    for other in (number - 1, number + 1):
        if not 0 <= other < len(known) or not known[other]:
            continue
        shift = round((windows.starts[other] - windows.starts[number]) / windows.frame_seconds)
        length = frames - abs(shift)
        if length <= 0:
            continue
        here, there = max(0, shift), max(0, -shift)
        for speaker in range(speakers):
            owner = owners[other, there : there + length, speaker]
            rows = np.flatnonzero(owner >= 0)
            around[here + rows, owner[rows]] += windows.activity[other, there + rows, speaker]
    return around
