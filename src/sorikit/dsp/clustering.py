"""Agglomerative clustering with forbidden pairs, in numpy.

Average linkage (UPGMA; Sokal & Michener 1958) over similarities, weighted by how much each item is worth, with
*cannot-link* constraints (Wagstaff et al. 2001): two items known to be different never share a cluster.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

_FORBIDDEN = -1e6
_GONE = -1e9


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop merging."""

    threshold: float
    """The least average similarity of two clusters that are merged."""
    fewest: int = 1
    """Never fewer clusters than this, however similar they are."""
    most: int | None = None
    """Go on below the threshold until there are no more clusters than this (forbidden pairs stay forbidden)."""


def agglomerate(similarity: Floats, forbidden: Flags, stop: Stop, *, weights: Floats | None = None) -> Labels:
    """Return a label for each of n items; labels count from 0 in order of first item.

    Args:
        similarity: symmetric (n, n); larger is more alike.
        forbidden: symmetric (n, n), True where two items must not meet.
        stop: when to stop.
        weights: (n,) positive; how much each item counts in the average. None: all the same.

    The partition does not depend on the order of the items, ties aside. Raises ValueError for wrong shapes.
    """
    count = len(similarity)
    if similarity.shape != (count, count) or forbidden.shape != (count, count):
        message = f"similarity {similarity.shape} and forbidden {forbidden.shape} must both be (n, n)"
        raise ValueError(message)
    forest = _Forest(similarity, forbidden, np.ones(count) if weights is None else weights)
    while forest.clusters > stop.fewest:
        pair, best = forest.closest()
        enough = stop.most is None or forest.clusters <= stop.most
        if best <= _FORBIDDEN / 2 or (enough and best < stop.threshold):
            break
        forest.merge(*pair)
    return first_seen(forest.labels)


def first_seen(labels: Labels) -> Labels:
    """Return the same partition with labels counted from 0 in order of first item."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    ordered: Labels = rank[inverse].astype(np.int64).reshape(-1)
    return ordered


def centroids(vectors: Floats, labels: Labels, weights: Floats) -> npt.NDArray[np.float64]:
    """Return the weighted mean direction of each cluster: ``(clusters, dim)`` of unit length (or zero)."""
    count = int(labels.max()) + 1 if labels.size else 0
    sums = np.zeros((count, vectors.shape[1]))
    chosen = labels >= 0
    np.add.at(sums, labels[chosen], vectors[chosen] * weights[chosen, None])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    directions: npt.NDArray[np.float64] = sums / np.maximum(lengths, 1e-12)
    return directions


class _Forest:
    """Clusters while they grow. O(n²) memory, O(n) a merge and O(n) a search by kept row maxima."""

    def __init__(self, similarity: Floats, forbidden: Flags, weights: Floats) -> None:
        count = len(similarity)
        self.labels = np.arange(count)
        self.clusters = count
        self._raw = similarity.astype(np.float64)
        self._forbidden = forbidden.copy()
        self._weights = weights.astype(np.float64).copy()
        self._alive = np.ones(count, np.bool_)
        self._seen = np.where(forbidden, _FORBIDDEN, self._raw)
        np.fill_diagonal(self._seen, _GONE)
        self._best = self._seen.argmax(axis=1) if count else np.zeros(0, np.int64)

    def closest(self) -> tuple[tuple[int, int], float]:
        """Return the two most similar clusters that may meet, and how similar they are."""
        rows = np.arange(len(self._best))
        values = np.where(self._alive, self._seen[rows, self._best], _GONE)
        row = int(values.argmax())
        return (row, int(self._best[row])), float(values[row])

    def merge(self, keep: int, gone: int) -> None:
        """Join cluster ``gone`` into ``keep``."""
        a, b = self._weights[keep], self._weights[gone]
        joined = (a * self._raw[keep] + b * self._raw[gone]) / (a + b)
        self._raw[keep], self._raw[:, keep] = joined, joined
        forbidden = self._forbidden[keep] | self._forbidden[gone]
        self._forbidden[keep], self._forbidden[:, keep] = forbidden, forbidden
        self._weights[keep] = a + b
        self._alive[gone] = False
        self.labels[self.labels == gone] = keep
        self.clusters -= 1
        row = np.where(self._alive, np.where(forbidden, _FORBIDDEN, joined), _GONE)
        row[keep] = _GONE
        self._seen[keep], self._seen[:, keep] = row, row
        self._seen[gone], self._seen[:, gone] = _GONE, _GONE
        better = self._alive & (row > self._seen[np.arange(len(row)), self._best])
        self._best[better] = keep
        stale = np.flatnonzero(self._alive & ((self._best == keep) | (self._best == gone)))
        stale = np.union1d(stale, [keep])
        self._best[stale] = self._seen[stale].argmax(axis=1)
