"""From activities to turns."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.core.time import Span
from sorikit.pipelines.timeline import at_once, exclusive_turns_of, talkers, turns_of, unite
from sorikit.pipelines.voices import Windows, runs

FRAME = 0.02


def windows(activity: np.ndarray, starts: list[float]) -> Windows:
    return Windows(np.array(starts), activity.astype(np.float16), FRAME, 0.0)


def line(*stretches: tuple[int, int], frames: int = 500, level: float = 0.9) -> np.ndarray:
    active = np.zeros(frames, np.float32)
    for first, last in stretches:
        active[first:last] = level
    return active


def test_windows_are_averaged_and_owners_kept_apart() -> None:
    local = np.stack([line((0, 300)), line((300, 500)), line()], axis=1)
    both = np.stack([local, local])
    owners = np.full(both.shape, -1, np.int16)
    owners[0, :, 0], owners[0, :, 1] = 0, 1
    owners[1, :, 0], owners[1, :, 1] = 0, 1
    activity = unite(windows(both, [0.0, 5.0]), owners, 2, 15.0)
    assert activity[100].tolist() == pytest.approx([0.9, 0], abs=1e-3)
    assert activity[620, 0] == 0 or activity[620, 1] == 0
    assert activity[700, 0] == 0


def test_windows_that_disagree_on_who_still_agree_on_speech() -> None:
    local = np.stack([line((0, 500)), line(), line()], axis=1)
    both = np.stack([local, local])
    owners = np.full(both.shape, -1, np.int16)
    owners[0, :, 0], owners[1, :, 0] = 0, 1
    activity = unite(windows(both, [0.0, 0.0]), owners, 2, 10.0)
    assert (activity.max(axis=1)[:499] > 0.5).all()


def test_one_local_speaker_may_be_two_people() -> None:
    local = np.stack([line((0, 500)), line(), line()], axis=1)[None]
    owners = np.full(local.shape, -1, np.int16)
    owners[0, :250, 0], owners[0, 250:, 0] = 0, 1
    activity = unite(windows(local, [0.0]), owners, 2, 10.0)
    found = turns_of(activity, windows(local, [0.0]), 10.0)
    assert [speaker for _, speaker in found] == [0, 1]
    assert found[0][0].end == pytest.approx(5.0) == found[1][0].start


def test_pauses_are_bridged_unless_somebody_else_talks_in_them() -> None:
    alone = np.stack([line((50, 100), (130, 200)), line()], axis=1)
    beside = np.stack([line((50, 100), (130, 200)), line((100, 130))], axis=1)
    assert len(turns_of(alone, windows(alone[None], [0.0]), 10.0)) == 1
    assert len(turns_of(beside, windows(beside[None], [0.0]), 10.0)) == 3


def test_as_many_talk_as_the_windows_heard_at_once() -> None:
    """Four windows hear one voice; two give it to one person and two to another: that is no overlap."""
    local = np.stack([line((100, 300)), line(), line()], axis=1)
    heard = windows(np.stack([local] * 4), [0.0] * 4)
    assert at_once(heard, 500)[[50, 200]].tolist() == [0, 1]
    undecided = np.stack([line((100, 300), level=0.9), line((100, 300), level=0.6)], axis=1)
    assert turns_of(undecided, heard, 10.0) == [(Span(2.0, 6.0), 0)]
    both = np.stack([line((100, 300)), line((200, 300)), line()], axis=1)
    overlap = windows(np.stack([both, both, local]), [0.0] * 3)
    assert at_once(overlap, 500)[[150, 250]].tolist() == [1, 2]
    assert turns_of(undecided, overlap, 10.0) == [(Span(2.0, 6.0), 0), (Span(4.0, 6.0), 1)]


def test_short_blips_and_weak_stretches_are_no_turns() -> None:
    activity = np.stack([line((50, 53)), line((100, 200), level=0.45)], axis=1)
    assert turns_of(activity, windows(activity[None], [0.0]), 10.0) == []


def test_exclusive_turns_share_no_moment() -> None:
    activity = np.stack([line((0, 300), level=0.8), line((200, 400), level=0.9)], axis=1)
    somewhere = windows(activity[None], [0.0])
    turns = turns_of(activity, somewhere, 10.0)
    exclusive = exclusive_turns_of(activity, turns, somewhere, 10.0)
    assert exclusive == [(Span(0.0, 4.0), 0), (Span(4.0, 8.0), 1)]


def test_talkers() -> None:
    turns = [(Span(0, 2), 0), (Span(2, 4), 1)]
    speaking = np.concatenate([np.ones(50, np.float32), np.zeros(150, np.float32)])
    assert talkers(turns, speaking, 0.02) == {0}


def test_runs() -> None:
    active = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1], np.bool_)
    assert runs(active) == [(1, 3), (4, 5), (8, 9)]
    assert runs(active, 1) == [(1, 5), (8, 9)]
    assert runs(np.zeros(4, np.bool_)) == []
