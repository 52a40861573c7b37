"""When was each word said: borders of ours and of faster-whisper on recordings whose borders are known.

    python benchmarks/word_times.py [--quick] [--sets asr-en asr-ko asr-ja] [--seeds 1] [--floor 0 0.0003] [--peer faster-whisper|none]

``--quick`` puts at most sixteen clips of each set in rows, without noise: some five minutes of work on two cores.

**Material.** Clips of the data sets (2 … 12 s, one sentence or two) are put in a row with silences of known, random
length between them (0.3 … 3 s; digital silence, or noise at −70 dBFS). Where the first word of a clip begins and where
its last one ends is measured on the clip alone, by its level: the first and last 10 ms within ``THRESHOLD`` dB of its loud
speech (the 95th percentile) and ``ABOVE_FLOOR`` dB over its background (the 5th) that belong to at least 30 ms of sound. Measured again 6 dB lower and 6 dB higher, these
borders move by the *uncertainty* printed under the table. Clips whose borders move by more than 100 ms (breath, reverberation,
noise), or that are those of the file itself, are left out of the judging, not of the recording.

**Judging.** The words of a system belong to the clip in whose place their middle lies; the first one's start and the
last one's end are compared with the clip's. A clip without words counts as missed, apart. In the row LDC93S1 every
word's two borders are compared with the labels that the TIMIT corpus publishes for its best known sentence.

All sides run in one process, in turn, recording by recording, and are timed in CPU seconds. What word times cost is
measured inside ours: the seconds of the alignment and of holding words to sound, in all of its seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
from common import DATA, Table, save

from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.recording import Recording
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.engines.asr import AsrOptions
from sorikit.pipelines import _hearing
from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, transcribe
from sorikit.store import find_model

RATE = 16_000
FRAME = 0.01
THRESHOLD = -36.0
"""dB under the loud speech of the clip: what is nearer is sound of speech."""
ABOVE_FLOOR = 12.0
"""dB above the clip's own background (5th percentile) that sound of speech must be, too."""
MARGIN = 6.0
"""dB by which the threshold is moved to see how sure a border is."""
UNSURE = 0.1
"""Seconds of movement beyond which a border is not judged."""
AT_THE_EDGE = 0.02
"""Seconds: a border nearer to the clip's own is not judged."""
SHORTEST_SOUND = 3
"""Frames."""
CLIP_SECONDS = (2.0, 12.0)
GAPS = (0.3, 3.0)
PER_RECORDING = 8
QUICK_CLIPS = 16
SA1 = (
    (3050, 5723), (5723, 10337), (9190, 11517), (11517, 16334), (16334, 21199), (21199, 22560),
    (22560, 28064), (28064, 33360), (33754, 37556), (37556, 40313), (40313, 44586),
)  # fmt: skip
SA1_WORDS = ["she", "had", "your", "dark", "suit", "in", "greasy", "wash", "water", "all", "year"]
"""Samples at 16 kHz: she had your dark suit in greasy wash water all year (TIMIT, TRAIN/DR1/FCJF0/SA1.WRD)."""


@dataclass(frozen=True)
class Placed:
    """A clip in a recording."""

    place: Span
    """From the middle of the silence before it to the middle of the one after it."""
    start: float
    end: float
    start_unsure: float
    end_unsure: float


@dataclass
class Errors:
    """Signed seconds, ours minus truth."""

    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    missed: int = 0
    clips: int = 0
    cpu: float = 0.0

    def add(self, other: Errors) -> None:
        self.starts += other.starts
        self.ends += other.ends
        self.missed += other.missed
        self.clips += other.clips
        self.cpu += other.cpu


def edges(samples: Samples, threshold: float) -> tuple[float, float] | None:
    """Return where the sound of a clip begins and ends, in seconds."""
    size = round(FRAME * RATE)
    frames = samples[: samples.size // size * size].reshape(-1, size)
    level = 10 * np.log10(np.square(frames).mean(axis=1, dtype=np.float64) + 1e-12)
    floor = np.percentile(level, 5) + ABOVE_FLOOR + (threshold - THRESHOLD)
    loud = level >= max(np.percentile(level, 95) + threshold, floor)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]]))).reshape(-1, 2)
    long = [run for run in runs if run[1] - run[0] >= SHORTEST_SOUND]
    return (float(long[0][0] * FRAME), float(long[-1][1] * FRAME)) if long else None


