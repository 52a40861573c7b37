"""An engine for the tests of the bench: a real worker process that does what its options say, item by item."""

from __future__ import annotations

import os
import sys
import time
import wave
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sorikit.apps.bench.data import Dataset
from sorikit.apps.bench.engines import Engine, Found
from sorikit.apps.bench.options import read_options
from sorikit.apps.bench.plan import BenchPlan, Contestant
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.tasks import find_task
from sorikit.core.errors import InvalidAudio
from sorikit.core.manifest import Item
from sorikit.core.time import Span

SECONDS = 0.5
"""Length of each recording."""


@dataclass(frozen=True, slots=True)
class Script:
    """What to do on which item."""

    seconds: float = 0.0
    """Sleep so long, half of it before the first part of the answer."""
    die_on: str = ""
    hang_on: str = ""
    fail_on: str = ""
    babble: bool = False
    """Print to standard output, from Python and from below."""
    megabytes: int = 0
    """Hold so much memory."""
    fail_to_load: bool = False
    die_always: bool = False


class Scripted:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._script = read_options(Script, setup.options, setup.engine)
        if self._script.fail_to_load:
            raise InvalidAudio(detail="asked to fail")
        self._held = np.ones(self._script.megabytes * 125_000)

    def prepare(self, clip: Clip) -> Clip:
        if self._script.fail_on == clip.id:
            raise InvalidAudio(detail="asked to fail")
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        script = self._script
        if script.babble:
            print("babble")
            sys.stdout.flush()
            os.write(1, b'{"type":"Answered"}\n')
        if script.die_always or script.die_on == material.id:
            print("about to die", file=sys.stderr, flush=True)
            os._exit(7)
        if script.hang_on == material.id:
            time.sleep(3600)
        time.sleep(script.seconds / 2)
        yield
        time.sleep(script.seconds / 2)
        return Outcome(sound_seconds=SECONDS, spans=(Span(0.0, SECONDS),))


def make_items(folder: Path, count: int) -> tuple[Item, ...]:
    """Write short recordings and return them as items."""
    items = []
    for number in range(count):
        path = folder / f"item{number}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            tone = np.sin(np.arange(int(SECONDS * 16_000)) * 0.05 * (number + 1)) * 8000
            file.writeframes(tone.astype("<i2").tobytes())
        items.append(Item(path.stem, path, duration=SECONDS))
    return tuple(items)


def contestant(label: str, **options: str) -> Contestant:
    """Return a scripted engine."""
    engine = Engine("vad", label, "scripted_engine:Scripted", Script, foreign=True)
    return Contestant(label, label, Found(engine, ""), options)


def make_plan(folder: Path, contestants: tuple[Contestant, ...], count: int = 4, **changes: object) -> BenchPlan:
    """Return a plan over fresh recordings."""
    folder.mkdir(parents=True, exist_ok=True)
    dataset = Dataset(folder / "manifest.jsonl", "made-up", make_items(folder, count))
    wishes = {"rounds": 1, "threads": 1, "timeout": 30.0, "retry": False, **changes}
    return BenchPlan(find_task("vad"), dataset, contestants, folder / "out", **wishes)  # type: ignore[arg-type]


def lines_of(plan: BenchPlan, kind: str) -> list[str]:
    """Return the raw lines of one type in a bench's log, in order."""
    whole = (plan.folder / "runs.jsonl").read_text(encoding="utf-8")
    return [line for line in whole.splitlines() if line.startswith(f'{{"type":"{kind}"')]
