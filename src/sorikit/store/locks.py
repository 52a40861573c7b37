"""One lock file per model: one process and one thread at a time puts its files together."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import filelock

from sorikit.store.disk import disk_errors


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``, waiting for it. The system frees it when its holder dies.

    Raises CacheNotWritable.
    """
    lock = _lock(path)
    with disk_errors(path):
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def try_locked(path: Path) -> Iterator[bool]:
    """Hold the lock file ``path`` where nobody else does; give whether it is held. Raises CacheNotWritable."""
    lock = _lock(path)
    held = True
    with disk_errors(path):
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            held = False
    try:
        yield held
    finally:
        lock.release()


def is_locked(path: Path) -> bool:
    """Return whether somebody holds the lock file right now. Raises CacheNotWritable."""
    lock = _lock(path)
    with disk_errors(path):
        try:
            lock.acquire(blocking=False)
        except filelock.Timeout:
            return True
    lock.release()
    return False


def _lock(path: Path) -> filelock.BaseFileLock:
    with disk_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return filelock.FileLock(path, is_singleton=False, thread_local=False)  # released wherever a generator ends
