"""Voices of windows become people: how many, who is whom, and the wishes of the caller."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.pipelines import speakers
from sorikit.pipelines.speakers import Wanted, tell_apart
from sorikit.pipelines.voices import Voice, Windows

DIM, FRAMES, FRAME = 192, 100, 0.1


def people(count: int, seed: int = 0) -> np.ndarray:
    directions = np.random.default_rng(seed).normal(size=(count, DIM))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def heard(
    order: list[int], centres: np.ndarray, seconds: float = 4.0, common: float = 0.7
) -> tuple[Windows, list[Voice]]:
    """Return one window after the other (every 5 s, 10 s long), with one voice in each, like CAM++ hears them."""
    random = np.random.default_rng(1)
    activity = np.zeros((len(order), FRAMES, 3), np.float16)
    activity[:, :50, 0] = 1.0
    voices = []
    for window, who in enumerate(order):
        noise = random.normal(size=DIM) / np.sqrt(DIM)
        vector = np.sqrt(common) * centres[who] + np.sqrt(1 - common) * noise
        vector /= np.linalg.norm(vector)
        voices.append(Voice(window, 0, np.ones(FRAMES, np.bool_), vector.astype(np.float32), seconds))
    return Windows(np.arange(len(order)) * 5.0, activity, FRAME, 0.0), voices


def found(order: list[int], wanted: Wanted, **how: float) -> tuple[list[int], int]:
    owners, count = tell_apart(*heard(order, people(max(order) + 1), **how), wanted)
    return [int(owner[0, 0]) for owner in owners], count


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_as_many_people_as_there_are(count: int) -> None:
    order = [number % count for number in range(6 * count)]
    assert found(order, Wanted()) == (order, count)


def test_bounds_are_kept() -> None:
    order = [number % 4 for number in range(24)]
    for most in (1, 2, 3):
        assert found(order, Wanted(1, most))[1] == most
    assert found(order, Wanted(4, 4)) == (order, 4)
    for fewest in (5, 7):
        assert fewest <= found(order, Wanted(fewest, fewest), common=0.5)[1] <= 24


def test_more_than_there_can_be() -> None:
    """Twenty were asked for, two windows were heard: what there is comes out."""
    assert found([0, 1], Wanted(20, 20))[1] == 2


def test_nobody() -> None:
    windows, _ = heard([0], people(1))
    owners, count = tell_apart(windows, [], Wanted(3, 3))
    assert count == 0
    assert (owners == -1).all()


def test_a_slip_is_given_to_whom_it_is_like() -> None:
    """A moment of a voice that is half like somebody is no new person, unless as many were asked for."""
    centres = people(2)
    windows, voices = heard([0, 1] * 6 + [0], centres)
    odd = 0.45 * centres[0] + np.sqrt(1 - 0.45**2) * people(9, seed=5)[8]
    last = voices[-1]
    voices[-1] = Voice(last.window, 0, last.frames, (odd / np.linalg.norm(odd)).astype(np.float32), 0.9)
    owners, count = tell_apart(windows, voices, Wanted())
    assert count == 2
    assert owners[12, 0, 0] == 0


def test_a_long_recording_in_blocks_has_the_same_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """The labels of blocks are joined without swaps: who speaks in the last window is who spoke in the first."""
    order = np.random.default_rng(3).integers(0, 4, 400).tolist()
    order[:4] = range(4)
    whole = found(order, Wanted())
    monkeypatch.setattr(speakers, "BLOCK", 60)
    assert found(order, Wanted()) == whole == (order, 4)


@pytest.mark.slow
def test_eight_hours() -> None:
    """5,760 embedded windows: the same six people all day."""
    order = np.random.default_rng(3).integers(0, 6, 5_760).tolist()
    order[:6] = range(6)
    assert found(order, Wanted()) == (order, 6)
