"""Files that appear whole or not at all: hashing, atomic writing, and what the disk refuses."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from sorikit.core.errors import CacheNotWritable, DiskFull, SorikitError

BLOCK = 1 << 20
"""Bytes read at once: large enough to hash at disk speed, small enough not to be noticed in memory."""


class DigestMismatchError(Exception):
    """What was written does not have the size or SHA-256 it should have; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a finished file must be; None where that is not known."""

    size: int | None = None
    sha256: str | None = None


def read_blocks(file: IO[bytes], block: int = BLOCK) -> Iterator[bytes]:
    """Yield an open file's bytes, ``block`` at a time."""
    while data := file.read(block):
        yield data


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in read_blocks(file):
            digest.update(block)
    return digest.hexdigest()


def write_whole(target: Path, blocks: Iterable[bytes], expected: Expected) -> str:
    """Write ``blocks`` to ``target`` so that it appears whole and verified, or not at all; return its SHA-256.

    The bytes go to a temporary file in the same folder, are hashed on the way, flushed to the disk and renamed.
    Raises DigestMismatchError, DiskFull or CacheNotWritable; then nothing is left behind.
    """
    with disk_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with disk_errors(target), os.fdopen(handle, "wb") as file:
            digest, size = hashlib.sha256(), 0
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
            flush(file)
        check(Expected(size, digest.hexdigest()), expected)
        with disk_errors(target):
            publish(Path(partial), target)
    finally:
        Path(partial).unlink(missing_ok=True)
    return digest.hexdigest()


def check(found: Expected, expected: Expected) -> None:
    """Raise DigestMismatchError where ``found`` is not ``expected``."""
    if expected.size is not None and found.size != expected.size:
        raise DigestMismatchError(f"{found.size} bytes instead of {expected.size}")
    if expected.sha256 is not None and found.sha256 != expected.sha256:
        raise DigestMismatchError(f"SHA-256 {str(found.sha256)[:12]}… instead of {expected.sha256[:12]}…")


def flush(file: BinaryIO) -> None:
    """Push an open file to the disk itself, so that a power cut after the rename cannot leave it empty."""
    file.flush()
    os.fsync(file.fileno())


def publish(partial: Path, target: Path) -> None:
    """Give a finished file its final name, readable by everybody the folder is open to. Raises OSError."""
    partial.chmod(0o644)
    partial.replace(target)
    if os.name == "posix":
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def check_room(folder: Path, needed: int) -> None:
    """Make ``folder``, and raise DiskFull before a long work of ``needed`` bytes that could not end well."""
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < needed:
            raise DiskFull(path=os.fspath(folder))


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals about ``path`` into DiskFull or CacheNotWritable."""
    try:
        yield
    except SorikitError:
        raise
    except OSError as error:
        raise disk_error(error, path) from error


def disk_error(error: OSError, path: Path) -> DiskFull | CacheNotWritable:
    """Return the kit's error for a failed write to ``path``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=os.fspath(path))
    return CacheNotWritable(path=os.fspath(path), detail=error.strerror or str(error))
