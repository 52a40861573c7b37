"""Subtitles: layout rules for any transcript, the two ways of writing them, and reading other people's."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

import pytest
from documents import meeting
from hypothesis import given
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats import srt, vtt
from sorikit.formats.cues import cues
from sorikit.formats._pieces import NEVER_FIRST
from sorikit.formats._width import display_width, join_texts
from sorikit.formats.subtitles import Cue, SubtitleRule

letters = st.sampled_from(
    ["안녕하세요", "네,", "회의를", "합니다.", "the", "quarterly", "budget,", "is", "A", "2026년", "끝!"]
)
gaps = st.floats(0, 3).map(lambda value: round(value, 3))
steps = st.tuples(letters, gaps, st.floats(0.01, 2).map(lambda value: round(value, 3)))


@st.composite
def spoken(draw: st.DrawFn) -> Transcript:
    """Segments of timed words, in order but for some that overlap the one before."""
    clock, segments = 0.0, []
    for number in range(draw(st.integers(0, 6))):
        clock = max(0.0, clock + draw(st.floats(-3, 5)))
        words = []
        for text, gap, length in draw(st.lists(steps, min_size=1, max_size=25)):
            words.append(Word(f" {text}", round(clock + gap, 3), round(clock + gap + length, 3)))
            clock = words[-1].end
        text = "".join(word.text for word in words)
        speaker = draw(st.sampled_from([None, "SPEAKER_00", "SPEAKER_01"]))
        segments.append(Segment(number, words[0].start, words[-1].end, text, tuple(words), speaker))
    return Transcript(tuple(segments))


@given(spoken(), st.booleans())
def test_layout_holds_for_anything(transcript: Transcript, prefix: bool) -> None:
    found = cues(transcript, prefix=prefix)
    for cue, following in zip_longest(found, found[1:]):
        assert cue.start < cue.end
        assert cue.end - cue.start <= 7000
        assert 1 <= len(cue.lines) <= 2
        assert all(line == line.strip() and line for line in cue.lines)
        indent = display_width(f"[{cue.speaker}]: ") if prefix and cue.speaker else 0
        widths = [display_width(line) + (indent if index == 0 else 0) for index, line in enumerate(cue.lines)]
        assert max(widths) <= 42 or len(cue.lines[0].split()) == 1
        if following is not None:
            assert cue.end <= following.start
        if cue.end - cue.start < 833:  # only where the next one leaves no room
            assert following is not None
            assert following.start <= cue.end + 83


@given(spoken())
def test_no_word_is_lost_broken_or_moved(transcript: Transcript) -> None:
    found = cues(transcript, prefix=False)
    shown = [word for cue in found for line in cue.lines for word in line.split()]
    said = [word.text.strip() for word in transcript.words]
    assert sorted(shown) == sorted(said)
    if all(a.end <= b.start for a, b in pairwise(transcript.segments)):
        assert shown == said
        for cue in found:  # and each stands when it is said
            texts = {word.text.strip() for word in transcript.words if cue.start - 800 <= 1000 * word.start <= cue.end}
            assert cue.lines[0].split()[0] in texts


@pytest.mark.parametrize("indent", [True, False])
def test_three_languages(indent: bool) -> None:
    found = cues(meeting(), prefix=indent)
    assert "".join("".join(cue.lines) for cue in found).replace(" ", "") == "".join(
        segment.text for segment in meeting().segments
    ).replace(" ", "")
    for cue in found:
        assert all(line[0] not in NEVER_FIRST for line in cue.lines)
    japanese = [line for cue in found if cue.speaker == "SPEAKER_02" for line in cue.lines]
    for left, right in pairwise(japanese):
        assert re.search(r"[\u3041-\u309f。、]$", left), (left, right)  # breaks stand after hiragana or punctuation
    english = [cue for cue in found if cue.speaker == "SPEAKER_01"]
    assert len(english) == 3
    assert len(english[-1].lines) == 2  # no lone word is left over


def test_untimed_segments_share_their_time() -> None:
    text = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 " * 4
    found = cues(Transcript((Segment(0, 10.0, 30.0, text),)), prefix=False)
    assert found[0].start == 10_000
    assert found[-1].end == 30_000
    assert all(left.end + 83 == right.start for left, right in pairwise(found))  # two frames of 24 a second
    assert " ".join(" ".join(cue.lines) for cue in found) == text.strip()


def test_words_given_without_their_spaces() -> None:
    words = tuple(Word(text, at, at + 0.5) for at, text in enumerate(["hello", "big", "world"]))
    assert cues(Transcript((Segment(0, 0, 3, "hello big world", words),)), prefix=False)[0].lines == (
        "hello big world",
    )


def test_chinese_breaks_between_characters() -> None:
    found = cues(Transcript((Segment(0, 0, 7, "我" * 40),)), prefix=False)
    assert [display_width(line) for line in found[0].lines] == [40, 40]


def test_a_word_longer_than_a_line_is_left_whole() -> None:
    address = "https://example.org/" + "a" * 60
    found = cues(Transcript((Segment(0, 0, 2, f"see {address} now"),)), prefix=False)
    assert address in [line for cue in found for line in cue.lines]


def test_two_voices_at_once() -> None:
    pieces = [
        Segment(n, start, end, f"word{n}")
        for n, (start, end) in enumerate([(0, 4), (1, 2), (1, 1.1), (1.05, 6), (7, 7)])
    ]
    found = cues(Transcript(tuple(pieces)), prefix=False)
    assert [cue.lines[0] for cue in found] == ["word0", "word2", "word1", "word3", "word4"]
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert found[-1].end - found[-1].start == 833


def test_nothing_said() -> None:
    silence = Transcript((Segment(0, 1, 2, "   "),))
    assert cues(silence, prefix=True) == []
    assert srt.dumps(silence) == ""
    assert vtt.dumps(silence) == "WEBVTT\n"
    assert vtt.loads(vtt.dumps(silence)).segments == ()
    assert srt.loads("").segments == ()


def test_srt_as_written() -> None:
    one = Transcript((Segment(0, 1.5, 3.25, " Hello."), Segment(1, 3661.0, 3662.5, "끝.")))
    assert srt.dumps(one) == ("1\n00:00:01,500 --> 00:00:03,250\nHello.\n\n2\n01:01:01,000 --> 01:01:02,500\n끝.\n")


def test_vtt_as_written() -> None:
    two = Transcript(
        (Segment(0, 1.5, 3.25, "a < b & c", speaker="S0"), Segment(1, 3661.0, 3662.5, "끝.", speaker="S1")),
        speaker_names={"S0": "민 <수>"},
    )
    assert vtt.dumps(two) == (
        "WEBVTT\n\n00:01.500 --> 00:03.250\n<v 민 &lt;수&gt;>a &lt; b &amp; c\n\n01:01:01.000 --> 01:01:02.500\n<v S1>끝.\n"
    )
    again = vtt.loads(vtt.dumps(two))
    assert [(s.speaker, s.text) for s in again.segments] == [("민 <수>", "a < b & c"), ("S1", "끝.")]


def test_speaker_marks() -> None:
    marked = srt.dumps(meeting())
    assert "[민수]: 안녕하세요" in marked
    assert "[SPEAKER_01]: So" in marked
    assert "[민수]" not in srt.dumps(meeting(), SubtitleRule(speakers=False))
    alone = Transcript((Segment(0, 0, 1, "Hi.", speaker="S0"),))
    assert "[S0]" not in srt.dumps(alone)
    assert "[S0]: Hi." in srt.dumps(alone, SubtitleRule(speakers=True))


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_there_and_back(name: str) -> None:
    expected = cues(meeting(), prefix=name == "srt")
    again = formats.loads(formats.dumps(meeting(), name), name)
    found = [Cue(round(1000 * s.start), round(1000 * s.end), (s.text,), s.speaker or "") for s in again.segments]
    assert [(c.start, c.end, c.speaker) for c in found] == [(c.start, c.end, c.speaker) for c in expected]
    for left, right in zip(found, expected, strict=True):
        text = right.lines[0]
        for line in right.lines[1:]:
            text = join_texts(text, line)
        assert left.lines == (text,)
    assert again.duration == expected[-1].end / 1000


@given(spoken())
def test_any_subtitles_come_back(transcript: Transcript) -> None:
    for name in ("srt", "vtt"):
        text = formats.dumps(transcript, name)
        again = formats.loads(text, name)
        assert [s.text.split() for s in again.segments] == [
            " ".join(cue.lines).split()
            for cue in cues(transcript, prefix=name == "srt" and len(transcript.speakers) > 1)
        ]


def test_other_peoples_srt() -> None:
    text = (
        "\ufeff1\r\n0:00:01.5 --> 00:00:02,000 X1:0 X2:9\r\n<i>Hello</i>\r\n{\\an8}there <b>you</b>\r\n\r\n\r\n"
        "00:03,000 --> 00:04,000\r\nno number, 1 < 2\r\n3\r\n00:00:05,000 --> 00:00:06,000\r\n\r\n"
    )
    found = srt.loads(text).segments
    assert [(s.start, s.end, s.text) for s in found] == [
        (1.5, 2.0, "Hello there you"),
        (3.0, 4.0, "no number, 1 < 2"),
        (5.0, 6.0, ""),
    ]


def test_other_peoples_vtt() -> None:
    text = (
        "WEBVTT - made elsewhere\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a --> remark\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n- <v.loud Anna>Hello <c.yellow>you</c> &amp; me\n\n"
        "100:00:00.000 --> 100:00:01.000\n<00:00.500>two\nlines\n"
    )
    found = vtt.loads(text).segments
    assert [(s.start, s.end, s.speaker, s.text) for s in found] == [
        (1.0, 2.0, "Anna", "- Hello you & me"),
        (360_000.0, 360_001.0, None, "two lines"),
    ]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("srt", "hello", "holds no subtitles"),
        ("srt", "1\n00:00:01,000 --> oops\nx\n", "line 2: expected two times"),
        ("srt", "1\n00:00:02,000 --> 00:00:01,000\nx\n", "line 2: ends before it starts"),
        ("vtt", "", "does not start with WEBVTT"),
        ("vtt", "WEBVTTX\n", "does not start with WEBVTT"),
        ("vtt", "WEBVTT\n\n00:00 --> 00:01\nx", "line 3: expected two times"),
    ],
)
def test_what_does_not_parse(name: str, text: str, words: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        formats.loads(text, name, source="talk")
    assert words in str(caught.value)
    assert str(caught.value).startswith("talk")
    assert re.search("[가-힣]", caught.value.sentence("ko"))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("abc", 3),
        ("한글", 4),
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", 4),  # the same, decomposed as macOS writes file names
        ("日本語", 6),
        ("\u00e9", 1),
        ("e\u0301", 1),
        ("\uff71", 1),
        ("\uff21", 2),
        ("", 0),
        ("…", 1),
    ],
)
def test_display_width(text: str, columns: int) -> None:
    assert display_width(text) == columns
