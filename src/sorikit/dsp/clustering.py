"""Agglomerative clustering of directions, on a scale that knows how much was heard and what was heard side by side.

Centroid linkage over unit vectors: clusters are compared by the cosine of their weighted means. The cosine of two
samples of the *same* source grows with the seconds behind them, so it is divided by what is expected of the same
source at that length (a *calibrated* similarity: 1 is "as like as the same source usually is"). Soft *cannot-link*
constraints (after Wagstaff et al., "Constrained k-means clustering with background knowledge", 2001) hold items
apart that were observed side by side: the larger the share of a cluster that was, the more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.floating]
Doubles = npt.NDArray[np.float64]
APART = 0.4
"""What is taken off the similarity of two clusters of which the smaller was all the time observed beside the other."""
_GONE = -1e9


@dataclass(frozen=True, slots=True)
class Scale:
    """The cosine that two samples of one source usually have, by the seconds of the shorter one."""

    seconds: tuple[float, ...]
    """Rising."""
    cosines: tuple[float, ...]
    """One for each; between them it is interpolated, beyond them it stays."""

    def expected(self, seconds: Doubles) -> Doubles:
        """Return the expected cosines, of the shape of ``seconds``."""
        cosines: Doubles = np.interp(seconds, self.seconds, self.cosines)
        return cosines


PLAIN = Scale((0.0,), (1.0,))
"""No calibration: plain cosines."""


@dataclass(frozen=True, slots=True)
class Stop:
    """When to stop merging."""

    threshold: float
    """The least calibrated similarity of two clusters that are merged."""
    fewest: int = 1
    """Not fewer clusters than this, unless they are ``sure`` to be the same."""
    most: int | None = None
    """Go on below the threshold until there are no more clusters than this."""
    sure: float = float("inf")
    """The similarity from which two clusters are merged even if ``fewest`` were more."""


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """What is clustered."""

    vectors: Floats
    """(n, dim), of unit length."""
    seconds: Floats
    """(n,) positive: how much was heard of each; also its weight in the mean of a cluster."""
    apart: Floats
    """(n, n) symmetric: seconds during which two were observed to be different."""

    def __post_init__(self) -> None:
        count = len(self.vectors)
        if self.seconds.shape != (count,) or self.apart.shape != (count, count):
            message = f"{count} vectors, seconds {self.seconds.shape} and apart {self.apart.shape} do not fit"
            raise ValueError(message)


def agglomerate(items: Items, stop: Stop, scale: Scale = PLAIN) -> Labels:
    """Return a label for each item; labels count from 0 in order of first item.

    The partition does not depend on the order of the items, ties aside. Memory grows with the square of their number.
    """
    forest = _Forest(items, scale)
    while forest.clusters > 1:
        pair, best = forest.closest()
        least = stop.threshold
        if stop.most is not None and forest.clusters > stop.most:
            least = _GONE / 2
        elif forest.clusters <= stop.fewest:
            least = stop.sure
        if best < least:
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


def gather(items: Items, labels: Labels) -> Items:
    """Return the clusters as items: mean directions, summed seconds, summed seconds apart."""
    count = int(labels.max()) + 1 if labels.size else 0
    sums = np.zeros((count, items.vectors.shape[1]))
    np.add.at(sums, labels, items.vectors * items.seconds[:, None])
    seconds = np.bincount(labels, weights=items.seconds, minlength=count).astype(np.float64)
    member = np.zeros((count, len(labels)), np.float32)
    member[labels, np.arange(len(labels))] = 1
    apart = member @ items.apart.astype(np.float32) @ member.T
    np.fill_diagonal(apart, 0.0)
    return Items(_directions(sums), seconds, apart)


def alikeness(items: Items, one: int, scale: Scale = PLAIN) -> Doubles:
    """Return the calibrated similarity of item ``one`` to each (n,), less what was seen apart; to itself −1e9."""
    shorter = np.minimum(items.seconds, items.seconds[one])
    alike: Doubles = np.asarray(items.vectors @ items.vectors[one] / scale.expected(shorter), np.float64)
    alike -= APART * np.minimum(items.apart[one] / shorter, 1.0)
    alike[one] = _GONE
    return alike


def _directions(sums: Floats) -> Doubles:
    lengths = np.linalg.norm(sums, axis=-1, keepdims=True)
    directions: Doubles = sums / np.maximum(lengths, 1e-12)
    return directions


class _Forest:
    """Clusters while they grow. The best partner of every row is kept, so that a merge costs O(n × dim)."""

    def __init__(self, items: Items, scale: Scale) -> None:
        count = len(items.vectors)
        self.labels: Labels = np.arange(count)
        self.clusters = count
        self._scale = scale
        self._seconds = items.seconds.astype(np.float64).copy()
        self._sums = items.vectors.astype(np.float64) * self._seconds[:, None]
        self._directions = _directions(self._sums)
        self._apart = items.apart.astype(np.float32).copy()
        self._alive = np.ones(count, np.bool_)
        self._alike = np.full((count, count), _GONE, np.float32)
        for row in range(count):
            self._alike[row] = self._row(row)
        self._best = self._alike.argmax(axis=1) if count else np.zeros(0, np.int64)

    def closest(self) -> tuple[tuple[int, int], float]:
        """Return the two most alike clusters that may meet, and how alike they are."""
        values = np.where(self._alive, self._alike[np.arange(len(self._best)), self._best], _GONE)
        row = int(values.argmax())
        return (row, int(self._best[row])), float(values[row])

    def merge(self, keep: int, gone: int) -> None:
        """Join cluster ``gone`` into ``keep``."""
        self._sums[keep] += self._sums[gone]
        self._seconds[keep] += self._seconds[gone]
        self._directions[keep] = _directions(self._sums[keep])
        self._apart[keep] += self._apart[gone]
        self._apart[:, keep] = self._apart[keep]
        self._alive[gone] = False
        self.labels[self.labels == gone] = keep
        self.clusters -= 1
        row = self._row(keep)
        self._alike[keep], self._alike[:, keep] = row, row
        self._alike[gone], self._alike[:, gone] = _GONE, _GONE
        stale = self._alive & ((self._best == keep) | (self._best == gone))
        better = self._alive & ~stale & (row > self._alike[np.arange(len(row)), self._best])
        self._best[better] = keep
        stale[keep] = True
        again = np.flatnonzero(stale)
        self._best[again] = self._alike[again].argmax(axis=1)

    def _row(self, row: int) -> npt.NDArray[np.float32]:
        """Return how alike one cluster is to each other."""
        shorter = np.minimum(self._seconds, self._seconds[row])
        alike = self._directions @ self._directions[row] / self._scale.expected(shorter)
        alike -= APART * np.minimum(self._apart[row] / shorter, 1.0)
        alike[~self._alive] = _GONE
        alike[row] = _GONE
        return np.asarray(alike, np.float32)
