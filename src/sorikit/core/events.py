"""What a running job tells: typed events, pulled from an iterator by whoever wants to know.

A progress bar, the server's stream and a log are three listeners of the same events. Nothing here calls back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from sorikit.core.text import Segment

if TYPE_CHECKING:
    from sorikit.core.speech import Spoken

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` (seconds of audio, or bytes) of one stage is finished."""

    stage: str
    """"decode", "detect", "transcribe", "diarize", "minutes", "speak", "write", "download"."""
    done: float
    total: float
    unit: str = "s"
    """"s" of audio, "B" of a file, or "" for a count."""

    @property
    def fraction(self) -> float:
        """0 … 1."""
        return min(1.0, self.done / self.total) if self.total > 0 else 1.0


@dataclass(frozen=True, slots=True)
class SegmentReady:
    """A finished piece of text, not yet told who said it."""

    segment: Segment


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence that was said aloud; they come in the order of the text."""

    spoken: Spoken


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person should know: a warning in one sentence, in English and Korean."""

    en: str
    ko: str = ""

    def sentence(self, language: str = "en") -> str:
        """The sentence in "en" or "ko" (English where there is no Korean)."""
        return self.ko if language == "ko" and self.ko else self.en


Event = Progress | SegmentReady | SentenceReady | Notice


class Job(Generic[T]):
    """A generator of events whose return value is the result: iterate it, then read ``result``.

    ``for event in job: …`` then ``job.result``; or simply ``job.run()``, which also goes on where a loop was left.
    Raises whatever the work raises.
    """

    def __init__(self, work: Generator[Event, None, T]) -> None:
        self._work = work
        self._result: T | None = None
        self._state = "open"

    def __iter__(self) -> Iterator[Event]:
        while self._state == "open":
            try:
                event = next(self._work)
            except StopIteration as stop:
                self._result, self._state = stop.value, "finished"
                return
            except BaseException:
                self._state = "failed"
                raise
            yield event
        if self._state != "finished":
            raise RuntimeError(f"the job has {self._state}")

    def relay(self) -> Generator[Event, None, T]:
        """Yield the events and return the result, for work that is a part of other work.

        ``result = yield from job.relay()``.
        """
        yield from self
        return self.result

    def close(self) -> None:
        """Give up: the work puts away what it holds. Nothing happens to a finished job."""
        if self._state == "open":
            self._state = "been closed"
            self._work.close()

    @property
    def result(self) -> T:
        """The result. Raises RuntimeError while the job has not been iterated to its end."""
        if self._state != "finished":
            raise RuntimeError("the job is not finished: iterate it to the end, or call run()")
        return self._result  # type: ignore[return-value]

    def run(self, listener: Callable[[Event], None] | None = None) -> T:
        """Work to the end, telling ``listener`` each event, and return the result."""
        for event in self:
            if listener is not None:
                listener(event)
        return self.result
