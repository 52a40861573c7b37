"""Documents on disk: written at once or not at all, read as UTF-8."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from sorikit.core.errors import InvalidDocument
from sorikit.core.files import writing


@contextlib.contextmanager
def writing_text(path: str | os.PathLike[str]) -> Iterator[TextIO]:
    """Open ``path`` for UTF-8 text that appears only when complete (see ``core.files.writing``).

    Line ends stay as given. What UTF-8 cannot hold (half a surrogate pair) becomes ``?``. Raises DiskFull or
    OutputNotWritable.
    """
    with writing(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
        yield text
        text.flush()
        text.detach()


def write_text(path: str | os.PathLike[str], text: str) -> Path:
    """Write ``text`` to ``path`` at once or not at all, and return the path. Raises as ``writing_text``."""
    with writing_text(path) as file:
        file.write(text)
    return Path(path)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> Path:
    """Write ``data`` to ``path`` at once or not at all, and return the path. Raises DiskFull or OutputNotWritable."""
    with writing(path) as file:
        file.write(data)
    return Path(path)


def read_text(path: str | os.PathLike[str]) -> str:
    """Return a document's text: UTF-8, or UTF-16 where its byte order mark says so (Praat's own); any line ends.

    Raises InvalidDocument where it cannot be opened or is not text.
    """
    name = os.fspath(path)
    try:
        data = Path(path).read_bytes()
        wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        text = data.decode("utf-16" if wide else "utf-8-sig")
        return text.replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InvalidDocument(name=name, detail="not UTF-8 text", detail_ko="UTF-8 텍스트가 아닙니다") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise InvalidDocument(
            name=name, detail=f"cannot be opened ({why})", detail_ko=f"열 수 없습니다({why})"
        ) from error
