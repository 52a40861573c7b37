"""Who spoke when: diarization error rate, its three parts, Jaccard error rate, number of speakers; by pyannote.metrics.

DER = (missed speech + false alarm + confusion) / reference speech, in seconds, after the best one-to-one mapping of the
hypothesis's labels to the reference's (Fiscus et al., "The Rich Transcription 2006 Spring Meeting Recognition
Evaluation"). It can exceed 1. JER is the mean over reference speakers of 1 − Jaccard index with the speaker they are
mapped to (Ryant et al., "The Second DIHARD Diarization Challenge", 2019); it never exceeds 1.

**What is judged:** the whole recording, from 0 to the end of the last turn of either side (pyannote's UEM), silence
included, so that every false alarm counts. Turns of one speaker that overlap each other are one turn.

**A collar** is time around each border of a reference turn that does not count. Its number here is pyannote's: the
whole width. NIST's md-eval and dscore take half of it, the width on each side: their "collar 0.25" is 0.5 here, the
classic forgiving one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sorikit.core.time import Span, Turn, speakers
from sorikit.metrics import ScoreOptions, SpeakerRule
from sorikit.metrics._libraries import library
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

FORGIVING_COLLAR = 0.5
"""Seconds in all: NIST's 0.25 s on each side."""

_PARTS = {"missed": "missed detection", "false alarm": "false alarm", "confusion": "confusion"}
"""Our names → pyannote's."""
_CORE, _IDENTIFICATION, _FEATURE = "pyannote.core", "pyannote.metrics.identification", "the score of speakers"
TURNS_AT_ONCE = 60
"""Turns that begin in one piece of a recording."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a recording in pyannote's words: what of both sides is judged in it, and where."""

    reference: Any
    hypothesis: Any
    where: Any


@dataclass(slots=True)
class _Shared:
    """What a mapping is made from: seconds of each speaker, and of each two together."""

    reference: Counter[str] = field(default_factory=Counter)
    hypothesis: Counter[str] = field(default_factory=Counter)
    together: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(reference, hypothesis) → seconds."""


def score(pairs: Sequence[Pair[tuple[Turn, ...]]], options: ScoreOptions) -> list[Score]:
    """Return DER, JER and speaker-count error; where nothing was forgiven, the two customary forgiving DERs as well.

    The parts of a DER are "missed", "false alarm" and "confusion", shares of the reference's speech whose sum it is. A
    missing hypothesis misses all speech and all speakers. Raises RuntimeMissing without pyannote.metrics.
    """
    asked = options.speakers
    rules = {_name(asked): asked}
    if asked == SpeakerRule():
        for rule in (SpeakerRule(FORGIVING_COLLAR), SpeakerRule(FORGIVING_COLLAR, skip_overlap=True)):
            rules[_name(rule)] = rule
    judged = {name: [_judge(pair, rule) for pair in pairs] for name, rule in rules.items()}
    scores = [Score(name, None, items=tuple(der for der, _ in items)) for name, items in judged.items()]
    scores.append(Score("JER", None, items=tuple(jer for _, jer in judged[_name(asked)])))
    scores.append(
        Score("speaker-count error", None, unit="count", pooling="mean", items=tuple(map(_miscounted, pairs)))
    )
    return [pooled(one, options) for one in scores]


def _name(rule: SpeakerRule) -> str:
    """Return "DER", or with what is forgiven: "DER, collar 0.5 s, no overlap"."""
    collar = f", collar {rule.collar:g} s" if rule.collar else ""
    return f"DER{collar}{', no overlap' if rule.skip_overlap else ''}"


def _miscounted(pair: Pair[tuple[Turn, ...]]) -> ItemScore:
    """Return by how many the number of speakers is wrong."""
    return ItemScore(pair.item, float(abs(len(speakers(pair.reference)) - len(speakers(pair.hypothesis or ())))))


def _judge(pair: Pair[tuple[Turn, ...]], rule: SpeakerRule) -> tuple[ItemScore, ItemScore]:
    """Return what a recording adds to DER and to JER.

    pyannote's time grows with the square of the number of turns, so the recording is judged in pieces. Seconds add up;
    only the mapping of speakers is one for the whole, made from what all pieces share.
    """
    pieces = [_scored(piece, rule) for piece in _pieces(pair, rule)]
    shared = _share(pieces)
    mapping = _mapping(shared)
    judge = library(_IDENTIFICATION, _FEATURE).IdentificationErrorRate()
    seconds: Counter[str] = Counter()
    for piece in pieces:
        mapped = piece.hypothesis.rename_labels(mapping={said: true for true, said in mapping.items()})
        seconds.update(judge(piece.reference, mapped, uem=piece.where, detailed=True))
    parts = {name: float(seconds[theirs]) for name, theirs in _PARTS.items()}
    der = ItemScore(pair.item, sum(parts.values()), float(seconds["total"]), parts)
    errors = [_jaccard(shared, true, mapping.get(true)) for true in shared.reference]
    return der, ItemScore(pair.item, sum(errors), float(len(errors)))


def _scored(piece: _Piece, rule: SpeakerRule) -> _Piece:
    """Return what is left of a piece without collars and, where asked for, without overlap."""
    judge = library(_IDENTIFICATION, _FEATURE).IdentificationErrorRate()
    kept = judge.uemify(
        piece.reference, piece.hypothesis, piece.where, rule.collar, rule.skip_overlap, returns_uem=True
    )
    return _Piece(*kept)


def _share(pieces: Sequence[_Piece]) -> _Shared:
    shared = _Shared()
    for piece in pieces:
        true, said = piece.reference.labels(), piece.hypothesis.labels()
        shared.reference.update({label: piece.reference.label_duration(label) for label in true})
        shared.hypothesis.update({label: piece.hypothesis.label_duration(label) for label in said})
        matrix = piece.reference * piece.hypothesis
        shared.together.update(
            {(one, other): matrix[i, j] for i, one in enumerate(true) for j, other in enumerate(said)}
        )
    return shared


def _mapping(shared: _Shared) -> dict[str, str]:
    """Return reference speaker → the hypothesis's, so that they speak together longest; no row where they never do."""
    true, said = sorted(shared.reference), sorted(shared.hypothesis)
    seconds = np.array([[shared.together[one, other] for other in said] for one in true]).reshape(len(true), len(said))
    rows, columns = library("scipy.optimize", _FEATURE).linear_sum_assignment(-seconds)
    found = zip(rows.tolist(), columns.tolist(), strict=True)
    return {true[row]: said[column] for row, column in found if seconds[row, column] > 0.0}


