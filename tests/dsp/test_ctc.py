"""CTC against its definition (all paths, written out) and against torch's loss."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import InvalidOption
from sorikit.dsp import ctc

SEEDS = st.integers(0, 10_000)


def scores(frames: int, tokens: int, seed: int, *, spread: float = 2.0) -> ctc.Scores:
    return ctc.log_softmax(np.random.default_rng(seed).standard_normal((frames, tokens)) * spread)


def all_paths(log_probs: ctc.Scores, blank: int = 0) -> dict[tuple[int, ...], list[float]]:
    """Return text → log probability of every path that spells it."""
    found: dict[tuple[int, ...], list[float]] = {}
    frames, tokens = log_probs.shape
    for path in itertools.product(range(tokens), repeat=frames):
        own = float(log_probs[np.arange(frames), path].sum())
        found.setdefault(tuple(ctc.collapse(path, blank)), []).append(own)
    return found


def test_log_softmax_sums_to_one_and_stands_large_numbers() -> None:
    log_probs = ctc.log_softmax([[1e4, 0.0, -1e4], [0.0, 0.0, 0.0]])
    assert np.exp(log_probs).sum(axis=1) == pytest.approx([1.0, 1.0])
    assert log_probs[1] == pytest.approx([-math.log(3)] * 3)


@pytest.mark.parametrize(
    ("path", "text"),
    [([], []), ([0, 0], []), ([1, 1, 1], [1]), ([1, 0, 1], [1, 1]), ([0, 2, 2, 1, 0, 1, 1], [2, 1, 1])],
)
def test_collapse(path: list[int], text: list[int]) -> None:
    assert ctc.collapse(path) == text
    assert ctc.collapse([{0: 2, 2: 0}.get(token, token) for token in path], blank=2) == [
        {2: 0}.get(token, token) for token in text
    ]


def test_greedy_tells_frames_and_confidence() -> None:
    probabilities = np.full((6, 3), 0.1)
    for frame, token in enumerate([0, 1, 1, 0, 1, 2]):
        probabilities[frame, token] = 0.8
    found = ctc.greedy(np.log(probabilities))
    assert [(one.token, one.start, one.end) for one in found] == [(1, 1, 3), (1, 4, 5), (2, 5, 6)]
    assert all(one.log_prob == pytest.approx(math.log(0.8)) for one in found)
    assert ctc.greedy(np.zeros((0, 3))) == []


@given(SEEDS, st.integers(1, 5), st.integers(2, 3))
def test_loss_is_the_sum_over_all_paths(seed: int, frames: int, tokens: int) -> None:
    log_probs = scores(frames, tokens, seed)
    for text, paths in all_paths(log_probs).items():
        assert ctc.loss(log_probs, text) == pytest.approx(-float(np.logaddexp.reduce(paths)))


@given(SEEDS, st.integers(1, 5), st.integers(2, 3))
def test_alignment_is_the_best_of_all_paths(seed: int, frames: int, tokens: int) -> None:
    log_probs = scores(frames, tokens, seed)
    for text, paths in all_paths(log_probs).items():
        path = ctc.forced_alignment(log_probs, text)
        assert tuple(ctc.collapse(path)) == text
        assert float(log_probs[np.arange(frames), path].sum()) == pytest.approx(max(paths))
        assert [one.token for one in ctc.align(log_probs, text)] == list(text)


def test_blank_may_be_any_token() -> None:
    log_probs = scores(4, 3, 1)
    for text, paths in all_paths(log_probs, blank=2).items():
        assert ctc.loss(log_probs, text, blank=2) == pytest.approx(-float(np.logaddexp.reduce(paths)))
        path = ctc.forced_alignment(log_probs, text, blank=2)
        assert float(log_probs[np.arange(4), path].sum()) == pytest.approx(max(paths))


def test_gradient_is_the_slope_of_the_loss() -> None:
    logits = np.random.default_rng(3).standard_normal((7, 4))
    targets = [1, 1, 3]
    value, gradient = ctc.loss_gradient(ctc.log_softmax(logits), targets)
    assert value == pytest.approx(ctc.loss(ctc.log_softmax(logits), targets))
    for frame, token in itertools.product(range(7), range(4)):
        moved = logits.copy()
        moved[frame, token] += 1e-5
        up = ctc.loss(ctc.log_softmax(moved), targets)
        moved[frame, token] -= 2e-5
        down = ctc.loss(ctc.log_softmax(moved), targets)
        assert gradient[frame, token] == pytest.approx((up - down) / 2e-5, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("frames", "length", "tokens"), [(1, 0, 2), (12, 5, 8), (50, 20, 30), (400, 90, 40)])
def test_loss_and_gradient_equal_torch(frames: int, length: int, tokens: int) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(frames)
    logits = rng.standard_normal((frames, tokens)) * 3
    targets = rng.integers(1, tokens, length).tolist()
    ours, gradient = ctc.loss_gradient(ctc.log_softmax(logits), targets)
    tensor = torch.tensor(logits, dtype=torch.float64, requires_grad=True)
    theirs = torch.nn.functional.ctc_loss(
        tensor.log_softmax(-1).unsqueeze(1),
        torch.tensor([targets], dtype=torch.long),
        torch.tensor([frames]),
        torch.tensor([length]),
        reduction="sum",
    )
    theirs.backward()
    assert ours == pytest.approx(theirs.item(), rel=1e-9)
    assert gradient == pytest.approx(tensor.grad.numpy(), abs=1e-9)


def test_what_cannot_be_spelled() -> None:
    log_probs = scores(3, 3, 0)
    assert ctc.least_frames([1, 1, 2]) == 4
    assert ctc.loss(log_probs, [1, 1, 2]) == math.inf
    with pytest.raises(InvalidOption, match="do not fit"):
        ctc.forced_alignment(log_probs, [1, 1, 2])
    with pytest.raises(InvalidOption, match="not a token"):
        ctc.forced_alignment(log_probs, [0])
    with pytest.raises(InvalidOption, match="not a token"):
        ctc.loss(log_probs, [3])
    assert ctc.forced_alignment(np.zeros((0, 3)), []).size == 0
    assert ctc.loss(np.zeros((0, 3)), []) == 0.0


def test_an_impossible_token_is_aligned_to_the_other_frames() -> None:
    log_probs = np.full((5, 3), -np.inf)
    for frame, token in enumerate([0, 1, 0, 2, 2]):
        log_probs[frame, token] = 0.0
    assert ctc.forced_alignment(log_probs, [1, 2]).tolist() == [0, 1, 0, 2, 2]
