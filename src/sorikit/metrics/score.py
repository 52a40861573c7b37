"""The nouns of judging: what one item adds to a score, and the score of them all with its interval.

A score remembers what each item added, so that it can be pooled, resampled (``bootstrap``) and compared pair by pair
(``compare``) without judging again. How the items of a score come together is named by its ``pooling``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Judged = TypeVar("Judged")


@dataclass(frozen=True, slots=True)
class Pair(Generic[Judged]):
    """One item of a test: what is true, and what was said of it."""

    item: str
    """Its name: a file's stem, an utterance's id."""
    reference: Judged
    hypothesis: Judged | None
    """None where the answer is missing: it counts as wrong altogether, it is never left out."""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """What one item adds: ``numerator / denominator`` is its own score."""

    item: str
    numerator: float
    """Errors, seconds of error, decibels …"""
    denominator: float = 1.0
    """Words, seconds of speech …; 1 where the score is a mean over items; 0 where the item has nothing to be judged."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """What the numerator is made of (substitutions, missed speech …), in the same unit."""

    @property
    def value(self) -> float | None:
        """The item's own score; None where there was nothing to be judged."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """One number about a whole test, and where it comes from."""

    name: str
    """As the field writes it: WER, DER, SI-SDR …"""
    value: float | None
    """None where there was nothing to be judged."""
    unit: str = "ratio"
    """"ratio" (shown in per cent), "dB", "s", "count", "per minute", "MOS", "LUFS", "BPM" or "" (a plain number)."""
    lower_is_better: bool = True
    interval: Interval | None = None
    """Bootstrap over items (for speech: over whole recordings); None for a single item."""
    parts: Mapping[str, float] = field(default_factory=dict)
    """The parts of all items together, in the unit of the score (for a ratio: shares of the denominator)."""
    pooling: str = "ratio"
    """How items come together: "ratio" (Σ numerator / Σ denominator), "mean", or a name known to ``bootstrap.POOLINGS``."""
    items: tuple[ItemScore, ...] = ()
