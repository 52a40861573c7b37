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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sorikit.core.time import Span, Turn, speakers
from sorikit.metrics import ScoreOptions, SpeakerRule
from sorikit.metrics._libraries import library
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.score import ItemScore, Pair, Score

FORGIVING_COLLAR = 0.5
"""Seconds in all: NIST's 0.25 s on each side."""

_PARTS = {"missed": "missed detection", "false alarm": "false alarm", "confusion": "confusion"}
"""Our names → pyannote's."""
_CORE, _METRICS, _FEATURE = "pyannote.core", "pyannote.metrics.diarization", "the score of speakers"


@dataclass(frozen=True, slots=True)
class _Recording:
    """One item in pyannote's words."""

    item: str
    reference: Any
    hypothesis: Any
    whole: Any
    miscounted: int
    """By how many the number of speakers is wrong."""


def score(pairs: Sequence[Pair[tuple[Turn, ...]]], options: ScoreOptions) -> list[Score]:
    """Return DER, JER and speaker-count error; where nothing was forgiven, the two customary forgiving DERs as well.

    The parts of a DER are "missed", "false alarm" and "confusion", shares of the reference's speech whose sum it is. A
    missing hypothesis misses all speech and all speakers. Raises RuntimeMissing without pyannote.metrics.
    """
    recordings = [_recording(pair) for pair in pairs]
    asked = options.speakers
    rules = {_name(asked): asked}
    if asked == SpeakerRule():
        for rule in (SpeakerRule(FORGIVING_COLLAR), SpeakerRule(FORGIVING_COLLAR, skip_overlap=True)):
            rules[_name(rule)] = rule
    scores = [Score(name, None, items=_error_rates(recordings, rule)) for name, rule in rules.items()]
    scores.append(Score("JER", None, items=_jaccard(recordings, asked)))
    counts = tuple(ItemScore(one.item, float(one.miscounted)) for one in recordings)
    scores.append(Score("speaker-count error", None, unit="count", pooling="mean", items=counts))
    return [pooled(one, options) for one in scores]


def _name(rule: SpeakerRule) -> str:
    """Return "DER", or with what is forgiven: "DER, collar 0.5 s, no overlap"."""
    collar = f", collar {rule.collar:g} s" if rule.collar else ""
    return f"DER{collar}{', no overlap' if rule.skip_overlap else ''}"


def _error_rates(recordings: Sequence[_Recording], rule: SpeakerRule) -> tuple[ItemScore, ...]:
    """Return each recording's seconds of error over seconds of reference speech."""
    items = []
    for one in recordings:
        details = _details("DiarizationErrorRate", one, rule)
        parts = {name: float(details[theirs]) for name, theirs in _PARTS.items()}
        items.append(ItemScore(one.item, sum(parts.values()), float(details["total"]), parts))
    return tuple(items)


def _jaccard(recordings: Sequence[_Recording], rule: SpeakerRule) -> tuple[ItemScore, ...]:
    """Return each recording's sum of its speakers' errors over their number, so that all speakers weigh the same."""
    items = []
    for one in recordings:
        details = _details("JaccardErrorRate", one, rule)
        items.append(ItemScore(one.item, float(details["speaker error"]), float(details["speaker count"])))
    return tuple(items)


def _details(metric: str, one: _Recording, rule: SpeakerRule) -> Mapping[str, float]:
    judge = getattr(library(_METRICS, _FEATURE), metric)(collar=rule.collar, skip_overlap=rule.skip_overlap)
    details: Mapping[str, float] = judge(one.reference, one.hypothesis, uem=one.whole, detailed=True)
    return details


def _recording(pair: Pair[tuple[Turn, ...]]) -> _Recording:
    core = library(_CORE, _FEATURE)
    said = pair.hypothesis or ()
    end = max((turn.end for turn in (*pair.reference, *said)), default=0.0)
    return _Recording(
        item=pair.item,
        reference=_annotation(core, pair.reference),
        hypothesis=_annotation(core, said),
        whole=core.Timeline([core.Segment(0.0, end)] if end else []),
        miscounted=abs(len(speakers(pair.reference)) - len(speakers(said))),
    )


def _annotation(core: Any, turns: Sequence[Turn]) -> Any:
    """Return turns as pyannote's Annotation, a speaker's own overlapping ones as one."""
    annotation = core.Annotation()
    for speaker in speakers(turns):
        own = [turn.span for turn in turns if turn.speaker == speaker and turn.span.duration > 0.0]
        for track, span in enumerate(_without_overlaps(own)):
            annotation[core.Segment(span.start, span.end), f"{speaker} {track}"] = speaker
    return annotation


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """Return spans in order, those that share time merged; those that only touch stay two (each border has its collar)."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
