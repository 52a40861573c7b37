"""Subtitles: layout rules for any transcript, the two ways of writing them, and reading other people's."""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest

import pytest
from documents import meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.text import Segment, Transcript, Word
from sorikit.formats import srt, vtt
from sorikit.formats._pieces import NEVER_FIRST
from sorikit.formats._width import display_width, join_texts
from sorikit.formats.cues import cues
from sorikit.formats.subtitles import Cue, SubtitleRule, characters, reading_of

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
        for n, (start, end) in enumerate([(0, 4), (1, 2), (1, 1.1), (1.05, 6), (9, 9)])
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


rules = st.builds(
    SubtitleRule,
    max_columns=st.integers(10, 60),
    max_lines=st.integers(1, 4),
    max_cps=st.none() | st.floats(2, 30),
    min_seconds=st.floats(0, 1.5),
    max_seconds=st.floats(2, 9),
    gap_frames=st.integers(0, 6),
    fps=st.sampled_from([23.976, 25.0, 60.0]),
)


@settings(deadline=None)
@given(spoken(), rules)
def test_every_rule_is_kept(transcript: Transcript, rule: SubtitleRule) -> None:
    found = cues(transcript, rule)
    said = [word.text.strip() for word in transcript.words]
    assert sorted(word for cue in found for line in cue.lines for word in line.split()) == sorted(said)
    for cue, following in zip_longest(found, found[1:]):
        assert 1 <= len(cue.lines) <= rule.max_lines
        for text in cue.lines:  # wider only where one word is
            assert display_width(text) <= rule.max_columns or len(text.split()) == 1
        length = cue.end - cue.start
        assert 0 < length <= round(1000 * rule.max_seconds)
        if following is None or following.start > cue.end + 2 * rule.gap + 1:  # nothing hinders
            slow = characters(cue.lines, cue.language) / rule.cps_of(cue.language)
            assert length >= 1000 * min(max(rule.min_seconds, slow), rule.max_seconds) - 1
        if following is not None:
            assert cue.end <= following.start
            if following.start - cue.end < rule.gap:  # the gap yields before the words do
                own = max(piece.end for line in cue.pieces for piece in line) - cue.pieces[0][0].start
                assert length <= max(1, 1000 * own) + 1 or length <= 1000 * rule.min_seconds + 1
        for line, times in zip(cue.pieces, cue.moments(), strict=True):
            assert len(line) == len(times)
            assert all(cue.start <= a <= b <= cue.end for a, b in times)
        flat = [edge for times in cue.moments() for pair in times for edge in pair]
        assert flat == sorted(flat)


@pytest.mark.parametrize(
    ("text", "language", "never_last"),
    [
        ("We will put all of the remaining money into the new building at the end of a very long year", "en", {"the", "a", "of", "into", "at"}),
        ("Wir haben in der letzten Woche mit den neuen Kollegen über die Preise und das Wetter geredet", "de", {"der", "den", "die", "das", "und", "in", "mit"}),
        ("그래서 저는 이번 달 안에 꼭 끝낼 수 있을 것 같은데 혹시 안 되는 이유가 있으면 말씀해 주세요", "ko", {"안", "이", "끝낼"}),
    ],
)  # fmt: skip
def test_little_words_stay_with_what_they_belong_to(text: str, language: str, never_last: set[str]) -> None:
    for columns in range(30, 60, 3):
        made = Transcript((Segment(0, 0.0, 8.0, text, language=language),), language)
        found = cues(made, SubtitleRule(max_columns=columns))
        ends = {cue.lines[0].split()[-1] for cue in found if len(cue.lines) == 2}
        assert not ends & never_last, (columns, ends)


def test_two_lines_are_even() -> None:
    made = Transcript((Segment(0, 0.0, 6.0, "one two three four five six seven eight nine ten eleven"),), "en")
    (cue,) = cues(made)
    assert [len(line) for line in cue.lines] == [28, 26] or abs(len(cue.lines[0]) - len(cue.lines[1])) <= 4
    four = cues(made, SubtitleRule(max_columns=16, max_lines=4))
    assert max(len(cue.lines) for cue in four) == 4


