"""Which sentences carry a meeting: TextRank over words and character n-grams, then MMR against repetition.

R. Mihalcea, P. Tarau, "TextRank: Bringing Order into Texts", EMNLP 2004; J. Carbonell, J. Goldstein, "The Use of
MMR, Diversity-Based Reranking", SIGIR 1998. The similarity matrix is never built: its product with a vector is two
thin products, so time and memory grow linearly with the meeting.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sorikit.pipelines.minutes.cues import cues_of
from sorikit.pipelines.minutes.sentences import Sentence

Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]

DIMENSIONS = 1024
"""Hashed features; collisions cost less than a vocabulary would."""
DAMPING = 0.85
"""PageRank's, as in TextRank."""
DIVERSITY = 0.65
"""MMR's λ: weight of relevance against repetition."""
_WORD = re.compile(r"[a-z0-9][a-z0-9'%-]+|[가-힣]+|[一-龥々]+|[ァ-ヶー]+")


def features(sentences: Sequence[Sentence]) -> Matrix:
    """Return rows of unit length, float32 ``(sentences, DIMENSIONS)``: TF-IDF of words and character 2-grams."""
    counts = np.zeros((len(sentences), DIMENSIONS), np.float32)
    memo: dict[str, int] = {}
    for row, sentence in enumerate(sentences):
        for term in _terms(sentence):
            column = memo.get(term)
            if column is None:  # crc32, since Python's own hash of a str changes with every process
                column = memo[term] = zlib.crc32(term.encode()) % DIMENSIONS
            counts[row, column] += 1.0
    if not len(sentences):
        return counts
    seen = (counts > 0).sum(axis=0, dtype=np.float32)
    weights = np.log((1.0 + len(sentences)) / (1.0 + seen)).astype(np.float32) + np.float32(0.1)
    rows = np.sqrt(counts) * weights
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Matrix = (rows / np.maximum(norms, 1e-9)).astype(np.float32)
    return scaled


def _terms(sentence: Sentence) -> list[str]:
    stop = cues_of(sentence.language).stop_words
    terms = []
    for word in _WORD.findall(sentence.text.lower()):
        if word in stop:
            continue
        if word[0].isascii():
            terms.append(word.rstrip("s") if len(word) > 3 else word)
        else:  # Korean endings and Japanese compounds: pairs of characters find the stem
            terms += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    return terms


def text_rank(rows: Matrix, prior: Vector, *, iterations: int = 30) -> Vector:
    """Return the weight of each sentence, float32 ``(sentences,)``, that sums to 1, starting from ``prior`` (> 0)."""
    if not len(rows):
        return np.zeros(0, np.float32)
    start = (prior / prior.sum()).astype(np.float32)
    degree = rows @ rows.sum(axis=0) - (rows * rows).sum(axis=1)
    degree = np.maximum(degree, 1e-6)
    own = (rows * rows).sum(axis=1)
    rank = start.copy()
    for _ in range(iterations):
        before, shared = rank, rank / degree
        rank = (1 - DAMPING) * start + DAMPING * (rows @ (shared @ rows) - own * shared)
        rank = np.maximum(rank, 0) / max(float(rank.sum()), 1e-9)
        if float(np.abs(rank - before).sum()) < 1e-4:
            break
    result: Vector = rank.astype(np.float32)
    return result


def pick(rows: Matrix, scores: Vector, allowed: Sequence[int], count: int) -> list[int]:
    """Return up to ``count`` of ``allowed``, best first, each unlike those before it (MMR), in order of index."""
    candidates = np.array([index for index in allowed if scores[index] > 0], np.intp)
    if not candidates.size:
        return []
    own = rows[candidates]
    relevance = scores[candidates] / scores[candidates].max()
    nearest = np.zeros(candidates.size, np.float32)
    open_ = np.ones(candidates.size, bool)
    chosen: list[int] = []
    while open_.any() and len(chosen) < count:
        value = np.where(open_, DIVERSITY * relevance - (1 - DIVERSITY) * nearest, -np.inf)
        best = int(value.argmax())
        open_[best] = False
        if nearest[best] > 0.8:  # the same thing said again
            continue
        chosen.append(int(candidates[best]))
        nearest = np.maximum(nearest, own @ own[best])
    return sorted(chosen)
