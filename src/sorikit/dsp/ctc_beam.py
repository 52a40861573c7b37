"""Prefix beam search over a CTC network's scores, with or without a language model of words.

Graves 2006 and Hannun et al. 2014 (https://arxiv.org/abs/1408.2873): the search goes over *texts*, not paths. For each text
(a prefix of the answer) it keeps the summed probability of all paths that spell it so far, apart for those that end in
blank and those that end in its last token, because only the former can go on with that token again. With as
many beams as there are texts the result is exact. Every whole word adds ``α · ln P(word | words before) + β``, as in
DeepSpeech and pyctcdecode (which at a delimiter in the very end judges an empty word as well; a test shows the rest to be equal).
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sorikit.core.errors import InvalidOption
from sorikit.dsp.ctc import Scores, Tokens

SPARE = 4
"""Texts so many times the beam are kept until the language model has judged them."""


@dataclass(frozen=True, slots=True)
class BeamOptions:
    """How widely to search. Raises InvalidOption for values out of range."""

    beams: int = 64
    """Texts kept after each frame."""
    min_log_prob: float = -8.0
    """A token less probable than this in a frame is not tried there (its likeliest one always is)."""
    max_loss: float = 20.0
    """A text whose log probability is so far under the best one's is dropped."""

    def __post_init__(self) -> None:
        if self.beams < 1:
            raise InvalidOption(option="beams", detail=f"{self.beams} is not at least 1")


class WordScorer(Protocol):
    """What a language model says of words. States are small values that can be dictionary keys."""

    def start(self) -> Hashable:
        """Return the state before the first word."""
        ...

    def word(self, state: Hashable, word: str) -> tuple[Hashable, float]:
        """Return the state after ``word`` and its score (natural log, weights included)."""
        ...

    def partial(self, letters: str) -> float:
        """Return what an unfinished word costs (≤ 0): with a lexicon, one that nothing in it begins with."""
        ...

    def end(self, state: Hashable) -> float:
        """Return the score of the text ending here."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """How tokens make words, and who judges them."""

    letters: tuple[str, ...]
    """What each token writes; empty for blank and the like."""
    delimiter: int | None
    """The token that ends a word; None where each token is a word by itself."""
    scorer: WordScorer


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One text."""

    tokens: tuple[int, ...]
    log_prob: float
    """Summed over all the paths that were followed, ≤ 0."""
    word_score: float
    """What the language model added."""

    @property
    def score(self) -> float:
        """The sum by which texts are ranked."""
        return self.log_prob + self.word_score


@dataclass(slots=True)
class _Tree:
    """All the texts ever kept; each is its parent's with one token more. Node 0 is the empty one."""

    words: Words | None
    parents: list[int] = field(default_factory=lambda: [-1])
    tokens: list[int] = field(default_factory=lambda: [-1])
    children: dict[tuple[int, int], int] = field(default_factory=dict)
    states: list[Hashable] = field(default_factory=list)
    letters: list[str] = field(default_factory=lambda: [""])
    """The unfinished word at the end."""
    settled: list[float] = field(default_factory=lambda: [0.0])
    """Score of the whole words."""
    scores: list[float] = field(default_factory=lambda: [0.0])
    """That, and the cost of the unfinished one."""

    def __post_init__(self) -> None:
        self.states.append(self.words.scorer.start() if self.words else None)

    def child(self, node: int, token: int) -> int:
        """Return the text of ``node`` and ``token``, judged."""
        known = self.children.get((node, token))
        if known is not None:
            return known
        state, letters, settled = self.states[node], self.letters[node], self.settled[node]
        cost = 0.0
        if self.words is not None:
            if token == self.words.delimiter:
                state, letters, settled = self._settle(state, letters, settled)
            else:
                letters += self.words.letters[token]
                if self.words.delimiter is None:
                    state, letters, settled = self._settle(state, letters, settled)
                cost = self.words.scorer.partial(letters) if letters else 0.0
        number = self.children[node, token] = len(self.parents)
        self.parents.append(node)
        self.tokens.append(token)
        self.states.append(state)
        self.letters.append(letters)
        self.settled.append(settled)
        self.scores.append(settled + cost)
        return number

    def finished(self, node: int) -> float:
        """Return the score of a text that ends here."""
        if self.words is None:
            return 0.0
        state, _, settled = self._settle(self.states[node], self.letters[node], self.settled[node])
        return settled + self.words.scorer.end(state)

    def text(self, node: int) -> tuple[int, ...]:
        tokens: list[int] = []
        while node:
            tokens.append(self.tokens[node])
            node = self.parents[node]
        return tuple(reversed(tokens))

    def _settle(self, state: Hashable, letters: str, settled: float) -> tuple[Hashable, str, float]:
        if self.words is None or not letters:
            return state, letters, settled
        after, score = self.words.scorer.word(state, letters)
        return after, "", settled + score


