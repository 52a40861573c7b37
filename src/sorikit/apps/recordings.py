"""What the faces share about recordings given on a command line: their names, their places, and standard input."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from sorikit.core.codecs import write_error
from sorikit.core.errors import AudioNotFound

WORK_FOLDER = ".sori"
"""Finished stages live in this folder beside the results; removing it forgets them."""
STDIN = "-"
ENDINGS = {"audacity": "labels.txt", "textgrid": "TextGrid"}
"""Endings of files where they are not the format's name."""


def stems_of(recordings: Sequence[str]) -> list[str]:
    """Return one name per recording: its stem, or its whole name where two stems are the same.

    >>> stems_of(["a.mp3", "b/a.wav", "c.m4a"])
    ['a.mp3', 'a.wav', 'c']
    """
    stems = ["stdin" if name == STDIN else Path(name).stem or Path(name).name for name in recordings]
    names = [s if stems.count(s) == 1 else Path(r).name for s, r in zip(stems, recordings, strict=True)]
    return [n if names.count(n) == 1 else f"{n}-{names[:i].count(n) + 1}" for i, n in enumerate(names)]


def check_named(*names: str) -> None:
    """Raise AudioNotFound for an empty name: a variable that is not set, which as a path would be this folder."""
    if not all(name.strip() for name in names):
        raise AudioNotFound(path='""')


def ending_of(name: str) -> str:
    """Return the ending of the files of a format."""
    return ENDINGS.get(name, name)


def prepare_folder(folder: Path) -> None:
    """Make the folder of results and prove that it can be written. Raises OutputNotWritable or DiskFull."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
    except OSError as error:
        raise write_error(error, folder) from error


def spooled_stdin(folder: Path, stream: BinaryIO | None = None) -> Path:
    """Copy standard input to a file: containers such as MP4 cannot be read from a pipe."""
    handle, name = tempfile.mkstemp(prefix=".stdin-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(stream or sys.stdin.buffer, file)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise write_error(error, folder) from error
        raise
    return Path(name)
