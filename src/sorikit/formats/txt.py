"""Plain text: the clock and the speaker, then what they said, a paragraph each."""

from __future__ import annotations

from sorikit.core.text import Transcript
from sorikit.core.time import format_clock
from sorikit.formats._paragraphs import paragraphs
from sorikit.formats.labels import labels_for


def dumps(transcript: Transcript) -> str:
    """Return the transcript as text; speech that was not understood is listed at the end, silence says so."""
    words = labels_for(transcript.language)
    blocks = [f"[{format_clock(row.start)}] {row.speaker}".rstrip() + f"\n{row.text}" for row in paragraphs(transcript)]
    if not blocks and not transcript.unrecognized:
        blocks.append(words.no_speech)
    if transcript.unrecognized:
        spans = "\n".join(f"[{format_clock(span.start)}–{format_clock(span.end)}]" for span in transcript.unrecognized)
        blocks.append(f"{words.unrecognized}:\n{spans}")
    return "\n\n".join(blocks) + "\n"
