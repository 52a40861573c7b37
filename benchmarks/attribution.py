"""Who said which word: WDER and cpWER of the whole job beside its WER, for three ways to join words with turns.

    python benchmarks/attribution.py [--work FOLDER] [--json FILE]

The recordings with words and speakers in ``meetings``, and dialogues that are made of single readings here (known times,
pauses of 0.05 to 0.6 s, overlaps of 0.1 to 1.2 s). All ways get the same words and the same turns: whole segments to who talks
most in them (what most tools do), each word to its exclusive turn, and ours. ``FOLDER`` keeps the stages, so that a second
run takes seconds. Needs the ``eval`` extra.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from common import DATA, Table, save

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.events import Job
from sorikit.core.recording import open_recording
from sorikit.core.resample import resample
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Turn
from sorikit.metrics import ScoreOptions, TextRule, score
from sorikit.metrics.score import Pair, Score
from sorikit.pipelines.attribute import attribute
from sorikit.pipelines.diarize import Diarization, diarize
from sorikit.pipelines.sources import keep_transcript, transcript_stage
from sorikit.pipelines.stages import Workspace
from sorikit.pipelines.transcribe import TranscribeOptions

RATE = 16_000
GAPS = (-1.2, -0.7, -0.4, -0.1, 0.05, 0.15, 0.3, 0.6)
READERS = ("libri-1688", "libri-2033", "libri-2609", "libri-3080", "libri-367")
ACTORS = tuple(
    f"emotiontts-{name}"
    for name in ["lmy", "ava", "avb", "ada", "adc", "pfa", "pfc", "pfi", "pfm", "pma", "pmc", "pmi", "pml"]
)
T = TypeVar("T")


@dataclass(frozen=True)
class Dialogue:
    """A dialogue to be made: who speaks, from which set, and the longest reading that is used."""

    name: str
    folder: str
    speakers: tuple[str, ...]
    seed: int
    longest: float


DIALOGUES = (
    Dialogue("made_en_2", "asr-en", READERS[:2], 1, 8),
    Dialogue("made_en_3a", "asr-en", READERS[1:4], 2, 8),
    Dialogue("made_en_3b", "asr-en", (READERS[0], READERS[4], READERS[3]), 3, 7),
    Dialogue("made_en_5", "asr-en", READERS, 4, 9),
    Dialogue("made_ko_3", "asr-ko", ACTORS[:3], 5, 12),
    Dialogue("made_ko_4", "asr-ko", (ACTORS[3], ACTORS[5], ACTORS[9], ACTORS[11]), 6, 12),
    Dialogue("made_ko_5", "asr-ko", (ACTORS[0], ACTORS[4], ACTORS[6], ACTORS[10], ACTORS[12]), 7, 12),
)


@dataclass(frozen=True)
class Heard:
    """A recording with what is true of it, and what the recogniser and the diarization made of it."""

    name: str
    truth: Transcript
    words: Transcript
    turns: Diarization


def rows_of(folder: str) -> list[dict[str, object]]:
    lines = (DATA / folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def transcript_of(segments: Sequence[dict[str, object]], language: str) -> Transcript:
    ordered = sorted(segments, key=lambda one: float(str(one["start"])))
    return Transcript(
        tuple(
            Segment(at, float(str(one["start"])), float(str(one["end"])), str(one["text"]), speaker=str(one["speaker"]))
            for at, one in enumerate(ordered)
        ),
        language,
    )


def make(dialogue: Dialogue, path: Path) -> Transcript:
    """Lay the readings of a dialogue out in time, the same every time, and return who says what when."""
    chance = random.Random(dialogue.seed)
    rows = rows_of(dialogue.folder)
    pools = {
        name: [row for row in rows if row["speaker"] == name and row["text"] and row["duration_s"] < dialogue.longest]  # type: ignore[operator]
        for name in dialogue.speakers
    }
    for pool in pools.values():
        chance.shuffle(pool)
    gains = {name: 10 ** (chance.uniform(-4, 4) / 20) for name in dialogue.speakers}
    parts, segments, end, before = [], [], 0.5, ""
    while end < 80 and any(pools.values()):
        speaker = chance.choice(
            [name for name in dialogue.speakers if pools[name] and name != before]
            or [name for name in dialogue.speakers if pools[name]]
        )
        row, before = pools[speaker].pop(), speaker
        sound = trimmed(resample(decode(DATA / dialogue.folder / str(row["audio"])).mono(), RATE).samples[0])
        start = max(0.0, end + chance.choice(GAPS)) if segments else 0.5
        last = start + len(sound) / RATE
        parts.append((start, sound / np.sqrt(np.mean(sound**2)) * 0.06 * gains[speaker]))
        segments.append({"start": start, "end": last, "speaker": speaker, "text": row["text"]})
        end = max(end, last)
    whole = np.random.default_rng(dialogue.seed).standard_normal(int((end + 0.5) * RATE)) * 0.0007
    for start, sound in parts:
        whole[int(start * RATE) : int(start * RATE) + len(sound)] += sound
    whole *= min(1.0, 0.9 / np.abs(whole).max())
    write(Audio(whole[None].astype(np.float32), RATE), path)
    return transcript_of(segments, dialogue.folder[-2:])


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Return a reading without the quiet before and after it."""
    step = RATE // 100
    energy = np.sqrt((samples[: len(samples) // step * step].reshape(-1, step) ** 2).mean(axis=1))
    loud = np.flatnonzero(energy > 0.03 * energy.max())
    return samples[max(0, loud[0] - 1) * step : (loud[-1] + 2) * step]


def recordings(folder: Path) -> Iterator[tuple[str, Path, Transcript]]:
    for row in rows_of("meetings"):
        if row["text"] and row.get("segments"):
            path = DATA / "meetings" / str(row["audio"])
            yield path.stem, path, transcript_of(row["segments"], str(row["lang"]))  # type: ignore[arg-type]
    for dialogue in DIALOGUES:
        path = folder / f"{dialogue.name}.wav"
        yield dialogue.name, path, make(dialogue, path)


def hear(name: str, path: Path, truth: Transcript, folder: Path) -> Heard:
    """Return the stages of a recording, from ``folder`` where they are kept."""
    space, options = Workspace(folder / name), TranscribeOptions()
    words, turns = space.load(transcript_stage(options), Transcript), space.load("turns", Diarization)
    if words is None or turns is None:
        recording = Job(open_recording(path, space.folder)).run()
        turns = diarize(recording).run()
        space.save("turns", turns)
        words = Job(keep_transcript(recording, options, space)).run()
        space.drop_audio()
    return Heard(name, truth, words, turns)


def by_segment(heard: Heard) -> tuple[Segment, ...]:
    """Each segment to who talks most in it."""
    return attribute([replace(one, words=()) for one in heard.words.segments], heard.turns.exclusive, heard.turns.turns)


def by_word(heard: Heard) -> tuple[Segment, ...]:
    """Each word to the exclusive turn that it lies in most, else to the nearest; neighbours do not count."""
    told = []
    for segment in heard.words.segments:
        words = [replace(word, speaker=_owner(heard.turns.exclusive, word.start, word.end)) for word in segment.words]
        told.append(replace(segment, speaker=None, words=tuple(words)))
    return tuple(told)


def _owner(turns: Sequence[Turn], start: float, end: float) -> str | None:
    best = max(turns, key=lambda turn: min(turn.end, end) - max(turn.start, start), default=None)
    return best.speaker if best else None


def ours(heard: Heard) -> tuple[Segment, ...]:
    return attribute(heard.words.segments, heard.turns.exclusive, heard.turns.turns, heard.turns.activity)


WAYS: dict[str, Callable[[Heard], tuple[Segment, ...]]] = {
    "whole segments": by_segment,
    "word by word, exclusive turns": by_word,
    "sorikit": ours,
}


def pairs(found: Sequence[Heard], way: Callable[[Heard], tuple[Segment, ...]]) -> list[Pair[Transcript]]:
    return [Pair(one.name, one.truth, replace(one.words, segments=way(one))) for one in found]


def cell(scores: Sequence[Score], name: str) -> str:
    found = next(one for one in scores if one.name.startswith(name))
    return "–" if found.value is None else f"{100 * found.value:.2f} %"


def table_rows(found: Sequence[Heard]) -> list[list[str]]:
    rows = []
    for language in ("en", "ko"):
        for title, made in (("meetings", False), ("made dialogues", True)):
            group = [one for one in found if one.truth.language == language and one.name.startswith("made_") == made]
            options = ScoreOptions(text=TextRule(language=language), resamples=0)
            texts = [Pair(one.name, one.truth.text, one.words.text) for one in group]
            wer, cer = score("wer", texts, options), score("cer", texts, options)
            for way, function in WAYS.items():
                scores = score("cpwer", pairs(group, function), options)
                cells = [
                    cell(scores, "WDER"),
                    cell(scores, "cpWER"),
                    cell(wer, "WER"),
                    cell(scores, "cpCER"),
                    cell(cer, "CER"),
                ]
                rows.append([f"{title}, {language} ({len(group)})", way, *cells])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="keep the stages here")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = [hear(name, path, truth, folder) for name, path, truth in recordings(folder)]
    notes = [
        "WDER: of the words that were heard, the share with a wrong speaker. cpWER and cpCER: errors of words and characters",
        "where each speaker's words are one text; WER and CER, without speakers, are what they could at best be.",
    ]
    columns = ["set (files)", "how words get speakers", "WDER", "cpWER", "WER", "cpCER", "CER"]
    save(Table("Who said which word", "python benchmarks/attribution.py", columns, table_rows(found), notes), args.json)


if __name__ == "__main__":
    main()
