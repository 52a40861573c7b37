"""What the tests of batches share: short recordings of real speech, the command in a process of its own, its results."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.time import Span

EXAMPLE = Path(__file__).parents[3] / "src" / "sorikit" / "data" / "example" / "meeting.ogg"
RATE = 16_000
PIECES = ((2.0, 4.9), (5.4, 10.8), (20.4, 25.0), (36.4, 41.3), (49.7, 54.9), (61.6, 66.0), (76.6, 79.9), (103.5, 107.1))
"""Sentences of the example, in seconds."""


def make_recordings(folder: Path, count: int) -> Path:
    """Fill a folder with ``count`` short recordings, some of them in folders below, one of them without speech."""
    whole = decode(EXAMPLE, sample_rate=RATE)
    for number in range(count):
        start, end = PIECES[number % len(PIECES)]
        audio = whole.cut(Span(start, end))
        if number == 1:
            audio = Audio(np.zeros((1, 2 * RATE), np.float32), RATE)
        place = folder / ("", "one", "one/two")[number % 3]
        place.mkdir(parents=True, exist_ok=True)
        write(audio, place / f"talk{number}.wav")
    return folder


ENVIRONMENT = {**os.environ, "SORI_LANG": "en", "SORI_THREADS": "1"}
"""One thread each: several wait for each other where other tests run beside them."""


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "sorikit", "transcribe", *map(str, arguments)]


def sori(*arguments: str | Path, timeout: float = 900) -> subprocess.CompletedProcess[str]:
    """Run ``sori transcribe`` to its end."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=timeout, env=ENVIRONMENT
    )


def results(folder: Path) -> dict[str, bytes]:
    """Return the results below a folder, name → contents; what is kept in .sori is none."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".sori" not in path.parts
    }


def leftovers(folder: Path) -> list[str]:
    """Return what should not have been left behind: decoded audio, partial files, downloads."""
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and (path.name == "audio.f32" or path.name.startswith((".audio-", ".stdin-")) or path.suffix == ".part")
    ]


def journal_lines(folder: Path, word: str) -> int:
    """Return how many whole lines of the journal hold ``word``."""
    text = (folder / ".sori" / "transcribe.jsonl").read_text(encoding="utf-8")
    return sum(f'"{word}"' in line for line in text.splitlines())
