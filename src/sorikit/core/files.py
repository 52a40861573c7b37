"""Files that appear under their name only when they are complete, and what a failed write is called."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sorikit.core.errors import DiskFull, OutputNotWritable


@contextlib.contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a neighbour of ``path`` for writing; when the block ends well it reaches the disk and takes the name.

    Missing folders are made. When the block fails, nothing is left and an older file of that name stays as it was.
    OSErrors of the block become DiskFull or OutputNotWritable.
    """
    target = Path(path)
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise write_error(error, target) from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            partial.unlink(missing_ok=True)


def write_error(error: Exception, path: str | os.PathLike[str]) -> OutputNotWritable | DiskFull:
    """Return the kit's error for a failed write to ``path`` (the same one where it is that already)."""
    if isinstance(error, (OutputNotWritable, DiskFull)):
        return error
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=os.fspath(path))
    detail = getattr(error, "strerror", None) or str(error)
    return OutputNotWritable(path=os.fspath(path), detail=detail)
