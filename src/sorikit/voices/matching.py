"""Who it is, or nobody known: an open set. Rather SPEAKER_00 than somebody else's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sorikit.core.errors import InvalidOption
from sorikit.voices.entry import KnownVoice, Vector
from sorikit.voices.scale import believable, calibration_of
from sorikit.voices.scoring import DEFAULT, score


@dataclass(frozen=True, slots=True, eq=False)
class Voiceprint:
    """What one person of a recording sounds like."""

    vector: Vector
    """float32 ``(dim,)``."""
    seconds: float
    """Seconds of speech it was made of."""
    model: str
    """Catalogue name of the embedding model."""


@dataclass(frozen=True, slots=True)
class Match:
    """How like a known voice another one is."""

    name: str
    score: float
    """In standard deviations above strangers (``scoring``)."""
    probability: float
    """That both are one person's, 0 … 1, at even odds before listening."""

    @property
    def named(self) -> bool:
        """Whether that is enough to say the name."""
        return believable(self.probability)


def alike(left: Voiceprint, right: Voiceprint, scoring: str = DEFAULT) -> tuple[float, float]:
    """Return the score of two voices (see ``scoring``) and the probability, at even odds, that they are one person's.

    Raises InvalidOption for voices of two models, or of one that was not calibrated.
    """
    check_same_model(left, right)
    line = calibration_of(left.model, min(left.seconds, right.seconds), scoring)
    number = score(left.model, left.vector, right.vector, scoring)
    return number, line.probability(number)


def check_same_model(left: Voiceprint, right: Voiceprint) -> None:
    """Raise InvalidOption for voices of two models."""
    if left.model != right.model:
        raise InvalidOption(
            option="voices",
            detail=f"of {left.model} and of {right.model} cannot be compared",
            detail_ko=f"{left.model}와 {right.model}의 목소리는 견줄 수 없습니다",
        )


def ranked(voice: Voiceprint, known: Sequence[KnownVoice]) -> list[Match]:
    """Return how like each known voice of the same model ``voice`` is, the likest first."""
    matches = [
        Match(one.name, *alike(voice, Voiceprint(one.centre, one.seconds, one.model)))
        for one in known
        if one.model == voice.model
    ]
    return sorted(matches, key=lambda match: (-match.probability, -match.score, match.name))


def name_speakers(voices: Mapping[str, Voiceprint], known: Sequence[KnownVoice]) -> dict[str, Match]:
    """Return label → match for the speakers of one recording that are known voices.

    Nobody is named whose best match is not believable; two labels never get one name (of both, the likelier), since
    diarization heard them as two people. The pairs are taken likeliest first.
    """
    pairs = [(label, match) for label, voice in voices.items() for match in ranked(voice, known) if match.named]
    named: dict[str, Match] = {}
    taken: set[str] = set()
    for label, match in sorted(pairs, key=lambda pair: (-pair[1].probability, pair[0], pair[1].name)):
        if label not in named and match.name not in taken:
            named[label] = match
            taken.add(match.name)
    return named
