"""How soon it starts and how much it weighs: import, --help, and the installed size of the kit with its default models."""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from common import ROOT, Table, save

RUNS = 15


def seconds(*command: str) -> float:
    """Return the median wall time of a command over RUNS runs after one warm-up."""
    subprocess.run(command, capture_output=True, check=True)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def import_seconds() -> float:
    """Return the median time of ``import sorikit`` inside a running interpreter."""
    code = "import time; t = time.perf_counter(); import sorikit; print(time.perf_counter() - t)"
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(RUNS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def closure(name: str, extras: tuple[str, ...], seen: dict[str, importlib.metadata.Distribution]) -> None:
    """Collect a distribution and all that it requires here."""
    from packaging.requirements import Requirement

    distribution = importlib.metadata.distribution(name)
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen and not extras:
        return
    seen[key] = distribution
    for line in distribution.requires or []:
        requirement = Requirement(line)
        wanted = [{"extra": extra} for extra in extras] or [{"extra": ""}]
        if requirement.marker is None or any(requirement.marker.evaluate(environment) for environment in wanted):
            closure(requirement.name, tuple(requirement.extras), seen)


def installed_megabytes() -> tuple[float, int]:
    """Return the size of ``sorikit[models]`` with all it requires, and the number of distributions."""
    seen: dict[str, importlib.metadata.Distribution] = {}
    closure("sorikit", ("models",), seen)
    total = 0
    for key, distribution in seen.items():
        files = distribution.files or []
        paths = {Path(str(distribution.locate_file(file))) for file in files}
        if key == "sorikit":
            paths |= {path for path in (ROOT / "src" / "sorikit").rglob("*") if "__pycache__" not in path.parts}
        total += sum(path.stat().st_size for path in paths if path.is_file())
    return total / 1e6, len(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    sori = [sys.executable, "-m", "sorikit"]
    size, count = installed_megabytes()
    rows = [
        ["`import sorikit`", f"{import_seconds() * 1000:.0f} ms", "< 50 ms"],
        ["`sori --help`", f"{seconds(*sori, '--help') * 1000:.0f} ms", "< 300 ms"],
        ["an empty Python, for comparison", f"{seconds(sys.executable, '-c', 'pass') * 1000:.0f} ms", ""],
        [
            f"installed size of `sorikit[models]` with all it requires ({count} distributions)",
            f"{size:.0f} MB",
            "< 900 MB",
        ],
    ]
    notes = [
        f"Median of {RUNS} runs. The joined Whisper and Kokoro files in the model cache add 150 and 92 MB when first used."
    ]
    save(
        Table("Start and size", "python benchmarks/startup.py", ["what", "measured", "wanted"], rows, notes), args.json
    )


if __name__ == "__main__":
    main()
