"""From words to segments: times held to detected speech, and sentences."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, intersection, union
from sorikit.engines.asr import Recognition

SENTENCE_END = (".", "?", "!", "。", "？", "！", "…", "।", "؟")
PAUSE = 0.8
"""A pause of so many seconds between words ends a segment."""
MAX_SEGMENT = 15.0
"""Seconds after which a segment ends at the next comma, pause of ``SHORT_PAUSE`` or, at twice this, anyway."""
SHORT_PAUSE = 0.25
BASE_WORD = 0.5
"""Longest believable word, in seconds: this …"""
PER_CHARACTER = 0.25
"""… and this for each character. Whisper stretches words over what it left out; their true end is unknown."""
WEAK_WORD = 0.5
"""A word with no speech under it is dropped when the recogniser was less sure of it than this."""
REACH = 0.5
"""Seconds: a word this near to speech is taken to belong to it."""


def held_to_speech(words: Sequence[Word], speech: Sequence[Span]) -> list[Word]:
    """Return the words with times inside detected speech, in order, none longer than believable.

    ``speech``: ordered, disjoint spans. A word that touches speech is trimmed to it; one near speech is moved to its
    border; one with none near is dropped if it is improbable, else left where it is.
    """
    held: list[Word] = []
    cursor = 0.0
    for word in words:
        span = _voiced(word, speech)
        if span is None:
            if word.probability < WEAK_WORD:
                continue
            span = word.span
        start = max(span.start, cursor)
        end = max(start, min(span.end, start + longest(word.text)))
        held.append(replace(word, start=start, end=end))
        cursor = end
    return held


def within(speech: Sequence[Span], window: Span) -> list[Span]:
    """Return the parts of ordered, disjoint spans that lie inside ``window``, without looking at the others."""
    first = bisect_right(speech, window.start, key=lambda span: span.end)
    last = bisect_left(speech, window.end, lo=first, key=lambda span: span.start)
    return [Span(max(span.start, window.start), min(span.end, window.end)) for span in speech[first:last]]


def longest(text: str) -> float:
    """Return how many seconds a word so written may last."""
    return BASE_WORD + PER_CHARACTER * len(text.strip())


def sentences(recognition: Recognition, words: Sequence[Word]) -> list[Segment]:
    """Split words of one window into segments at the ends of sentences and at pauses. Ids are 0: number them later."""
    pieces: list[list[Word]] = []
    for index, word in enumerate(words):
        if index and not _ends(pieces[-1], word):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return [
        Segment(
            id=0,
            start=piece[0].start,
            end=piece[-1].end,
            text="".join(word.text for word in piece).strip(),
            words=tuple(piece),
            language=recognition.language,
            avg_logprob=recognition.avg_logprob,
            no_speech_prob=recognition.no_speech_prob,
        )
        for piece in pieces
    ]


def _ends(piece: Sequence[Word], following: Word) -> bool:
    """Whether a segment ends before ``following``."""
    text = piece[-1].text.rstrip().rstrip("\"'”’)」』")
    pause = following.start - piece[-1].end
    if pause >= PAUSE or (text.endswith(SENTENCE_END) and not _abbreviated(text)):
        return True
    length = piece[-1].end - piece[0].start
    if length >= 2 * MAX_SEGMENT:
        return True
    return length >= MAX_SEGMENT and (pause >= SHORT_PAUSE or text.endswith((",", "、", "，", ";", ":")))


def _abbreviated(text: str) -> bool:
    """Whether a full stop belongs to an abbreviation or an initial ("Mr.", "J.", "U.S.")."""
    last = text.rsplit(maxsplit=1)[-1]
    return last in {"Mr.", "Mrs.", "Ms.", "Dr.", "St.", "vs.", "No."} or (
        len(last.rstrip(".").split(".")[-1]) == 1 and last.endswith(".") and last[0].isalpha() and last.isascii()
    )


def _voiced(word: Word, speech: Sequence[Span]) -> Span | None:
    """Return the word's span trimmed to the speech under it, or moved to speech within reach; None where all is still."""
    under = union(intersection([word.span], speech), gap=SHORT_PAUSE)
    if under:
        return max(under, key=lambda part: part.duration)
    near = min(speech, key=word.span.distance, default=None)
    if near is None or word.span.distance(near) > REACH:
        return None
    at = min(max(word.start, near.start), near.end)
    return Span(at, at)
