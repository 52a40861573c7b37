"""Speech recognition: what was said. Steps over short windows, so that nothing is computed twice.

``listen`` turns windows of sound into what the model heard; ``tell_language`` says in which language a part of it
is; ``transcribe`` writes it down, as often as needed with other languages or options. Long audio, voice activity,
votes over languages, batches of equal padding and offsets belong to ``sorikit.pipelines.transcribe``, once for all
engines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.engines._load import load_engine

TASKS = ("transcribe", "translate")


@dataclass(frozen=True, slots=True)
class AsrOptions:
    """How to write down what was heard. Raises InvalidOption for values out of range."""

    task: str = "transcribe"
    """"transcribe", or "translate" (into English)."""
    beam_size: int = 5
    """Hypotheses kept while decoding; 1 is greedy."""
    retry: bool = True
    """Decode a window again, in other ways, when its text looks wrong (loops, too fast, improbable)."""
    initial_prompt: str = ""
    """Text "said before": names and spellings to expect."""

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise InvalidOption(option="task", detail=f"{self.task!r} is not one of {', '.join(TASKS)}")
        if not 1 <= self.beam_size <= 32:
            raise InvalidOption(option="beam size", detail=f"{self.beam_size} is not between 1 and 32")


class Heard(Protocol):
    """One window as the model heard it. Opaque but for its length; give it back to the engine that made it."""

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        ...


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was said in one window."""

    language: str
    words: tuple[Word, ...]
    """Times in seconds from the start of the window; each text keeps its leading space where the language has one."""
    avg_logprob: float = 0.0
    """Mean log probability per token, ≤ 0."""
    no_speech_prob: float = 0.0
    """The model's estimate that the window holds no speech, 0 … 1."""
    doubt: str = ""
    """Why the text looks wrong even after every retry: "loop", "fast", "improbable"; empty where it does not."""

    @property
    def text(self) -> str:
        """The words as one string."""
        return "".join(word.text for word in self.words).strip()


class Recognizer(Protocol):
    """A speech recogniser. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def max_seconds(self) -> float:
        """Longest window it can hear."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages it knows."""
        ...

    def listen(self, windows: Sequence[Audio]) -> list[Heard]:
        """Hear mono windows of ``sample_rate``, each by itself: the others of the call change nothing."""
        ...

    def padded_seconds(self, seconds: float) -> float:
        """Return how long a window of so many seconds is to the model; only windows equally long go together."""
        ...

    def tell_language(self, heard: Heard, part: Span | None = None) -> dict[str, float]:
        """Return ISO 639-1 code → probability (all that the model knows, summing to 1).

        ``part`` is in seconds from the start of the window; None asks about the whole of it, which is the surest.
        """
        ...

    def transcribe(self, heard: Sequence[Heard], languages: Sequence[str], options: AsrOptions) -> list[Recognition]:
        """Write down windows of equal ``padded_seconds``, each in its language."""
        ...


def load(name: str | None = None, device: Device | None = None) -> Recognizer:
    """Return a recogniser (None: the default). Raises what ``load_engine`` raises."""
    recognizer: Recognizer = load_engine("asr", name, device)
    return recognizer
