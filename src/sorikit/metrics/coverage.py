"""Nothing lost, nothing invented: the two promises of a transcript, measured.

**Lost speech** is the share of the seconds of true speech that have neither words nor a report in
``Transcript.unrecognized``. A pause of up to 1 s between words belongs to what is said. A stretch of speech without
words of less than 0.5 s is not counted: it cannot be told from borders that are not exact. Speech counts once, however
many speak.

**Invented words** are words whose middle lies more than 0.25 s outside all true speech, per minute of recording.

True speech is the reference's turns; where it has none, its segments; where it has none, ``Transcript.speech``. The
last is how an app judges a transcript by a detector alone: a ``Transcript(speech=…)`` as reference. A detector can be
wrong, so ``score_detected`` takes three of its opinions, a strict, a normal and a lenient one, and gives the range of
the result with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sorikit.core.text import Transcript, Word
from sorikit.core.time import Span, intersection, subtract, total, union
from sorikit.metrics import ScoreOptions
from sorikit.metrics.alignment import align
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.cpwer import transcript_reader, word_reader
from sorikit.metrics.normalize import TextReader
from sorikit.metrics.score import ItemScore, Pair, Score

PAUSE = 1.0
"""Seconds between two words that still count as said."""
SHORTEST_LOSS = 0.5
"""Seconds of speech without words that count."""
BORDER = 0.25
"""Seconds by which true speech is widened before a word counts as invented."""


@dataclass(frozen=True, slots=True)
class Detected:
    """One transcript, and what a detector thinks of its recording at three settings."""

    item: str
    transcript: Transcript
    strict: tuple[Span, ...]
    """Speech at a high threshold: the least."""
    normal: tuple[Span, ...]
    lenient: tuple[Span, ...]
    """Speech at a low threshold: the most."""


@dataclass(frozen=True, slots=True)
class Ranged:
    """A score by the detector's normal setting, and between what its settings put it."""

    score: Score
    low: float
    high: float


def score(pairs: Sequence[Pair[Transcript]], options: ScoreOptions) -> list[Score]:
    """Return lost speech, lost or reported speech, invented words (also their share) and, with text, inserted ones.

    "lost or reported speech" counts what was reported as not understood as lost, too. "invented words, share" is over
    all words of the hypothesis. "inserted words in silence" are invented words that the alignment with the reference's
    text also calls insertions, per minute. A missing hypothesis loses all speech and invents nothing. Raises
    RuntimeMissing where there is reference text and no extra ``eval``.
    """
    columns: dict[str, list[ItemScore]] = {name: [] for name in ("lost", "without", "invented", "share", "inserted")}
    with_text = any(pair.reference.text.strip() for pair in pairs)
    reader = transcript_reader(pairs, options.text) if with_text else None
    for pair in pairs:
        heard = pair.hypothesis or Transcript()
        speech = true_speech(pair.reference)
        lost, reported = lost_speech(heard, speech)
        columns["lost"].append(ItemScore(pair.item, total(lost), total(speech)))
        columns["without"].append(ItemScore(pair.item, total(lost) + total(reported), total(speech)))
        words, minutes = timed_words(heard), _minutes(pair)
        invented = invented_words(words, speech)
        columns["invented"].append(ItemScore(pair.item, float(len(invented)), minutes))
        columns["share"].append(ItemScore(pair.item, float(len(invented)), float(len(words))))
        if reader is not None:
            inserted = _inserted(pair.reference, words, set(invented), reader)
            columns["inserted"].append(ItemScore(pair.item, float(inserted), minutes))
    scores = [
        Score("lost speech", None, items=tuple(columns["lost"])),
        Score("lost or reported speech", None, items=tuple(columns["without"])),
        Score("invented words", None, "per minute", items=tuple(columns["invented"])),
        Score("invented words, share", None, items=tuple(columns["share"])),
    ]
    if reader is not None:
        scores.append(Score("inserted words in silence", None, "per minute", items=tuple(columns["inserted"])))
    return [pooled(one, options) for one in scores]


