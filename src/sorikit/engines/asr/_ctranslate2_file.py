"""CTranslate2's ``model.bin``, read as a table of arrays: for whatever computes with the same weights elsewhere.

The format of version 6 (CTranslate2 ``model_spec.py``, ``_serialize``), little endian: version (uint32), name and
revision of the specification, number of variables, then of each its name, rank (uint8), shape (uint32 …), type
(uint8), bytes (uint32) and values; at last pairs of names, of which the first is another name of the second. A name is
its length with the closing zero (uint16), its bytes and that zero.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 6
TYPES = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
"""CTranslate2's numbers of types that numpy has as well."""
END = b"\0"


class UnknownFormat(ValueError):
    """A file that is not laid out as described above."""


def read_arrays(path: Path, prefix: str = "") -> dict[str, NDArray[Any]]:
    """Return the variables whose names begin with ``prefix``, by name.

    Values are read-only and stay in the file until they are used. Raises UnknownFormat, OSError.
    """
    with path.open("rb") as file:
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    try:
        return _parsed(content, prefix)
    except (struct.error, UnicodeDecodeError, IndexError, ValueError) as error:
        raise UnknownFormat(f"{path.name}: {error}") from error


class _Reader:
    """Reads one thing after another."""

    def __init__(self, content: memoryview) -> None:
        self._content = content
        self._place = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack_from("<" + layout, self._content, self._place)
        self._place += struct.calcsize("<" + layout)
        return found

    def bytes(self, size: int) -> memoryview:
        self._place += size
        if self._place > len(self._content):
            raise UnknownFormat("the end is missing")
        return self._content[self._place - size : self._place]

    def name(self) -> str:
        (size,) = self.numbers("H")
        text = bytes(self.bytes(size))
        if not text.endswith(END):
            raise UnknownFormat("a name does not end")
        return text[:-1].decode()


def _parsed(content: memoryview, prefix: str) -> dict[str, NDArray[Any]]:
    reader = _Reader(content)
    (version,) = reader.numbers("I")
    if version != VERSION:
        raise UnknownFormat(f"version {version}")
    reader.name()
    _revision, number = reader.numbers("II")
    arrays: dict[str, NDArray[Any]] = {}
    for _ in range(number):
        title = reader.name()
        (rank,) = reader.numbers("B")
        shape = reader.numbers(f"{rank}I")
        kind, size = reader.numbers("BI")
        values = reader.bytes(size)
        if title.startswith(prefix):
            if kind not in TYPES:
                raise UnknownFormat(f"{title} is of type {kind}")
            arrays[title] = np.frombuffer(values, TYPES[kind]).reshape(shape)
    (number,) = reader.numbers("I")
    for _ in range(number):
        alias, target = reader.name(), reader.name()
        if target in arrays and alias.startswith(prefix):
            arrays[alias] = arrays[target]
    return arrays
