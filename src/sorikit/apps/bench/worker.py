"""A worker: a process that holds one engine, is asked item by item over a pipe, and ends when the pipe does.

What libraries print goes to the error stream, so that it never gets between the messages.
"""

from __future__ import annotations

import gc
import importlib
import importlib.metadata
import os
import queue
import threading
import time
import traceback
from collections.abc import Callable
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO, cast

from sorikit import __version__
from sorikit.apps.bench.memory import peak_megabytes
from sorikit.apps.bench.protocol import REQUESTS, Answered, Ask, Failed, Load, Loaded, Reply, decode, encode
from sorikit.apps.bench.records import Clip, Runner, Setup, Start, Timing
from sorikit.core.errors import SorikitError

SETTLE_STEP, SETTLE_MOST = 0.02, 0.5
"""Seconds: how often, and for how long at most, to look whether the engine's threads have come to rest."""
AT_REST = 0.1
"""Share of one core under which a process counts as resting."""


def main() -> None:
    """Serve the pipes that this process was born with, until the asking one closes."""
    asked = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    serve(asked, answers, leave=lambda: os._exit(0))


def serve(asked: BinaryIO | BufferedIOBase, answers: BinaryIO | BufferedIOBase, leave: Callable[[], None]) -> None:
    """Answer each request. ``leave`` is called when nobody asks any more, also in the middle of an item."""
    requests: queue.Queue[bytes] = queue.Queue()

    def listen() -> None:
        for line in asked:
            requests.put(line)
        leave()

    threading.Thread(target=listen, daemon=True).start()
    engine = Engine()
    while True:
        reply = engine.reply(requests.get())
        settle()
        answers.write(encode(reply))
        answers.flush()


class Engine:
    """The runner of one setup, once it is loaded."""

    def __init__(self) -> None:
        self._runner: Runner | None = None

    def reply(self, line: bytes) -> Reply:
        """Return the answer to one request; errors become ``Failed``."""
        try:
            request = decode(line, REQUESTS)
            if isinstance(request, Load):
                return self._load(request.setup)
            return self._work(cast("Ask", request).clip)
        except SorikitError as error:
            return Failed(error.sentence("en"), error.sentence("ko"), error.exit_code)
        except Exception as error:  # noqa: BLE001 - a peer may raise anything; its item fails, the bench goes on
            traceback.print_exc()
            sentence = f"{type(error).__name__}: {error}"
            return Failed(sentence, sentence)

    def _load(self, setup: Setup) -> Loaded:
        from sorikit.store import Store, set_default_store  # noqa: PLC0415 - part of what loading takes

        started = time.perf_counter()
        set_default_store(Store(cache=Path(setup.cache) if setup.cache else None))
        module, _, name = setup.runner.partition(":")
        self._runner = getattr(importlib.import_module(module), name)(setup)
        seconds = time.perf_counter() - started
        return Loaded(Start(setup.engine, seconds, peak_megabytes(), _versions(setup.packages)))

    def _work(self, clip: Clip) -> Answered:
        assert self._runner is not None, "asked before it was loaded"
        material = self._runner.prepare(clip)
        gc.collect()
        first: float | None = None
        cpu, started = time.process_time(), time.perf_counter()
        work = self._runner.run(material)
        while True:
            try:
                next(work)
            except StopIteration as stop:
                outcome = stop.value
                break
            if first is None:
                first = time.perf_counter() - started
        seconds = time.perf_counter() - started
        spent = time.process_time() - cpu
        return Answered(outcome, Timing(seconds, seconds if first is None else first, spent, peak_megabytes()))


def settle() -> None:
    """Wait until this process rests: thread pools spin for a while after their work, and would slow the next engine."""
    until = time.perf_counter() + SETTLE_MOST
    while time.perf_counter() < until:
        cpu = time.process_time()
        time.sleep(SETTLE_STEP)
        if time.process_time() - cpu < AT_REST * SETTLE_STEP:
            return


def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = __version__ if package == "sorikit" else importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


if __name__ == "__main__":
    main()
