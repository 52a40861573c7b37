"""How many letters must change to make one text of another, and which."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

SAME, OTHER, LEFT_OUT, PUT_IN = "=x-+"
"""What became of a letter of the first text; the last is one that only the second has."""


def edit_distance(one: str, other: str) -> int:
    """Return the least number of letters to put in, take out or change (Levenshtein 1966), a row at a time."""
    if len(one) < len(other):
        one, other = other, one
    (row,) = deque(_rows(one, other), maxlen=1)  # the last; no other is kept
    return int(row[-1])


def edits(one: str, other: str) -> str:
    """Return what makes ``other`` of ``one``, in order: "=" the same letter, "x" another, "-" left out, "+" put in.

    One of the shortest ways. Memory grows with the product of the lengths: for sentences, not for books.
    """
    rows = list(_rows(one, other))
    made: list[str] = []
    at, to = len(one), len(other)
    while at or to:
        here = rows[at][to]
        if at and to and here == rows[at - 1][to - 1] + (one[at - 1] != other[to - 1]):
            at, to = at - 1, to - 1
            made.append(SAME if one[at] == other[to] else OTHER)
        elif at and here == rows[at - 1][to] + 1:
            at -= 1
            made.append(LEFT_OUT)
        else:
            to -= 1
            made.append(PUT_IN)
    return "".join(reversed(made))


def _rows(one: str, other: str) -> Iterator[npt.NDArray[np.int64]]:
    """Yield, for each beginning of ``one``, its distances to all beginnings of ``other``: ``(len(other) + 1,)``."""
    letters = np.array([ord(letter) for letter in other], np.int64)
    places = np.arange(len(other) + 1)
    row = places
    yield row
    for index, letter in enumerate(one, 1):
        changed = np.minimum(row[:-1] + (letters != ord(letter)), row[1:] + 1)
        row = np.concatenate([[index], changed])
        row = np.minimum.accumulate(row - places) + places  # letters put in
        yield row


def worst_stretch(one: str, other: str) -> int:
    """Return by how many the errors outnumber the letters that are right, in the stretch where they do so most.

    A word that is lost, added or taken for another stands out here, however long the text around it is; errors that lie far apart do not.
    """
    worst = now = 0
    for edit in edits(one, other):
        now = max(0, now + (-1 if edit == SAME else 1))
        worst = max(worst, now)
    return worst
