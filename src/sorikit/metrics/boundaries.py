"""Time: how far the borders of words and segments are from the truth.

**Words.** Reference and hypothesis words in order of time are aligned by their normalised text (Levenshtein, as for
WER); only pairs of equal words are measured, two borders each, |Δstart| and |Δend|. What was misheard has no border to
be judged by; the share of reference words that were matched stands beside the errors, and a hypothesis that is missing
matches none. Words are taken as their times order them, over all speakers. Words of the reference that have no length
(start = end = 0 …) are measured as they stand.

**Segments.** A reference and a hypothesis segment are a pair where each is the one that the other overlaps most.

Medians and 95th percentiles are over all borders of all items, times rounded to 1 ms (recognisers work in steps of 10
or 20).
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from sorikit.core.text import Transcript, Word
from sorikit.core.time import Span
from sorikit.metrics import ScoreOptions
from sorikit.metrics.alignment import align
from sorikit.metrics.bootstrap import ItemTable, pooled
from sorikit.metrics.cpwer import transcript_reader, word_reader
from sorikit.metrics.score import ItemScore, Pair, Score

Numbers = npt.NDArray[np.float64]

WITHIN = (0.05, 0.1, 0.2)
"""Seconds: how close a border must be to count as found."""
_MS = " ms"
"""How the parts of an item end that say how many of its borders are so far off."""


def score(pairs: Sequence[Pair[Transcript]], options: ScoreOptions) -> list[Score]:
    """Return the errors of word borders (median, mean, 95 %, shares within 50, 100 and 200 ms), then of segments.

    Errors are in seconds; medians are given of starts and of ends alone, too. In the shares, the words of a missing hypothesis count as not within. Raises RuntimeMissing
    without the extra ``eval``.
    """
    reader = transcript_reader(pairs, options.text)
    tokens = word_reader(reader)
    words = [matched_words(pair, tokens) for pair in pairs]
    segments = [matched_segments(pair) for pair in pairs]
    names = [pair.item for pair in pairs]
    starts = [[abs(one.start - other.start) for one, other in found] for found in words]
    ends = [[abs(one.end - other.end) for one, other in found] for found in words]
    borders = [first + last for first, last in zip(starts, ends, strict=True)]
    edges = [[gap for one, other in found for gap in _gaps(one, other)] for found in segments]
    totals = [sum(1 for _ in pair.reference.words) for pair in pairs]
    missing = [2 * count if pair.hypothesis is None else 0 for pair, count in zip(pairs, totals, strict=True)]
    items = zip(names, words, totals, strict=True)
    matched = tuple(ItemScore(name, float(len(found)), float(count)) for name, found, count in items)
    scores = [
        *_errors("word border", names, borders),
        *(_share(seconds, names, borders, missing) for seconds in WITHIN),
        _median("word start, median", names, starts),
        _median("word end, median", names, ends),
        Score("words matched", None, lower_is_better=False, items=matched),
        *_errors("segment border", names, edges),
    ]
    return [pooled(one, options) for one in scores]


def matched_words(pair: Pair[Transcript], tokens: Callable[[str], Sequence[str]]) -> list[tuple[Span, Span]]:
    """Return the spans of each reference word and of the equal hypothesis word that it is aligned with."""
    true = _tokens(pair.reference, tokens)
    said = _tokens(pair.hypothesis or Transcript(), tokens)
    found: list[tuple[Span, Span]] = []
    at = to = 0
    for edit in align([token for token, _ in true], [token for token, _ in said]):
        if edit.kind == "equal":
            found.append((true[at][1].span, said[to][1].span))
        at += edit.kind != "insert"
        to += edit.kind != "delete"
    return found


def matched_segments(pair: Pair[Transcript]) -> list[tuple[Span, Span]]:
    """Return the spans of each pair of segments that overlap each other most."""
    true = [segment.span for segment in pair.reference.segments]
    said = [segment.span for segment in (pair.hypothesis or Transcript()).segments]
    forth, back = _most_overlapped(true, said), _most_overlapped(said, true)
    return [(true[one], said[other]) for one, other in forth.items() if back.get(other) == one]


def pool_median(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the median of all borders of each draw, in seconds."""
    return _pool_quantile(table, picks, 0.5)


