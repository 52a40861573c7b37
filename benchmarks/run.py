"""All benchmarks in one command: ``python benchmarks/run.py [NAME …]`` → docs/benchmarks.md.

Each benchmark is a script of this folder that prints one table and writes it as JSON; what was measured before and is
not asked for now keeps its last table, with the day it was measured. ``engines.py`` writes docs/engines.md itself, and
``coverage_sets``, ``diarization_peers`` and ``features_of_openai_whisper`` are parts of others.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from common import ROOT, load, machine

ORDER = (
    "startup",
    "features",
    "meeting",
    "attribution",
    "diarization",
    "transcription",
    "batch",
    "lost_speech",
    "speak",
    "speak_check",
    "likeness",
    "watermark",
    "finishing",
    "word_times",
    "voices",
    "scores",
    "plots",
)
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench` (`python benchmarks/run.py`) from the recordings that `SORIKIT_DATA` points at; each script of
`benchmarks/` prints one of these tables. No number here is typed by hand.

Machine and versions: {machine}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(ORDER), metavar="NAME", help=", ".join(ORDER))
    names = parser.parse_args().names
    RESULTS.mkdir(exist_ok=True)
    failed = [name for name in names if not measure(name)]
    write_page()
    print(f"wrote {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 1 if failed else 0


def measure(name: str) -> bool:
    print(f"== {name}", file=sys.stderr, flush=True)
    script = ROOT / "benchmarks" / f"{name}.py"
    done = subprocess.run([sys.executable, script, "--json", RESULTS / f"{name}.json"], check=False)
    return done.returncode == 0


def write_page() -> None:
    parts = [HEAD.format(machine=machine())]
    for name in ORDER:
        path = RESULTS / f"{name}.json"
        if path.exists():
            parts += [table.markdown() + f"\nMeasured {table.measured}.\n" for table in load(path)]
    notes = ROOT / "benchmarks" / "what-did-not-help.md"
    if notes.exists():
        parts.append(notes.read_text(encoding="utf-8"))
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
