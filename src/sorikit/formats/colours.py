"""Colours that tell speakers apart on dark and light pictures alike."""

from __future__ import annotations

from sorikit.core.text import Transcript

SPEAKER_COLOURS = ("ffffff", "7fe3ff", "9dff8f", "ffb3d9", "c9b8ff", "ffc9a3", "b8e0d2", "f5b5b5")
"""Red, green, blue in hexadecimal; contrast with black at least 11 to 1 (WCAG 2)."""
HIGHLIGHT = "ffd400"
"""The word being spoken; no speaker has a yellow like it."""


def colour_of(transcript: Transcript) -> dict[str, str]:
    """Return label → colour, in order of first word; they come round again after eight speakers."""
    return {who: SPEAKER_COLOURS[at % len(SPEAKER_COLOURS)] for at, who in enumerate(labels_of(transcript))}


def labels_of(transcript: Transcript) -> list[str]:
    """Return every label of turns and segments, in order of first word."""
    return list(dict.fromkeys([*transcript.speakers, *(s.speaker for s in transcript.segments if s.speaker)]))
