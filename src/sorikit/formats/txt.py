"""Plain text: the clock and the speaker, then what they said, a paragraph each."""

from __future__ import annotations

import re

from sorikit.core.text import Transcript
from sorikit.core.time import format_clock
from sorikit.formats._paragraphs import clock_span, paragraphs
from sorikit.formats.labels import ENGLISH, JAPANESE, KOREAN, labels_for

_HEAD = re.compile(r"\[\d+:\d\d(?::\d\d)?\](?: .*)?")
_HOLE = re.compile(r"\[\d+:\d\d(?::\d\d)?–\d+:\d\d(?::\d\d)?\](?: .*)?")
_REMARKS = {words.no_speech for words in (ENGLISH, KOREAN, JAPANESE)} | {
    f"{words.unrecognized}:" for words in (ENGLISH, KOREAN, JAPANESE)
}


def dumps(transcript: Transcript) -> str:
    """Return the transcript as text; speech that was not understood is listed at the end, silence says so."""
    if transcript.turns and not transcript.segments and not transcript.speech:
        return _turns(transcript)  # somebody asked who speaks when, and nothing else
    words = labels_for(transcript.language)
    blocks = [f"[{format_clock(row.start)}] {row.speaker}".rstrip() + f"\n{row.text}" for row in paragraphs(transcript)]
    if not blocks and not transcript.unrecognized:
        blocks.append(words.no_speech)
    if transcript.unrecognized:
        spans = "\n".join(f"[{clock_span(span)}]" for span in transcript.unrecognized)
        blocks.append(f"{words.unrecognized}:\n{spans}")
    return "\n\n".join(blocks) + "\n"


def _turns(transcript: Transcript) -> str:
    """Return a line a turn."""
    rows = ((format_clock(turn.start), format_clock(turn.end), turn.speaker) for turn in sorted(transcript.turns))
    return "".join(f"[{start}–{end}] {transcript.name_of(speaker)}\n" for start, end, speaker in rows)


def spoken_text(text: str) -> str:
    """Return the words of a text: without times, speakers and remarks where ``dumps`` wrote them, else all of it."""
    lines = (line.strip() for line in text.removeprefix("\ufeff").splitlines())
    return "\n".join(
        line
        for line in lines
        if line and line not in _REMARKS and not _HEAD.fullmatch(line) and not _HOLE.fullmatch(line)
    )
