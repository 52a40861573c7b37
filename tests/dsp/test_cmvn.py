"""Normalised features against their definition (and Kaldi's loop, written down), streams against the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import cut

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.cmvn import Moments, SlidingCmvnStream, SlidingRule, cmvn, mean_and_std, sliding_cmvn


def features(frames: int) -> Samples:
    drift = np.linspace(0, 3, frames)
    return (np.random.default_rng(4).standard_normal((5, frames)) * 3 + 20 + drift).astype(np.float32)


def kaldi(values: Samples, rule: SlidingRule) -> Samples:
    """Return the loop of Kaldi's ``SlidingWindowCmnInternal``, frame by frame."""
    total, out = values.shape[1], np.zeros_like(values)
    for frame in range(total):
        first = frame - (rule.window // 2 if rule.center else rule.window)
        last = first + rule.window if rule.center else frame + 1
        if first < 0:
            first, last = 0, last - first
        if not rule.center and last > frame:
            last = max(frame + 1, rule.min_window)
        if last > total:
            first, last = max(0, first - (last - total)), total
        part = values[:, first:last].astype(np.float64)
        centred = values[:, frame] - part.mean(axis=1)
        if rule.variance:
            centred = centred / np.sqrt(np.maximum(part.var(axis=1), 1e-10)) if last - first > 1 else 0 * centred
        out[:, frame] = centred
    return out


RULES = [
    SlidingRule(),
    SlidingRule(30),
    SlidingRule(31, variance=False),
    SlidingRule(30, center=False, min_window=10),
    SlidingRule(20, center=False, min_window=50),
    SlidingRule(1),
]


@settings(max_examples=60, deadline=None)
@given(frames=st.integers(0, 200), sizes=st.lists(st.integers(0, 60)), rule=st.sampled_from(RULES))
def test_sliding_equals_kaldi_in_pieces_of_any_size(frames: int, sizes: list[int], rule: SlidingRule) -> None:
    values = features(frames)
    stream = SlidingCmvnStream(rule)
    found = np.concatenate([*[stream.push(piece) for piece in cut(values, sizes)], stream.finish()], axis=1)
    np.testing.assert_array_equal(found, sliding_cmvn(values, rule))
    np.testing.assert_allclose(found, kaldi(values, rule), atol=2e-5)


def test_a_long_stream_keeps_about_a_window() -> None:
    stream = SlidingCmvnStream(SlidingRule(100))
    for _ in range(50):
        stream.push(features(100))
    held = sum(value.size for value in (stream._sums, stream._waiting) if value is not None)
    assert held < 5 * 2 * 500


def test_whole_utterance() -> None:
    normal = cmvn(features(500))
    np.testing.assert_allclose(normal.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_allclose(normal.std(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(cmvn(features(500), variance=False).std(axis=1), features(500).std(axis=1), rtol=1e-5)


@given(frames=st.integers(1, 200), sizes=st.lists(st.integers(0, 60)))
def test_moments_do_not_depend_on_the_pieces(frames: int, sizes: list[int]) -> None:
    values, moments = features(frames), Moments()
    for piece in cut(values, sizes):
        moments.push(piece)
    np.testing.assert_allclose(np.concatenate([moments.mean, moments.std]), mean_and_std(values), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(moments.normalised(values), cmvn(values), atol=1e-5)


def test_the_fixed_length_vector() -> None:
    values = features(300)
    np.testing.assert_allclose(
        mean_and_std(values), np.concatenate([values.mean(axis=1), values.std(axis=1)]), rtol=1e-5
    )
    assert mean_and_std(values[:, :0]).tolist() == [0.0] * 10


def test_what_never_changes_becomes_zero() -> None:
    assert cmvn(np.full((2, 9), 7.0, np.float32)).tolist() == [[0.0] * 9] * 2
    assert sliding_cmvn(np.full((2, 9), 7.0, np.float32), SlidingRule(4)).tolist() == [[0.0] * 9] * 2
    assert cmvn(np.zeros((2, 0), np.float32)).shape == (2, 0)


def test_rules_out_of_range() -> None:
    with pytest.raises(InvalidOption):
        SlidingRule(0)
    with pytest.raises(InvalidOption):
        SlidingRule(min_window=0)
