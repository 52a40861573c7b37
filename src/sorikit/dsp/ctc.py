"""Connectionist temporal classification: from a network's scores per frame to tokens, their times and their loss.

Graves, Fernández, Gomez, Schmidhuber 2006 (https://www.cs.toronto.edu/~graves/icml_2006.pdf). A CTC network gives, for
each frame, a probability to each token and to *blank* ("nothing new here"). A *path* is one token or blank per frame;
it spells what is left when repeats are merged and then blanks dropped: ``a a – a b b`` spells ``a a b``. The probability
of a text is the sum over all paths that spell it.

Everything here takes log probabilities ``(frames, tokens)`` (``log_softmax`` makes them from logits) and works in the
log domain, in float64: products of thousands of probabilities would be 0 in any float. Prefix beam search is in
``dsp/ctc_beam.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidOption

Scores = npt.NDArray[np.float64]
Tokens = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Emission:
    """One token of a text and the frames in which it was seen."""

    token: int
    start: int
    """First frame."""
    end: int
    """Frame after the last."""
    log_prob: float
    """Mean log probability of the token over its frames, ≤ 0."""


def log_softmax(logits: npt.ArrayLike) -> Scores:
    """Return ``(frames, tokens)`` log probabilities of a network's raw scores, each frame summing to 1."""
    scores = np.asarray(logits, np.float64)
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), np.float64)


def collapse(path: npt.ArrayLike, blank: int = 0) -> list[int]:
    """Return what a path (one token per frame) spells.

    >>> collapse([1, 1, 0, 1, 2, 2, 0])
    [1, 1, 2]
    """
    tokens = np.asarray(path, np.int64)
    first = np.flatnonzero(np.diff(tokens, prepend=-1))
    return [int(token) for token in tokens[first] if token != blank]


def emissions(path: npt.ArrayLike, log_probs: Scores, blank: int = 0) -> list[Emission]:
    """Return the tokens that a path spells, each with its run of frames and their mean log probability."""
    tokens = np.asarray(path, np.int64)
    if not tokens.size:
        return []
    starts = np.flatnonzero(np.diff(tokens, prepend=-1))
    ends = np.append(starts[1:], tokens.size)
    own = log_probs[np.arange(tokens.size), tokens]
    return [
        Emission(int(tokens[first]), int(first), int(last), float(own[first:last].mean()))
        for first, last in zip(starts, ends, strict=True)
        if tokens[first] != blank
    ]


def greedy(log_probs: Scores, blank: int = 0) -> list[Emission]:
    """Return the tokens of the single likeliest path. Frames ``(0, tokens)`` give nothing."""
    return emissions(log_probs.argmax(axis=1) if len(log_probs) else [], log_probs, blank)


def least_frames(targets: Sequence[int]) -> int:
    """Return the fewest frames that can spell ``targets``: one each, and a blank between equal neighbours."""
    return len(targets) + sum(left == right for left, right in pairwise(targets))


def forced_alignment(log_probs: Scores, targets: Sequence[int], blank: int = 0) -> Tokens:
    """Return the likeliest path ``(frames,)`` that spells ``targets``: Viterbi over the CTC trellis.

    The definition of ``torchaudio.functional.forced_align``. The trellis has 2 L + 1 states: blank, first token, blank,
    second token … blank. From one frame to the next a path stays, goes on by one, or steps over the blank between two
    *different* tokens. Time and memory are O(frames · L). Raises InvalidOption where ``targets`` hold blank or
    a token that the network does not have, or need more frames than there are.
    """
    states = _trellis(log_probs, targets, blank)
    frames = len(log_probs)
    if not frames:
        return np.zeros(0, np.int64)
    can_skip = _can_skip(states, blank)
    score = np.full(states.size, -np.inf)
    score[:2] = log_probs[0, states[:2]]
    steps = np.zeros((frames, states.size), np.int8)
    for frame in range(1, frames):
        ways = np.full((3, states.size), -np.inf)
        ways[0] = score
        ways[1, 1:] = score[:-1]
        ways[2, 2:] = np.where(can_skip[2:], score[:-2], -np.inf)
        steps[frame] = ways.argmax(axis=0)
        score = ways.max(axis=0) + log_probs[frame, states]
    at = states.size - 1
    if states.size > 1 and score[-2] > score[-1]:
        at -= 1
    visited = np.zeros(frames, np.int64)
    for frame in range(frames - 1, -1, -1):
        visited[frame] = at
        at -= int(steps[frame, at])
    return np.asarray(states[visited], np.int64)


