"""Whose voice it is: equal error rate by seconds heard, language, model and scoring, and what the calibration lets through.

    python benchmarks/voices.py [--model campplus --model resemblyzer …] [--scoring snorm …] [--json FILE]

The clips of ``speakers`` (and of ``emotion``, acted: hard) are cut into chunks of 1, 2, 3, 5 and 10 seconds, a speaker's
shorter clips joined; every pair of chunks that share no clip is a trial. Beside the EER stand, at the calibration of the kit
(``voices/scale``): how often a voice is refused (FRR) and two strangers pass for one (FAR) at a probability of a half, how often
a stranger asked against a library of ten voices is given one of their names (open set, at the probability at which the kit names
somebody), what the probabilities cost (Cllr in bits: 0 where they are always right, 1 where they say nothing), and the line
that these trials give (slope, offset). The speakers of these trials are those that the kit was calibrated on; so three columns say
the same where half of the speakers give the line and the other half is judged by it (``held out``, 20 drawn halves). A model of one's own (a file, a folder) has an EER and a line only.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
from common import DATA, Table, save_all

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.resample import resample
from sorikit.dsp.score_norm import calibrate
from sorikit.engines import speaker
from sorikit.metrics.eer import judge_trials
from sorikit.voices.scale import PRIOR, calibration_of, is_calibrated
from sorikit.voices.scoring import SCORINGS, background_of, score

SECONDS = (1.0, 2.0, 3.0, 5.0, 10.0)
LIBRARY = 10
RATE = 16_000
COLUMNS = (
    *("set", "seconds", "trials", "EER", "FRR", "FAR", "open set", "Cllr"),
    *("FRR held out", "FAR held out", "open set held out", "slope", "offset"),
)
HALVES = 20


@dataclass(frozen=True)
class Chunk:
    """So many seconds of one speaker, and the clips they are from."""

    speaker: str
    language: str
    clips: frozenset[str]
    samples: np.ndarray


def clips_of(folder: Path, rate: int) -> list[Chunk]:
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    rows = [row for row in rows if row.get("speaker") and row["speaker"] != "None"]
    chunks = []
    for row in rows:
        sound: Audio = resample(decode(folder / row["audio"]).mono(), rate)
        chunks.append(
            Chunk(str(row["speaker"]), row["lang"], frozenset([row["audio"]]), trimmed(sound.samples[0], rate))
        )
    return chunks


def trimmed(samples: np.ndarray, rate: int) -> np.ndarray:
    """Without the quiet ends: below 40 dB under the loudest 25 ms."""
    width = rate // 40
    power = np.array([np.mean(samples[at : at + width] ** 2) for at in range(0, len(samples) - width, width)])
    loud = np.flatnonzero(power > power.max() * 1e-4)
    return samples[loud[0] * width : (loud[-1] + 1) * width]


def cut(clips: list[Chunk], seconds: float, rate: int) -> list[Chunk]:
    wanted = round(seconds * rate)
    chunks: list[Chunk] = []
    for name in dict.fromkeys(clip.speaker for clip in clips):
        waiting: list[Chunk] = []
        for clip in (clip for clip in clips if clip.speaker == name):
            waiting.append(clip)
            joined = np.concatenate([one.samples for one in waiting])
            if len(joined) >= wanted:
                at = (len(joined) - wanted) // 2
                names = frozenset().union(*(one.clips for one in waiting))
                chunks.append(Chunk(name, clip.language, names, joined[at : at + wanted]))
                waiting = []
    return chunks


@dataclass(frozen=True)
class Way:
    """One model and scoring."""

    model: str
    scoring: str

    @property
    def calibrated(self) -> bool:
        return is_calibrated(self.model, self.scoring)

    def table(self, vectors: np.ndarray) -> np.ndarray:
        like = partial(score, self.model, scoring=self.scoring)
        return np.array([[like(left, right) for right in vectors] for left in vectors])

    def log_odds(self, scores: np.ndarray, seconds: float) -> np.ndarray:
        line = calibration_of(self.model, seconds, self.scoring)
        return line.slope * scores + line.offset


def row_of(name: str, chunks: list[Chunk], table: np.ndarray, seconds: float, way: Way) -> list[str] | None:
    pairs = [(a, b) for a, b in combinations(range(len(chunks)), 2) if not chunks[a].clips & chunks[b].clips]
    same = np.array([chunks[a].speaker == chunks[b].speaker for a, b in pairs])
    if len(pairs) == 0 or same.sum() < 5 or same.all():
        return None
    scores = np.array([table[a, b] for a, b in pairs])
    line = calibrate(scores, same)
    row = [name, f"{seconds:g}", f"{same.sum()} + {(~same).sum()}", f"{100 * judge_trials(scores, same).eer:.1f} %"]
    if way.calibrated:
        odds = way.log_odds(scores, seconds)
        cost = (np.mean(np.logaddexp(0, -odds[same])) + np.mean(np.logaddexp(0, odds[~same]))) / (2 * np.log(2))
        strangers = open_set(chunks, way.log_odds(table, seconds) >= np.log((1 - PRIOR) / PRIOR))
        row += [
            f"{100 * np.mean(odds[same] <= 0):.1f} %",
            f"{100 * np.mean(odds[~same] > 0):.2f} %",
            f"{100 * strangers:.1f} %",
            f"{cost:.3f}",
        ]
    else:
        row += [""] * 4
    return [*row, *held_out(chunks, table), f"{line.slope:.3g}", f"{line.offset:.3g}"]


def held_out(chunks: list[Chunk], table: np.ndarray) -> list[str]:
    """FRR, FAR and wrong names where the line is of other speakers than those that are judged."""
    rng = np.random.default_rng(2)
    names = sorted({chunk.speaker for chunk in chunks})
    speaker_of = np.array([names.index(chunk.speaker) for chunk in chunks])
    left, right = np.triu_indices(len(chunks), 1)
    apart = np.array([not chunks[a].clips & chunks[b].clips for a, b in zip(left, right, strict=True)])
    left, right = left[apart], right[apart]
    same, scores = speaker_of[left] == speaker_of[right], table[left, right]
    refused, accepted, named = [], [], []
    for _ in range(HALVES):
        half = np.zeros(len(names), bool)
        half[rng.permutation(len(names))[: len(names) // 2]] = True
        fitted = half[speaker_of[left]] & half[speaker_of[right]]
        tested = ~half[speaker_of[left]] & ~half[speaker_of[right]]
        if any(same[part].sum() < 3 or same[part].all() for part in (fitted, tested)):
            continue
        line = calibrate(scores[fitted], same[fitted])
        passed = line.slope * scores[tested] + line.offset > 0
        refused.append(np.mean(~passed[same[tested]]))
        accepted.append(np.mean(passed[~same[tested]]))
        others = np.flatnonzero(~half[speaker_of])
        known = line.slope * table[np.ix_(others, others)] + line.offset >= np.log((1 - PRIOR) / PRIOR)
        named.append(open_set([chunks[i] for i in others], known, draws=20))
    if not refused:
        return [""] * 3
    return [f"{100 * np.mean(refused):.1f} %", f"{100 * np.mean(accepted):.2f} %", f"{100 * np.mean(named):.1f} %"]


def open_set(chunks: list[Chunk], named: np.ndarray, draws: int = 200) -> float:
    """How often a stranger gets a name from a library of ten others, one chunk each (so many drawn libraries)."""
    rng = np.random.default_rng(1)
    names = sorted({chunk.speaker for chunk in chunks})
    wrong = []
    for _ in range(draws):
        known = rng.permutation(names)[: min(LIBRARY, len(names) - 1)]
        rows = [rng.choice([i for i, chunk in enumerate(chunks) if chunk.speaker == name]) for name in known]
        strangers = [i for i, chunk in enumerate(chunks) if chunk.speaker not in known]
        wrong.append(np.mean(named[np.ix_(strangers, rows)].any(axis=1)))
    return float(np.mean(wrong))


def judged(cuts: dict[tuple[str, float], list[Chunk]], model: str, scorings: list[str]) -> list[Table]:
    """Return a table for each scoring of one model."""
    embedder = speaker.load(model, Device(threads=2))
    rows: dict[str, list[list[str]]] = {scoring: [] for scoring in scorings}
    for (folder, seconds), chunks in cuts.items():
        vectors = np.stack([embedder.embed(Audio(one.samples[None], RATE))[0] for one in chunks])
        for scoring in scorings:
            way = Way(model, scoring)
            table = way.table(vectors)
            for language in (None, *sorted({chunk.language for chunk in chunks})):
                keep = [i for i, chunk in enumerate(chunks) if language in (None, chunk.language)]
                name = folder if language is None else f"{folder}, {language}"
                row = row_of(name, [chunks[i] for i in keep], table[np.ix_(keep, keep)], seconds, way)
                if row:
                    rows[scoring].append(row)
                    print("\t".join((model, scoring, *row)), flush=True)
    command = "python benchmarks/voices.py"
    return [Table(f"Whose voice it is: {model}, {scoring}", command, COLUMNS, rows[scoring]) for scoring in scorings]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--model", action="append")
    parser.add_argument("--scoring", action="append", choices=SCORINGS)
    args = parser.parse_args()
    cuts = {}
    for folder in ("speakers", "emotion"):
        clips = clips_of(DATA / folder, RATE)
        cuts |= {(folder, seconds): chunks for seconds in SECONDS if (chunks := cut(clips, seconds, RATE))}
    tables = []
    for model in args.model or ("campplus", "resemblyzer"):
        scorings = args.scoring or (SCORINGS if background_of(model) else ("cosine",))
        tables += judged(cuts, model, list(scorings))
    save_all(tables, args.json)


if __name__ == "__main__":
    main()