def clips_of(name: str) -> list[tuple[Audio, str]]:
    found = []
    for line in (DATA / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if CLIP_SECONDS[0] <= row["duration_s"] <= CLIP_SECONDS[1]:
            found.append((decode(DATA / name / row["audio"], sample_rate=RATE).mono(), row["lang"]))
    return found


def put_in_a_row(clips: Sequence[Audio], floor: float, rng: np.random.Generator) -> tuple[Audio, list[Placed]]:
    """Return a recording of the clips with silences between, and where each of them lies."""
    parts: list[Samples] = []
    placed: list[Placed] = []
    at = 0.0
    before = rng.uniform(*GAPS)
    for clip in clips:
        after = rng.uniform(*GAPS)
        parts += [np.zeros(round(before * RATE), np.float32), clip.samples[0]]
        start = at + round(before * RATE) / RATE
        low, own, high = (edges(clip.samples[0], THRESHOLD + more) for more in (-MARGIN, 0.0, MARGIN))
        assert low is not None
        assert own is not None
        assert high is not None
        place = Span(max(0.0, start - before / 2), start + clip.duration + after / 2)
        unsure = (high[0] - low[0], low[1] - high[1])
        if (
            own[0] < AT_THE_EDGE
        ):  # the clip begins in the middle of a sound, or in noise: nobody knows where speech does
            unsure = (np.inf, unsure[1])
        if clip.duration - own[1] < AT_THE_EDGE:
            unsure = (unsure[0], np.inf)
        placed.append(Placed(place, start + own[0], start + own[1], *unsure))
        at = start + clip.duration
        before = after
    parts.append(np.zeros(round(before * RATE), np.float32))
    samples = np.concatenate(parts)
    noise = rng.standard_normal(samples.size).astype(np.float32) * np.float32(floor)
    return Audio(samples + noise, RATE), placed


def judge(words: Sequence[Word], placed: Sequence[Placed]) -> Errors:
    errors = Errors()
    for clip in placed:
        own = [word for word in words if clip.place.start <= (word.start + word.end) / 2 < clip.place.end]
        errors.clips += 1
        if not own:
            errors.missed += 1
            continue
        if clip.start_unsure <= UNSURE:
            errors.starts.append(min(word.start for word in own) - clip.start)
        if clip.end_unsure <= UNSURE:
            errors.ends.append(max(word.end for word in own) - clip.end)
    return errors


def judge_sentence(words: Sequence[Word]) -> Errors:
    """Compare the words of LDC93S1 with their labels."""
    errors = Errors(clips=len(SA1))
    said = [word.text.strip(" .,").lower() for word in words]
    for first, at, count in SequenceMatcher(None, SA1_WORDS, said, autojunk=False).get_matching_blocks():
        for index in range(count):
            begin, end = SA1[first + index]
            errors.starts.append(words[at + index].start - begin / RATE)
            errors.ends.append(words[at + index].end - end / RATE)
    errors.missed = len(SA1) - len(errors.starts)
    return errors


WORD_SECONDS = [0.0]
"""CPU seconds that word times have taken."""


def timed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, adding its CPU seconds to ``WORD_SECONDS``."""

    def run(*args: Any, **kwargs: Any) -> Any:
        before = cpu()
        try:
            return function(*args, **kwargs)
        finally:
            WORD_SECONDS[0] += cpu() - before

    return run


def ours() -> Callable[[Audio, str], list[Word]]:
    options = TranscribeOptions()
    engines = load_engines(options, Device())
    kind: Any = type(engines.recognizer)
    kind._align = timed(kind._align)
    _hearing.held_to_sound = timed(_hearing.held_to_sound)

    def run(audio: Audio, language: str) -> list[Word]:
        wishes = TranscribeOptions(languages=(language,), recognition=AsrOptions())
        return list(transcribe(Recording.of(audio), wishes, engines=engines).run().words)

    return run


def faster_whisper(*, vad: bool) -> Callable[[Audio, str], list[Word]]:
    import faster_whisper as peer

    model = peer.WhisperModel(str(find_model("whisper-base").folder), device="cpu", compute_type="int8")

    def run(audio: Audio, language: str) -> list[Word]:
        segments, _ = model.transcribe(
            audio.samples[0], language=language, word_timestamps=True, vad_filter=vad, beam_size=5
        )
        return [Word(word.word, word.start, word.end, word.probability) for one in segments for word in one.words or ()]

    return run


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(
    sides: dict[str, Callable[[Audio, str], list[Word]]], args: argparse.Namespace
) -> tuple[dict[tuple[str, str], Errors], list[float]]:
    found: dict[tuple[str, str], Errors] = {}
    unsure: list[float] = []
    log = args.log.open("w", encoding="utf-8") if args.log else None
    for name in args.sets:
        clips = clips_of(name)
        for seed in range(args.seeds):
            for number, floor in enumerate(args.floor):
                rng = np.random.default_rng([seed, number])
                order = rng.permutation(len(clips))[: QUICK_CLIPS if args.quick else None]
                for first in range(0, len(order), PER_RECORDING):
                    some = [clips[index] for index in order[first : first + PER_RECORDING]]
                    audio, placed = put_in_a_row([clip for clip, _ in some], floor, rng)
                    unsure += [value for one in placed for value in (one.start_unsure, one.end_unsure)]
                    for side, run in sides.items():
                        before = cpu()
                        words = run(audio, some[0][1])
                        errors = judge(words, placed)
                        errors.cpu = cpu() - before
                        found.setdefault((name, side), Errors()).add(errors)
                        if log:
                            row = [name, seed, floor, first, side, [[w.text, w.start, w.end] for w in words]]
                            row.append([[p.start, p.end, p.start_unsure, p.end_unsure] for p in placed])
                            print(json.dumps(row, ensure_ascii=False), file=log, flush=True)
    sentence = decode(DATA / "asr-en" / "LDC93S1.wav", sample_rate=RATE).mono()
    for side, run in sides.items():
        found["LDC93S1", side] = judge_sentence(run(sentence, "en"))
    return found, unsure


def row_of(name: str, side: str, errors: Errors) -> list[str]:
    starts, ends = np.asarray(errors.starts), np.asarray(errors.ends)
    both = np.abs(np.concatenate([starts, ends]))
    if not both.size:
        return [f"{name}, {side}", *["–"] * 7, f"{errors.missed}/{errors.clips}", f"{errors.cpu:.0f}"]
    cells = [1000 * np.median(both), 1000 * np.percentile(both, 95), 100 * np.mean(both <= 0.2)]
    cells += [1000 * np.median(np.abs(starts)), 1000 * np.median(starts)]
    cells += [1000 * np.median(np.abs(ends)), 1000 * np.median(ends)]
    return [
        f"{name}, {side}",
        *(f"{value:.0f}" for value in cells),
        f"{errors.missed}/{errors.clips}",
        f"{errors.cpu:.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=["asr-en", "asr-ko", "asr-ja"])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--floor", nargs="+", type=float, default=[0.0, 0.0003])
    parser.add_argument("--quick", action="store_true", help="a part of each set")
    parser.add_argument("--peer", default="faster-whisper", choices=["faster-whisper", "none"])
    parser.add_argument("--log", type=Path, help="keep every word here, a line per recording")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.quick:
        args.floor = args.floor[:1]
    sides: dict[str, Callable[[Audio, str], list[Word]]] = {"sorikit": ours()}
    if args.peer != "none":
        sides["faster-whisper"] = faster_whisper(vad=False)
        sides["faster-whisper, vad_filter"] = faster_whisper(vad=True)
    found, unsure = measure(sides, args)
    for side in sides:
        together = Errors()
        for (name, other), errors in list(found.items()):
            if other == side and name in args.sets:
                together.add(errors)
        found["all sets", side] = together
    columns = [
        "ms",
        "median",
        "95 %",
        "% within 200",
        "starts",
        "(signed)",
        "ends",
        "(signed)",
        "missed clips",
        "CPU s",
    ]
    known = [value for value in unsure if value <= UNSURE]
    middle, most = 1000 * np.median(known), 1000 * np.percentile(known, 95)
    note = (
        f"{len(known)} borders of clips are judged; moving the threshold by ±{MARGIN:.0f} dB moves them by {middle:.0f} ms "
        f"(median), {most:.0f} ms (95 %): so sure they are."
    )
    share = WORD_SECONDS[0] / max(found["all sets", "sorikit"].cpu, 1e-9)
    cost = f"Word times took {share:.1%} of the CPU seconds of sorikit."
    places = {str(path) for path in (args.log, args.json) if path}
    given = [one for one in sys.argv[1:] if one not in {"--log", "--json", *places}]
    command = shlex.join(["python", "benchmarks/word_times.py", *given])
    rows = [row_of(name, side, errors) for (name, side), errors in sorted(found.items())]
    save(Table("Words in time", command, columns, rows, [note, cost]), args.json)


if __name__ == "__main__":
    main()
