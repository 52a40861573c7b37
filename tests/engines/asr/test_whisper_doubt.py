"""When not to believe a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.engines.asr._whisper_doubt import doubt, is_loop, longest_repeat, token_limit, without_loops


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([], (0, 0, 0)),
        ([1, 2, 3], (0, 0, 0)),
        ([1, 1], (0, 1, 2)),
        ([1, 2, 3, 2, 3, 2, 3, 4], (1, 2, 3)),
        ([7] * 5 + [1, 2], (0, 1, 5)),
        ([1, 2, 1, 2, 9], (0, 2, 2)),
    ],
)
def test_longest_repeat(tokens: list[int], expected: tuple[int, int, int]) -> None:
    assert longest_repeat(tokens) == expected


@pytest.mark.parametrize(
    ("tokens", "loop"),
    [
        ([5] * 4, False),  # "no, no, no, no"
        ([1, 2, 3] * 3, False),  # said three times for emphasis
        ([5] * 12, True),
        ([1, 2, 3] * 4, True),
        (list(range(8)) * 2, False),  # a refrain
        (list(range(8)) * 3, True),
        ([*range(30), *([1, 2, 3, 4] * 5), *range(40, 50)], True),
        (list(range(100)), False),
    ],
)
def test_loops(tokens: list[int], loop: bool) -> None:
    assert is_loop(tokens) is loop


@given(st.lists(st.integers(0, 4), max_size=80))
def test_nothing_loops_once_the_loops_are_out(tokens: list[int]) -> None:
    rest = without_loops(tokens)
    assert not is_loop(rest)
    assert set(rest) == set(tokens)
    assert is_loop(tokens) or rest == tokens


def test_doubts() -> None:
    assert doubt([1, 2, 3], -0.3, 2.0) == ""
    assert doubt([5] * 30, -0.1, 20.0) == "loop"
    assert doubt(list(range(token_limit(1.0))), -0.1, 1.0) == "fast"
    assert doubt([1, 2, 3], -1.4, 2.0) == "improbable"
