"""The bench's end of a worker: starts it, asks it with a time limit, and ends it for certain.

Workers live in a session of their own, so that Ctrl-C reaches the bench alone; when the bench dies, however it dies, its
pipes close and the workers leave.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from sorikit.apps.bench.protocol import REPLIES, Ask, Failed, Load, Loaded, Reply, Request, decode, encode
from sorikit.apps.bench.records import Clip, Setup, Start, WorkerLost
from sorikit.apps.settings import worker_environment
from sorikit.core.errors import EngineFailed, InvalidDocument
from sorikit.core.events import Notice

LOAD_SECONDS = 600.0
"""Loading may take so long; large models on slow disks do."""
PATIENCE = 5.0
"""Seconds a worker gets to leave by itself."""
COMMAND = "import sys; sys.path[:] = sys.argv[1:]; from sorikit.apps.bench.worker import main; main()"


class WorkerProcess:
    """One engine in a process of its own. ``start`` it, ``ask`` it, ``close`` it."""

    def __init__(self, setup: Setup, log: Path) -> None:
        self.setup = setup
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.Queue[bytes] = queue.Queue()

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Start:
        """Start the process and load the engine. Raises EngineFailed; WorkerLost where it dies or hangs."""
        self.kill()
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, and nothing that was typed
                [sys.executable, "-c", COMMAND, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=worker_environment(self.setup.threads),
                start_new_session=sys.platform != "win32",
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        assert self._process.stdout is not None
        self._lines = queue.Queue()
        threading.Thread(target=_listen, args=(self._process.stdout, self._lines), daemon=True).start()
        reply = self._exchange(Load(self.setup), LOAD_SECONDS)
        if isinstance(reply, Failed):
            self.kill()
            raise EngineFailed(engine=self.setup.engine, detail=reply.en, detail_ko=reply.ko)
        if not isinstance(reply, Loaded):
            raise self._lost("answered something else", "엉뚱한 답을 했습니다")
        return reply.start

    def ask(self, clip: Clip, seconds: float) -> Reply:
        """Return the reply about one item. Raises WorkerLost where it takes longer than ``seconds``, or dies."""
        return self._exchange(Ask(clip), seconds)

    def close(self) -> None:
        """Let it leave by itself, and end it where it does not."""
        if self._process is not None and self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End the process and all that it started."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            with contextlib.suppress(OSError):
                if sys.platform == "win32":
                    process.kill()
                else:
                    os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _exchange(self, request: Request, seconds: float) -> Reply:
        assert self._process is not None, "not started"
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(encode(request))
            self._process.stdin.flush()
        except OSError:
            raise self._died() from None
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise self._lost(
                f"gave no answer for {seconds:.0f} s and was ended", f"{seconds:.0f}초 동안 답이 없어 끝냈습니다"
            ) from None
        if not line:
            raise self._died()
        try:
            reply: Reply = decode(line, REPLIES)
        except InvalidDocument as error:
            raise self._lost(f"spoke nonsense ({error})", "알 수 없는 말을 했습니다") from error
        return reply

    def _died(self) -> WorkerLost:
        assert self._process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        code = self._process.poll()
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return self._lost(f"died ({how})", f"죽었습니다({how})")

    def _lost(self, en: str, ko: str) -> WorkerLost:
        self.kill()
        last = _last_line(self._log)
        return WorkerLost(
            Notice(
                f"{self.setup.engine} {en}{': ' + last if last else ''}; see {self._log}",
                f"{self.setup.engine}: 엔진이 {ko}{' (' + last + ')' if last else ''}. 기록: {self._log}",
            )
        )


def _listen(pipe: IO[bytes], lines: queue.Queue[bytes]) -> None:
    """Put each line of the pipe into the queue; an empty one says that it closed."""
    with contextlib.suppress(OSError, ValueError):
        for line in pipe:
            lines.put(line)
    lines.put(b"")


def _last_line(log: Path) -> str:
    """Return the last thing that was said on the error stream, shortened."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 2000))
            lines = [line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()]
    except OSError:
        return ""
    return lines[-1][:200] if lines else ""
