"""Finished stages on disk, so that a stopped or repeated run goes on where it was.

A workspace is one folder per recording and per set of options that change the result. Its name holds the digest of
the recording's bytes; each stage is one JSON file that appears only when complete, and the transcription also
keeps a line per finished batch. What cannot be read back is simply done again. One run at a time works in a folder:
a second one waits, then finds everything finished.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, TypeVar

from sorikit.core.codecs import write_error
from sorikit.core.errors import InvalidDocument
from sorikit.core.events import Notice
from sorikit.formats.serial import from_plain, to_plain

T = TypeVar("T")

ASK_AGAIN = 0.2
"""Seconds between two looks at a folder in which another run works."""


def digest_file(path: str | os.PathLike[str]) -> str:
    """Return the BLAKE2b-160 hex digest of a file's bytes."""
    digest = hashlib.blake2b(digest_size=20)
    with Path(path).open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def digest_of(*parts: object) -> str:
    """Return a short digest of the parts' reprs: same options, same digest, on every machine."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=6).hexdigest()


class Workspace:
    """The folder of one recording's finished stages.

    ``keep=False`` (a library call without a place to write) removes it on ``close``.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        self.folder = folder
        self._keep = keep
        self._lock: int | None = None
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(error, folder) from error

    @classmethod
    def temporary(cls) -> Workspace:
        """Return one that is removed on close."""
        return cls(Path(tempfile.mkdtemp(prefix="sori-")), keep=False)

    def hold(self) -> Generator[Notice, None, None]:
        """Keep other runs out of the folder until ``close``, waiting (and saying so once) while one is in it.

        The system frees the folder when its holder dies. Raises DiskFull or OutputNotWritable.
        """
        if self._lock is not None:
            return
        try:
            handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise write_error(error, self.folder) from error
        self._lock = handle
        waiting = False
        while not _try_lock(handle):
            if not waiting:
                yield Notice(
                    "Another run is working on this recording; waiting for it to finish.",
                    "다른 실행이 이 녹음을 처리하고 있어 끝날 때까지 기다립니다.",
                )
            waiting = True
            time.sleep(ASK_AGAIN)

    def load(self, stage: str, kind: type[T]) -> T | None:
        """Return a finished stage, or None where it is absent or unreadable."""
        try:
            plain = json.loads(self._file(stage).read_text(encoding="utf-8"))
            return from_plain(plain, kind)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def save(self, stage: str, result: object) -> None:
        """Keep a finished stage. Raises DiskFull or OutputNotWritable."""
        target = self._file(stage)
        partial = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            partial.write_text(json.dumps(to_plain(result), ensure_ascii=False), encoding="utf-8")
            partial.replace(target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise write_error(error, target) from error

    def lines(self, stage: str) -> LineLog:
        """Return the line log of a stage in progress."""
        return LineLog(self.folder / f"{stage}.jsonl")

    def drop_audio(self) -> None:
        """Remove the decoded audio, also what a killed run left of it: the only large files here."""
        for path in (self.folder / "audio.f32", *self.folder.glob(".audio-*")):
            path.unlink(missing_ok=True)

    def forget(self, stage: str) -> None:
        """Remove a stage, finished or in progress, so that it is done again."""
        self._file(stage).unlink(missing_ok=True)
        self.lines(stage).remove()

    def close(self) -> None:
        """Let other runs in, and remove the folder, where nobody asked to keep it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        if not self._keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    def discard(self) -> None:
        """Remove the folder and, where it is now empty, the one it is in: nothing of it is needed any more."""
        self._keep = False
        self.close()
        with contextlib.suppress(OSError):
            self.folder.parent.rmdir()

    def _file(self, stage: str) -> Path:
        return self.folder / f"{stage}.json"


def _try_lock(handle: int) -> bool:
    """Lock an open file for this process; False where another one has it. True also where nothing can be locked."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows alone has it

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl  # noqa: PLC0415 - all others have it

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
    return True


class LineLog:
    """Append-only ``key → value`` lines; a line cut short by a crash is ignored and its work done again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[str, Any] = {}
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            text = ""
        for line in text.splitlines():
            try:
                key, value = json.loads(line)
            except (ValueError, TypeError):
                continue
            self._seen[str(key)] = value
        self._broken_end = bool(text) and not text.endswith("\n")

    def keys(self) -> tuple[str, ...]:
        """Return the keys, in the order of their first lines."""
        return tuple(self._seen)

    def get(self, key: str) -> Any:
        """Return the value kept under ``key``, or None."""
        return self._seen.get(key)

    def put(self, key: str, value: object) -> None:
        """Keep ``value`` (plain JSON types) under ``key``. Raises DiskFull or OutputNotWritable."""
        line = json.dumps([key, value], ensure_ascii=False) + "\n"
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(("\n" if self._broken_end else "") + line)
        except OSError as error:
            raise write_error(error, self._path) from error
        self._broken_end = False
        self._seen[key] = value

    def remove(self) -> None:
        """Forget the log (its stage is finished)."""
        self._path.unlink(missing_ok=True)


class StepLog:
    """A line log of small results: what a pipeline asks for, to skip steps that are already done."""

    def __init__(self, log: LineLog) -> None:
        self._log = log

    def get(self, key: str, kind: type[T]) -> T | None:
        """Return the finished step (a dataclass), or None where it is absent or unreadable."""
        plain = self._log.get(key)
        try:
            return None if plain is None else from_plain(plain, kind)
        except InvalidDocument:
            return None

    def put(self, key: str, value: object) -> None:
        """Keep a finished step. Raises DiskFull or OutputNotWritable."""
        self._log.put(key, to_plain(value))
