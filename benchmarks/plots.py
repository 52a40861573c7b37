"""How soon a long recording is a picture, and in how much memory: three hours made of the long-form recordings, and short clips.

Each picture is drawn by ``sori plot`` in a process of its own, so that start, imports, decoding and writing count.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile
from common import DATA, ROOT, Table, save

from sorikit.core.codecs import decode

HOURS = 3
RATE = 16_000
RUNS = 3
KINDS = (
    "overview",
    "comparison",
    "waveform",
    "stft",
    "log-stft",
    "mel",
    "spectrum",
    "mfcc",
    "pitch",
    "chroma",
    "timbre",
    "loudness",
)
EXAMPLE = ROOT / "src" / "sorikit" / "data" / "example" / "meeting.ogg"


def three_hours(folder: Path, hours: float) -> Path:
    """Return a FLAC of the long-form recordings, repeated."""
    manifest = (DATA / "longform" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    files = [DATA / "longform" / json.loads(line)["audio"] for line in manifest]
    whole = np.concatenate([decode(file, sample_rate=RATE).samples[0] for file in files])
    path, left = folder / "long.flac", int(hours * 3600 * RATE)
    with soundfile.SoundFile(path, "w", RATE, 1, subtype="PCM_16") as file:
        while left > 0:
            file.write(whole[:left])
            left -= whole.size
    return path


def draw(source: Path, kind: str, folder: Path) -> tuple[float, float]:
    """Return the seconds of one run, and its peak memory in MB."""
    code = "import sys; from sorikit.apps.cli.main import main; from sorikit.apps.bench.memory import peak_megabytes;"
    code += "c = main(sys.argv[1:]); print(peak_megabytes(), file=sys.stderr); sys.exit(c)"
    command = [sys.executable, "-c", code, "plot", str(source), "-k", kind, "-o", str(folder / f"{kind}.png"), "-q"]
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    return seconds, float(done.stderr.split()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("kinds", nargs="*", default=list(KINDS))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long = three_hours(folder, args.hours)
        draw(EXAMPLE, "chroma", folder)  # compiled caches of the libraries are not what is measured
        rows = []
        for kind in args.kinds:
            far = [draw(long, kind, folder) for _ in range(args.runs)]
            near = [draw(EXAMPLE, kind, folder) for _ in range(args.runs)]
            row = [f"{statistics.median(run[0] for run in runs):.1f} s" for runs in (near, far)]
            rows.append([kind, *row, f"{max(run[1] for run in far):.0f} MB"])
    columns = [
        "`sori plot --kind`",
        "the example (2:19, 48 kHz)",
        f"{args.hours:g} hours (16 kHz FLAC)",
        "peak memory of these",
    ]
    note = (
        f"Median of {args.runs} runs, each a process of its own. Wanted: three hours in less than 20 s. Every sample is heard; "
        "mfcc, pitch, chroma and timbre of long files are the means of 2 s pieces at even distances, and say so in the picture."
    )
    save(Table("Pictures", "python benchmarks/plots.py", columns, rows, [note]), args.json)


if __name__ == "__main__":
    main()
