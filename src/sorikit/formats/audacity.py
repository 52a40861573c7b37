"""Audacity's label track: start, end and label of each turn, tab-separated, seconds with six decimals.

https://manual.audacityteam.org/man/importing_and_exporting_labels.html; lines that begin with a backslash (frequency
ranges) are passed over when reading.
"""

from __future__ import annotations

from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn
from sorikit.formats._lines import malformed, numbered


def dumps(transcript: Transcript) -> str:
    """Return a line a turn with the speaker's name; without turns, a line a segment with its text."""
    if transcript.turns:
        rows = [(turn.start, turn.end, transcript.name_of(turn.speaker)) for turn in sorted(transcript.turns)]
    else:
        rows = [(segment.start, segment.end, segment.text) for segment in transcript.segments]
    return "".join(f"{start:.6f}\t{end:.6f}\t{' '.join(label.split())}\n" for start, end, label in rows)


def loads(text: str, *, name: str = "document") -> Transcript:
    """Return a transcript with a turn a label. Raises InvalidDocument with the line's number."""
    turns = []
    for number, line in numbered(text):
        if line.startswith("\\"):
            continue
        fields = line.split("\t")
        try:
            span = Span(float(fields[0]), float(fields[1]))
        except (IndexError, ValueError) as error:
            raise malformed(
                name, number, "not start, end and label between tabs", "탭으로 나눈 시작, 끝, 이름표가 아닙니다"
            ) from error
        turns.append(Turn(span, fields[2].strip() if len(fields) > 2 and fields[2].strip() else "label"))
    return Transcript(turns=tuple(sorted(turns)), source=name, duration=max((turn.end for turn in turns), default=0.0))
