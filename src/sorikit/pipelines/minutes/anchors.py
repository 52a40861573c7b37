"""Where a quote stands in a transcript: found again through case, spaces, punctuation and small slips."""

from __future__ import annotations

import bisect
import re
import unicodedata
from dataclasses import dataclass, field

import numpy as np

from sorikit.core.minutes import Evidence
from sorikit.core.text import Segment, Transcript
from sorikit.pipelines.minutes.drafts import Cite

EDITS = 0.1
"""Share of a quote's letters that may differ (at least one may)."""
_CJK = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def plain(text: str) -> str:
    """Return only letters and digits, NFKC and case-folded: what two writings of the same words share."""
    return "".join(letter for letter, _ in _letters(text))


def _letters(text: str) -> list[tuple[str, int]]:
    """Return (plain letter, its position in ``text``)."""
    found: list[tuple[str, int]] = []
    for position, letter in enumerate(text):
        folded = unicodedata.normalize("NFKC", letter).casefold()
        found.extend((each, position) for each in folded if each.isalnum())
    return found


@dataclass(frozen=True, slots=True)
class TranscriptIndex:
    """The letters of a transcript one after another, and where each comes from."""

    segments: tuple[Segment, ...]
    letters: str
    starts: tuple[int, ...]
    """Where each segment begins in ``letters``."""
    positions: tuple[int, ...]
    """Of each letter, in its segment's text."""
    order: dict[int, int] = field(default_factory=dict)
    """Segment id → its index."""

    @classmethod
    def of(cls, transcript: Transcript) -> TranscriptIndex:
        """Return the index of a transcript."""
        letters: list[str] = []
        starts: list[int] = []
        positions: list[int] = []
        for segment in transcript.segments:
            starts.append(len(letters))
            for letter, position in _letters(segment.text):
                letters.append(letter)
                positions.append(position)
        order = {segment.id: index for index, segment in enumerate(transcript.segments)}
        return cls(transcript.segments, "".join(letters), tuple(starts), tuple(positions), order)

    def anchor(self, cite: Cite) -> tuple[Evidence, ...]:
        """Return where the quote stands, the place nearest to the cited segment; () where it stands nowhere."""
        wanted = plain(cite.quote)
        if len(wanted) < (4 if _CJK.search(wanted) else 8):
            return ()  # a "yes" or "네" stands everywhere and proves nothing
        near = self.order.get(cite.segment)
        home = self.starts[near] if near is not None else 0
        best, at = None, self.letters.find(wanted)
        while at >= 0:
            if best is None or abs(at - home) < abs(best - home):
                best = at
            at = self.letters.find(wanted, at + 1)
        if best is not None:
            return self._evidence(best, best + len(wanted))
        return self._nearly(wanted, near) if near is not None else ()

    def _nearly(self, wanted: str, near: int) -> tuple[Evidence, ...]:
        """Look for the quote with a few letters changed, in the cited segment and its neighbours."""
        first = self.starts[max(0, near - 1)]
        last = self.starts[near + 2] if near + 2 < len(self.starts) else len(self.letters)
        place = nearest(wanted, self.letters[first:last], max(1, int(EDITS * len(wanted))))
        return self._evidence(first + place[0], first + place[1]) if place else ()

    def _evidence(self, first: int, last: int) -> tuple[Evidence, ...]:
        """Return the letters ``first … last`` as quotes, verbatim, one for each segment."""
        found = []
        index = bisect.bisect_right(self.starts, first) - 1
        while index < len(self.segments) and self.starts[index] < last:
            segment = self.segments[index]
            end_of_segment = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.letters)
            begin, end = max(first, self.starts[index]), min(last, end_of_segment)
            if begin < end:
                quote = segment.text[self.positions[begin] : self.positions[end - 1] + 1]
                found.append(Evidence(segment.id, segment.start, segment.end, quote, segment.speaker))
            index += 1
        return tuple(found)


def nearest(wanted: str, text: str, edits: int) -> tuple[int, int] | None:
    """Return the piece of ``text`` that is within ``edits`` changes of ``wanted``, None where there is none.

    P. H. Sellers, "The theory and computation of evolutionary distances: pattern recognition", 1980: the edit
    distance with a free start and a free end.
    """
    if not wanted or not text:
        return None
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    row = np.zeros(codes.size + 1, np.int32)
    origin = np.arange(codes.size + 1, dtype=np.int32)
    for number, letter in enumerate(wanted, 1):
        changed = row[:-1] + (codes != ord(letter))
        fresh = np.empty_like(row)
        begun = np.empty_like(origin)
        fresh[0], begun[0] = number, 0
        left, left_origin = number, 0
        upper, upper_origin = row[1:] + 1, origin[1:]
        for column in range(codes.size):
            value, start = changed[column], origin[column]
            if upper[column] < value:
                value, start = upper[column], upper_origin[column]
            if left + 1 < value:
                value, start = left + 1, left_origin
            fresh[column + 1] = left = value
            begun[column + 1] = left_origin = start
        row, origin = fresh, begun
    best = int(row.argmin())
    return (int(origin[best]), best) if row[best] <= edits and origin[best] < best else None
