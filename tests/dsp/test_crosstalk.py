"""Channels: copies, silence, the two sides of a call, and what leaks from one into the other."""

from __future__ import annotations

import numpy as np

from sorikit.dsp.crosstalk import ChannelLevels, ChannelMeter, without_leaks

RATE = 8_000


def measured(*rows: np.ndarray, piece: int = 1_234) -> ChannelLevels:
    meter = ChannelMeter(RATE, 0.032)
    block = np.stack(rows).astype(np.float32)
    for first in range(0, block.shape[1], piece):
        meter.feed(block[:, first : first + piece])
    return meter.levels()


def bursts(seed: int, *seconds: tuple[int, int], whole: int = 12) -> np.ndarray:
    rng = np.random.default_rng(seed)
    sound = np.zeros(whole * RATE)
    for start, end in seconds:
        sound[start * RATE : end * RATE] = 0.1 * rng.standard_normal((end - start) * RATE)
    return sound


CALLER = bursts(1, (0, 3), (6, 9))
CALLED = bursts(2, (3, 6), (9, 12))


def test_levels_do_not_depend_on_the_pieces() -> None:
    one, other = measured(CALLER, CALLED, piece=777), measured(CALLER, CALLED, piece=10**9)
    assert np.allclose(one.decibels, other.decibels, atol=1e-4)
    assert np.allclose(one.correlation, other.correlation)
    assert abs(one.decibels[0, :80].mean() + 20.0) < 0.2  # an RMS of 0.1


def test_copies_are_recognised() -> None:
    noise = 0.001 * np.random.default_rng(3).standard_normal((2, CALLER.size))
    assert measured(CALLER, CALLER).same
    assert measured(CALLER, -0.3 * CALLER).same
    assert measured(CALLER + noise[0], CALLER + noise[1]).same
    assert not measured(CALLER, CALLED).same
    assert not measured(CALLER, np.zeros_like(CALLER)).same


def test_silence_is_recognised() -> None:
    levels = measured(CALLER, 1e-5 * np.random.default_rng(0).standard_normal(CALLER.size))
    assert levels.silent == (False, True)
    assert not levels.apart


def test_the_sides_of_a_call_are_apart() -> None:
    assert measured(CALLER, CALLED).apart
    assert measured(CALLER + 0.1 * CALLED, 0.2 * CALLED + 0.005 * CALLER).apart
    assert not measured(CALLER, CALLER).apart
    room = bursts(4, (0, 12))
    assert not measured(room + 0.3 * CALLER, 0.7 * room + 0.3 * CALLER).apart
    assert not measured(CALLER, 0.01 * bursts(5, (0, 1))).apart


def test_a_leak_is_nobody() -> None:
    leak = 0.25
    levels = measured(CALLER + leak * CALLED, CALLED + leak * CALLER)
    frames = levels.decibels.shape[1]
    own = without_leaks(levels.decibels, np.ones((2, frames), np.bool_))
    talks = np.stack([np.abs(row).reshape(12, RATE).max(axis=1) > 0 for row in (CALLER, CALLED)])
    seconds = (np.arange(frames) * 0.032).astype(int)
    inside = (np.arange(frames) * 0.032) % 1.0 > 0.2
    agree = own == talks[:, np.minimum(seconds, 11)]
    assert agree[:, inside].mean() > 0.97


def test_both_at_once_stay() -> None:
    both = bursts(6, (0, 12))
    levels = measured(bursts(7, (0, 12)), both)
    own = without_leaks(levels.decibels, np.ones(levels.decibels.shape, np.bool_))
    assert own.mean() > 0.99
