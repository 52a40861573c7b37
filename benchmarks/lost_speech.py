"""Nothing lost, nothing invented: lost speech and invented words beside faster-whisper, its batches, and its filter.

    python benchmarks/lost_speech.py [--quick] [--sets …] [--systems …] [--keep FOLDER]

``--quick`` takes about 40 s of sound from every set (ten minutes in all, some ten minutes of work on two cores).

Every transcript is kept in ``--keep`` under the digest of its sound and of the system that made it (for ours: of our
own source), so a stopped run goes on and only what changed is done again. One command, four systems, the same Whisper
base int8 weights, beam 5, word times on, language given where the manifest knows it (``auto`` for all non-speech).

How it is measured (``sorikit.metrics.coverage``): *lost* is the share of seconds of true speech without words (pauses
up to 1 s and stretches under 0.5 s not counted; what is reported as not understood is not lost, and is shown beside it
as *with reported*); *invented* are words whose middle lies over 0.25 s outside true speech, per minute of recording.
True speech is, in this order: the turns or segments of the recording's own truth; for ``joined`` the borders of the
clips that were put together with silence, noise and music of known length between them; nothing at all for non-speech;
else detectors, at their middle threshold and, in brackets, over three. Two detectors judge: Silero v6, which ours
listens through (and the filter of faster-whisper is an earlier Silero), and pyannote segmentation-3.0, which none does.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import resource
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import ROOT, Table, save
from coverage_sets import RATE, SETS, SILENT, SPOKEN, Item, items_of, quick

from sorikit.core.audio import Audio
from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.formats import json as documents
from sorikit.formats.serial import from_plain, to_plain
from sorikit.metrics import ScoreOptions
from sorikit.metrics import coverage as metric
from sorikit.metrics.score import Pair

PEER = "faster-whisper"
SYSTEMS = ("sorikit", PEER, f"{PEER}-batched", f"{PEER}-vad")
THRESHOLDS = (0.5, 0.7, 0.3)
"""Normal, strict and lenient, as ``sori score coverage --audio``; speech ends 0.15 below."""
OPTIONS = ScoreOptions()


def our_system() -> Callable[[Audio, str | None], Transcript]:
    from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, transcribe

    engines = load_engines(TranscribeOptions())

    def hear(sound: Audio, language: str | None) -> Transcript:
        options = TranscribeOptions((language,) if language else ())
        return transcribe(Recording.of(sound), options, engines=engines).run()

    return hear


def peer_system(system: str) -> Callable[[Audio, str | None], Transcript]:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from sorikit.store import find_model

    model = WhisperModel(str(find_model("whisper-base").folder), device="cpu", compute_type="int8", cpu_threads=2)
    run = BatchedInferencePipeline(model).transcribe if system.endswith("batched") else model.transcribe
    extra = {"vad_filter": True} if system.endswith("vad") else {}

    def hear(sound: Audio, language: str | None) -> Transcript:
        if not sound.frames:
            return Transcript()
        found, info = run(sound.samples[0], language=language, beam_size=5, word_timestamps=True, **extra)
        segments = []
        for number, one in enumerate(found):
            words = tuple(Word(w.word, w.start, max(w.start, w.end), w.probability) for w in one.words or ())
            segments.append(Segment(number, one.start, one.end, one.text.strip(), words, None, info.language))
        return Transcript(tuple(segments), info.language, duration=sound.duration)

    return hear


def identity(system: str) -> str:
    """Return a digest of what makes a system's words: versions, and for ours the source of the rooms it runs in."""
    digest = hashlib.blake2b(digest_size=6)
    packages = ("ctranslate2", "onnxruntime", "openvino") if system == "sorikit" else ("ctranslate2", "faster-whisper")
    digest.update(repr([(one, version(one)) for one in packages]).encode())
    if system == "sorikit":
        rooms = ("dsp", "engines/asr", "engines/vad", "pipelines", "pipelines/finishing")
        for path in sorted(path for room in rooms for path in (ROOT / "src" / "sorikit" / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:  # openvino is an extra
        return ""


def transcribe_all(system: str, items: list[Item], keep: Path) -> dict[str, Transcript]:
    """Return every item's transcript by this system, from ``keep`` where it is there."""
    folder = keep / f"{system}-{identity(system)}"
    folder.mkdir(parents=True, exist_ok=True)
    hear: Callable[[Audio, str | None], Transcript] | None = None
    found: dict[str, Transcript] = {}
    for item in items:
        path = folder / f"{item.set}--{item.name.replace('/', '_')}.json"
        if not path.exists():
            hear = hear or (our_system() if system == "sorikit" else peer_system(system))
            sound, before = item.read(), cpu_seconds()
            transcript = hear(sound, item.language)
            path.with_suffix(".part").write_text(documents.dumps(transcript), encoding="utf-8")
            path.with_suffix(".part").rename(path)
            with (folder / "times.jsonl").open("a") as log:
                log.write(json.dumps([item.set, item.name, sound.duration, cpu_seconds() - before, time.time()]) + "\n")
        found[f"{item.set}/{item.name}"] = kept_transcript(path)
    return found


def kept_transcript(path: Path) -> Transcript:
    """Read a kept transcript; fields that the kit did not know when it was kept take their defaults."""
    plain = {**to_plain(Transcript()), **json.loads(path.read_text(encoding="utf-8"))}
    for segment in plain["segments"]:
        segment.update({**to_plain(Segment(0, 0.0, 0.0, "")), **segment})
        segment["words"] = [{**to_plain(Word("", 0.0, 0.0)), **word} for word in segment["words"]]
    return from_plain(plain, Transcript, name=path.name)


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def detected(item: Item, keep: Path) -> dict[str, list[list[Span]]]:
    """Return what each detector takes for speech, at each of ``THRESHOLDS``; probabilities are kept."""
    path = keep / "detected" / f"{item.set}--{item.name.replace('/', '_')}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        recording = Recording.of(item.read())
        np.savez(path, silero=silero(recording), pyannote=pyannote(recording), duration=recording.duration)
    kept = np.load(path)
    steps = {"silero": 512 / RATE, "pyannote": 270 / RATE}
    return {
        name: [
            speech_spans(kept[name], step, float(kept["duration"]), SpeechRule(threshold=at, release=at - 0.15))
            for at in THRESHOLDS
        ]
        for name, step in steps.items()
    }


def silero(recording: Recording) -> np.ndarray:
    from sorikit.engines import vad

    session = vad.load().open()
    parts = [session.detect(block.samples[0]) for block in recording.blocks(gain=recording.levels.gain)]
    return np.concatenate([*parts, session.finish()])


def pyannote(recording: Recording) -> np.ndarray:
    """Return the chance that anybody talks, every 270 samples: windows of 10 s every 5 s, averaged."""
    from sorikit.engines import segmentation

    engine = segmentation.load()
    frames = int(np.ceil(recording.frames / 270)) + 1
    sums, counts = np.zeros(frames + 1_000), np.zeros(frames + 1_000)
    for first in range(0, max(1, recording.frames - 5 * RATE), 5 * RATE):
        window = np.zeros(10 * RATE, np.float32)
        heard = recording.read_frames(first, first + window.size) * recording.levels.gain
        window[: heard.size] = heard
        (chances,) = engine.segment(window[np.newaxis])
        at = first // 270
        sums[at : at + len(chances)] += 1 - np.prod(1 - chances, axis=1)
        counts[at : at + len(chances)] += 1
    return (sums / np.maximum(counts, 1))[:frames].astype(np.float32)


@dataclass(frozen=True)
class Judged:
    """One system on one set by one kind of truth."""

    lost: str
    reported: str
    invented: str


def judge(items: list[Item], transcripts: dict[str, Transcript], spans: Callable[[Item, int], Transcript]) -> Judged:
    runs = []
    for setting in range(3):
        pairs = []
        for item in items:
            heard = transcripts[f"{item.set}/{item.name}"]
            pairs.append(Pair(item.name, spans(item, setting), heard))
        runs.append({one.name: one for one in metric.score(pairs, OPTIONS)})
    return Judged(*(ranged(runs, name) for name in ("lost speech", "lost or reported speech", "invented words")))


def ranged(runs: list[dict[str, object]], name: str) -> str:
    """Return a score in words, with its range where the settings differ."""
    values = [getattr(run[name], "value", None) for run in runs]
    if values[0] is None:
        return "—"
    shown = [f"{value:.1%}" if "lost" in name else f"{value:.2f}" for value in values if value is not None]
    low, high = min(shown, key=lambda one: float(one.rstrip("%"))), max(shown, key=lambda one: float(one.rstrip("%")))
    return shown[0] if low == high else f"{shown[0]} ({low}–{high})"


def rows_for(name: str, items: list[Item], heard: dict[str, dict[str, Transcript]], keep: Path) -> list[list[str]]:
    """Return a row for each kind of truth that the set, or the sets together, have."""
    rows = []
    silent = all(item.set in SILENT for item in items)
    durations = {(item.set, item.name): item.read().duration for item in items}

    def told(item: Item, _: int) -> Transcript:
        from dataclasses import replace

        assert item.truth is not None
        return replace(item.truth, duration=durations[item.set, item.name])

    kinds: list[tuple[str, list[Item], Callable[[Item, int], Transcript]]] = []
    known = [item for item in items if item.truth is not None]
    if known:
        kinds.append(("no speech" if silent else "its own", known, told))
    if not silent:
        for detector in ("silero", "pyannote"):

            def by_ear(item: Item, setting: int, detector: str = detector) -> Transcript:
                return Transcript(
                    speech=tuple(detected(item, keep)[detector][setting]), duration=durations[item.set, item.name]
                )

            kinds.append((detector, items, by_ear))
    for truth, chosen, spans in kinds:
        judged = [judge(chosen, heard[system], spans) for system in heard]
        minutes = sum(durations[item.set, item.name] for item in chosen) / 60
        lost = [one.lost if system != "sorikit" else f"{one.lost}; with reported {one.reported}" for system, one in zip(heard, judged, strict=True)]  # fmt: skip
        rows.append([f"{name}, {truth}", str(len(chosen)), f"{minutes:.1f}", *lost, *(one.invented for one in judged)])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--systems", nargs="+", default=list(SYSTEMS), choices=SYSTEMS)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "sorikit-coverage")
    parser.add_argument("--quick", action="store_true", help="a part of every set")
    parser.add_argument("--json", type=Path)
    wishes = parser.parse_args()
    items = {name: list(items_of(name)) for name in wishes.sets}
    if wishes.quick:
        items = {name: quick(found) for name, found in items.items()}
    heard: dict[str, dict[str, Transcript]] = {}
    for system in wishes.systems:
        heard[system] = {}
        for name in wishes.sets:
            heard[system] |= transcribe_all(system, items[name], wishes.keep)
            print(system, name, file=sys.stderr, flush=True)
    rows = [row for name in wishes.sets for row in rows_for(name, items[name], heard, wishes.keep)]
    for title, sets in (("all spoken", SPOKEN), ("all without speech", SILENT)):
        together = [item for name in wishes.sets if name in sets for item in items[name]]
        rows += rows_for(title, together, heard, wishes.keep) if together else []
    columns = [
        "set, truth",
        "files",
        "min",
        *(f"lost: {one}" for one in heard),
        *(f"invented/min: {one}" for one in heard),
    ]
    notes = [
        "Lost: share of seconds of true speech without words. Invented: words over 0.25 s outside true speech, a minute.",
        f"Peer: faster-whisper {importlib.metadata.version('faster-whisper')}, word_timestamps=True; batched as it comes;",
        "vad: vad_filter=True. Truth: the recording's own turns, segments or joints; no speech; or a detector at 0.5, in",
        "brackets at 0.7 and 0.3. Songs have no truth: detectors are unsure of singing.",
    ]
    places = {"--json", "--keep", str(wishes.json), str(wishes.keep)}
    arguments = [one for one in sys.argv[1:] if one not in places]
    command = shlex.join(["python", "benchmarks/lost_speech.py", *arguments])
    save(Table("Nothing lost, nothing invented", command, columns, rows, notes), wishes.json)


if __name__ == "__main__":
    main()
