"""The kit's side of a pipe to a worker: another Python, in a managed environment, that runs a library for us.

``Worker`` starts that Python when it is first asked, sends calls and gives back answers; see ``workers/wire`` for the
messages. A worker that was killed or does not answer is one sentence, and the next call starts a new one. It may be shared
between threads: calls wait for each other.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
import queue
import subprocess
import threading
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidOption, OutOfMemory, WorkerFailed
from sorikit.engines.workers import wire
from sorikit.engines.workers.wire import Message

WIRE = Path(wire.__file__)
KEPT_LINES = 30
"""Of what a worker's library prints, for the sentence that says why it ended."""

Arrays = Mapping[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, and how long to wait for it."""

    name: str
    """For sentences about it."""
    python: Path
    """The environment's own interpreter."""
    script: Path
    """The worker's file: ``workers.script_of("coqui")``."""
    threads: int = 0
    """For its library; 0 leaves it to the library."""
    patience: float = 600.0
    """Seconds without a message after which a call counts as lost, and the worker is ended."""
    start_patience: float = 300.0
    """Seconds until it must have loaded its library: slow disks read a gigabyte."""


@dataclass(frozen=True, slots=True)
class _Running:
    """A worker that is alive."""

    process: subprocess.Popen[bytes]
    stdin: IO[bytes]
    inbox: queue.SimpleQueue[Message | None]
    """None where its pipe closed."""
    said: collections.deque[str]
    """What it printed last."""


class Worker:
    """One worker. ``setup`` is what it is told after each start, such as the model to load."""

    def __init__(self, program: Program, setup: Message | None = None) -> None:
        self.program = program
        self._setup = setup
        self._running: _Running | None = None
        self._one_at_a_time = threading.Lock()
        self._numbers = itertools.count(1)
        self._told: Message = Message("done")
        self._versions: Mapping[str, str] = {}
        self.starts = 0
        """How often its program was started: what it was told before the last time is forgotten."""
        self._end: weakref.finalize[..., Worker] | None = None

    @property
    def told(self) -> Message:
        """What it answered to ``setup``; starts it where it does not run. Raises as ``ask``."""
        with self._one_at_a_time:
            self._started()
            return self._told

    @property
    def versions(self) -> Mapping[str, str]:
        """Package → version, as it told at its last start; empty before."""
        return dict(self._versions)

    def ask(self, verb: str, fields: Mapping[str, Any] | None = None, arrays: Arrays | None = None) -> Message:
        """Return the last piece of the answer to a call.

        Raises InvalidOption for what the worker refuses, OutOfMemory, and WorkerFailed where it fails, dies or is silent.
        """
        last = Message("done")
        for last in self.stream(verb, fields, arrays):  # noqa: B007 - the last one is wanted
            pass
        return last

    def stream(
        self, verb: str, fields: Mapping[str, Any] | None = None, arrays: Arrays | None = None
    ) -> Iterator[Message]:
        """Yield the pieces of the answer to a call as they come. Raises as ``ask``.

        Other threads wait until the last piece was taken, or the iterator is closed.
        """
        with self._one_at_a_time:
            yield from self._called(self._started(), Message("call", {**(fields or {}), "verb": verb}, arrays or {}))

    def close(self) -> None:
        """End the worker; the next call starts a new one."""
        with self._one_at_a_time:
            self._stop()

    def _started(self) -> _Running:
        running = self._running
        if running is not None and running.process.poll() is None:
            return running
        self._stop()
        running = _start(self.program)
        self.starts += 1
        self._running, self._end = running, weakref.finalize(self, _finish, running)
        hello = self._next(running, self.program.start_patience, 0)
        if hello.kind != "hello" or hello.fields.get("protocol") != wire.PROTOCOL:
            self._stop()
            raise self._failure(str(hello.fields.get("en") or "it speaks another protocol"))
        self._versions = {str(name): str(version) for name, version in hello.fields["versions"].items()}
        if self._setup is not None:
            try:
                *_, self._told = self._called(running, self._setup)
            except Exception:
                self._stop()  # half set up is not set up
                raise
        return running

    def _called(self, running: _Running, call: Message) -> Iterator[Message]:
        number = next(self._numbers)
        with contextlib.suppress(OSError):  # it has died: what follows says how
            wire.write_message(running.stdin, Message("call", call.fields, call.arrays, number))
        while True:
            message = self._next(running, self.program.patience, number)
            if message.kind == "refused":
                said = message.fields
                raise InvalidOption(option=said["option"], detail=said["en"], detail_ko=said["ko"])
            if message.kind == "memory":
                raise OutOfMemory(detail=f"{self.program.name}: {message.fields['en']}")
            if message.kind == "failed":
                raise self._failure(str(message.fields["en"]))
            yield message
            if message.kind == "done":
                return

    def _next(self, running: _Running, patience: float, number: int) -> Message:
        """Return the next message of a call, past what is left of calls that nobody waited for."""
        while True:
            try:
                message = running.inbox.get(timeout=patience)
            except queue.Empty:
                self._stop()
                raise self._failure(
                    f"no answer for {patience:g} s; it was ended",
                    f"{patience:g}초 동안 답이 없어 끝냈습니다",
                ) from None
            if message is None:
                self._stop()
                code = running.process.returncode
                last = running.said[-1] if running.said else ""
                raise self._failure(
                    f"its program ended ({_how(code)}){': ' + last if last else ''}; the next call starts it again",
                    f"프로그램이 끝났습니다({_how(code)}){': ' + last if last else ''}. 다시 부르면 새로 시작합니다",
                )
            if message.id == number:
                return message

    def _stop(self) -> None:
        running, self._running = self._running, None
        if self._end is not None:
            self._end.detach()
            self._end = None
        if running is not None:
            _finish(running)

    def _failure(self, en: str, ko: str = "") -> WorkerFailed:
        return WorkerFailed(engine=self.program.name, detail=en.rstrip("."), detail_ko=(ko or en).rstrip("."))


def _start(program: Program) -> _Running:
    """Start a worker and greet it. Raises WorkerFailed where its Python cannot be run."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, in an environment that we made; no shell
            [str(program.python), "-I", str(WIRE), str(program.script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError as error:
        raise WorkerFailed(engine=program.name, detail=f"{program.python}: {error.strerror}") from error
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    running = _Running(process, process.stdin, queue.SimpleQueue(), collections.deque(maxlen=KEPT_LINES))
    for target, pipe, to in ((_receive, process.stdout, running.inbox), (_overhear, process.stderr, running.said)):
        threading.Thread(target=target, args=(pipe, to), daemon=True).start()
    with contextlib.suppress(OSError):
        hello = {"protocol": wire.PROTOCOL, "threads": program.threads}
        wire.write_message(running.stdin, Message("hello", hello))
    return running


def _receive(pipe: IO[bytes], inbox: queue.SimpleQueue[Message | None]) -> None:
    try:
        while (message := wire.read_message(pipe)) is not None:
            inbox.put(message)
    except (wire.BrokenWireError, OSError, ValueError):
        pass  # it is ended, as one that closed its pipe
    finally:
        inbox.put(None)


def _overhear(pipe: IO[bytes], said: collections.deque[str]) -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in pipe:
            text = line.decode("utf-8", "replace").strip()
            if text:
                said.append(text[:300])


def _finish(running: _Running) -> None:
    """Close the pipe, which ends the worker; kill it where it does not end at once."""
    with contextlib.suppress(OSError):
        running.stdin.close()
    try:
        running.process.wait(timeout=2.0)
    except subprocess.TimeoutExpired:
        running.process.kill()
        running.process.wait()


def _how(code: int | None) -> str:
    if code is None:
        return "?"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
