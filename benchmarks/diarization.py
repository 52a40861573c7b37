"""Who speaks when: diarization error rate, its three parts, the number of speakers, and the time, file by file.

    python benchmarks/diarization.py [--set FOLDER] [--oracle-count]

Judged by pyannote.metrics without collar, overlapped speech counted. ``FOLDER`` holds a ``manifest.jsonl`` whose lines
name ``audio`` and ``rttm``; the default is ``meetings`` of the recordings that SORIKIT_DATA points at. Times include
decoding, not loading the models. Needs the ``eval`` extra.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

from common import DATA, Table, save

from sorikit import diarize
from sorikit.core.codecs import decode
from sorikit.pipelines.diarize import Diarization, DiarizationOptions

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

COLUMNS = ("file", "DER", "missed", "false alarm", "confusion", "speakers", "of", "RTF")


@dataclass(frozen=True)
class Score:
    """One file: seconds of each kind of error, and of reference speech."""

    name: str
    missed: float
    false_alarm: float
    confusion: float
    speech: float
    found: int
    true: int
    seconds: float
    duration: float

    @property
    def error(self) -> float:
        return (self.missed + self.false_alarm + self.confusion) / self.speech

    def row(self) -> list[str]:
        parts = (part / self.speech for part in (self.missed, self.false_alarm, self.confusion))
        shares = [f"{100 * share:.1f} %" for share in (self.error, *parts)]
        return [self.name, *shares, str(self.found), str(self.true), f"{self.seconds / self.duration:.3f}"]


def measure(audio: Path, rttm: Path, *, oracle_count: bool) -> Score:
    reference = read_rttm(rttm)
    count = len(reference.labels())
    options = DiarizationOptions(num_speakers=count) if oracle_count else DiarizationOptions()
    started = time.perf_counter()
    result = diarize(audio, options)
    seconds = time.perf_counter() - started
    duration = decode(audio).duration
    metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
    parts = metric(reference, annotation(result), uem=Timeline([Segment(0, duration)]), detailed=True)
    return Score(
        audio.stem,
        parts["missed detection"],
        parts["false alarm"],
        parts["confusion"],
        parts["total"],
        len(result.speakers),
        count,
        seconds,
        duration,
    )


def annotation(result: Diarization) -> Annotation:
    found = Annotation()
    for track, turn in enumerate(result.turns):
        found[Segment(turn.start, turn.end), track] = turn.speaker
    return found


def read_rttm(path: Path) -> Annotation:
    found = Annotation()
    for track, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        fields = line.split()
        if fields and fields[0] == "SPEAKER":
            start, length = float(fields[3]), float(fields[4])
            found[Segment(start, start + length), track] = fields[7]
    return found


def summary(scores: list[Score]) -> list[list[str]]:
    right = sum(score.found == score.true for score in scores)
    total = Score(
        "**all, pooled**",
        *(sum(getattr(score, part) for score in scores) for part in ("missed", "false_alarm", "confusion", "speech")),
        found=right,
        true=len(scores),
        seconds=sum(score.seconds for score in scores),
        duration=sum(score.duration for score in scores),
    )
    mean = statistics.mean(score.error for score in scores)
    return [total.row(), ["mean over files", f"{100 * mean:.1f} %", "", "", "", "", "", ""]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, default=DATA / "meetings", metavar="FOLDER")
    parser.add_argument("--oracle-count", action="store_true", help="tell the true number of speakers")
    parser.add_argument("--json", type=Path, help="also write the table here")
    options = parser.parse_args()
    lines = [json.loads(line) for line in (options.set / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    files = [(options.set / line["audio"], options.set / line["rttm"]) for line in lines if line.get("rttm")]
    measure(*files[0], oracle_count=False)  # loads the models
    scores = [measure(*file, oracle_count=options.oracle_count) for file in files]
    right = sum(score.found == score.true for score in scores)
    notes = (
        "DER without collar, overlapped speech counted (pyannote.metrics); shares are of reference speech. The last",
        f"two columns before RTF count speakers: found, and true. Right on {right} of {len(scores)} files.",
    )
    command = "python benchmarks/diarization.py" + (" --oracle-count" if options.oracle_count else "")
    rows = [*(score.row() for score in scores), *summary(scores)]
    save(Table("Who speaks when", command, COLUMNS, rows, notes), options.json)


if __name__ == "__main__":
    main()
