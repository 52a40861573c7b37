"""Who it is, or nobody known: an open set. Rather SPEAKER_00 than somebody else's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.dsp.score_norm import Calibration, cosine
from sorikit.voices.entry import KnownVoice, Vector


@dataclass(frozen=True, slots=True)
class Match:
    """How like a known voice another one is."""

    name: str
    score: float
    """Cosine, -1 … 1."""
    probability: float
    """That both are one person's, 0 … 1, before anybody else is thought of."""


def ranked(vector: Vector, voices: Sequence[KnownVoice], calibration: Calibration) -> list[Match]:
    """Return how like each known voice ``vector`` ``(dim,)`` is, the likest first."""
    if not voices:
        return []
    scores = cosine(
        np.asarray(vector, np.float64)[None], np.stack([voice.centre for voice in voices], dtype=np.float64)
    )[0]
    matches = [
        Match(voice.name, float(score), calibration.probability(float(score)))
        for voice, score in zip(voices, scores, strict=True)
    ]
    return sorted(matches, key=lambda match: (-match.score, match.name))


def name_speakers(
    vectors: Mapping[str, Vector], voices: Sequence[KnownVoice], calibration: Calibration, *, threshold: float
) -> dict[str, Match]:
    """Return label → match for the speakers of one recording that are known voices.

    Nobody is named whose cosine with a known voice is below ``threshold``; two labels never get one name (of both, the
    likelier), since diarization heard them as two people. The pairs are taken likeliest first.
    """
    pairs = [
        (label, match)
        for label, vector in vectors.items()
        for match in ranked(vector, voices, calibration)
        if match.score >= threshold
    ]
    named: dict[str, Match] = {}
    taken: set[str] = set()
    for label, match in sorted(pairs, key=lambda pair: (-pair[1].score, pair[0], pair[1].name)):
        if label not in named and match.name not in taken:
            named[label] = match
            taken.add(match.name)
    return named
