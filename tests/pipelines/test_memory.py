"""Running out of memory makes batches smaller, and changes no result."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.errors import OutOfMemory
from sorikit.pipelines._memory import Parts, out_of_memory


class Small:
    """Doubles numbers, up to ``room`` at a time; more of them raise what runtimes raise."""

    def __init__(self, room: int, error: Exception) -> None:
        self.room, self.error = room, error
        self.asked: list[int] = []

    def work(self, numbers: Sequence[int]) -> list[int]:
        self.asked.append(len(numbers))
        if len(numbers) > self.room:
            raise self.error
        return [2 * number for number in numbers]


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_all_is_done_once_and_in_order(numbers: list[int], room: int) -> None:
    assert Parts().do(Small(room, MemoryError()).work, numbers) == [2 * number for number in numbers]


def test_what_did_not_fit_is_not_tried_again() -> None:
    small, parts = Small(3, RuntimeError("CUDA failed with error out of memory")), Parts()
    parts.do(small.work, range(16))
    assert small.asked == [16, 8, 4, 2, 2, 2, 2, 2, 2, 2, 2]
    small.asked.clear()
    parts.do(small.work, range(5))
    assert small.asked == [2, 2, 1]


def test_too_little_for_one_is_a_clear_error() -> None:
    with pytest.raises(OutOfMemory, match="smaller model"):
        Parts().do(Small(0, MemoryError()).work, [1, 2])


def test_other_errors_pass() -> None:
    with pytest.raises(RuntimeError, match="unsupported"):
        Parts().do(Small(0, RuntimeError("unsupported model")).work, [1, 2])


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (MemoryError(), True),
        (RuntimeError("CUDA failed with error out of memory"), True),
        (RuntimeError("std::bad_alloc"), True),
        (RuntimeError("aligned_alloc: Failed to allocate memory"), True),
        (RuntimeError("cuBLAS failed with status CUBLAS_STATUS_ALLOC_FAILED"), True),
        (RuntimeError("Unable to open file 'model.bin'"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_errors_of_memory(error: Exception, is_memory: bool) -> None:
    assert out_of_memory(error) is is_memory
