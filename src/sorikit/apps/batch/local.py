"""Works on this machine: threads that share one loaded model, each with one recording at a time."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

from sorikit.apps.batch.desk import Desk, Task
from sorikit.apps.batch.plan import Item, Row, Told
from sorikit.core.errors import DiskFull, ModelError
from sorikit.core.events import Event, Notice
from sorikit.pipelines.sources import transcribe_source
from sorikit.pipelines.together import SharedEngines
from sorikit.pipelines.transcribe import Lender

EVENTS_AHEAD = 64
"""Events that wait to be listened to before the workers wait in turn."""
ASK_AGAIN = 0.3
"""Seconds between two looks at an item on which another run works."""
LAST_STEP = 60.0
"""Seconds that the running step of a worker may take when everything stops; it ends with the process at the latest."""
LARGE_FILE = 10_000_000
"""Bytes from which files are opened one after another: many hours decoded at once would fill the disk."""
STOPS_ALL = (DiskFull, ModelError)
"""Errors that every other item would meet as well."""

Answer = Told | Row | Exception


def work_locally(desk: Desk, items: Sequence[Item], jobs: int) -> Generator[Told | Row, None, None]:
    """Do the items, ``jobs`` at once, yielding what happens as it happens. Closing it stops after the running step.

    Short recordings at once go through the model together; ``jobs`` 0 takes as many as are good for that.

    Raises the errors that concern all items (the disk is full, a model is not here); those of one item become its row.
    """
    engines = SharedEngines(desk.plan.options, desk.plan.device)
    crew = _Crew(desk, items, engines if len(items) > 1 and jobs != 1 else None)
    at_once = jobs or (engines.at_once() if len(items) > 1 else 1)
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(max(1, min(at_once, len(items))))]
    for thread in threads:
        thread.start()
    try:
        yield from crew.answers(len(items))
    finally:
        crew.stop.set()
        for thread in threads:
            thread.join(LAST_STEP)


class _Crew:
    """The queue of items and the queue of answers."""

    def __init__(self, desk: Desk, items: Sequence[Item], engines: Lender | None) -> None:
        self.stop = threading.Event()
        self._engines = engines
        self._large = threading.Lock()
        self._desk = desk
        self._waiting = deque(items)
        self._said: set[str] = set()
        self._answers: queue.Queue[Answer] = queue.Queue(EVENTS_AHEAD)

    def answers(self, expected: int) -> Generator[Told | Row, None, None]:
        """Yield events until there is a row for each item."""
        rows = 0
        while rows < expected:
            answer = self._answers.get()
            if isinstance(answer, Exception):
                raise answer
            rows += isinstance(answer, Row)
            yield answer

    def work(self) -> None:
        """Take items until none is left or everything stops."""
        while not self.stop.is_set():
            try:
                item = self._waiting.popleft()
            except IndexError:
                return
            try:
                row = self._attempt(item)
            except STOPS_ALL as error:
                self._tell(error)
                return
            if row is None:
                self._later(item)
            else:
                self._tell(row)

    def _attempt(self, item: Item) -> Row | None:
        """Return what became of an item; None where it must wait, or where everything stops."""
        try:
            with closing(self._work_on(item)) as work:
                while not self.stop.is_set():
                    try:
                        self._tell(Told(item, next(work)))
                    except StopIteration as stop:
                        row: Row | None = stop.value
                        return row
        except STOPS_ALL:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one recording does, the others go on
            return self._desk.failed(item, error)
        return None

    def _work_on(self, item: Item) -> Generator[Event, None, Row | None]:
        task = yield from self._desk.take(item)
        if not isinstance(task, Task):
            return task
        with task, self._turn(task.path):
            started = time.monotonic()
            job = transcribe_source(
                task.path,
                self._desk.plan.options,
                workspace=task.workspace,
                device=self._desk.plan.device,
                engines=self._engines,
            )
            with closing(job):
                transcript = yield from job.relay()
            return self._desk.finish(task, transcript, time.monotonic() - started)

    def _turn(self, path: Path) -> AbstractContextManager[object]:
        return self._large if self._engines and path.stat().st_size >= LARGE_FILE else nullcontext()

    def _later(self, item: Item) -> None:
        """Come back to an item when the others are done."""
        if item.name not in self._said and not self.stop.is_set():
            self._said.add(item.name)
            self._tell(Told(item, _waiting(item)))
        if not self._waiting:
            time.sleep(ASK_AGAIN)
        self._waiting.append(item)

    def _tell(self, answer: Answer) -> None:
        while not self.stop.is_set():
            try:
                self._answers.put(answer, timeout=0.2)
            except queue.Full:
                continue
            return


def _waiting(item: Item) -> Notice:
    return Notice(
        f"{item.source}: another run is working on it; coming back to it later.",
        f"{item.source}: 다른 실행이 처리하고 있어 나중에 다시 봅니다.",
    )
