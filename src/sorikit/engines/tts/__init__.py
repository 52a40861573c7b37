"""Speech from text. One verb, ``speak``: text in, a stream of spoken sentences out, each with its sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Spoken
from sorikit.engines._load import load_engine


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """What to ask of a voice. Raises InvalidOption where a number is out of its range."""

    voice: str | None = None
    """One of the engine's ``voices``; None takes its default for the language."""
    language: str | None = None
    """ISO 639-1 code of the text; None decides sentence by sentence, from its letters."""
    speed: float = 1.0
    """0.5 (half as fast) … 2.0."""
    pause: float = 0.35
    """Seconds of silence after each sentence but the last, 0 … 5; a new paragraph takes twice as long."""

    def __post_init__(self) -> None:
        if not 0.5 <= self.speed <= 2.0:
            raise InvalidOption(
                option="speed",
                detail=f"{self.speed} is not between 0.5 and 2.0",
                detail_ko=f"{self.speed}은(는) 0.5와 2.0 사이가 아닙니다",
            )
        if not 0.0 <= self.pause <= 5.0:
            raise InvalidOption(
                option="pause",
                detail=f"{self.pause} is not between 0 and 5 seconds",
                detail_ko=f"{self.pause}은(는) 0초와 5초 사이가 아닙니다",
            )


class Speaker(Protocol):
    """Says text aloud. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz of the audio it gives."""
        ...

    @property
    def voices(self) -> tuple[str, ...]:
        """Names for ``SpeakOptions.voice``."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that it can read."""
        ...

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield the sentences of ``text``, each mono and with the pause that follows; nothing for text without words.

        Raises InvalidOption for an unknown voice or a language that the engine does not read.
        """
        ...


def load(name: str | None = None, device: Device | None = None) -> Speaker:
    """Return an engine (None: the default, offline). Raises what ``load_engine`` raises."""
    speaker: Speaker = load_engine("tts", name, device)
    return speaker
