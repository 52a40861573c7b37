"""Several recordings heard at once: the windows of short ones go through the model together, long ones take turns.

A step of the decoder reads all of the model's weights, for one window or for eight; a folder of clips, each of them one
window, is written down in half of the time when they share the steps. Who decodes beside whom changes no word.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from sorikit.core.device import Device
from sorikit.core.errors import SorikitError
from sorikit.core.recording import Recording
from sorikit.core.time import Span
from sorikit.engines import asr
from sorikit.pipelines._hearing import LONG_RECORDING
from sorikit.pipelines.transcribe import TranscribeEngines, TranscribeOptions, load_engines, spread

AT_ONCE = 16
"""Recordings that are heard at once: enough that batches of equal padding come together."""
TOGETHER = 8
"""Most windows that go through the model together."""


class SharedEngines:
    """Lends engines to recordings that are heard at once, each in a thread of its own."""

    def __init__(self, options: TranscribeOptions, device: Device | None = None) -> None:
        self._options = options
        self._device = device
        self._shared = spread(device, LONG_RECORDING)
        self._long = threading.Lock()
        self._table = _Table(self._shared.workers)

    def at_once(self) -> int:
        """Return how many recordings are best heard at once; 1 as well where the engines cannot be loaded."""
        try:
            return AT_ONCE if load_engines(self._options, self._shared).recognizer.supports.batches else 1
        except SorikitError:  # whoever is lent them will tell
            return 1

    @contextmanager
    def lend(self, recording: Recording) -> Generator[TranscribeEngines, None, None]:
        """Lend engines for one recording, while the context lasts. Raises what ``load_engines`` raises."""
        engines = load_engines(self._options, self._shared)
        if not engines.recognizer.supports.batches:
            yield engines
        elif recording.duration >= LONG_RECORDING:
            with self._long:  # fills its batches by itself, and the processor
                yield engines
        else:
            with self._table.seat():
                yield replace(engines, recognizer=_Guest(engines.recognizer, self._table))


class _Guest:
    """A recogniser whose calls wait for those of others."""

    def __init__(self, recognizer: asr.Recognizer, table: _Table) -> None:
        self._recognizer = recognizer
        self._table = table
        self.sample_rate = recognizer.sample_rate
        self.max_seconds = recognizer.max_seconds
        self.languages = recognizer.languages
        self.supports = recognizer.supports
        self.workers = 1

    def padded_seconds(self, seconds: float) -> float:
        """As the recogniser."""
        return self._recognizer.padded_seconds(seconds)

    def tell_language(self, heard: asr.Heard, part: Span | None = None) -> dict[str, float]:
        """As the recogniser."""
        return self._recognizer.tell_language(heard, part)

    def listen(self, windows: Sequence[Any]) -> list[asr.Heard]:
        """As the recogniser, together with windows of equal padding."""

        def work(some: Sequence[Any]) -> list[Any]:
            return self._recognizer.listen(some)

        return self._ask(work, "listen", windows, [window.duration for window in windows])

    def transcribe(
        self, heard: Sequence[asr.Heard], languages: Sequence[str], options: asr.AsrOptions
    ) -> list[asr.Recognition]:
        """As the recogniser, together with windows of equal padding and options."""

        def work(some: Sequence[Any]) -> list[Any]:
            windows, spoken = zip(*some, strict=True)
            return self._recognizer.transcribe(windows, spoken, options)

        pairs = list(zip(heard, languages, strict=True))
        return self._ask(work, options, pairs, [window.duration for window in heard])

    def _ask(self, work: Work, what: object, items: Sequence[Any], seconds: Sequence[float]) -> list[Any]:
        paddings = {self.padded_seconds(one) for one in seconds}
        if len(paddings) != 1:
            return work(items)
        return self._table.ask(_Wish(work, (what, *paddings), items))


Work = Callable[[Sequence[Any]], list[Any]]


@dataclass(slots=True, eq=False)
class _Wish:
    """What one guest wants done."""

    work: Work
    kind: tuple[object, ...]
    """Wishes of one kind can be done by one call of any of their ``work``."""
    items: Sequence[Any]
    results: list[Any] | None = None
    error: BaseException | None = None
    begun: bool = False


@dataclass(slots=True, eq=False)
class _Table:
    """Where guests wait until all have said what they want, or enough of them the same; then one serves a whole kind."""

    servers: int
    """Calls that run at once."""
    _guests: int = 0
    _serving: int = 0
    """Calls that run."""
    _served: int = 0
    """Guests whose wishes these calls do."""
    _wishes: list[_Wish] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """Be one of those who are waited for."""
        with self._changed:
            self._guests += 1
        try:
            yield
        finally:
            with self._changed:
                self._guests -= 1
                self._changed.notify_all()

    def ask(self, wish: _Wish) -> list[Any]:
        """Return the results of a wish, done by whoever finds it due. Raises what the work raises for these items."""
        with self._changed:
            self._wishes.append(wish)
            self._changed.notify_all()
            while wish.results is None and wish.error is None:
                batch = self._due()
                if batch:
                    self._serve(batch)
                else:
                    self._changed.wait()
        if wish.error is not None:
            raise wish.error
        return wish.results or []

    def _due(self) -> list[_Wish]:
        """Return what may begin now: the largest kind, the first come where several are as large."""
        if self._serving >= self.servers or not self._wishes:
            return []
        kinds: dict[tuple[object, ...], list[_Wish]] = {}
        for wish in self._wishes:
            kinds.setdefault(wish.kind, []).append(wish)
        largest = max(kinds.values(), key=_size)
        everybody = len(self._wishes) + self._served >= self._guests
        return _first(largest) if everybody or _size(largest) >= TOGETHER else []

    def _serve(self, batch: list[_Wish]) -> None:
        """Do wishes while others may come and go; the condition is held before and after."""
        self._wishes = [wish for wish in self._wishes if wish not in batch]
        self._serving += 1
        self._served += len(batch)
        self._changed.release()
        try:
            _fulfil(batch)
        finally:
            self._changed.acquire()
            self._serving -= 1
            self._served -= len(batch)
            self._changed.notify_all()


def _size(wishes: Sequence[_Wish]) -> int:
    return sum(len(wish.items) for wish in wishes)


def _first(wishes: Sequence[_Wish]) -> list[_Wish]:
    """Return as many wishes as go together, at least one."""
    taken = [wishes[0]]
    for wish in wishes[1:]:
        if _size([*taken, wish]) > TOGETHER:
            break
        taken.append(wish)
    return taken


def _fulfil(batch: Sequence[_Wish]) -> None:
    """Do wishes of one kind in one call; where that fails, each by itself, so that one's mistake is its own."""
    try:
        results = batch[0].work([item for wish in batch for item in wish.items])
    except BaseException as error:  # noqa: BLE001 - it is raised where the wish came from
        if len(batch) == 1:
            batch[0].error = error
            return
        for wish in batch:
            _fulfil([wish])
        return
    done = 0
    for wish in batch:
        wish.results = results[done : done + len(wish.items)]
        done += len(wish.items)
