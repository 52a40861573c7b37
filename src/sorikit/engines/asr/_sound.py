"""What engines share that hear a window only when it is written down: the classical ones, and those behind a server."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Word


@dataclass(frozen=True, slots=True, eq=False)
class KeptSound:
    """One window, kept until it is written down."""

    audio: Audio

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return self.audio.duration


def mean_log_probability(words: Sequence[Word]) -> float:
    """Return the mean of the logarithms of the words' probabilities; 0 where there are none."""
    if not words:
        return 0.0
    return sum(math.log(max(word.probability, 1e-6)) for word in words) / len(words)


def check_languages(languages: Sequence[str], known: Sequence[str]) -> None:
    """Raise InvalidOption for a language that the model does not know."""
    for language in languages:
        if language not in known:
            raise InvalidOption(option="language", detail=f"{language!r} is not one that this model knows")