def _jaccard(shared: _Shared, true: str, said: str | None) -> float:
    """Return 1 − the Jaccard index of a reference speaker and the one it is mapped to; 1 for nobody."""
    if said is None:
        return 1.0
    both = shared.together[true, said]
    either = shared.reference[true] + shared.hypothesis[said] - both
    return float((either - both) / either)


def _pieces(pair: Pair[tuple[Turn, ...]], rule: SpeakerRule) -> Iterator[_Piece]:
    """Yield the recording from 0 to its last end, cut where turns begin, each piece with all that reaches into it."""
    core = library(_CORE, _FEATURE)
    sides = [_without_overlaps(pair.reference), _without_overlaps(pair.hypothesis or ())]
    turns = sorted(turn for side in sides for turn in side)
    borders = sorted({0.0, *(turn.start for turn in turns[TURNS_AT_ONCE::TURNS_AT_ONCE])})
    end = max((turn.end for turn in turns), default=0.0)
    for start, stop in zip(borders, [*borders[1:], end], strict=True):
        near = [
            [turn for turn in side if turn.start < stop + rule.collar and turn.end > start - rule.collar]
            for side in sides
        ]
        where = core.Timeline([core.Segment(start, stop)] if stop > start else [])
        yield _Piece(_annotation(core, near[0], "true"), _annotation(core, near[1], "said"), where)


def _annotation(core: Any, turns: Sequence[Turn], side: str) -> Any:
    """Return turns as pyannote's Annotation; ``side`` keeps the two sides' labels apart."""
    annotation = core.Annotation()
    for track, turn in enumerate(turns):
        annotation[core.Segment(turn.start, turn.end), track] = f"{side} {turn.speaker}"
    return annotation


def _without_overlaps(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns in order, a speaker's own that share time merged; those that only touch keep their borders."""
    last: dict[str, int] = {}
    merged: list[Turn] = []
    for turn in sorted(turn for turn in turns if turn.span.duration > 0.0):
        at = last.get(turn.speaker)
        if at is not None and turn.start < merged[at].end:
            merged[at] = Turn(Span(merged[at].start, max(merged[at].end, turn.end)), turn.speaker)
        else:
            last[turn.speaker] = len(merged)
            merged.append(turn)
    return merged
