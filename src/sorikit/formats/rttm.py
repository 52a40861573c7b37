"""RTTM (NIST Rich Transcription Time Marked): who spoke when, one turn a line, as pyannote writes it."""

from __future__ import annotations

import re

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats._lines import malformed, numbered

OTHER_TYPES = (
    *("SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH", "FILLER", "EDIT", "IP", "SU", "CB"),
    *("A/P", "SPKR-INFO"),
)
"""Line types of RT-09 (NIST, appendix A of its evaluation plan) that say nothing about who speaks when."""


def dumps(transcript: Transcript) -> str:
    """Return a ``SPEAKER`` line per turn, times to the millisecond; labels, not names.

    Without turns, those of the segments are taken. The file's and speakers' names lose their spaces.
    """
    turns = transcript.turns or tuple(Turn(s.span, s.speaker) for s in transcript.segments if s.speaker)
    uri = _token(re.sub(r"\.[^.\s]+$", "", transcript.source)) or "recording"
    lines = []
    for turn in sorted(turns):
        start, end = round(turn.start, 3), round(turn.end, 3)
        if end > start:
            speaker = _token(turn.speaker) or "SPEAKER"
            lines.append(f"SPEAKER {uri} 1 {start:.3f} {end - start:.3f} <NA> <NA> {speaker} <NA> <NA>\n")
    return "".join(lines)


def loads_turns(text: str, *, name: str = "document") -> dict[str, tuple[Turn, ...]]:
    """Return file name → turns in order, for an RTTM of any number of files; other line types are passed over.

    Raises InvalidDocument with the line's number, also for a line of no type that RTTM has.
    """
    turns: dict[str, list[Turn]] = {}
    for number, line in numbered(text):
        fields = line.split()
        if fields[0] in OTHER_TYPES:
            continue
        turn = _turn(fields)
        if turn is None:
            raise malformed(
                name,
                number,
                "not a SPEAKER line with start, duration and speaker",
                "시작, 길이, 화자가 있는 SPEAKER 줄이 아닙니다",
            )
        turns.setdefault(fields[1], []).append(turn)
    return {uri: tuple(sorted(own)) for uri, own in turns.items()}


def loads(text: str, *, name: str = "document") -> Transcript:
    """Return a transcript that has turns and no words. Raises InvalidDocument; also for turns of several files."""
    files = loads_turns(text, name=name)
    if len(files) > 1:
        raise InvalidDocument(
            name=name,
            detail=f"holds the turns of {len(files)} recordings; give one of them alone",
            detail_ko=f"녹음 {len(files)}개의 발언이 섞여 있습니다. 하나만 주세요",
        )
    uri, turns = next(iter(files.items()), ("", ()))
    return Transcript(turns=turns, source=uri, duration=max((turn.end for turn in turns), default=0.0))


def _turn(fields: list[str]) -> Turn | None:
    """Return the turn of a SPEAKER line, None where it is none."""
    if fields[0] != "SPEAKER" or len(fields) < 8:
        return None
    try:
        start, duration = float(fields[3]), float(fields[4])
        return Turn(Span(start, start + duration), fields[7])
    except ValueError:
        return None


def _token(text: str) -> str:
    return re.sub(r"\s+", "_", text.strip())
