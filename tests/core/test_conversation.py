"""How a conversation went: hand-counted cases, and what holds for any turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.conversation import SpeakerStatistics, TurnStatistics, turn_statistics
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, Turn

A, B, C = "SPEAKER_00", "SPEAKER_01", "SPEAKER_02"


def of(*rows: tuple[float, float, str], duration: float = 0.0) -> TurnStatistics:
    return turn_statistics([Turn(Span(start, end), label) for start, end, label in rows], duration)


def part(found: TurnStatistics, label: str) -> SpeakerStatistics:
    return next(one for one in found.speakers if one.speaker == label)


def test_a_conversation_counted_by_hand() -> None:
    found = of(
        (1.0, 5.0, A),  # a turn of 9.5 s with a pause of 1.5
        (3.0, 3.5, B),  # a listening signal
        (6.5, 10.5, A),
        (10.7, 14.0, B),  # an answer after 0.2 s
        (13.0, 16.0, C),  # an interruption: B would have gone on for a second
        (15.9, 20.0, A),  # a smooth change: 0.1 s
        (17.0, 19.0, B),  # two seconds into A's turn, who goes on
        (23.0, 24.0, A),  # after 3 s of silence a new turn
        (30.0, 31.0, C),  # after 6 s: no answer
        duration=40.0,
    )
    assert [one.speaker for one in found.speakers] == [A, B, C]
    assert (found.duration, found.turns, found.interruptions) == (40.0, 7, 2)
    assert found.speech == pytest.approx(4.0 + 4.0 + 9.3 + 1.0 + 1.0)
    assert found.speech + found.silence == pytest.approx(40.0)
    assert found.overlap == pytest.approx(0.5 + 1.0 + 0.1 + 2.0)
    assert found.longest_silence == Span(31.0, 40.0)
    assert found.follows == ((1, 1, 0), (0, 0, 1), (1, 0, 0))
    assert found.response_gap == pytest.approx(-0.1)  # of 0.2, -1.0, -0.1
    first, second, third = found.speakers
    assert (first.turns, first.signals, first.interruptions, first.interrupted) == (3, 0, 0, 1)
    assert (second.turns, second.signals, second.interruptions, second.interrupted) == (2, 1, 1, 1)
    assert (third.turns, third.signals, third.interruptions, third.interrupted) == (2, 0, 1, 0)
    assert (first.longest_turn, second.longest_turn) == (9.5, pytest.approx(3.3))
    assert first.mean_turn == pytest.approx((9.5 + 4.1 + 1.0) / 3)
    assert (second.response_gap, third.response_gap) == (pytest.approx(0.2), pytest.approx(-1.0))
    assert second.overlap_seconds == pytest.approx(0.5 + 1.0 + 2.0)


def test_nobody_and_one_alone() -> None:
    nobody = of(duration=3.0)
    assert (nobody.speakers, nobody.follows, nobody.turns, nobody.silence) == ((), (), 0, 3.0)
    assert nobody.longest_silence == Span(0.0, 3.0)
    assert of().longest_silence is None
    alone = of((0.0, 2.0, A), (2.0, 2.0, B))
    assert (alone.silence, alone.longest_silence, alone.response_gap) == (0.0, None, None)
    assert part(alone, A).share == 1.0
    assert alone.follows == ((0,),)


def test_all_at_once() -> None:
    found = of((0.0, 10.0, A), (0.0, 10.0, B), (0.0, 10.0, C))
    assert (found.overlap, found.speech, found.silence) == (10.0, 10.0, 0.0)
    assert [one.overlap_seconds for one in found.speakers] == [10.0] * 3
    assert [one.share for one in found.speakers] == pytest.approx([1 / 3] * 3)


def test_a_transcript_without_turns_is_counted_by_its_segments() -> None:
    said = Transcript((Segment(0, 0.0, 2.0, "a", speaker=A), Segment(1, 2.5, 3.0, "b", speaker=B)), duration=4.0)
    assert said.turn_statistics == of((0.0, 2.0, A), (2.5, 3.0, B), duration=4.0)


times = st.floats(0, 200).map(lambda value: round(value, 2))
rows = st.lists(st.tuples(times, st.floats(0.0, 20.0), st.sampled_from([A, B, C])), max_size=30)


@given(rows, st.floats(0, 300))
def test_what_always_holds(made: list[tuple[float, float, str]], duration: float) -> None:
    turns = [Turn(Span(start, start + length), label) for start, length, label in made]
    found = turn_statistics(turns, duration)
    assert turn_statistics(reversed(turns), duration) == found
    assert found.speech + found.silence == pytest.approx(found.duration, abs=1e-6)
    assert found.overlap <= found.speech + 1e-9
    assert found.turns == sum(one.turns for one in found.speakers)
    assert found.interruptions == sum(one.interrupted for one in found.speakers)
    assert sum(one.share for one in found.speakers) == pytest.approx(1.0 if found.speakers else 0.0)
    assert sum(map(sum, found.follows)) <= max(0, found.turns - 1)
    for one in found.speakers:
        assert one.overlap_seconds <= one.talk_seconds + 1e-9
        assert one.mean_turn <= one.longest_turn + 1e-9
        assert bool(one.turns) == (one.longest_turn > 0)
        assert one.turns or one.signals
