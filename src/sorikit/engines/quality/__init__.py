"""Quality: how good speech sounds, told without a clean reference. One verb, ``rate``: Audio in, Rating out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines._load import load_engine


@dataclass(frozen=True, slots=True)
class RatingOptions:
    """How to rate. Raises InvalidOption for what is out of range."""

    hop: float = 1.0
    """Seconds from window to window, 0.1 … 9; 1 is what published numbers are made with, 9 hears (about) each moment once."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.hop) and 0.1 <= self.hop <= 9.0):
            raise InvalidOption(
                option="hop",
                detail=f"{self.hop} is not between 0.1 and 9 seconds",
                detail_ko=f"{self.hop}은(는) 0.1~9초 사이가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class Rating:
    """Mean opinion scores, about 1 (bad) … 5 (excellent), the mean over windows; None is what a rater does not tell."""

    ovr: float
    """Overall."""
    windows: int
    """Of how many windows this is the mean."""
    sig: float | None = None
    """The speech itself (ITU-T P.835)."""
    bak: float | None = None
    """The background: 5 where no noise is heard (ITU-T P.835)."""
    p808: float | None = None
    """Overall, as listeners at home judge it (ITU-T P.808)."""


class QualityRater(Protocol):
    """Rates speech. Immutable, safe to share."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    def rate(self, audio: Audio, options: RatingOptions | None = None) -> Rating:
        """Return the opinion scores of mono audio of any length. Raises InvalidAudio for what it cannot hear."""
        ...


def load(name: str | None = None, device: Device | None = None) -> QualityRater:
    """Return a rater (None: the embedded default). Raises what ``load_engine`` raises."""
    rater: QualityRater = load_engine("quality", name, device)
    return rater
