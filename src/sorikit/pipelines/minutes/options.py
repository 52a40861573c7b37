"""What the caller may ask of the minutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sorikit.core.errors import InvalidOption

LANGUAGES = ("ko", "en", "ja")
"""Languages that minutes can be written in and whose cues are known."""


@dataclass(frozen=True, slots=True)
class MinutesOptions:
    """Wishes for one meeting. Raises InvalidOption for a value out of its range."""

    title: str | None = None
    """Title to print; None takes one from what was said."""
    date: dt.date | None = None
    """Day of the meeting; without it, dates such as "next Friday" stay as spoken."""
    language: str | None = None
    """Language of the minutes ("ko", "en", "ja"); None takes the main one of the transcript."""
    chunk_tokens: int = 2400
    """Transcript given to a language model at once, in estimated tokens (≥ 200). With the instructions and the
    answer it has to fit the server's context; 2400 fits 4096, which is what Ollama gives unless told otherwise."""
    call_seconds: float = 180.0
    """Longest wait for one answer of a language model."""
    budget_seconds: float = 1800.0
    """Longest time for all its answers together; what is left then is done without it."""

    def __post_init__(self) -> None:
        if self.language is not None and self.language not in LANGUAGES:
            raise InvalidOption(
                option="--minutes-language",
                detail=f"{self.language!r} is not one of {', '.join(LANGUAGES)}",
                detail_ko=f"{self.language!r}은(는) 없습니다. {', '.join(LANGUAGES)} 가운데 고르세요",
            )
        if self.chunk_tokens < 200 or self.call_seconds <= 0 or self.budget_seconds <= 0:
            raise InvalidOption(
                option="minutes",
                detail="chunk_tokens must be at least 200, call_seconds and budget_seconds above 0",
                detail_ko="chunk_tokens는 200 이상, call_seconds와 budget_seconds는 0보다 커야 합니다",
            )
