"""ASS, TTML, LRC, CSV, TextGrid, CTM: as written, as other programs read them, and read back."""

from __future__ import annotations

import csv as csv_library
import io
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from documents import meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.formats import ass, csv, ctm, lrc, textgrid, ttml
from sorikit.formats.cues import cues
from sorikit.formats.subtitles import SubtitleRule

TWO = Transcript(
    (
        Segment(0, 1.5, 3.25, "Hello {big} \\N world, 5 < 6 & 7", speaker="S0", language="en"),
        Segment(1, 3661.0, 3662.5, "끝났어요.", speaker="S1", language="ko"),
    ),
    "en",
    duration=3670.0,
    speaker_names={"S0": "민 <수>"},
    source="talk one.wav",
)
SUNG = Transcript(
    (
        Segment(
            0,
            1.0,
            3.0,
            "안녕 모두 hello",
            (Word("안녕", 1.0, 1.5), Word(" 모두", 1.75, 2.0), Word(" hello", 2.0, 3.0)),
        ),
    ),
    "ko",
    duration=3.0,
)
LIT = SubtitleRule(highlight=True)
CUES = ("srt", "vtt", "ass", "ttml", "lrc")

line = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Cf")), min_size=1, max_size=12)
letters = st.sampled_from(
    [
        "안녕하세요",
        "네,",
        "{a}",
        "\\N",
        "b\\",
        "<i>",
        "&amp;",
        "-->",
        "[00:01.00]",
        '"q"',
        "=1+1",
        "@",
        "!x",
        "3",
        "日本語です。",
    ]
)


@st.composite
def spoken(draw: st.DrawFn) -> Transcript:
    """Segments in order, by up to two speakers, some with timed words."""
    clock, segments = 0.0, []
    for number in range(draw(st.integers(0, 5))):
        clock = round(clock + draw(st.floats(0, 4)), 3)
        start, words = clock, []
        for text in draw(st.lists(letters, min_size=1, max_size=9)):
            end = round(clock + draw(st.floats(0.02, 0.9)), 3)
            words.append(Word(f" {text}" if words else text, clock, end, 0.5))
            clock = end
        kept = tuple(words) if draw(st.booleans()) else ()
        who = draw(st.sampled_from([None, "SPEAKER_00", "SPEAKER_01"]))
        segments.append(Segment(number, start, clock, "".join(w.text for w in words), kept, who))
    return Transcript(tuple(segments), duration=clock + 1.0)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_ass_as_written() -> None:
    lines = ass.dumps(TWO).splitlines()
    assert lines[:2] == ["[Script Info]", "Title: talk one.wav"]
    assert lines[-2:] == [
        "Dialogue: 0,0:00:01.50,0:00:03.25,Speaker 1,민 <수>,0,0,0,,Hello \\{big\\} \\\u2060N world, 5 < 6 & 7",
        "Dialogue: 0,1:01:01.00,1:01:02.50,Speaker 2,S1,0,0,0,,끝났어요.",
    ]
    assert sum(row.startswith("Style: ") for row in lines) == 3
    sung = ass.dumps(SUNG, LIT).splitlines()[-1]
    assert sung.endswith(",Default,,0,0,0,,{\\k50}안녕{\\k25} {\\k25}모두 {\\k100}hello")
    again = ass.loads(ass.dumps(SUNG, LIT))
    assert again.segments[0].words == SUNG.segments[0].words


def test_another_program_reads_ass_srt_and_vtt(tmp_path: Path) -> None:
    pysubs2 = pytest.importorskip("pysubs2")
    for name in ("ass", "srt", "vtt"):
        found = pysubs2.load(str(formats.write(meeting(), tmp_path / f"a.{name}")))
        expected = cues(meeting(), prefix=name == "srt")
        assert len(found) == len(expected)
        for event, cue in zip(found, expected, strict=True):
            assert abs(event.start - cue.start) <= 5
            assert abs(event.end - cue.end) <= 5
            text = re.sub(r"^\[[^\]]+\]: ", "", event.plaintext)
            assert squeezed(text) == squeezed("".join(cue.lines))
    found = pysubs2.load(str(tmp_path / "a.ass"))
    assert {event.name for event in found} == {"민수", "SPEAKER_01", "SPEAKER_02"}
    assert all(event.style in found.styles for event in found)
    assert found.styles["Speaker 2"].primarycolor == pysubs2.Color(127, 227, 255)


