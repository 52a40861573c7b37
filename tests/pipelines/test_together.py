"""Recordings heard at once: their windows share calls, and none gets another's words, times or mistakes."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import ModelNotInstalled
from sorikit.core.recording import Recording
from sorikit.pipelines.together import TOGETHER, SharedEngines, _Table, _Wish
from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, transcribe

GUESTS = 24


class Kitchen:
    """Work that remembers how much of it came at once."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.running = self.most = 0
        self._lock = threading.Lock()

    def work(self, items: Sequence[int]) -> list[int]:
        with self._lock:
            self.calls.append(len(items))
            self.running += 1
            self.most = max(self.most, self.running)
        time.sleep(0.01)
        with self._lock:
            self.running -= 1
        if any(item < 0 for item in items):
            raise ArithmeticError(str(min(items)))
        return [item * item for item in items]


def dine(table: _Table, kitchen: Kitchen, guest: int) -> list[object]:
    """Ask three times, each guest another number of things; every fifth guest asks for something impossible."""
    told: list[object] = []
    with table.seat():
        for turn in range(3):
            items = [guest * 10 + turn] * (1 + guest % 3)
            if guest % 5 == 4 and turn == 1:
                items[-1] = -guest
            try:
                told.append(table.ask(_Wish(kitchen.work, (turn + guest % 2,), items)))
            except ArithmeticError as error:
                told.append(str(error))
    return told


@pytest.mark.parametrize("servers", [1, 2])
def test_wishes_of_one_kind_share_calls_and_each_gets_its_own(servers: int) -> None:
    table, kitchen = _Table(servers), Kitchen()
    with ThreadPoolExecutor(GUESTS) as pool:
        told = list(pool.map(lambda guest: dine(table, kitchen, guest), range(GUESTS)))
    for guest, answers in enumerate(told):
        for turn, answer in enumerate(answers):
            if guest % 5 == 4 and turn == 1:
                assert answer == str(-guest)
            else:
                assert answer == [(guest * 10 + turn) ** 2] * (1 + guest % 3)
    assert kitchen.most <= servers
    assert max(kitchen.calls) <= TOGETHER
    wished = sum(3 * (1 + guest % 3) for guest in range(GUESTS))
    assert len(kitchen.calls) < wished / 3


def test_a_guest_alone_and_one_after_another_do_not_wait_for_nobody() -> None:
    table, kitchen = _Table(2), Kitchen()
    for guest in range(3):
        with table.seat():
            assert table.ask(_Wish(kitchen.work, ("a",), [guest])) == [guest**2]
    assert kitchen.calls == [1, 1, 1]


def test_a_guest_that_leaves_lets_the_others_go_on() -> None:
    table, kitchen = _Table(1), Kitchen()
    seated = threading.Barrier(2)

    def leaves() -> None:
        with table.seat():
            seated.wait()
            time.sleep(0.05)

    with ThreadPoolExecutor(1) as pool:
        gone = pool.submit(leaves)
        with table.seat():
            seated.wait()
            assert table.ask(_Wish(kitchen.work, ("a",), [3])) == [9]
        gone.result()


def test_clips_heard_at_once_have_the_words_of_each_alone(data: Path) -> None:
    options = TranscribeOptions(("ko",))
    try:
        engines = load_engines(options)
    except ModelNotInstalled as error:
        pytest.skip(str(error))
    files = sorted((data / "asr-ko").glob("*.flac"))[:4]
    clips = [decode(file, sample_rate=16_000) for file in files]
    shared = SharedEngines(options)
    assert shared.at_once() > 1

    def heard(clip: Audio) -> object:
        return transcribe(Recording.of(clip), options, engines=shared).run()

    with ThreadPoolExecutor(len(clips)) as pool:
        together = list(pool.map(heard, clips))
    assert together == [transcribe(Recording.of(clip), options, engines=engines).run() for clip in clips]
