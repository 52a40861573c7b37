"""The likeliest labels of a row of items whose labels rarely change, and how sure each is.

A hidden Markov model with one state per label: item ``i`` fits label ``k`` with log likelihood ``fits[i, k]``, and a change
of label before it costs ``costs[i]`` (a negative log probability, up to a constant). Viterbi, "Error bounds for convolutional
codes" (1967); Rabiner, "A tutorial on hidden Markov models" (1989), §III.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def best_labels(fits: Numbers, costs: Numbers) -> NDArray[np.int64]:
    """Return the labels ``(items,)`` of the likeliest path; where two are equally likely, the one with the lower number.

    Args:
        fits: ``(items, labels)`` log likelihoods, finite.
        costs: ``(items,)`` of changing the label before each item, ≥ 0; the first is not used.
    """
    count, labels = fits.shape
    came_from = np.empty((count, labels), np.int64)
    score = fits[0].copy()
    own = np.arange(labels)
    for item in range(1, count):
        best = int(score.argmax())
        changed = score[best] - costs[item]
        came_from[item] = np.where(changed > score, best, own)
        score = np.maximum(score, changed) + fits[item]
    path = np.empty(count, np.int64)
    path[-1] = score.argmax()
    for item in range(count - 1, 0, -1):
        path[item - 1] = came_from[item, path[item]]
    return path


def label_probabilities(fits: Numbers, costs: Numbers) -> Numbers:
    """Return how probable each label is for each item, ``(items, labels)``; rows sum to 1. Arguments as ``best_labels``."""
    count = len(fits)
    forward, backward = fits.copy(), np.zeros_like(fits)
    for item in range(1, count):
        forward[item] += _step(forward[item - 1], costs[item])
    for item in range(count - 1, 0, -1):
        backward[item - 1] = _step(backward[item] + fits[item], costs[item])
    both = forward + backward
    probable: Numbers = np.exp(both - both.max(axis=1, keepdims=True))
    probable /= probable.sum(axis=1, keepdims=True)
    return probable


def _step(scores: Numbers, cost: float) -> Numbers:
    """Return log(own + change · all), label by label."""
    top = scores.max()
    everything = top + np.log(np.exp(scores - top).sum())
    stepped: Numbers = np.logaddexp(scores, everything - cost)
    return stepped
