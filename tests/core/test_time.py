"""The algebra of spans against brute force on a grid, and the one rule from seconds to samples."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.time import (
    Span,
    Turn,
    format_clock,
    intersection,
    overlapped,
    seconds_to_samples,
    speakers,
    subtract,
    talk_time,
    total,
    union,
)

GRID = 40
"""Random spans lie on whole numbers below this, so that a set of seconds says exactly what they cover."""

spans = st.lists(
    st.tuples(st.integers(0, GRID), st.integers(0, GRID)).map(lambda pair: Span(float(min(pair)), float(max(pair)))),
    max_size=12,
)
free_spans = st.lists(
    st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)).map(lambda pair: Span(min(pair), max(pair))), max_size=12
)
turns = st.lists(
    st.tuples(st.integers(0, GRID), st.integers(0, GRID), st.sampled_from("ABC")).map(
        lambda t: Turn(Span(float(min(t[:2])), float(max(t[:2]))), t[2])
    ),
    max_size=12,
)


def seconds(some: list[Span]) -> set[int]:
    return {second for span in some for second in range(int(span.start), int(span.end))}


def is_tidy(some: list[Span]) -> bool:
    return all(left.end <= right.start for left, right in pairwise(some))


@given(spans, spans)
def test_algebra_is_that_of_sets(a: list[Span], b: list[Span]) -> None:
    assert seconds(union(a)) == seconds(a)
    assert seconds(union(a + b)) == seconds(a) | seconds(b)
    assert seconds(intersection(a, b)) == seconds(a) & seconds(b)
    assert seconds(subtract(a, b)) == seconds(a) - seconds(b)
    for result in (union(a), intersection(a, b), subtract(a, b)):
        assert is_tidy(result)


@given(free_spans, free_spans)
def test_identities(a: list[Span], b: list[Span]) -> None:
    whole = total(union(a))
    assert total(intersection(a, b)) + total(subtract(a, b)) == pytest.approx(whole, abs=1e-6)
    assert total(union(a + b)) == pytest.approx(whole + total(union(b)) - total(intersection(a, b)), abs=1e-6)
    assert intersection(a, b) == intersection(b, a)
    assert union(union(a)) == union(a)
    assert subtract(subtract(a, b), b) == subtract(a, b)
    assert total(intersection(subtract(a, b), b)) == 0.0
    assert subtract(a, []) == [span for span in union(a) if span.duration > 0]
    assert subtract(a, a) == []


@given(free_spans, st.floats(0, 100))
def test_union_closes_gaps(a: list[Span], gap: float) -> None:
    merged = union(a, gap=gap)
    assert all(right.start > left.end + gap for left, right in pairwise(merged))
    assert all(any(span.start <= one.start and one.end <= span.end for span in merged) for one in a)


@given(turns)
def test_turns(some: list[Turn]) -> None:
    both = {
        second for second in range(GRID) if len({turn.speaker for turn in some if turn.start <= second < turn.end}) > 1
    }
    assert seconds(overlapped(some)) == both
    for speaker, length in talk_time(some).items():
        assert length == len(seconds([turn.span for turn in some if turn.speaker == speaker]))
    assert set(speakers(some)) == set(talk_time(some)) == {turn.speaker for turn in some}


def test_an_empty_hole_cuts_nothing() -> None:
    assert subtract([Span(1, 3)], [Span(2, 2)]) == [Span(1, 3)]


def test_many_spans_take_linear_time() -> None:
    many = [Span(2.0 * number, 2.0 * number + 1.0) for number in range(20_000)]
    assert total(subtract(many, many)) == 0.0
    assert len(intersection(many, many)) == len(many)


@pytest.mark.parametrize(
    "pair", [(1.0, 0.5), (-0.1, 1.0), (0.0, float("inf")), (float("nan"), 1.0), (0.0, float("nan"))]
)
def test_no_such_interval(pair: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Span(*pair)


@given(st.integers(0, 10**9), st.sampled_from([8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000, 192000]))
def test_samples_survive_the_way_to_seconds_and_back(sample: int, rate: int) -> None:
    assert seconds_to_samples(sample / rate, rate) == sample


@given(st.floats(0, 1e5), st.floats(0, 1e5), st.sampled_from([8000, 16000, 44100]))
def test_neighbours_share_their_border(a: float, b: float, rate: int) -> None:
    low, high = min(a, b), max(a, b)
    assert seconds_to_samples(low, rate) <= seconds_to_samples(high, rate)
    assert abs(seconds_to_samples(a, rate) - a * rate) <= 0.5 + 1e-6


def test_half_samples_round_up() -> None:
    assert [seconds_to_samples(half, 1) for half in (0.5, 1.5, 2.5, -0.5)] == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("time", "decimals", "shown"),
    [
        (0, 0, "0:00"),
        (59.9, 0, "0:59"),
        (60, 0, "1:00"),
        (3599.99, 0, "59:59"),
        (3600, 0, "1:00:00"),
        (36000, 0, "10:00:00"),
        (-3, 0, "0:00"),
        (1.25, 1, "0:01.2"),
        (0.3, 3, "0:00.300"),
        (4.35, 2, "0:04.35"),
    ],
)
def test_clock(time: float, decimals: int, shown: str) -> None:
    assert format_clock(time, decimals=decimals) == shown


@given(free_spans.filter(bool), st.floats(0, 100))
def test_one_span(some: list[Span], by: float) -> None:
    one, other = some[0], some[-1]
    assert one.overlap(other) == other.overlap(one)
    assert one.distance(other) == other.distance(one)
    assert not (one.overlap(other) > 0 and one.distance(other) > 0)
    assert one.overlaps(other) or one.overlap(other) == 0.0
    assert one.start <= one.middle <= one.end
    assert one.shifted(by).duration == pytest.approx(one.duration, abs=1e-6)
    wide = one.padded(by)
    assert wide.start <= one.start
    assert wide.end >= one.end
    assert one.padded(by, limit=one.end).end == one.end
