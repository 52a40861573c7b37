"""Spaces between Korean words: where a recogniser left one out or put one too many, told from the words themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class Respacing:
    """One place of a text where a space is missing or too many."""

    at: int
    """The missing space belongs before this character; the space too many is this character."""
    missing: bool


class SpacingModel(Protocol):
    """Knows a language's words. Immutable, safe to share between threads."""

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes."""
        ...

    def respace(self, text: str) -> list[Respacing]:
        """Return the places, in order, where ``text`` surely has a space too few or too many; none in doubt."""
        ...


def load() -> SpacingModel:
    """Return the model of Korean. Raises RuntimeMissing without the extra ``ko``. The first call takes a second."""
    from sorikit.engines.spacing.kiwi import kiwi_spacing  # noqa: PLC0415 - its library is loaded only where it is used

    return kiwi_spacing()
