"""Who speaks when: diarization error rate, its three parts, the number of speakers, and the time, file by file.

    python benchmarks/diarization.py [--set FOLDER] [--oracle-count]

``sori bench diarization`` with a row a file: judged by pyannote.metrics without collar, overlapped speech counted. ``FOLDER``
holds a ``manifest.jsonl`` whose lines name ``audio`` and ``rttm``; the default is ``meetings`` of the recordings that
SORIKIT_DATA points at. Times include decoding, not loading the models. Needs the ``eval`` extra.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from common import DATA, Table, save

from sorikit.apps.bench.bench import bench
from sorikit.apps.bench.judges import true_turns
from sorikit.apps.bench.plan import BenchWishes, make_plan
from sorikit.apps.bench.records import RunKey
from sorikit.apps.bench.report import BenchReport
from sorikit.core.time import speakers
from sorikit.metrics.score import ItemScore

COLUMNS = ("file", "DER", "missed", "false alarm", "confusion", "speakers", "of", "RTF")
PARTS = ("missed", "false alarm", "confusion")


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=DATA / "meetings", metavar="FOLDER")
    parser.add_argument("--oracle-count", action="store_true", help="tell the true number of speakers")
    parser.add_argument("--json", type=Path, help="also write the table here")
    options = parser.parse_args()
    count = ("default:num_speakers=given",) if options.oracle_count else ()
    with tempfile.TemporaryDirectory() as folder:
        wishes = BenchWishes("diarization", options.set, ("default",), Path(folder), options=count)
        rows = rows_of(bench(make_plan(wishes)).run())
    right = sum(row.found == row.true for row in rows)
    notes = (
        "DER without collar, overlapped speech counted (pyannote.metrics); shares are of reference speech. The last",
        f"two columns before RTF count speakers: found, and true. Right on {right} of {len(rows)} files.",
    )
    command = "python benchmarks/diarization.py" + (" --oracle-count" if options.oracle_count else "")
    table = Table("Who speaks when", command, COLUMNS, [*(row.cells() for row in rows), *summary(rows)], notes)
    save(table, options.json)


if __name__ == "__main__":
    main()
