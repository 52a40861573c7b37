"""txt, tsv and rttm: as written, there and back, and judged by the tools that made the conventions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents import meeting
from hypothesis import given
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats import rttm, tsv, txt
from sorikit.formats._paragraphs import paragraphs

milliseconds = st.integers(0, 10**8)
labels = st.sampled_from(["SPEAKER_00", "SPEAKER_01", "민수"])
turns = st.lists(
    st.tuples(milliseconds, milliseconds, labels)
    .filter(lambda t: t[0] != t[1])
    .map(lambda t: Turn(Span(min(t[:2]) / 1000, max(t[:2]) / 1000), t[2])),
    max_size=8,
)


def test_tsv_is_whispers() -> None:
    """The lines of ``whisper.utils.WriteTSV``: header, whole milliseconds, stripped text, tabs as spaces."""
    said = Transcript((Segment(0, 0.0, 1.9996, " And so\tmy\nfellow "), Segment(1, 3600.5, 3601.25, "국민 여러분")))
    assert tsv.dumps(said) == "start\tend\ttext\n0\t2000\tAnd so my fellow\n3600500\t3601250\t국민 여러분\n"


@given(st.lists(st.tuples(milliseconds, milliseconds, st.text(st.characters(categories=["L", "P", "N"]))), max_size=8))
def test_tsv_there_and_back(rows: list[tuple[int, int, str]]) -> None:
    said = tuple(Segment(n, min(a, b) / 1000, max(a, b) / 1000, text) for n, (a, b, text) in enumerate(rows))
    assert tsv.loads(tsv.dumps(Transcript(said))).segments == said


@pytest.mark.parametrize("line", ["a\tb\tc", "1", "1.5\t2\tx", "2\t1\tx", "-1\t2\tx", "٣\t٤\tx"])
def test_tsv_that_does_not_parse(line: str) -> None:
    with pytest.raises(InvalidDocument, match="talk, line 3"):
        tsv.loads(f"start\tend\ttext\n0\t1\ta\n{line}\n", name="talk")
    assert tsv.loads("0\t1\ta\r\n\r\n1\t2\t\n").segments == (Segment(0, 0, 0.001, "a"), Segment(1, 0.001, 0.002, ""))


def test_rttm_is_pyannotes() -> None:
    said = Transcript(turns=(Turn(Span(1.0004, 2.5), "B b"), Turn(Span(0.1, 1.2345), "A")), source="주간 회의 1.m4a")
    assert rttm.dumps(said) == (
        "SPEAKER 주간_회의_1 1 0.100 1.134 <NA> <NA> A <NA> <NA>\nSPEAKER 주간_회의_1 1 1.000 1.500 <NA> <NA> B_b <NA> <NA>\n"
    )


def test_rttm_without_turns() -> None:
    said = Transcript((Segment(0, 0, 1, "a", speaker="S0"), Segment(1, 1, 2, "b"), Segment(2, 2, 2, "", speaker="S1")))
    assert rttm.dumps(said) == "SPEAKER recording 1 0.000 1.000 <NA> <NA> S0 <NA> <NA>\n"
    assert rttm.dumps(Transcript()) == ""
    assert rttm.loads("").turns == ()


@given(turns)
def test_rttm_there_and_back(some: list[Turn]) -> None:
    again = rttm.loads(rttm.dumps(Transcript(turns=tuple(some), source="talk.wav")))
    assert len(again.turns) == len(some)
    for found, said in zip(again.turns, sorted(some), strict=True):
        assert (found.start, found.speaker) == (said.start, said.speaker)
        assert found.end == pytest.approx(said.end, abs=1e-6)
    if some:
        assert again.source == "talk"


def test_rttm_of_several_files() -> None:
    text = (
        ";; comment\nSPKR-INFO a 1 <NA> <NA> <NA> unknown A <NA>\n"
        "SPEAKER a 1 1.5 0.5 <NA> <NA> A <NA> <NA>\nSPEAKER b 1 0 1 <NA> <NA> B <NA> <NA>\n"
    )
    assert rttm.loads_turns(text) == {"a": (Turn(Span(1.5, 2.0), "A"),), "b": (Turn(Span(0, 1), "B"),)}
    with pytest.raises(InvalidDocument, match="2 recordings"):
        rttm.loads(text)


@pytest.mark.parametrize("line", ["SPEAKER a 1 x 1 <NA> <NA> A", "SPEAKER a 1 1 -1 <NA> <NA> A", "SPEAKER a 1 1 1"])
def test_rttm_that_does_not_parse(line: str) -> None:
    with pytest.raises(InvalidDocument, match="talk, line 2"):
        rttm.loads(f"\n{line}\n", name="talk")


def test_rttm_is_read_by_pyannote(tmp_path: Path) -> None:
    util = pytest.importorskip("pyannote.database.util", reason="pyannote.database is not installed")
    path = formats.write(meeting(), tmp_path / "a.rttm")
    annotation = util.load_rttm(path)["주간_회의"]
    assert annotation.labels() == ["SPEAKER_00", "SPEAKER_01", "SPEAKER_02"]


def test_real_rttm_files(data: Path) -> None:
    files = sorted((data / "meetings").glob("*.rttm"))
    assert files
    for path in files:
        turns = rttm.loads_turns(path.read_text("utf-8"), name=path.name)
        (uri, own), *more = turns.items()
        assert not more
        again = rttm.loads(rttm.dumps(Transcript(turns=own, source=f"{uri}.wav")))
        assert len(again.turns) == len([turn for turn in own if round(turn.end, 3) > round(turn.start, 3)])


def test_txt() -> None:
    assert txt.dumps(meeting()).startswith("[0:01] 민수\n안녕하세요 오늘 회의는")
    assert "\n\n[0:06] SPEAKER_01\nSo the first" in txt.dumps(meeting())
    assert txt.dumps(meeting()).endswith("\n\n알아듣지 못한 발언:\n[0:23–0:25]\n")


def test_silence_says_so() -> None:
    assert txt.dumps(Transcript()) == "No speech was found in this recording.\n"
    assert txt.dumps(Transcript(language="ko")) == "이 녹음에서는 말소리를 찾지 못했습니다.\n"
    heard = txt.dumps(Transcript(unrecognized=(Span(1, 65),)))
    assert heard == "Speech that was not understood:\n[0:01–1:05]\n"
    heard = txt.dumps(Transcript(unrecognized=(Span(14.1, 14.7),)))
    assert heard == "Speech that was not understood:\n[0:14–0:15]\n"


def test_paragraphs() -> None:
    said = Transcript(
        (
            Segment(0, 0, 2, " One.", speaker="A"),
            Segment(1, 2.5, 4, " Two. ", speaker="A", overlapped=True),
            Segment(2, 4, 5, "  ", speaker="B"),
            Segment(3, 4.5, 6, "今日は。", speaker="B"),
            Segment(4, 6.1, 7, "はい。", speaker="B"),
            Segment(5, 20, 21, "나중에", speaker="B"),
            Segment(6, 21, 22, "nobody"),
            Segment(7, 22, 70, "long", speaker="A"),
            Segment(8, 70, 90, "talk", speaker="A"),
        ),
        speaker_names={"A": "Anna"},
    )
    rows = [(row.start, row.end, row.speaker, row.text, row.overlapped) for row in paragraphs(said)]
    assert rows == [
        (0, 4, "Anna", "One. Two.", True),
        (4.5, 7, "B", "今日は。はい。", False),
        (20, 21, "B", "나중에", False),
        (21, 22, "", "nobody", False),
        (22, 70, "Anna", "long", False),
        (70, 90, "Anna", "talk", False),
    ]


@given(st.lists(st.text(st.characters(categories=["L", "N", "P", "Zs", "Cc"]), max_size=20), max_size=6))
def test_no_word_is_lost_in_txt(texts: list[str]) -> None:
    said = Transcript(tuple(Segment(n, n, n + 1, text, speaker="A") for n, text in enumerate(texts)))
    shown = re.sub(r"\s+", "", re.sub(r"^\[\d+:\d\d\] A$", "", txt.dumps(said), flags=re.MULTILINE))
    words = re.sub(r"\s+", "", "".join(texts))
    assert shown == (words or "Nospeechwasfoundinthisrecording.")
