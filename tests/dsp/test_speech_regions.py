"""Spans from probabilities, windows from spans: by example, then by property."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.time import Span, subtract, total
from sorikit.dsp.speech_regions import SpeechRule, WindowRule, cut_long, gather_windows, speech_spans, widened

BARE = SpeechRule(threshold=0.5, release=0.35, min_speech=0.2, min_silence=0.2, padding=0.0)
FRAME = 0.1

probabilities = st.lists(st.floats(0, 1, width=32), max_size=400).map(lambda values: np.array(values, np.float32))


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([], []),
        ([0.1] * 10, []),
        ([0.4] * 10, []),  # never reaches the threshold
        ([0.9] * 10, [(0.0, 1.0)]),
        ([0.1, 0.1, 0.9, 0.9, 0.9, 0.1], [(0.2, 0.5)]),
        ([0.4, 0.4, 0.9, 0.9, 0.1], [(0.2, 0.4)]),  # begins at the threshold …
        ([0.9, 0.9, 0.4, 0.4, 0.1], [(0.0, 0.4)]),  # … and ends under the release
        ([0.1, 0.9, 0.1, 0.1, 0.1], []),  # a burst
        ([0.9, 0.9, 0.1, 0.9, 0.9], [(0.0, 0.5)]),  # a short pause is bridged
        ([0.9, 0.9, 0.1, 0.1, 0.9, 0.9], [(0.0, 0.2), (0.4, 0.6)]),
        ([0.9, 0.1, 0.9, 0.1, 0.9], [(0.0, 0.5)]),  # bursts are bridged before they are judged
    ],
)
def test_hysteresis(frames: list[float], expected: list[tuple[float, float]]) -> None:
    found = speech_spans(np.array(frames, np.float32), FRAME, len(frames) * FRAME, BARE)
    assert [(round(span.start, 6), round(span.end, 6)) for span in found] == expected


@given(probabilities, st.floats(0, 0.5))
def test_spans_are_ordered_disjoint_and_inside(values: np.ndarray, padding: float) -> None:
    duration = max(0.0, len(values) * 0.032 - 0.01)
    rule = SpeechRule(padding=padding)
    spans = speech_spans(values, 0.032, duration, rule)
    assert all(0.0 <= span.start < span.end <= duration + 1e-9 for span in spans)
    assert all(left.end <= right.start + 1e-9 for left, right in pairwise(spans))


@given(probabilities)
def test_every_long_strong_run_is_found(values: np.ndarray) -> None:
    values = np.concatenate([values, np.ones(20, np.float32), values])
    spans = speech_spans(values, 0.032, len(values) * 0.032, SpeechRule())
    first = (len(values) - 20) // 2 * 0.032
    assert not subtract([Span(first, first + 19 * 0.032)], spans)


def test_padding_stops_in_the_middle_of_a_pause() -> None:
    assert widened([Span(1.0, 2.0), Span(2.4, 3.0)], 0.5, 3.2) == [Span(0.5, 2.2), Span(2.2, 3.2)]


@given(probabilities, st.sampled_from([2.0, 5.0, 12.0]), st.floats(0, 1))
def test_windows_hold_all_speech_and_keep_their_limit(values: np.ndarray, limit: float, margin: float) -> None:
    values = np.repeat(values, 4)
    duration = len(values) * 0.032
    speech = speech_spans(values, 0.032, duration, SpeechRule())
    pieces = cut_long(speech, values, 0.032, limit)
    windows = gather_windows(pieces, duration, WindowRule(max_seconds=limit, margin=margin))
    assert total(subtract(speech, windows)) < 1e-6
    assert all(window.duration <= limit + 1e-6 for window in windows)
    assert all(left.end <= right.start + 1e-6 for left, right in pairwise(windows))
    assert all(window.start >= 0.0 and window.end <= duration + 1e-6 for window in windows)


def test_long_speech_is_cut_where_it_is_weakest() -> None:
    values = np.ones(300, np.float32)
    values[160:163] = 0.4
    pieces = cut_long([Span(0.0, 30.0)], values, FRAME, 20.0)
    assert len(pieces) == 2
    assert pieces[0].end == pytest.approx(16.15, abs=0.2)
    assert pieces[0].end == pieces[1].start


def test_windows_prefer_to_end_at_long_pauses() -> None:
    pieces = [Span(0, 4), Span(4.2, 8), Span(9.2, 13), Span(13.2, 17)]
    assert gather_windows(pieces, 17, WindowRule(max_seconds=14, margin=0)) == [Span(0, 8), Span(9.2, 17)]


def test_a_long_pause_ends_a_window() -> None:
    pieces = [Span(1, 2), Span(7, 8)]
    assert gather_windows(pieces, 10, WindowRule(max_seconds=20, max_gap=2, margin=0.5)) == [
        Span(0.5, 2.5),
        Span(6.5, 8.5),
    ]


def test_no_speech_no_windows() -> None:
    assert gather_windows([], 10.0, WindowRule()) == []
