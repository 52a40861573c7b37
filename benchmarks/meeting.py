"""The main job as a whole: real-time factor, peak memory by length, speakers found, WER per speaker (cpWER).

Long recordings are made in a temporary folder by joining the recordings of SORIKIT_DATA; nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from common import DATA, Table, save

from sorikit.core.codecs import decode, stream_mono

RATE = 16_000
CHILD = """
import json, resource, sys, time
from sorikit.apps.cli.main import main
started = time.perf_counter()
code = main(["meeting", sys.argv[1], "-o", sys.argv[2], "-q"])
print(json.dumps({"code": code, "seconds": time.perf_counter() - started,
                  "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def speech() -> Iterator[np.ndarray]:
    """Yield blocks of real speech for ever: the long readings and the meetings, over and over."""
    files = [*sorted((DATA / "longform").glob("*.mp3")), *sorted((DATA / "meetings").glob("*.flac"))]
    while True:
        for file in files:
            yield from stream_mono(file, RATE)


def make_long(path: Path, seconds: float) -> None:
    """Write ``seconds`` of joined speech as 16-bit FLAC, piece by piece."""
    import soundfile

    wanted = int(seconds * RATE)
    with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16", format="FLAC") as file:
        for block in speech():
            file.write(np.clip(block[:wanted], -1, 1))
            wanted -= block.size
            if wanted <= 0:
                return


def run(recording: Path) -> dict[str, float]:
    """Run the whole job in a process of its own and return what it took."""
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(recording), out], capture_output=True, text=True, check=True
        )
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    assert measured["code"] == 0, done.stderr
    return measured


def duration(path: Path) -> float:
    return decode(path, sample_rate=RATE).duration


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--minutes", type=float, nargs="*", default=[20, 120], help="lengths of the long recordings")
    args = parser.parse_args()
    rows = []
    clips = sorted(path for path in (DATA / "meetings").iterdir() if path.suffix in (".flac", ".ogg"))
    seconds = length = 0.0
    for clip in clips:
        measured = run(clip)
        seconds, length = seconds + measured["seconds"], length + duration(clip)
    rows.append(
        [f"{len(clips)} clips of meetings, each its own process", f"{length / 60:.1f}", f"{seconds / length:.3f}", ""]
    )
    with tempfile.TemporaryDirectory() as folder:
        for minutes in args.minutes:
            recording = Path(folder) / f"{minutes:.0f}min.flac"
            make_long(recording, minutes * 60)
            measured = run(recording)
            rtf = measured["seconds"] / (minutes * 60)
            rows.append(
                [
                    f"joined readings and meetings, {minutes:.0f} min",
                    f"{minutes:.0f}",
                    f"{rtf:.3f}",
                    f"{measured['megabytes']:.0f}",
                ]
            )
    notes = [
        "The whole of `sori meeting` with md, html and json, loading included. RTF = time taken / length.",
        "Wanted: RTF ≤ 0.25; peak memory ≤ 1,200 MB for two hours and at most 10 % above that of 20 minutes.",
    ]
    columns = ["recording", "minutes", "RTF", "peak memory, MB"]
    save(Table("The whole job", "python benchmarks/meeting.py", columns, rows, notes), args.json)


if __name__ == "__main__":
    main()