def test_a_sentence_begun_goes_on_in_the_next_segment() -> None:
    parts = ("개발은 거의 끝났습니다. 하지만", "확인할 시간이 더 필요합니다.")
    made = Transcript((Segment(0, 0.0, 3.0, parts[0]), Segment(1, 3.6, 6.0, parts[1])), "ko")
    ends = [line.split()[-1] for cue in cues(made) for line in cue.lines]
    assert "하지만" not in ends


def test_reading_speed_is_held_where_there_is_time_and_told_where_not() -> None:
    slow = Transcript(
        (Segment(0, 0.0, 1.0, "다섯 글자 말", language="ko"), Segment(1, 9.0, 10.0, "끝", language="ko")), "ko"
    )
    (first, _) = cues(slow, SubtitleRule(max_cps=2.0))
    assert first.end == 3000  # five syllables and two spaces of half a width: 6 at 2 a second
    assert reading_of(cues(slow), SubtitleRule()).fast == 0
    fast = Transcript(
        (Segment(0, 0.0, 2.0, "가" * 20 + " " + "나" * 20, language="ko"), Segment(1, 2.0, 4.0, "끝.", speaker="x"))
    )
    told = reading_of(cues(fast), SubtitleRule())
    assert told.cues == 2
    assert told.fast == 1
    assert told.fast_share == 0.5
    assert told.fastest == pytest.approx(20.5 / 1.917, rel=0.01) or told.fastest > 20
    assert characters(["hello you"], "en") == 9
    assert characters(["日本 a"], None) == 3.0


def test_words_light_up() -> None:
    words = (Word("안녕", 1.0, 1.5), Word(" 모두", 1.7, 2.0), Word(" hello", 2.0, 3.0))
    made = Transcript((Segment(0, 1.0, 3.0, "안녕 모두 hello", words),), "ko")
    lit = SubtitleRule(highlight=True)
    assert srt.dumps(made, lit) == (
        "1\n00:00:01,000 --> 00:00:01,500\n<u>안녕</u> 모두 hello\n\n2\n00:00:01,500 --> 00:00:01,700\n안녕 모두 hello\n\n"
        "3\n00:00:01,700 --> 00:00:02,000\n안녕 <u>모두</u> hello\n\n4\n00:00:02,000 --> 00:00:03,000\n안녕 모두 <u>hello</u>\n"
    )
    assert vtt.dumps(made, lit) == "WEBVTT\n\n00:01.000 --> 00:03.000\n안녕 <00:01.700>모두 <00:02.000>hello\n"
    assert vtt.loads(vtt.dumps(made, lit)).segments[0].text == "안녕 모두 hello"


@pytest.mark.parametrize(
    ("wish", "option"),
    [
        ({"max_columns": 3}, "--max-columns"),
        ({"max_lines": 0}, "--max-lines"),
        ({"max_cps": 0.0}, "--cps"),
        ({"min_seconds": -1.0}, "--min-duration"),
        ({"max_seconds": 0.5}, "--max-duration"),
        ({"gap_frames": -1}, "--gap"),
        ({"fps": float("nan")}, "--fps"),
    ],
)
def test_rules_out_of_range(wish: dict[str, float], option: str) -> None:
    with pytest.raises(InvalidOption, match=option):
        SubtitleRule(**wish)


def test_lines_of_so_many_words() -> None:
    words = tuple(Word(f" w{number}", number * 0.4, number * 0.4 + 0.3) for number in range(23))
    said = Transcript((Segment(0, 0.0, 9.2, "".join(word.text for word in words).strip(), words),), "en")
    for most in (1, 3, 5):
        lines = [line for cue in cues(said, SubtitleRule(max_words=most)) for line in cue.lines]
        assert max(len(line.split()) for line in lines) == most
        assert " ".join(lines).split() == said.text.split()
        assert all(len(cue.lines) <= 2 for cue in cues(said, SubtitleRule(max_words=most)))
