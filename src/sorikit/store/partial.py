"""A download that is not finished: its bytes so far, their running SHA-256, and which version of the file they are of.

It lives under a hidden name beside the file it will become, and survives the process that began it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import BinaryIO, Protocol

from sorikit.store.disk import disk_errors, flush, publish, read_blocks


class Digest(Protocol):
    """Anything that hashes."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""


class PartialFile:
    """The beginning of a file, between ``open`` and ``close``; what was received stays on disk."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f".{target.name}.download")
        self._identity_path = target.with_name(f".{target.name}.download.json")
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = None
        self.size = 0

    def open(self) -> None:
        """Open what is there and hash it. Raises DiskFull, CacheNotWritable."""
        with disk_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("a+b")
            self._file.seek(0)
            for block in read_blocks(self._file):
                self._digest.update(block)
                self.size += len(block)

    def close(self) -> None:
        """Close; a full disk can refuse even this, and the bytes so far are kept all the same."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()

    @property
    def sha256(self) -> str:
        """Of the bytes so far, in hexadecimal."""
        return self._digest.hexdigest()

    @property
    def identity(self) -> str:
        """The server's ETag of the version these bytes are of; empty where it gave none."""
        try:
            return str(json.loads(self._identity_path.read_text("utf-8"))["etag"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def read_into(self, digest: Digest) -> None:
        """Feed the bytes so far to another hash. Raises DiskFull, CacheNotWritable."""
        assert self._file is not None
        with disk_errors(self.path):
            self._file.seek(0)
            for block in read_blocks(self._file):
                digest.update(block)

    def append(self, data: bytes) -> None:
        """Add bytes. Raises DiskFull, CacheNotWritable."""
        assert self._file is not None
        with disk_errors(self.path):
            self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def restart(self, identity: str = "") -> None:
        """Forget everything received, and note which version comes now."""
        assert self._file is not None
        with disk_errors(self.path):
            self._file.seek(0)
            self._file.truncate()
            self._identity_path.write_text(json.dumps({"etag": identity}), "utf-8")
        self._digest, self.size = hashlib.sha256(), 0

    def finish(self) -> None:
        """Give the file its final name. Call it only when size and hash are right."""
        assert self._file is not None
        with disk_errors(self.target):
            flush(self._file)
            self._file.close()
            publish(self.path, self.target)
            self._identity_path.unlink(missing_ok=True)