def align(log_probs: Scores, targets: Sequence[int], blank: int = 0) -> list[Emission]:
    """Return one Emission per target, from ``forced_alignment``. Raises as it does."""
    return emissions(forced_alignment(log_probs, targets, blank), log_probs, blank)


def loss(log_probs: Scores, targets: Sequence[int], blank: int = 0) -> float:
    """Return −log P(targets | frames), summed over all paths that spell them; infinite where no path does.

    Raises InvalidOption for targets that hold blank or unknown tokens.
    """
    if least_frames(targets) > len(log_probs):
        _checked(log_probs, targets, blank)
        return float("inf")
    states = _trellis(log_probs, targets, blank)
    if not len(log_probs):
        return 0.0
    return -_total(_forward(log_probs, states, blank)[-1])


def loss_gradient(log_probs: Scores, targets: Sequence[int], blank: int = 0) -> tuple[float, Scores]:
    """Return the loss and its gradient with respect to the *logits*, ``(frames, tokens)``: the forward–backward algorithm.

    Let α(t, s) be the log of the summed probability of all ways to be in state s of the trellis at frame t, having
    begun at its start; β(t, s) of all ways to get from there to its end. Both are filled frame by frame from their three
    neighbours, like Viterbi with a sum in place of the maximum, so that exponentially many paths cost O(frames · L). Then
    α(t, s) + β(t, s), less log P, is the log of the *posterior* γ(t, s): how likely the path is in s at t, given the text.
    Summed over the states of one token it says how much of frame t the text explains by that token, and

        ∂ loss / ∂ logit(t, k) = P(k | frame t) − Σ over states s of token k of γ(t, s)

    (Graves et al. 2006, eq. 16): the network is pushed from what it says to what the text, aligned with it as well as
    it can be, would have it say. Raises as ``loss``, and InvalidOption where no path spells the targets.
    """
    states = _trellis(log_probs, targets, blank)
    if not len(log_probs):
        return 0.0, np.zeros_like(log_probs)
    alpha = _forward(log_probs, states, blank)
    # β is α of everything turned around; it then holds the frame's own score twice with α's, once taken off here.
    beta = _forward(log_probs[::-1], states[::-1], blank)[::-1, ::-1] - log_probs[:, states]
    total = _total(alpha[-1])
    posterior = np.exp(alpha + beta - total)
    explained = np.zeros_like(log_probs)
    for state, token in enumerate(states):
        explained[:, token] += posterior[:, state]
    return -total, np.exp(log_probs) - explained


def _checked(log_probs: Scores, targets: Sequence[int], blank: int) -> None:
    for token in targets:
        if token == blank or not 0 <= token < log_probs.shape[1]:
            raise InvalidOption(option="targets", detail=f"{token} is not a token of this network, or is its blank")


def _trellis(log_probs: Scores, targets: Sequence[int], blank: int) -> Tokens:
    """Return the token of each state: the targets with blanks around them."""
    _checked(log_probs, targets, blank)
    if least_frames(targets) > len(log_probs):
        raise InvalidOption(
            option="targets",
            detail=f"{len(targets)} tokens do not fit into {len(log_probs)} frames",
            detail_ko=f"토큰 {len(targets)}개는 프레임 {len(log_probs)}개에 들어가지 않습니다",
        )
    states = np.full(2 * len(targets) + 1, blank, np.int64)
    states[1::2] = targets
    return states


def _can_skip(states: Tokens, blank: int) -> npt.NDArray[np.bool_]:
    """Return for each state whether it can be reached over the state before it."""
    allowed = np.zeros(states.size, bool)
    allowed[2:] = (states[2:] != blank) & (states[2:] != states[:-2])
    return allowed


def _forward(log_probs: Scores, states: Tokens, blank: int) -> Scores:
    """Return α ``(frames, states)``."""
    can_skip = _can_skip(states, blank)
    alpha = np.full((len(log_probs), states.size), -np.inf)
    alpha[0, :2] = log_probs[0, states[:2]]
    for frame in range(1, len(log_probs)):
        before = alpha[frame - 1]
        sums = before.copy()
        sums[1:] = np.logaddexp(sums[1:], before[:-1])
        sums[2:] = np.where(can_skip[2:], np.logaddexp(sums[2:], before[:-2]), sums[2:])
        alpha[frame] = sums + log_probs[frame, states]
    return alpha


def _total(last: Scores) -> float:
    """Return the log probability of all paths: they end in the last token or in the blank after it."""
    return float(np.logaddexp.reduce(last[-2:]))
