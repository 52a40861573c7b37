"""The stretches of diarization error: worked by hand, and the same seconds as DER's parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.time import Span, Turn
from sorikit.metrics import ScoreOptions
from sorikit.metrics.score import Pair
from sorikit.metrics.speaker_errors import Fault, find_errors


def turn(start: float, end: float, speaker: str) -> Turn:
    return Turn(Span(start, end), speaker)


def test_by_hand() -> None:
    reference = [turn(0, 10, "A"), turn(10, 20, "B"), turn(15, 18, "A")]
    hypothesis = [turn(0, 12, "x"), turn(12, 16, "y"), turn(21, 22, "y")]
    errors = find_errors(reference, hypothesis)
    assert errors.mapping == {"x": "A", "y": "B"}
    assert errors.faults == (
        Fault(Span(10, 12), "confusion"),
        Fault(Span(15, 16), "missed"),
        Fault(Span(16, 18), "missed", 2),
        Fault(Span(18, 20), "missed"),
        Fault(Span(21, 22), "false alarm"),
    )
    assert errors.seconds("missed") == 7


def test_nothing_to_say() -> None:
    some = [turn(0, 1, "A")]
    assert find_errors([], []).faults == ()
    assert find_errors(some, some).faults == ()
    assert find_errors(some, []).faults == (Fault(Span(0, 1), "missed"),)
    assert find_errors([], some).faults == (Fault(Span(0, 1), "false alarm"),)


turns = st.lists(
    st.builds(
        lambda start, length, who: turn(start / 4, (start + length) / 4, who),
        st.integers(0, 60),
        st.integers(1, 20),
        st.sampled_from("ABC"),
    ),
    max_size=7,
)


@given(turns.filter(bool), turns)
def test_the_seconds_are_those_of_der(reference: list[Turn], hypothesis: list[Turn]) -> None:
    der = pytest.importorskip("sorikit.metrics.der")
    pytest.importorskip("pyannote.metrics")
    found = find_errors(reference, hypothesis)
    item = der.score([Pair("x", tuple(reference), tuple(hypothesis))], ScoreOptions(resamples=0))[0].items[0]
    for kind in ("missed", "false alarm", "confusion"):
        assert found.seconds(kind) == pytest.approx(item.parts[kind], abs=1e-6)
