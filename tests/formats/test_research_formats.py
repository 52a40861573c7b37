"""stm, ctm, rttm, trial lists and other people's subtitles: what the standards allow, and the line of every mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats import ctm, rttm, srt, stm, trials, tsv, txt, vtt

STM = (
    '\ufeff;; LABEL "O" "Overall" "everything"\r\n'
    "talk 1 talk_S2 4.10 6.00 <o,f0,male> well { um / @ } we { can not / cannot } go\r\n"
    "\r\n"
    "talk 1 talk_S1 0.50 2.25 <O> (uh) good morning ;; remark\r\n"
    "talk 1 inter_segment_gap 2.25 4.10 <o,,>\r\n"
    "talk 1 talk_S1 6 7 ignore_time_segment_in_scoring\r\n"
    "talk 1 <NA> 7 8\r\n"
)


def test_stm() -> None:
    said = formats.loads(STM, "stm")
    assert [(s.start, s.end, s.speaker, s.text) for s in said.segments] == [
        (0.5, 2.25, "talk_S1", "uh good morning"),
        (4.1, 6.0, "talk_S2", "well um we can not go"),
        (7.0, 8.0, None, ""),
    ]
    assert said.source == "talk"
    assert said.duration == 8.0
    assert said.turns == (Turn(Span(0.5, 2.25), "talk_S1"), Turn(Span(4.1, 6.0), "talk_S2"))


def test_stm_of_several_channels_and_files() -> None:
    text = "call A a 0 1 hello\ncall B b 1 2 yes\nother 1 c 0 1 no\n"
    files = stm.loads_files(text)
    assert {name: said.text for name, said in files.items()} == {"call_A": "hello", "call_B": "yes", "other": "no"}
    with pytest.raises(InvalidDocument, match="3 recordings"):
        formats.loads(text, "stm")
    assert formats.loads(" \n;; nothing\n", "stm") == Transcript()


CTM = (
    "\ufeff;; words\r\n"
    "talk 1 0.10 0.30 good 0.9\r\n"
    "talk 1 0.45 0.30 morning <NA>\r\n"
    "talk 1 0.80 0.10 uh 0.5 non-lex\r\n"
    "talk 1 3.00 0.20 we 1.0 lex S2\r\n"
    "talk 1 * * <ALT_BEGIN>\r\n"
    "talk 1 3.20 0.20 can 1 lex S2\r\n"
    "talk 1 3.40 0.20 not 1 lex S2\r\n"
    "talk 1 * * <ALT>\r\n"
    "talk 1 3.20 0.40 cannot 1 lex S2\r\n"
    "talk 1 * * <ALT_END>\r\n"
    "talk 1 3.70 0.20 @\r\n"
    "talk 1 3.80 0.20 go 1 lex S2\r\n"
)


def test_ctm() -> None:
    said = formats.loads(CTM, "ctm")
    assert [(s.id, s.text, s.speaker) for s in said.segments] == [(0, "good morning", None), (1, "we can not go", "S2")]
    words = list(said.words)
    assert [(w.text, w.start, w.probability) for w in words[:2]] == [("good", 0.1, 0.9), (" morning", 0.45, 1.0)]
    assert words[1].end == pytest.approx(0.75)
    assert said.turns == (Turn(Span(3.0, 4.0), "S2"),)
    both = ctm.loads_files("call A 0 1 hi\ncall B 0.5 1 yes\n")
    assert {name: one.text for name, one in both.items()} == {"call_A": "hi", "call_B": "yes"}
    assert formats.loads("", "ctm") == Transcript()


@given(st.permutations([f"a 1 {n} 0.5 w{n}" for n in range(5)]))
def test_words_of_a_ctm_come_in_order_of_time(lines: list[str]) -> None:
    assert [word.text.strip() for word in ctm.loads("\n".join(lines)).words] == [f"w{n}" for n in range(5)]


MALFORMED = [
    (stm.loads, "talk 1 s 0.5", "expected file, channel"),
    (stm.loads, "talk 1 s x 1 hello", "not seconds"),
    (stm.loads, "talk 1 s 2 1 hello", "not an interval"),
    (stm.loads, "talk 1 s -1 1 hello", "not an interval"),
    (stm.loads, "talk 1 s nan 1 hello", "not an interval"),
    (stm.loads, "talk 1 s 0 1 { a / b", "do not match"),
    (stm.loads, "talk 1 s 0 1 a } b", "do not match"),
    (ctm.loads, "talk 1 0.5 0.1", "expected file, channel"),
    (ctm.loads, "talk 1 x 0.1 word", "expected file, channel"),
    (ctm.loads, "talk 1 0 -0.1 word", "not an interval"),
    (ctm.loads, "talk 1 0 inf word", "not an interval"),
    (ctm.loads, "talk 1 0 1 word 1.5", "is not 0 … 1"),
    (ctm.loads, "talk 1 0 1 word high", "expected file, channel"),
    (ctm.loads, "talk 1 * * <ALT>", "where none may stand"),
    (ctm.loads, "talk 1 * * <ALT_BEGIN>", "without <ALT_END>"),
    (rttm.loads, "SPEAKER a 1 x 1 <NA> <NA> A", "not a SPEAKER line"),
    (rttm.loads, "SPEAKER a 1 1 -1 <NA> <NA> A", "not a SPEAKER line"),
    (rttm.loads, "SPEAKER a 1 1 <NA> <NA> <NA> A", "not a SPEAKER line"),
    (rttm.loads, "SPEAKER a 1 1 1", "not a SPEAKER line"),
    (rttm.loads, "speaker a 1 1 1 <NA> <NA> A", "not a SPEAKER line"),
    (rttm.loads, "garbage", "not a SPEAKER line"),
    (tsv.loads, "1\tx\ty", "expected start and end"),
    (trials.loads, "1 a.wav", "expected a trial"),
    (trials.loads, "maybe a.wav b.wav", "expected a trial"),
    (trials.loads, "nan a.wav b.wav", "expected a trial"),
]


@pytest.mark.parametrize(("read", "line", "words"), MALFORMED)
def test_the_line_of_a_mistake(read: Any, line: str, words: str) -> None:
    """Counted as an editor counts: empty lines and CRLF are lines, too."""
    good = {stm.loads: "talk 1 s 0 1 hi", ctm.loads: "talk 1 0 1 hi", rttm.loads: "SPEAKER a 1 0 1 <NA> <NA> A"}
    first = good.get(read, "0\t1\ta" if read is tsv.loads else "1 x y")
    with pytest.raises(InvalidDocument) as caught:
        read(f"\ufeff{first}\r\n\r\n{line}\r\n", name="talk")
    assert str(caught.value).startswith("talk, line 3: ")
    assert words in str(caught.value)
    assert re.search("[가-힣]", caught.value.sentence("ko"))


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (
            srt.loads,
            "1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 -> 00:00:04,000\nb\n",
            "line 6: expected two",
        ),
        (srt.loads, "1\n00:00:01,000 -> 00:00:02,000\nb\n", "line 2: expected two"),
        (srt.loads, "Hello\n\n1\n00:00:01,000 --> 00:00:02,000\nb\n", "line 1: text before the first cue"),
        (vtt.loads, "WEBVTT\n\n00:01.000 -> 00:02.000\nhi\n", "line 3: expected two times"),
        (vtt.loads, "WEBVTT\n\nid\n00:01.000 => 00:02.000\nhi\n", "line 4: expected two times"),
    ],
)
def test_subtitles_that_were_meant(read: Any, text: str, words: str) -> None:
    for line_end in ("\n", "\r\n"):
        with pytest.raises(InvalidDocument, match=f"talk, {words}"):
            read("\ufeff" + text.replace("\n", line_end), name="talk")


def test_srt_text_after_an_empty_line_is_not_lost() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\none\n\n<i>two</i>\n\n7\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n"
    assert [s.text for s in srt.loads(text).segments] == ["one two 7", "three"]


def test_trials() -> None:
    assert trials.loads("\ufeff# list\r\n1 a.wav b.wav\r\n0\ta.wav\tc.wav\r\n") == {
        ("a.wav", "b.wav"): 1.0,
        ("a.wav", "c.wav"): 0.0,
    }
    assert trials.loads("1272 1273 target\na b nontarget") == {("1272", "1273"): 1.0, ("a", "b"): 0.0}
    assert trials.loads("a,b,-3.5e-1\n0.5 b c\n") == {("a", "b"): -0.35, ("b", "c"): 0.5}
    assert trials.loads("1 a b\n1 a b\n") == {("a", "b"): 1.0}
    with pytest.raises(InvalidDocument, match="line 2: a b has another value in line 1"):
        trials.loads("1 a b\n0 a b\n")
    with pytest.raises(InvalidDocument, match="holds no trials"):
        trials.loads("\n")


def test_the_words_of_a_text() -> None:
    assert txt.spoken_text("\ufeffHello,\r\nworld [3].\r\n\r\n") == "Hello,\nworld [3]."
    assert txt.spoken_text("[0:01] 민수\n안녕하세요\n\n[1:00:02] SPEAKER_01\nSo.\n") == "안녕하세요\nSo."
    assert txt.spoken_text(txt.dumps(Transcript(language="ko"))) == ""
    assert txt.spoken_text(txt.dumps(Transcript(unrecognized=(Span(1, 65),)))) == ""


def test_real_trials(data: Path) -> None:
    found = trials.loads((data / "speakers" / "trials.txt").read_text("utf-8"))
    assert set(found.values()) == {0.0, 1.0}
    assert len(found) > 100
