"""Who speaks when: diarization error rate, its three parts, the number of speakers, and the time, file by file.

    python benchmarks/diarization.py [--set FOLDER] [--oracle-count] [--peers PYTHON --segmentation pytorch_model.bin]

``sori bench diarization`` with a row a file: judged by pyannote.metrics without collar, overlapped speech counted. ``FOLDER``
holds a ``manifest.jsonl`` whose lines name ``audio`` and ``rttm``; the default is ``meetings`` of the recordings that
SORIKIT_DATA points at. Times include decoding, not loading the models. Needs the ``eval`` extra. ``PYTHON`` is the interpreter of
an environment with other people's libraries: ``diarization_peers.py``, which tells what belongs there, runs in it on the same
files right after ours, ours is the first line of the second table. Its kinds are told by the files' names (``ami…``, ``sim…``).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from common import DATA, Table, on_openvino, save_all

from sorikit.apps.bench.bench import bench
from sorikit.apps.bench.judges import true_turns
from sorikit.apps.bench.plan import BenchWishes, make_plan
from sorikit.apps.bench.records import RunKey
from sorikit.apps.bench.report import BenchReport
from sorikit.core.time import Span, Turn, speakers
from sorikit.metrics import ScoreOptions, score
from sorikit.metrics.score import ItemScore, Pair
from sorikit.store import find_model

COLUMNS = ("file", "DER", "missed", "false alarm", "confusion", "speakers", "of", "RTF")
PARTS = ("missed", "false alarm", "confusion")
PEERS = ("pyannote", "pyannote-0.6", "pyannote-0.8", "resemblyzer")
KINDS = {"all": "", "AMI": "ami", "simulated": "sim", "Korean": "sim_korean"}
"""What is pooled in the table of peers, by how the names of its files begin."""
PEER_COLUMNS = (
    "pipeline",
    *(f"DER, {kind}" for kind in KINDS),
    "missed",
    "false alarm",
    "confusion",
    "count right",
    "RTF",
    "CPU s/min",
)


@dataclass(frozen=True)
class Row:
    """One file: its errors in seconds, and of reference speech; speakers found and true; time and length."""

    score: ItemScore
    found: int
    true: int
    seconds: float
    duration: float

    def cells(self) -> list[str]:
        parts = (self.score.numerator, *(self.score.parts[part] for part in PARTS))
        shares = [f"{100 * part / self.score.denominator:.1f} %" for part in parts]
        return [self.score.item, *shares, str(self.found), str(self.true), f"{self.seconds / self.duration:.3f}"]


def rows_of(report: BenchReport) -> list[Row]:
    errors = {one.item: one for one in report.engines[0].scores[0].items}
    rows = []
    for item in report.plan.items:
        run = report.runs[RunKey("default", item.id, 0)]
        if run.outcome is None or run.timing is None:
            raise SystemExit(f"{item.id}: {run.error}")
        found, true = speakers(run.outcome.turns), speakers(true_turns(item))
        seconds, duration = run.timing.seconds, run.outcome.sound_seconds
        rows.append(Row(errors[item.id], len(found), len(true), seconds, duration))
    return rows


def summary(rows: list[Row]) -> list[list[str]]:
    pooled = ItemScore(
        "**all, pooled**",
        sum(row.score.numerator for row in rows),
        sum(row.score.denominator for row in rows),
        {part: sum(row.score.parts[part] for row in rows) for part in PARTS},
    )
    times = (sum(row.seconds for row in rows), sum(row.duration for row in rows))
    total = Row(pooled, sum(row.found == row.true for row in rows), len(rows), *times)
    mean = statistics.mean(row.score.numerator / row.score.denominator for row in rows)
    return [total.cells(), ["mean over files", f"{100 * mean:.1f} %", "", "", "", "", "", ""]]


def summed(rows: list[Row]) -> tuple[float, dict[str, float], float]:
    """Return the errors in seconds, their parts, and the seconds of reference speech."""
    errors = {part: sum(row.score.parts[part] for row in rows) for part in PARTS}
    return sum(row.score.numerator for row in rows), errors, sum(row.score.denominator for row in rows)


def peer_cells(name: str, rows: list[Row], cpu_seconds: float) -> list[str]:
    """Return one line of the table of peers."""
    kinds = [summed([row for row in rows if row.score.item.startswith(prefix)]) for prefix in KINDS.values()]
    shares = [f"{100 * errors / true:.1f} %" if true else "" for errors, _, true in kinds]
    _, parts, true = kinds[0]
    right, length = sum(row.found == row.true for row in rows), sum(row.duration for row in rows)
    times = [f"{sum(row.seconds for row in rows) / length:.3f}", f"{60 * cpu_seconds / length:.1f}"]
    if "-" in name:  # clusters what another has heard
        times = ["", ""]
    return [name, *shares, *(f"{100 * parts[part] / true:.1f} %" for part in PARTS), f"{right} of {len(rows)}", *times]


def peers_of(options: argparse.Namespace, report: BenchReport, ours: list[Row]) -> list[list[str]]:
    """Run the peers on the same files in their environment, and return their lines after ours."""
    items = {str(item.audio): item for item in report.plan.items}
    with tempfile.TemporaryDirectory() as folder:
        job = Path(folder) / "job.json"
        wanted = {
            "peers": options.peer or PEERS,
            "threads": report.plan.threads,
            "segmentation": str(options.segmentation),
            "embedding": str(find_model("campplus").path("campplus_zh_en_16k.onnx")),
            "files": list(items),
        }
        job.write_text(json.dumps(wanted), encoding="utf-8")
        script = Path(__file__).with_name("diarization_peers.py")
        subprocess.run([options.peers, str(script), str(job)], check=True, stdout=subprocess.DEVNULL)
        answers = json.loads(job.with_suffix(".out.json").read_text(encoding="utf-8"))
    timings = [run.timing for run in report.runs.values() if run.timing is not None]
    lines = [peer_cells("**sorikit**", ours, sum(timing.cpu_seconds for timing in timings))]
    lengths = {row.score.item: row.duration for row in ours}
    for name, files in answers.items():
        rows = []
        for path, item in items.items():
            found = files[path]
            turns = tuple(sorted(Turn(Span(start, end), who) for start, end, who in found["turns"] if end > start))
            judged = score("der", [Pair(item.id, true_turns(item), turns)], ScoreOptions())[0].items[0]
            counts = len(speakers(turns)), len(speakers(true_turns(item)))
            rows.append(Row(judged, *counts, found["seconds"], lengths[item.id]))
        lines.append(peer_cells(name, rows, sum(files[path]["cpu"] for path in items)))
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=DATA / "meetings", metavar="FOLDER")
    parser.add_argument("--oracle-count", action="store_true", help="tell the true number of speakers")
    parser.add_argument("--peers", metavar="PYTHON", help="also run other people's pipelines in this environment")
    parser.add_argument("--segmentation", type=Path, help="checkpoint of pyannote segmentation-3.0, for --peers")
    parser.add_argument("--peer", action="append", metavar="NAME", help=f"instead of {', '.join(PEERS)}")
    parser.add_argument("--json", type=Path, help="also write the table here")
    options = parser.parse_args()
    count = ("default:num_speakers=given",) if options.oracle_count else ()
    with tempfile.TemporaryDirectory() as folder:
        wishes = BenchWishes("diarization", options.set, ("default",), Path(folder), options=count)
        report = bench(make_plan(wishes)).run()
        rows = rows_of(report)
        compared = peers_of(options, report, rows) if options.peers else []
    right = sum(row.found == row.true for row in rows)
    notes = (
        "DER without collar, overlapped speech counted (pyannote.metrics); shares are of reference speech. The last",
        f"two columns before RTF count speakers: found, and true. Right on {right} of {len(rows)} files.",
        f"Networks run on {'OpenVINO, in part (extra `fast`, a processor with AMX)' if on_openvino(0) else 'ONNX Runtime'}.",
    )
    command = "python benchmarks/diarization.py" + (" --oracle-count" if options.oracle_count else "")
    tables = [Table("Who speaks when", command, COLUMNS, [*(row.cells() for row in rows), *summary(rows)], notes)]
    if compared:
        notes = (
            "In the same run, the number of speakers not told. pyannote: pyannote.audio's own pipeline with the recipe of its 3.1 over",
            "our segmentation weights and CAM++ (its own embedding is not to be had without a network); pyannote-0.6 and the like:",
            "with this clustering threshold instead of 0.7046, of what the first has heard. resemblyzer: GE2E, spectral clustering (spectralcluster), WebRTC's VAD.",
        )
        title = "Who speaks when: beside other pipelines"
        tables.append(
            Table(title, f"{command} --peers PYTHON --segmentation CHECKPOINT", PEER_COLUMNS, compared, notes)
        )
    save_all(tables, options.json)


if __name__ == "__main__":
    main()