@dataclass(slots=True)
class _Beam:
    """The texts that are kept, and the log probability of each by how its paths end."""

    nodes: Tokens
    blank: Scores
    token: Scores

    @property
    def total(self) -> Scores:
        return np.asarray(np.logaddexp(self.blank, self.token), np.float64)


def beam_search(
    log_probs: Scores, options: BeamOptions | None = None, *, blank: int = 0, words: Words | None = None
) -> list[Hypothesis]:
    """Return the texts that were kept to the end, the best first. O(frames · beams · tried tokens).

    ``log_probs`` is ``(frames, tokens)``; no frames give the empty text alone.
    """
    wishes = options or BeamOptions()
    tree = _Tree(words)
    beam = _Beam(np.zeros(1, np.int64), np.zeros(1), np.full(1, -np.inf))
    for frame in log_probs:
        beam = _kept(_grown(beam, tree, frame, blank, wishes), tree, wishes)
    found = [
        Hypothesis(tree.text(int(node)), float(total), tree.finished(int(node)))
        for node, total in zip(beam.nodes, beam.total, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.score, one.tokens))


def _grown(beam: _Beam, tree: _Tree, frame: Scores, blank: int, options: BeamOptions) -> _Beam:
    """Return the texts after one more frame: each unchanged, and with each token that is tried here."""
    total = beam.total
    last = np.array([tree.tokens[node] for node in beam.nodes])
    stay_blank = total + frame[blank]
    stay_token = beam.token + np.where(last >= 0, frame[last], -np.inf)
    tried = np.flatnonzero(frame >= min(options.min_log_prob, float(frame.max())))
    tried = tried[tried != blank]
    grown = np.where(tried == last[:, np.newaxis], beam.blank[:, np.newaxis], total[:, np.newaxis]) + frame[tried]
    place = {int(node): index for index, node in enumerate(beam.nodes)}
    column = {int(token): index for index, token in enumerate(tried)}
    for index, node in enumerate(beam.nodes):
        # A text that grew out of another one in the beam also gets the paths that grow out of it now.
        parent, at = place.get(tree.parents[node]), column.get(tree.tokens[node])
        if parent is not None and at is not None:
            stay_token[index] = np.logaddexp(stay_token[index], grown[parent, at])
            grown[parent, at] = -np.inf
    old = np.array([tree.scores[node] for node in beam.nodes])
    flat = (grown + old[:, np.newaxis]).ravel()
    most = options.beams * (1 if tree.words is None else SPARE)
    chosen = np.argpartition(-flat, most - 1)[:most] if flat.size > most else np.arange(flat.size)
    chosen = chosen[np.isfinite(flat[chosen])]
    rows, columns = np.divmod(chosen, max(1, tried.size))
    fresh = [tree.child(int(beam.nodes[row]), int(tried[at])) for row, at in zip(rows, columns, strict=True)]
    return _Beam(
        np.concatenate([beam.nodes, np.array(fresh, np.int64)]),
        np.concatenate([stay_blank, np.full(len(fresh), -np.inf)]),
        np.concatenate([stay_token, grown.ravel()[chosen]]),
    )


def _kept(beam: _Beam, tree: _Tree, options: BeamOptions) -> _Beam:
    """Return the best texts."""
    scores = beam.total + np.array([tree.scores[node] for node in beam.nodes])
    order = np.argsort(-scores, kind="stable")[: options.beams]
    order = order[scores[order] >= scores[order[0]] - options.max_loss]
    return _Beam(beam.nodes[order], beam.blank[order], beam.token[order])
