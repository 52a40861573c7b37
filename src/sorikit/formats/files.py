"""Results on disk: a file appears under its name only when it is complete."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from sorikit.core.codecs import write_error
from sorikit.core.errors import InvalidDocument


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write ``text`` as UTF-8 to ``path``, at once or not at all, and return the path.

    A neighbour of the same folder takes the bytes, reaches the disk, and then takes the name; missing folders are
    made. Line ends stay as given. What UTF-8 cannot hold (half a surrogate pair) becomes ``?``. Raises DiskFull or
    OutputNotWritable.
    """
    return write_bytes(path, text.encode("utf-8", errors="replace"))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write ``content`` to ``path`` as ``write_text`` does."""
    target = Path(path)
    partial = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise write_error(error, target) from error
    finally:
        with contextlib.suppress(OSError, ValueError):
            partial.unlink(missing_ok=True)
    return target


def read_text(path: str | os.PathLike[str]) -> str:
    """Return a document's text (UTF-8, with or without a byte order mark; any line ends).

    Raises InvalidDocument where it cannot be opened or is not text.
    """
    name = os.fspath(path)
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDocument(name=name, detail="not UTF-8 text", detail_ko="UTF-8 텍스트가 아닙니다") from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise InvalidDocument(name=name, detail=f"cannot be opened ({detail})", detail_ko=f"열 수 없습니다({detail})") from error