def test_ttml_as_the_standard_wants_it() -> None:
    for rule in (SubtitleRule(), LIT):
        root = ET.fromstring(ttml.dumps(meeting(), rule))
        assert root.tag == "{http://www.w3.org/ns/ttml}tt"
        assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"
        assert root.get("{http://www.w3.org/ns/ttml#parameter}contentProfiles") == ttml.PROFILE
        ids = [one.get("{http://www.w3.org/XML/1998/namespace}id") for one in root.iter()]
        names = {one for one in ids if one}
        assert len(names) == len([one for one in ids if one])
        used = {value for one in root.iter() for key in ("style", "region") for value in one.get(key, "").split()}
        used |= {
            value for one in root.iter() for value in one.get("{http://www.w3.org/ns/ttml#metadata}agent", "").split()
        }
        assert used <= names
        shown = ["".join(p.itertext()) for p in root.iter("{http://www.w3.org/ns/ttml}p")]
        assert [squeezed(text) for text in shown] == [squeezed("".join(cue.lines)) for cue in cues(meeting())]


def test_another_program_reads_ttml() -> None:
    reader = pytest.importorskip("ttconv.imsc.reader")
    srt_writer = pytest.importorskip("ttconv.srt.writer")
    model = reader.to_model(ET.ElementTree(ET.fromstring(ttml.dumps(TWO))))
    text = re.sub("<[^<>]*>", "", srt_writer.from_model(model).replace("5 < 6", "5 &lt; 6"))
    assert "00:00:01,500 --> 00:00:03,250" in text
    assert "끝났어요." in text
    reader.to_model(ET.ElementTree(ET.fromstring(ttml.dumps(meeting(), LIT))))


def test_other_peoples_ttml() -> None:
    text = """<?xml version="1.0" encoding="UTF-16"?>
    <tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"
        ttp:tickRate="10000000" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en">
      <head><metadata><ttm:agent xml:id="a"><ttm:name type="full">Anna</ttm:name></ttm:agent></metadata></head>
      <body begin="10s"><div>
        <p begin="00:00:01:05" dur="50f" ttm:agent="a">
          one <span>two</span><br/>three</p>
        <p begin="40000000t" end="50000000t" xml:lang="ko">네</p>
        <p><span begin="6s" end="7s">late</span></p>
        <p begin="1m" end="1.5m"> </p>
      </div></body></tt>"""
    found = ttml.loads(text)
    assert [(s.start, s.end, s.text, s.speaker, s.language) for s in found.segments] == [
        (11.2, 13.2, "one two three", "Anna", "en"),
        (14.0, 15.0, "네", None, "ko"),
        (16.0, 17.0, "late", None, "en"),
    ]


def test_lrc_as_written_and_other_peoples() -> None:
    assert lrc.dumps(SUNG) == "[length:00:03]\n[la:ko]\n[re:sorikit]\n[00:01.00]안녕 모두 hello\n[00:03.00]\n"
    words = "[00:01.00]<00:01.00>안녕 <00:01.75>모두 <00:02.00>hello<00:03.00>\n"
    assert words in lrc.dumps(SUNG, LIT)
    again = lrc.loads(lrc.dumps(SUNG, LIT)).segments[0]
    assert [(w.text, w.start) for w in again.words] == [("안녕", 1.0), (" 모두", 1.75), (" hello", 2.0)]
    found = lrc.loads("[ar:x]\n[offset:+500]\n[00:12.5][01:15.25]again\n[00:14]other\n\n[02:00.00]\n").segments
    assert [(s.start, s.end, s.text) for s in found] == [
        (12.0, 13.5, "again"),
        (13.5, 74.75, "other"),
        (74.75, 119.5, "again"),
    ]


