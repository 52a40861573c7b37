"""Audacity's label tracks."""

from __future__ import annotations

import pytest

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats import audacity


def test_turns_by_hand() -> None:
    turns = (Turn(Span(0.5, 2.25), "SPEAKER_00"), Turn(Span(2.0, 3.0), "SPEAKER_01"))
    written = audacity.dumps(Transcript(turns=turns, speaker_names={"SPEAKER_01": "김\t민수"}))
    assert written == "0.500000\t2.250000\tSPEAKER_00\n2.000000\t3.000000\t김 민수\n"
    assert [turn.speaker for turn in audacity.loads(written).turns] == ["SPEAKER_00", "김 민수"]


def test_segments_where_nobody_was_told_apart() -> None:
    segment = Segment(0, 1.0, 2.0, " Hello\nthere ")
    assert audacity.dumps(Transcript((segment,))) == "1.000000\t2.000000\tHello there\n"


def test_frequency_lines_are_passed_over() -> None:
    assert len(audacity.loads("1.0\t2.0\ta\n\\\t100\t200\n3\t4\n").turns) == 2


@pytest.mark.parametrize("line", ["one\ttwo\tthree", "1.0", "2.0\t1.0\tbackwards"])
def test_what_is_no_label_has_its_line_said(line: str) -> None:
    with pytest.raises(InvalidDocument, match="line 2"):
        audacity.loads(f"0\t1\ta\n{line}\n")
