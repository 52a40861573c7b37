"""A folder of recordings with ``sori transcribe``: one at a time, several sharing one model, a process each, and on Ray.

    python benchmarks/batch.py [--set asr-ko --set asr-en] [--limit 24] [--ray] [--json FILE]

Every way is a command in processes of its own; seconds are of the clock, processor seconds and memory of all its processes
together (memory: the greatest sum of resident sizes that was seen, ten times a second).
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from common import DATA, Table, save

SETS = ("asr-ko", "asr-en")
AUDIO = {".wav", ".flac", ".mp3", ".ogg", ".m4a"}
PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Way:
    """A way to do the folder: commands that run side by side."""

    name: str
    options: tuple[str, ...]
    processes: int = 1


def recordings(sets: list[str], limit: int, place: Path) -> Path:
    """Link the recordings into one folder."""
    files = [path for name in sets for path in sorted((DATA / name).rglob("*")) if path.suffix.lower() in AUDIO]
    step = max(1, len(files) // limit)
    for number, path in enumerate(files[::step][:limit]):
        shutil.copyfile(path, place / f"{number:03}{path.suffix}")
    return place


def resident(pids: list[int]) -> int:
    """Return the bytes that the processes and their children hold."""
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except (OSError, IndexError):
            continue
        total += resident([int(child) for child in children])
    return total


def measure(way: Way, folder: Path) -> tuple[float, float, float]:
    """Return seconds, processor seconds and peak megabytes of one run from nothing."""
    with tempfile.TemporaryDirectory() as out:
        line = [sys.executable, "-m", "sorikit", "transcribe", str(folder), "-o", out, "-f", "json", "-q", *way.options]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        started, peak = time.monotonic(), 0
        runs = [subprocess.Popen(line) for _ in range(way.processes)]
        while any(run.poll() is None for run in runs):
            peak = max(peak, resident([run.pid for run in runs]))
            time.sleep(0.1)
        seconds = time.monotonic() - started
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert [run.returncode for run in runs] == [0] * way.processes, way
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, used, peak / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", dest="sets")
    parser.add_argument("--limit", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    ways = [
        Way("--jobs 1", ("--jobs", "1")),
        Way("--jobs 2", ("--jobs", "2")),
        Way("--jobs 4", ("--jobs", "4")),
        Way("--jobs 2 --threads 1", ("--jobs", "2", "--threads", "1")),
        Way("two runs, --threads 1", ("--threads", "1"), processes=2),
        *([Way("--ray local", ("--ray", "local"))] if args.ray else []),
    ]
    with tempfile.TemporaryDirectory() as place:
        folder = recordings(args.sets or list(SETS), args.limit, Path(place))
        best: dict[str, tuple[float, float, float]] = {}
        for _ in range(args.rounds):
            for way in ways:
                found = measure(way, folder)
                best[way.name] = min(best.get(way.name, found), found)
        count = len(list(folder.iterdir()))
    rows = [(name, f"{wall:.1f}", f"{used:.1f}", f"{peak:.0f}") for name, (wall, used, peak) in best.items()]
    columns = ("way", "seconds", "processor seconds", "peak MB")
    notes = ("The best of all rounds, ways in turn; loading the model is part of it.",)
    save(Table(f"A folder of {count} recordings", "python benchmarks/batch.py", columns, rows, notes), args.json)


if __name__ == "__main__":
    main()
