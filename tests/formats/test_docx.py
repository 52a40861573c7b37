"""Word documents: well-formed parts, the same bytes for the same content, and what another library reads."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest
from documents import meeting, minutes_of
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit import formats
from sorikit.core.text import Segment, Transcript
from sorikit.formats import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def body_of(data: bytes) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    named = {one.get("PartName") for one in parts["[Content_Types].xml"] if one.get("PartName")}
    assert {f"/{name}" for name in parts if not name.endswith(".rels") and name != "[Content_Types].xml"} == named
    styles = {one.get(f"{W}styleId") for one in parts["word/styles.xml"].iter(f"{W}style")}
    used = {
        one.get(f"{W}val") for kind in ("pStyle", "tblStyle") for one in parts["word/document.xml"].iter(f"{W}{kind}")
    }
    assert used <= styles
    return parts["word/document.xml"]


def test_minutes_and_transcript() -> None:
    data = docx.dump_bytes(meeting(), minutes_of(meeting()))
    assert data == formats.dump_bytes(meeting(), "docx", minutes=minutes_of(meeting()))
    text = "\n".join("".join(p.itertext()) for p in body_of(data).iter(f"{W}p"))
    for words in (
        "주간 회의",
        "날짜: 2026-05-29",
        "예산을 10% 줄인다  [12:34]",
        "확인되지 않음",
        "다음 주 금요일",
        "대화록",
    ):
        assert words in text, words
    for segment in meeting().segments:
        assert re.sub(r"\s", "", segment.text) in re.sub(r"\s", "", text)


def test_another_library_reads_it() -> None:
    library = pytest.importorskip("docx")
    found = library.Document(io.BytesIO(docx.dump_bytes(meeting(), minutes_of(meeting()))))
    assert found.core_properties.title == "주간 회의"
    headings = [p.text for p in found.paragraphs if p.style.name.startswith("Heading 1")]
    assert headings[:4] == ["참석자", "요약", "결정 사항", "할 일"]
    transcript = found.tables[-1]
    assert [cell.text for cell in transcript.rows[0].cells][:2] == ["0:01", "민수"]
    assert found.styles["Normal"].name == "Normal"
    fonts = found.styles.element.find(f".//{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == "맑은 고딕"


def test_nothing_said_and_what_xml_cannot_hold() -> None:
    assert "No speech" in "".join(body_of(docx.dump_bytes(Transcript())).itertext())
    odd = Transcript((Segment(0, 0, 1, "a\x00b <c> & \ud800"),))
    assert "a\ufffdb <c> & \ufffd" in "".join(body_of(docx.dump_bytes(odd)).itertext())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(), max_size=3))
def test_anything_is_well_formed(texts: list[str]) -> None:
    made = Transcript(tuple(Segment(at, at, at, text, speaker=text) for at, text in enumerate(texts)))
    assert len(list(body_of(docx.dump_bytes(made)).iter(f"{W}body"))) == 1
