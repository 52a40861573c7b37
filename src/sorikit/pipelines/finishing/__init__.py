"""Finishing: what was recognised, written as people write it. Times, speakers and confidence stay with their words.

Korean gets its spaces, numbers and marks, Japanese loses its spaces and gets its marks, names on a list of hotwords are
spelled as on the list. ``Segment.raw`` keeps what the recogniser wrote, where anything was changed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FinishingOptions:
    """What is done to recognised text. Each part can be left out."""

    enabled: bool = True
    """False leaves the text as it was recognised; hotwords are then expected, but nothing is repaired."""
    punctuation: bool = True
    """Repeated, stray and wide or narrow marks; the end of a sentence; white space. Japanese: no spaces inside."""
    numbers: bool = True
    """Numbers in words as digits where people write digits: dates, times, money, measures, large numbers (ko, ja)."""
    spacing: bool = True
    """Korean: join and part words on strong evidence. Needs the extra ``ko``; without it this part does nothing."""
