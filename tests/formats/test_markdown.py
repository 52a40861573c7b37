"""Markdown minutes: every part, every evidence time, three languages, and words that stay words."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from documents import any_minutes, meeting, minutes_of, transcripts
from hypothesis import given, settings
from hypothesis import strategies as st

from sorikit.core.minutes import ActionItem, Evidence, Item, Minutes
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats.labels import LABELS, labels_for
from sorikit.formats.markdown import dumps, escape

KOREAN = dumps(meeting(), minutes_of(meeting()))


def section(text: str, title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, title
    return found.group(1).strip()


def test_the_head() -> None:
    assert KOREAN.startswith("# 주간 회의\n\n- **날짜**: 2026-05-29\n- **길이**: 0:")
    assert "> ⚠ LLM 서버가 응답하지 않았습니다." in KOREAN
    assert "| 민수 | 0:12 | 25% | 2 |\n| SPEAKER_01 | 0:36 | 75% | 1 |" in KOREAN


def test_every_part_has_its_evidence_time() -> None:
    assert section(KOREAN, "요약").startswith("- 예산을 10% 줄인다 [12:34]\n  - “다음 분기 예산과 채용 계획” — 민수")
    assert section(KOREAN, "결정 사항").splitlines() == [
        "- 다음 분기 예산과 채용 계획 [12:34]",
        "- 아무도 말하지 않은 것 ⚠ *확인되지 않음*",
    ]
    first, quote, second = section(KOREAN, "할 일").splitlines()
    assert first == "- [ ] **예산안 작성** — 담당: 민수 · 기한: 2026-06-05 (다음 주 금요일) [12:34]"
    assert quote.startswith("  - “")
    assert second == "- [ ] **회의실 예약** — 담당: 언급 없음 · 기한: 언급 없음"
    assert "### 1. 예산 [0:01–1:01:40]\n\n- 예산을 10%" in section(KOREAN, "논의 내용")
    assert "[12:34]" in section(KOREAN, "남은 질문")
    assert "[12:34]" in section(KOREAN, "다음 회의")
    assert "*작성: sorikit" in KOREAN


def test_the_transcript_follows() -> None:
    said = section(KOREAN, "대화록")
    assert said.startswith("[0:01] **민수**  \n안녕하세요")
    assert "### 알아듣지 못한 발언" in said
    for segment in meeting().segments:
        assert segment.text in said


@pytest.mark.parametrize("language", LABELS)
def test_headings_are_in_the_language_of_the_minutes(language: str) -> None:
    text = dumps(meeting(), replace(minutes_of(meeting()), language=language))
    words = LABELS[language]
    for title in (words.attendees, words.summary, words.decisions, words.actions, words.topics, words.questions):
        assert section(text, title)
    assert words.unverified in text
    assert all(getattr(words, field.name).strip() for field in fields(words))
    assert "{author}" in words.written_by


def test_other_languages_get_english() -> None:
    assert labels_for("fr") is labels_for(None) is LABELS["en"]
    assert len({labels.summary for labels in LABELS.values()}) == len(LABELS)


def test_empty_minutes_say_none() -> None:
    text = dumps(Transcript(), Minutes("", "en", 0.0))
    assert text.startswith("# Minutes\n")
    assert section(text, "Decisions") == "None."
    assert section(text, "Transcript") == "No speech was found in this recording."
    assert "Attendees" not in text


def test_a_transcript_alone() -> None:
    text = dumps(meeting())
    assert text.startswith("# 주간 회의.m4a\n\n## 대화록")
    assert "요약" not in text
    assert "No speech" not in dumps(Transcript(unrecognized=(Span(0, 1),)))


def test_the_conversation_is_told_in_the_language_of_the_minutes() -> None:
    turns = (
        Turn(Span(0.0, 90.0), "SPEAKER_00"),
        Turn(Span(90.5, 94.0), "SPEAKER_01"),
        Turn(Span(93.0, 96.0), "SPEAKER_00"),
    )
    transcript = Transcript(turns=turns, duration=100.0, speaker_names={"SPEAKER_00": "김|민수"})
    text = section(dumps(transcript, Minutes("", "ko", 100.0)), "대화 흐름")
    assert "- **말소리**: 1:35 (96%)" in text
    assert "- **대답까지**: −0.2초" in text
    assert "| 김\\|민수 | 1:33 (96%) | 2 | 46.5초 | 1:30 | −1.0초 | 1 | 0 | 0 |" in text
    assert "| SPEAKER_01 다음 | 1 | 0 |" in text
    assert "At the same time" in dumps(transcript, Minutes("", "en", 100.0))
    assert "대화 흐름" not in dumps(Transcript(turns=turns[:1], duration=100.0), Minutes("", "ko", 100.0))


def test_due_dates_and_owners() -> None:
    def line(action: ActionItem) -> str:
        return section(dumps(Transcript(), Minutes("", "en", 0.0, actions=(action,))), "Action items")

    assert "By when: next week" in line(ActionItem("a", due_text="next week"))
    assert "Who: Anna" in line(ActionItem("a", owner="Anna"))
    twice = (Evidence(0, 5, 6, "a", None), Evidence(1, 5.4, 6, "A!", None), Evidence(2, 70, 71, "other words", "S"))
    assert line(ActionItem("a", evidence=twice)).splitlines() == [
        "- [ ] **a** — Who: not said · By when: not said [0:05] [1:10]",
        "  - “other words” — S",
    ]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a*b*", r"a\*b\*"),
        ("SPEAKER_00 _so_", r"SPEAKER_00 \_so\_"),
        ("[x](javascript:1)", r"\[x\](javascript:1)"),
        ("<script>", r"\<script>"),
        ("a|b `c` ~d~", r"a\|b \`c\` \~d\~"),
        ("# 1", r"\# 1"),
        ("- no", r"\- no"),
        ("> so", r"\> so"),
        ("1. first", r"1\. first"),
        ("10) tenth", r"10\) tenth"),
        ("10 people", "10 people"),
        ("R&D &copy;", r"R&D \&copy;"),
        ("two\nlines\r\n\tmore", "two lines more"),
        ("back\\slash", r"back\\slash"),
        ("---", r"\---"),
        ("회의 - 정리", "회의 - 정리"),
    ],
)
def test_escape(said: str, shown: str) -> None:
    assert escape(said) == shown


@given(st.text())
def test_escaped_text_is_one_line_that_reads_the_same(text: str) -> None:
    line = escape(text)
    assert "\n" not in line
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line) == " ".join(text.split())


def test_a_renderer_shows_what_was_said() -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    said = "**굵게** <b>html</b> [link](http://x) | `code` 1. _a_ snake_case &amp; # *** \\* ~~x~~"
    html = (
        markdown_it.MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .render(dumps(Transcript((Segment(0, 0, 1, said),)), Minutes("t", "en", 1.0, decisions=(Item(said),))))
    )
    escaped = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html.count(escaped) == 2
    assert "<b>" not in html
    assert "<a " not in html


@settings(max_examples=25)
@given(transcripts.filter(lambda t: all(s.start == s.start for s in t.segments)), any_minutes)
def test_nothing_breaks_it(transcript: Transcript, minutes: Minutes) -> None:
    try:
        text = dumps(transcript, minutes)
    except OverflowError:  # a clock of infinitely many hours
        return
    assert text.startswith("# ")
    assert text.endswith("\n")
