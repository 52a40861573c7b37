"""A transcript as people read it: what one speaker says in one go is one paragraph."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sorikit.core.text import Transcript
from sorikit.core.time import Span, format_clock
from sorikit.formats._width import join_texts

PAUSE = 4.0
"""Seconds of silence after which the same speaker starts a new paragraph."""
LONGEST = 60.0
"""Seconds after which a new paragraph starts at the next segment, so that its clock stays useful."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Segments of one speaker in a row."""

    start: float
    end: float
    speaker: str
    """Name to show; empty where speakers were not told apart."""
    text: str
    overlapped: bool
    """True where any of it was spoken over."""


def paragraphs(transcript: Transcript) -> list[Paragraph]:
    """Return the transcript's words in order, by speaker; segments without text are left out."""
    rows: list[Paragraph] = []
    for segment in transcript.segments:
        text = " ".join(segment.text.split())
        if not text:
            continue
        speaker = transcript.name_of(segment.speaker)
        last = rows[-1] if rows else None
        if (
            last is not None
            and last.speaker == speaker
            and segment.start - last.end < PAUSE
            and segment.end - last.start <= LONGEST
        ):
            rows[-1] = Paragraph(
                last.start,
                max(last.end, segment.end),
                speaker,
                join_texts(last.text, text),
                last.overlapped or segment.overlapped,
            )
        else:
            rows.append(Paragraph(segment.start, segment.end, speaker, text, segment.overlapped))
    return rows


def clock_span(span: Span) -> str:
    """Return ``m:ss–m:ss`` in whole seconds that hold all of the span: half a second never has the same start and end."""
    return f"{format_clock(span.start)}–{format_clock(math.ceil(span.end - 1e-6))}"
