"""Transcripts for the tests of metrics: one line a segment, its words spread evenly over its time."""

from __future__ import annotations

from sorikit.core.text import Segment, Transcript, Word

Line = tuple[float, float, str, str]
"""Start, end, speaker ("" for none), text."""


def transcript(*lines: Line, duration: float = 0.0, words: bool = True) -> Transcript:
    """Return a transcript of ``lines`` in English; without ``words`` its segments have text only."""
    segments = []
    for number, (start, end, speaker, text) in enumerate(lines):
        texts = text.split() if words else []
        step = (end - start) / max(len(texts), 1)
        spread = tuple(Word(one, start + at * step, start + (at + 1) * step) for at, one in enumerate(texts))
        segments.append(Segment(number, start, end, text, spread, speaker or None))
    return Transcript(tuple(segments), language="en", duration=duration)


def said(speakers: dict[str, str]) -> Transcript:
    """Return a transcript in which each speaker says one segment, one after another."""
    return transcript(*((float(at), at + 1.0, who, text) for at, (who, text) in enumerate(speakers.items())))