def test_csv_is_harmless_and_comes_back() -> None:
    evil = ("=1+1", "+82 2", "-5도", "@SUM(A1)", "'=x", "'quoted'", 'say "hi", you', "plain\nline", "＝cmd")
    made = Transcript(tuple(Segment(n, n, n + 1, text, speaker="=S") for n, text in enumerate(evil)))
    text = csv.dumps(made)
    assert text.startswith("\ufeffstart,end,speaker,language,text,confidence\r\n0.000,1.000,'=S,,'=1+1,1.000\r\n")
    rows = list(csv_library.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert all(len(row) == 6 and not re.match("[=+@＝-]", cell) for row in rows for cell in row)
    again = csv.loads(text)
    assert [s.text for s in again.segments] == [" ".join(one.split()) for one in evil]
    assert again.segments[0].speaker == "=S"
    found = csv.loads("Text,End,Start\nhi,2,1\n").segments[0]
    assert (found.start, found.end, found.text) == (1.0, 2.0, "hi")


def test_ctm_as_written() -> None:
    made = Transcript(
        (
            Segment(0, 2.0, 3.0, "late", (Word("late", 2.0, 3.0, 0.25),)),
            Segment(1, 0.0, 1.0, "see ;; @ <b>"),
        ),
        source="two words.wav",
    )
    assert ctm.dumps(made) == (
        "two_words 1 0.000 0.333 see NA\ntwo_words 1 0.333 0.222 ；； NA\ntwo_words 1 0.556 0.111 ＠ NA\n"
        "two_words 1 0.667 0.333 ＜b＞ NA\ntwo_words 1 2.000 1.000 late 0.250\n"
    )
    told = ctm.loads(ctm.dumps(meeting()))
    assert [w.text.strip() for w in told.words] == [t for w in meeting().words for t in w.text.split()]
    assert [w.speaker for w in told.words][:1] == ["민수"]
    assert ctm.dumps(Transcript()) == ""


def test_textgrid_covers_the_recording() -> None:
    overlapping = Transcript(
        (
            Segment(0, 0.5, 2.0, 'she said "no"', speaker="A"),
            Segment(1, 1.5, 3.0, "wait", (Word("wait", 1.5, 1.5),), speaker="B"),
            Segment(2, 1.9, 2.5, "more", speaker="A"),
        ),
        duration=4.0,
        turns=(Turn(Span(0.5, 2.0), "A"), Turn(Span(1.5, 3.0), "B")),
        speaker_names={"A": "안나"},
    )
    for made in (overlapping, meeting(), Transcript(duration=2.0), Transcript()):
        length, tiers = textgrid._read(textgrid.dumps(made), "x")
        for tier in tiers:
            assert tier.intervals[0][0] == 0.0
            assert tier.intervals[-1][1] == length
            assert all(a[1] == b[0] for a, b in pairwise(tier.intervals))
            assert all(start < end for start, end, _ in tier.intervals)
    _, tiers = textgrid._read(textgrid.dumps(overlapping), "x")
    assert [tier.name for tier in tiers] == ["speakers", "안나 - segments", "안나 - words", "B - segments", "B - words"]
    assert [label for _, _, label in tiers[0].intervals] == ["", "안나", "안나 + B", "B", ""]
    again = textgrid.loads(textgrid.dumps(overlapping))
    assert [(s.start, s.end, s.text, s.speaker) for s in again.segments] == [
        (0.5, 1.9, 'she said "no"', "안나"),
        (1.5, 3.0, "wait", "B"),
        (1.9, 2.5, "more", "안나"),
    ]
    assert again.turns == (Turn(Span(0.5, 2.0), "안나"), Turn(Span(1.5, 3.0), "B"))


def test_praat_itself_reads_it(tmp_path: Path) -> None:
    parselmouth = pytest.importorskip("parselmouth")
    path = formats.write(meeting(), tmp_path / "a.textgrid")
    grid = parselmouth.read(str(path))
    count = parselmouth.praat.call(grid, "Get number of tiers")
    names = [parselmouth.praat.call(grid, "Get tier name", at + 1) for at in range(count)]
    assert names[:3] == ["speakers", "민수 - segments", "민수 - words"]
    label = parselmouth.praat.call(grid, "Get label of interval", 3, 2)
    assert label == "안녕하세요"
    for short in (False, True):
        grid.save(str(tmp_path / "b.TextGrid")) if not short else parselmouth.praat.call(
            grid, "Save as short text file", str(tmp_path / "b.TextGrid")
        )
        again = formats.read(tmp_path / "b.TextGrid")
        assert [s.text for s in again.segments] == [s.text for s in formats.read(path).segments]
        assert again.duration == meeting().duration


@settings(max_examples=60, deadline=None)
@given(spoken(), st.booleans())
def test_any_subtitles_keep_every_word(transcript: Transcript, highlight: bool) -> None:
    """Whatever was said comes back from every format, word for word, and times never go back."""
    rule = SubtitleRule(highlight=highlight, speakers=False)
    said = squeezed("".join(segment.text for segment in transcript.segments))
    for name in CUES:
        if name == "srt" and (highlight or "<i>" in said or "-->" in said):
            continue  # underlined cues repeat; SubRip has no escapes
        again = formats.loads(formats.dumps(transcript, name, rule=rule), name)
        kept = said.replace("[00:01.00]", "(00:01.00)") if name == "lrc" else said
        assert squeezed("".join(segment.text for segment in again.segments)) == kept
        assert all(a.start <= b.start for a, b in pairwise(again.segments))
        assert all(a.start <= b.start for a, b in pairwise(again.words))


@settings(max_examples=60, deadline=None)
@given(spoken())
def test_any_annotation_comes_back(transcript: Transcript) -> None:
    for name in ("csv", "textgrid", "ctm"):
        again = formats.loads(formats.dumps(transcript, name), name)
        said = "".join(segment.text for segment in transcript.segments)
        narrow = str.maketrans("＠＜＞", "@<>") if name == "ctm" else {}
        kept = squeezed("".join(s.text for s in again.segments)).translate(narrow)
        assert sorted(kept) == sorted(squeezed(said))


@given(line)
def test_any_line_survives(text: str) -> None:
    made = Transcript((Segment(0, 1.0, 2.0, text),))
    for name in ("ass", "ttml", "csv", "textgrid"):
        again = formats.loads(formats.dumps(made, name), name)
        assert squeezed("".join(s.text for s in again.segments)) == squeezed(text).replace("\u2060", "")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("ass", "hello", "holds no subtitles"),
        ("ass", "[Events]\nFormat: Start, End, Text\nDialogue: 1,0:00:01.00,x", "line 3: expected a time"),
        ("ass", "[Events]\nFormat: Start, End, Text\nDialogue: 0:00:02.00,0:00:01.00,x", "ends before it starts"),
        ("ttml", "<tt", "not well-formed XML"),
        ("ttml", "<html/>", "holds no subtitles"),
        ("ttml", '<!DOCTYPE tt [<!ENTITY a "b">]><tt/>', "holds a document type"),
        (
            "ttml",
            '<tt xmlns="http://www.w3.org/ns/ttml"><body><p begin="soon" end="1s">x</p></body></tt>',
            "no time: 'soon'",
        ),
        ("lrc", "hello", "holds no subtitles"),
        ("lrc", "[00:61.00]x", "seconds go up to 59"),
        ("csv", "a,b\n1,2\n", "row 1: the header must name start, end and text"),
        ("csv", "start,end,text\nx,2,a\n", "row 2: start and end are not seconds"),
        ("csv", "start,end,text\n3,2,a\n", "row 2: not an interval"),
        ("csv", 'start,end,text\n1,2,"a', "not CSV"),
        ("textgrid", "hello", "not a TextGrid"),
        ("textgrid", 'File type = "ooTextFile"\nObject class = "TextGrid"\n0\n1\n<exists>\n1\n', "not a TextGrid"),
    ],
)
def test_what_cannot_be_read(name: str, text: str, words: str) -> None:
    with pytest.raises(InvalidDocument, match=re.escape(words)) as caught:
        formats.loads(text, name, source="talk")
    assert re.search("[가-힣]", caught.value.sentence("ko"))
