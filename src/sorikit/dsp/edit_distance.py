"""How many letters must change to make one text of another."""

from __future__ import annotations

import numpy as np


def edit_distance(one: str, other: str) -> int:
    """Return the least number of letters to put in, take out or change (Levenshtein 1966), a row at a time."""
    if len(one) < len(other):
        one, other = other, one
    letters = np.array([ord(letter) for letter in other], np.int64)
    places = np.arange(len(other) + 1)
    row = places.copy()
    for index, letter in enumerate(one, 1):
        changed = np.minimum(row[:-1] + (letters != ord(letter)), row[1:] + 1)
        row = np.concatenate([[index], changed])
        row = np.minimum.accumulate(row - places) + places  # letters put in
    return int(row[-1])