def score_detected(recordings: Sequence[Detected], options: ScoreOptions) -> list[Ranged]:
    """Judge transcripts by a detector alone: scores by its normal setting, each with its range over all three.

    The range says how far the detector's doubt moves the result; it is no confidence interval (which the score holds).
    Scores for which there is nothing to be judged are left out.
    """
    runs = [
        score([_pair(one, speech) for one, speech in zip(recordings, spans, strict=True)], options)
        for spans in (
            [one.normal for one in recordings],
            [one.strict for one in recordings],
            [one.lenient for one in recordings],
        )
    ]
    ranged = []
    for row in zip(*runs, strict=True):
        values = [one.value for one in row if one.value is not None]
        if row[0].value is not None:
            ranged.append(Ranged(row[0], min(values), max(values)))
    return ranged


def true_speech(reference: Transcript) -> list[Span]:
    """Return where somebody speaks: the union of turns, else of segments, else of detected speech."""
    if reference.turns:
        return union(turn.span for turn in reference.turns)
    if reference.segments:
        return union(segment.span for segment in reference.segments)
    return union(reference.speech)


def lost_speech(transcript: Transcript, speech: Sequence[Span]) -> tuple[list[Span], list[Span]]:
    """Return the stretches of ``speech`` without words: those nobody mentions, those reported as not understood."""
    covered = union((word.span for word in timed_words(transcript)), gap=PAUSE)
    silent = _long(subtract(speech, covered))
    return _long(subtract(silent, transcript.unrecognized)), intersection(silent, transcript.unrecognized)


def invented_words(words: Sequence[Word], speech: Sequence[Span]) -> list[int]:
    """Return the indices of ``words`` whose middle lies outside ``speech`` widened by ``BORDER`` seconds."""
    allowed = union(span.padded(BORDER) for span in speech)
    found, at = [], 0
    for index in sorted(range(len(words)), key=lambda index: words[index].span.middle):
        middle = words[index].span.middle
        while at < len(allowed) and allowed[at].end < middle:
            at += 1
        if at == len(allowed) or middle < allowed[at].start:
            found.append(index)
    return sorted(found)


def timed_words(transcript: Transcript) -> list[Word]:
    """Return the words; a segment that has none gives its text's words, spread evenly over its time."""
    words: list[Word] = []
    for segment in transcript.segments:
        texts = segment.text.split()
        step = segment.span.duration / max(len(texts), 1)
        spread = (
            Word(text, segment.start + at * step, segment.start + (at + 1) * step) for at, text in enumerate(texts)
        )
        words += segment.words or tuple(spread)
    return words


def _long(spans: Sequence[Span]) -> list[Span]:
    return [span for span in spans if span.duration >= SHORTEST_LOSS]


def _inserted(reference: Transcript, words: Sequence[Word], invented: set[int], reader: TextReader) -> int:
    """Return how many invented words the alignment calls insertions."""
    owners: list[int] = []
    tokens: list[str] = []
    read = word_reader(reader)
    for index, word in enumerate(words):
        own = read(word.text)
        tokens += own
        owners += [index] * len(own)
    true = [token for segment in reference.segments for token in reader.words(segment.text)]
    at, inserted = 0, set()
    for edit in align(true, tokens):
        if edit.kind == "insert":
            inserted.add(owners[at])
        at += edit.kind != "delete"
    return len(inserted & invented)


def _minutes(pair: Pair[Transcript]) -> float:
    """Return the length of the recording: as stated, else the end of what is known of it."""
    sides = [side for side in (pair.reference, pair.hypothesis) if side is not None]
    stated = max(side.duration for side in sides)
    ends = [span.end for side in sides for span in (*true_speech(side), *side.unrecognized)]
    return (stated or max(ends, default=0.0)) / 60.0


def _pair(one: Detected, speech: tuple[Span, ...]) -> Pair[Transcript]:
    return Pair(one.item, Transcript(speech=speech, duration=one.transcript.duration), one.transcript)
