"""The nouns of a bench: what an engine is given, what it answers, what is kept of it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, Protocol

from sorikit.core.events import Notice
from sorikit.core.time import Span, Turn


@dataclass(frozen=True, slots=True)
class Clip:
    """One item as an engine gets it. Truths are not told, but for those that a task is asked with."""

    id: str
    audio: str
    """Path of the recording."""
    text: str | None = None
    """What to say aloud; for tasks that take text only."""
    language: str | None = None
    """ISO 639-1, where the data tell it."""
    num_speakers: int | None = None
    """How many people the data say are speaking."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an engine answered; only the fields of its task are filled."""

    sound_seconds: float = 0.0
    """Seconds of sound that were heard, or made: the denominator of the real-time factor."""
    text: str = ""
    language: str | None = None
    turns: tuple[Turn, ...] = ()
    spans: tuple[Span, ...] = ()
    shape: tuple[int, ...] = ()
    """Of a matrix of features."""
    values: tuple[float, ...] = ()
    """A voice as a vector, or samples of a matrix of features at even distances."""
    made: str | None = None
    """A sound file that was made."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What one run took."""

    seconds: float
    """Wall time, from being asked to the whole answer."""
    first_seconds: float
    """… to the first part of the answer that a person could use."""
    cpu_seconds: float
    """Of all threads of the worker together."""
    peak_mb: float | None
    """Greatest resident memory of the worker so far, in 10⁶ bytes; None where the system does not tell."""


@dataclass(frozen=True, slots=True, order=True)
class RunKey:
    """Names one run: which engine, which item, which round (from 0)."""

    engine: str
    item: str
    round: int


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run: an answer with its times, or a sentence that says why there is none."""

    key: RunKey
    outcome: Outcome | None = None
    timing: Timing | None = None
    error: str = ""
    error_ko: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is an answer."""
        return self.outcome is not None


@dataclass(frozen=True, slots=True)
class Start:
    """One life of a worker: it is loaded and ready."""

    engine: str
    seconds: float
    """Importing the library and loading the model."""
    peak_mb: float | None
    versions: dict[str, str] = field(default_factory=dict)
    """Distribution → version, of the libraries that do the work."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What our recogniser understood of a sound that an engine made."""

    key: RunKey
    text: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker is built from."""

    engine: str
    """The label under which it is measured."""
    runner: str
    """``module:Class``."""
    variant: str
    """The model, or the kind of features."""
    options: dict[str, str] = field(default_factory=dict)
    """As typed; the runner's options dataclass reads them."""
    threads: int = 2
    folder: str = ""
    """Where it may write what it makes."""
    cache: str | None = None
    """Folder of models; None takes the user's."""
    packages: tuple[str, ...] = ()
    """Distributions whose versions are reported."""


class Runner(Protocol):
    """Drives one engine. Built as ``Class(setup)``: everything that takes time to load is loaded then."""

    def prepare(self, clip: Clip) -> Any:
        """Return what ``run`` takes; this is not timed."""
        ...

    def run(self, material: Any) -> Generator[None, None, Outcome]:
        """Work, yielding whenever a part of the answer is ready (the first is timed), and return the answer."""
        ...


class WorkerLost(Exception):
    """A worker died, hung or spoke nonsense; says so in English and in Korean."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.en)
        self.notice = notice
