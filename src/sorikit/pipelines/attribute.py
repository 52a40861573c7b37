"""Who said which word: joins recognised words with speaker turns, word by word, never segment by segment.

Each word fits a speaker as well as that speaker talks during it; where several talk at once they fit about equally. Speakers
change at the ends of sentences, at "네" and "yeah", at commas, and rarely in between: so the words of one breath (no pause
of ``PAUSE`` seconds in it) are given to the likeliest row of speakers. A change of speaker that the sound shows is thus
moved to the sentence's end that it belongs to, but never across a pause. How probable the chosen speaker is, of all of
them, is the word's ``speaker_confidence``. Segments are then cut where the speaker changes.

Measured by ``benchmarks/attribution.py``; the scores are flat around these constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from sorikit.core.activity import SpeakerActivity
from sorikit.core.text import Segment, Word
from sorikit.core.time import Turn, total
from sorikit.dsp.label_path import Numbers, best_labels, label_probabilities
from sorikit.pipelines._speaker_evidence import OVERLAP_SHARE, Evidence, visible

PAUSE = 0.3
"""Seconds of silence between two words that no change of speaker is moved across."""
TALKS = 0.65
"""A speaker who talks this much during a word fits it as well as one who talks all the time: words' times are not exact."""
SILENT = 0.05
"""A speaker who does not talk during it fits it as one who talks this much."""
WEIGHT = 2.0
"""How much the sound counts against the costs below."""
WHOLE_WORD = 0.25
"""Seconds of a word from which its sound counts in full."""
CHANGE = 3.0
"""Cost of a change of speaker inside a sentence …"""
AT_COMMA, AT_SEGMENT, AT_SIGNAL, AT_SENTENCE = 1.5, 1.0, 0.5, 0.3
"""… after a comma, between two segments, before or after a listening signal, after a sentence."""
UNOWNED = 0.5
"""Most that can be sure of a word in nobody's turn."""
SENTENCE_ENDS, COMMAS = tuple(".?!。？！…"), tuple(",;:，、；：")
_SIGNALS = (
    "네 네네 예 응 음 흠 아 어 오 그래 그래요 그렇죠 그렇군요 맞아 맞아요 okay ok yes yeah yep no right sure mhm mm mmhmm hmm "
    "uhhuh uh oh aha fine exactly はい ええ うん そう そうですね なるほど"
)
SIGNALS = frozenset(_SIGNALS.split())
"""Words that are often all that a listener says."""


def attribute(
    segments: Iterable[Segment],
    exclusive: Sequence[Turn],
    turns: Sequence[Turn],
    activity: SpeakerActivity | None = None,
) -> tuple[Segment, ...]:
    """Return the segments with a speaker for every word, cut where the speaker changes, ids counted anew.

    Args:
        segments: recognised text with word times.
        exclusive: turns of which no two overlap.
        turns: all turns, overlapping ones included; where speech is marked as overlapped.
        activity: how probably each speaker talks, where it is known; else the turns have to do.

    Segments without words get one speaker as a whole. Without any turn, everything keeps ``speaker=None``.
    """
    given = list(segments)
    evidence = Evidence(exclusive, turns, activity)
    words = [list(segment.words or (_as_word(segment),)) for segment in given]
    pieces: list[Segment] = []
    for segment, own in zip(given, _spoken(words, evidence), strict=True):
        pieces += _cut(segment, own)
    return tuple(replace(piece, id=index) for index, piece in enumerate(pieces))


def _spoken(segments: Sequence[Sequence[Word]], evidence: Evidence) -> Iterator[list[Word]]:
    """Yield the words of each segment with their speakers."""
    if not evidence.speakers:
        for words in segments:
            yield [replace(word, speaker=None, speaker_certain=False, speaker_confidence=0.0) for word in words]
        return
    flat = [word for words in segments for word in words]
    costs = _costs(segments)
    told: list[Word] = []
    for first, last in _breaths(flat):
        told += _one_breath(flat[first:last], costs[first:last], evidence)
    at = 0
    for words in segments:
        yield told[at : at + len(words)]
        at += len(words)


def _breaths(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield (first, last + 1) of the words between two pauses."""
    first = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or words[at].start - words[at - 1].end >= PAUSE:
            yield first, at
            first = at


def _costs(segments: Sequence[Sequence[Word]]) -> Numbers:
    """Return what a change of speaker costs before each word."""
    costs: list[float] = []
    before: Word | None = None
    for words in segments:
        for number, word in enumerate(words):
            costs.append(0.0 if before is None else _cost(before, word, new_segment=number == 0))
            before = word
    return np.array(costs, np.float64)


def _cost(before: Word, word: Word, *, new_segment: bool) -> float:
    said = before.text.strip()
    if said.endswith(SENTENCE_ENDS):
        return AT_SENTENCE
    if _is_signal(before) or _is_signal(word):
        return AT_SIGNAL
    if new_segment:
        return AT_SEGMENT
    return AT_COMMA if said.endswith(COMMAS) else CHANGE


def _is_signal(word: Word) -> bool:
    return "".join(letter for letter in word.text.casefold() if letter.isalnum()) in SIGNALS


def _one_breath(words: Sequence[Word], costs: Numbers, evidence: Evidence) -> list[Word]:
    levels = np.stack([evidence.levels(word) for word in words])
    lengths = np.array([visible(word).duration for word in words])
    fits = WEIGHT * np.log(np.clip(levels, SILENT, TALKS) / TALKS) * np.minimum(lengths / WHOLE_WORD, 1.0)[:, None]
    path, sure = best_labels(fits, costs), label_probabilities(fits, costs)
    return [_told(word, evidence, int(label), row) for word, label, row in zip(words, path, sure, strict=True)]


def _told(word: Word, evidence: Evidence, label: int, sure: Numbers) -> Word:
    owned = evidence.owned(word)
    return replace(
        word,
        speaker=evidence.speakers[label],
        speaker_certain=owned,
        speaker_confidence=round(min(float(sure[label]), 1.0 if owned else UNOWNED), 3),
        overlapped=evidence.overlapped(word),
    )


def _as_word(segment: Segment) -> Word:
    return Word(segment.text, segment.start, segment.end)


def _cut(segment: Segment, words: Sequence[Word]) -> Iterator[Segment]:
    groups = [(speaker, tuple(group)) for speaker, group in groupby(words, key=lambda word: word.speaker)]
    for speaker, own in groups:
        over = total(word.span for word in own if word.overlapped)
        yield replace(
            segment,
            start=own[0].start,
            end=max(own[-1].end, own[0].start),
            text="".join(word.text for word in own).strip(),
            words=own if segment.words else (),
            speaker=speaker,
            overlapped=over > OVERLAP_SHARE * max(total(word.span for word in own), 1e-9),
            raw=segment.raw if len(groups) == 1 else "",  # of the whole: no piece of it is known
        )
