"""Whose voice it is: equal error rate by seconds heard and by language, and what the default threshold lets through.

    python benchmarks/voices.py [--model campplus] [--json FILE]

The clips of ``speakers`` (and of ``emotion``, acted: hard) are cut into chunks of 1, 2, 3, 5 and 10 seconds, a speaker's
shorter clips joined; every pair of chunks that share no clip is a trial. Beside the EER stands the calibration that
these trials give (slope, offset: ``dsp/score_norm.Calibration``), and, at the cosine of ``--threshold``, how often a voice
is refused its own name (FRR), how often two strangers pass for one (FAR), and how often a stranger asked against a library
of ten voices is given one of their names (open set).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from common import DATA, Table, save

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.resample import resample
from sorikit.dsp.score_norm import calibrate, cosine
from sorikit.engines import speaker
from sorikit.metrics.eer import judge_trials

SECONDS = (1.0, 2.0, 3.0, 5.0, 10.0)
LIBRARY = 10
COLUMNS = ("set", "seconds", "trials", "EER", "FRR", "FAR", "open set", "slope", "offset")


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


def row_of(name: str, chunks: list[Chunk], vectors: np.ndarray, seconds: float, threshold: float) -> list[str] | None:
    table = cosine(vectors, vectors)
    pairs = [(a, b) for a, b in combinations(range(len(chunks)), 2) if not chunks[a].clips & chunks[b].clips]
    same = np.array([chunks[a].speaker == chunks[b].speaker for a, b in pairs])
    if len(pairs) == 0 or same.sum() < 5 or same.all():
        return None
    scores = np.array([table[a, b] for a, b in pairs])
    found = judge_trials(scores, same)
    line = calibrate(scores, same)
    return [
        name,
        f"{seconds:g}",
        f"{same.sum()} + {(~same).sum()}",
        f"{100 * found.eer:.1f} %",
        f"{100 * np.mean(scores[same] < threshold):.1f} %",
        f"{100 * np.mean(scores[~same] >= threshold):.2f} %",
        f"{100 * open_set(chunks, table, threshold):.1f} %",
        f"{line.slope:.1f}",
        f"{line.offset:.1f}",
    ]


def open_set(chunks: list[Chunk], table: np.ndarray, threshold: float) -> float:
    """How often a stranger gets a name from a library of ten others, one chunk each (200 drawn libraries)."""
    rng = np.random.default_rng(1)
    names = sorted({chunk.speaker for chunk in chunks})
    wrong = []
    for _ in range(200):
        known = rng.permutation(names)[: min(LIBRARY, len(names) - 1)]
        rows = [rng.choice([i for i, chunk in enumerate(chunks) if chunk.speaker == name]) for name in known]
        strangers = [i for i, chunk in enumerate(chunks) if chunk.speaker not in known]
        wrong.append(np.mean(table[np.ix_(strangers, rows)].max(axis=1) >= threshold))
    return float(np.mean(wrong))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--model", default=None)
    parser.add_argument("--threshold", type=float, default=0.5)
    args = parser.parse_args()
    embedder = speaker.load(args.model)
    rows = []
    for folder in ("speakers", "emotion"):
        clips = clips_of(DATA / folder, embedder.sample_rate)
        for seconds in SECONDS:
            chunks = cut(clips, seconds, embedder.sample_rate)
            if not chunks:
                continue
            vectors = np.stack([embedder.embed(Audio(one.samples[None], embedder.sample_rate))[0] for one in chunks])
            for language in (None, *sorted({chunk.language for chunk in chunks})):
                keep = [i for i, chunk in enumerate(chunks) if language in (None, chunk.language)]
                name = folder if language is None else f"{folder}, {language}"
                row = row_of(name, [chunks[i] for i in keep], vectors[keep], seconds, args.threshold)
                if row:
                    rows.append(row)
                    print("\t".join(row), flush=True)
    title = f"Whose voice it is ({args.model or 'campplus'}, cosine {args.threshold:g})"
    save(Table(title, "python benchmarks/voices.py", COLUMNS, rows), args.json)


if __name__ == "__main__":
    main()
