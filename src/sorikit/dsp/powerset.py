"""Powerset classes: one class for each *set* of speakers who talk at once.

Plaquet & Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization" (2023), §3: classes are
ordered by the size of the set, then by speaker.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np

from sorikit.core.audio import Samples


@lru_cache(maxsize=8)
def membership(speakers: int, most_at_once: int) -> Samples:
    """Return which speakers each class holds: float32 ``(classes, speakers)`` of 0 and 1.

    Three speakers, two at once: {}, {0}, {1}, {2}, {0,1}, {0,2}, {1,2}.
    """
    sets = [chosen for size in range(most_at_once + 1) for chosen in combinations(range(speakers), size)]
    table = np.zeros((len(sets), speakers), np.float32)
    for row, chosen in enumerate(sets):
        table[row, list(chosen)] = 1.0
    table.setflags(write=False)
    return table


def to_speakers(log_probabilities: Samples, *, speakers: int = 3, most_at_once: int = 2) -> Samples:
    """Turn log-probabilities of classes ``(…, classes)`` into the probability that each speaker talks ``(…, speakers)``.

    The probability of a speaker is the sum over the sets that hold it; speakers need not sum to 1. Raises
    ValueError where the number of classes does not fit.
    """
    table = membership(speakers, most_at_once)
    if log_probabilities.shape[-1] != table.shape[0]:
        message = f"{log_probabilities.shape[-1]} classes, not {table.shape[0]}"
        raise ValueError(message)
    activity: Samples = np.clip(np.exp(log_probabilities, dtype=np.float32) @ table, 0.0, 1.0)
    return activity