def pool_p95(table: ItemTable, picks: npt.NDArray[np.intp]) -> Numbers:
    """Return the 95th percentile of all borders of each draw, in seconds."""
    return _pool_quantile(table, picks, 0.95)


def _errors(what: str, names: Sequence[str], gaps: Sequence[list[float]]) -> list[Score]:
    """Return median, mean and 95th percentile."""
    sums = tuple(ItemScore(name, sum(own), float(len(own))) for name, own in zip(names, gaps, strict=True))
    return [
        _median(f"{what}, median", names, gaps),
        Score(f"{what}, mean", None, "s", items=sums),
        Score(f"{what}, 95 %", None, "s", pooling="boundary p95", items=_histograms(names, gaps)),
    ]


def _median(name: str, names: Sequence[str], gaps: Sequence[list[float]]) -> Score:
    return Score(name, None, "s", pooling="boundary median", items=_histograms(names, gaps))


def _share(seconds: float, names: Sequence[str], gaps: Sequence[list[float]], missing: Sequence[int]) -> Score:
    """Return the share of borders within ``seconds``."""
    items = tuple(
        ItemScore(name, float(sum(gap <= seconds + 1e-9 for gap in own)), float(len(own) + lost))
        for name, own, lost in zip(names, gaps, missing, strict=True)
    )
    return Score(f"word borders within {seconds * 1000:.0f} ms", None, lower_is_better=False, items=items)


def _histograms(names: Sequence[str], gaps: Sequence[list[float]]) -> tuple[ItemScore, ...]:
    """Return items whose value is their own mean, and whose parts count their borders by how many ms they are off."""
    items = []
    for name, own in zip(names, gaps, strict=True):
        counts = Counter(round(gap * 1000) for gap in own)
        parts = {f"{off}{_MS}": float(count) for off, count in sorted(counts.items())}
        items.append(ItemScore(name, sum(own), float(len(own)), parts))
    return tuple(items)


def _pool_quantile(table: ItemTable, picks: npt.NDArray[np.intp], share: float) -> Numbers:
    """Return a quantile of the borders of each draw, interpolated between neighbours as numpy does."""
    columns = sorted((float(name.removesuffix(_MS)), column) for name, column in table.parts.items())
    if not columns:
        return np.full(len(picks), np.nan)
    offs = np.array([off for off, _ in columns]) / 1000.0
    counts = np.stack([column for _, column in columns], axis=1)
    times = np.stack([np.bincount(chosen, minlength=len(counts)) for chosen in picks]).astype(np.float64)
    reached = np.cumsum(times @ counts, axis=1)
    whole = reached[:, -1]
    place = np.maximum(whole - 1.0, 0.0) * share
    below, above = (offs[np.argmax(reached > edge[:, None], axis=1)] for edge in (np.floor(place), np.ceil(place)))
    return np.where(whole > 0, below + (above - below) * (place - np.floor(place)), np.nan)


def _tokens(transcript: Transcript, tokens: Callable[[str], Sequence[str]]) -> list[tuple[str, Word]]:
    """Return the words in order of time, each with its comparable form; what has none (a lone comma) is left out."""
    words = sorted(transcript.words, key=lambda word: (word.start, word.end))
    comparable = [("".join(tokens(word.text)), word) for word in words]
    return [(token, word) for token, word in comparable if token]


def _most_overlapped(spans: Sequence[Span], others: Sequence[Span]) -> dict[int, int]:
    """Return index of a span → index of the one of ``others`` that it shares most time with (the earliest), if any."""
    order = sorted(range(len(others)), key=lambda index: others[index])
    longest = max((other.duration for other in others), default=0.0)
    starts = [others[index].start for index in order]
    best: dict[int, int] = {}
    for at, span in enumerate(spans):
        near = order[bisect.bisect_left(starts, span.start - longest) : bisect.bisect_left(starts, span.end)]
        shared = [(span.overlap(others[index]), index) for index in near if others[index].overlaps(span)]
        if shared:
            best[at] = max(shared, key=lambda pair: pair[0])[1]
    return best


def _gaps(one: Span, other: Span) -> tuple[float, float]:
    return abs(one.start - other.start), abs(one.end - other.end)
