"""WebVTT subtitles with voices (``<v Anna>``), as the W3C's WebVTT describes them; layout by ``cues``."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.formats._clock import parse_times, write_clock
from sorikit.formats.cues import cues, join_lines
from sorikit.formats.subtitles import Cue, SubtitleRule

_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TIME_LIKE = re.compile(r"\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*\S*>")
"""A line that was meant to hold times."""
_TAG = re.compile(r"<[^>\n]*>")


def dumps(transcript: Transcript, rule: SubtitleRule | None = None) -> str:
    """Return the subtitles; hours are left out below one hour, as Whisper does. Known speakers are voices (``<v Anna>``).

    With ``rule.highlight`` each word has its time inside the cue, which players style as ``::cue(:past)``.
    """
    wishes = rule or SubtitleRule()
    blocks = ["WEBVTT\n"]
    for cue in cues(transcript, wishes):
        times = f"{write_clock(cue.start, '.', hours=False)} --> {write_clock(cue.end, '.', hours=False)}"
        speaker = " ".join(cue.speaker.split()) if wishes.speakers is not False else ""
        lines = _timed_lines(cue) if wishes.highlight else [_escape(line) for line in cue.lines]
        voice = f"<v {_escape(speaker)}>" if speaker else ""
        blocks.append(f"{times}\n{voice}" + "\n".join(lines) + "\n")
    return "\n".join(blocks)


def _timed_lines(cue: Cue) -> Iterator[str]:
    """Yield the lines with a time tag before each word; the standard wants tags to grow and to lie inside the cue."""
    last = cue.start
    for pieces, times in zip(cue.pieces, cue.moments(), strict=True):
        line = ""
        for at, (piece, (start, _)) in enumerate(zip(pieces, times, strict=True)):
            line += " " if piece.spaced and at else ""
            if last < start < cue.end:
                line += f"<{write_clock(start, '.', hours=False)}>"
                last = start
            line += _escape(piece.text)
        yield line


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read subtitles: comments, styles, regions, settings and tags are dropped, voices give the speaker.

    Raises InvalidDocument with the line's number.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise InvalidDocument(name=name, detail="does not start with WEBVTT", detail_ko="WEBVTT로 시작하지 않습니다")
    segments: list[Segment] = []
    index = 1
    while index < len(lines):
        first = index
        while index < len(lines) and lines[index].strip():
            index += 1
        block = lines[first:index]
        index += 1
        if block and not re.match(r"(NOTE|STYLE|REGION)\b", block[0]):
            segments += _read_cue(block, first, len(segments), name)
    return Transcript(tuple(segments), duration=max((s.end for s in segments), default=0.0))


def _read_cue(block: list[str], first: int, number: int, name: str) -> list[Segment]:
    arrow = next((at for at, line in enumerate(block[:2]) if "-->" in line), None)
    if arrow is None:
        for at, line in enumerate(block[:2]):
            if _TIME_LIKE.match(line):  # meant to hold times: its text must not be lost silently
                parse_times(line, f"{name}, line {first + at + 1}")
        return []  # header text, or something newer than this reader: the standard says to pass over it
    start, end = parse_times(block[arrow], f"{name}, line {first + arrow + 1}")
    body = join_lines(block[arrow + 1 :])
    voice = _VOICE.search(body)
    speaker = html.unescape(voice.group(1).strip()) if voice else None
    return [Segment(number, start, end, html.unescape(_TAG.sub("", body)).strip(), speaker=speaker)]


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
