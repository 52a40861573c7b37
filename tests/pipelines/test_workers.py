"""Several pieces of work at once, their results in order."""

from __future__ import annotations

import threading
import time

import pytest

from sorikit.core.device import Device
from sorikit.pipelines._workers import in_order
from sorikit.pipelines.transcribe import spread


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_results_come_in_order_however_long_each_takes(workers: int) -> None:
    def work(number: int) -> int:
        time.sleep(0.02 * ((7 * number) % 3))
        return number * number

    assert list(in_order(work, range(12), workers)) == [number * number for number in range(12)]


def test_two_run_at_once_and_no_more_are_begun_than_needed() -> None:
    running, most, begun = 0, 0, 0
    lock = threading.Lock()

    def work(number: int) -> int:
        nonlocal running, most, begun
        with lock:
            running, begun = running + 1, begun + 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return number

    results = in_order(work, range(50), 2)
    assert [next(results) for _ in range(4)] == [0, 1, 2, 3]
    results.close()
    assert most == 2
    assert begun <= 7
    assert running == 0


def test_a_mistake_comes_when_its_turn_comes() -> None:
    def work(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        return number

    results = in_order(work, range(5), 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="two"):
        next(results)


def test_only_long_recordings_are_shared_out() -> None:
    assert spread(Device(threads=2), 30.0).workers == 1
    assert spread(Device(threads=2), 300.0).workers == 2
    assert spread(Device(threads=1), 300.0).workers == 1
    assert spread(Device("cuda", threads=8), 300.0).workers == 1
