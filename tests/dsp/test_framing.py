"""Frames of a stream are the frames of the whole; bad input is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dsp.pieces import SIZES, cut

from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.dsp.framing import Framer, FrameRule, checked


@given(
    total=st.integers(0, 900),
    sizes=SIZES,
    length=st.integers(1, 70),
    hop=st.integers(1, 110),
    pad=st.integers(0, 50),
    border=st.sampled_from(["zeros", "reflect"]),
)
def test_any_pieces_give_the_frames_of_the_padded_whole(
    total: int, sizes: list[int], length: int, hop: int, pad: int, border: str
) -> None:
    rule = FrameRule(length, hop, pad, border)
    samples = np.arange(1, total + 1, dtype=np.float32)
    framer = Framer(rule)
    found = [view.copy() for piece in cut(samples, sizes) for view in framer.push(piece)]
    found += [view.copy() for view in framer.finish()]
    whole = np.pad(samples, pad, mode="reflect" if border == "reflect" else "constant") if total else samples
    expected = [whole[at : at + length] for at in range(0, whole.size - length + 1, hop)] if total else []
    assert framer.frames == len(expected) == rule.count(total)
    if expected:
        np.testing.assert_array_equal(np.concatenate(found), expected)


def test_a_piece_may_be_overwritten_after_the_call() -> None:
    framer, buffer = Framer(FrameRule(400, 160)), np.zeros(1_000, np.float32)
    views = []
    for value in (1.0, 2.0):
        buffer[:] = value
        views += [view.copy() for view in framer.push(buffer)]
    assert np.concatenate(views)[4].tolist() == [1.0] * 360 + [2.0] * 40


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf, 1e30])
def test_what_is_no_number_is_named_with_its_place(wrong: float) -> None:
    samples = np.zeros(1_000, np.float32)
    samples[321] = wrong
    with pytest.raises(InvalidAudio, match="sample 321"):
        checked(samples)


def test_large_numbers_are_numbers() -> None:
    assert checked(np.full(10, 1e11, np.float32)).size == 10


def test_two_channels_are_refused_and_integers_are_scaled() -> None:
    with pytest.raises(InvalidAudio, match="one channel"):
        checked(np.zeros((2, 100), np.float32))
    assert checked(np.array([16_384], np.int16))[0] == 0.5


@pytest.mark.parametrize("rule", [(0, 1, 0), (1, 0, 0), (1, 1, -1), (1, -5, 0)])
def test_rules_out_of_range(rule: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidOption):
        FrameRule(*rule)
