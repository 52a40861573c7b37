"""Nothing lost, nothing invented: lost speech and invented words beside faster-whisper, its batches, and its filter.

    python benchmarks/coverage.py [--sets …] [--systems …] [--keep FOLDER] [--only-judge]

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import DATA, ROOT, Table, save

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.recording import SPEECH_RATE, Recording
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.formats import json as documents
from sorikit.formats.rttm import loads_turns
from sorikit.metrics import ScoreOptions
from sorikit.metrics import coverage as metric
from sorikit.metrics.score import Pair

sys.path.insert(0, str(ROOT))
from tests import non_speech  # beside src, not in it

RATE = SPEECH_RATE
PEER = "faster-whisper"
SYSTEMS = ("sorikit", PEER, f"{PEER}-batched", f"{PEER}-vad")
SPOKEN = ("asr-en", "asr-ko", "asr-ja", "asr-multi", "emotion", "speakers", "longform", "meetings", "mixed", "joined")
SILENT = ("sounds", "accompaniment", "instrumental", "made")
SONGS = ("songs",)
SETS = (*SPOKEN, *SILENT, *SONGS)
THRESHOLDS = (0.5, 0.7, 0.3)
"""Normal, strict and lenient, as ``sori score coverage --audio``; speech ends 0.15 below."""
OPTIONS = ScoreOptions()
INSTRUMENTAL = ("classical", "waltz", "jazz/electronic", "drum+bass stem")


@dataclass(frozen=True)
class Item:
    """One recording: its samples (read when needed) and what is known of it."""

    set: str
    name: str
    read: Callable[[], Audio]
    language: str | None = None
    truth: Transcript | None = None
    """None: a detector must tell; one without speech: nothing is said."""


def items_of(name: str) -> Iterator[Item]:
    """Yield the recordings of a set."""
    if name == "made":
        yield from (Item(name, one, lambda one=one: Audio(non_speech.sound(one), RATE), None, Transcript()) for one in non_speech.NAMES)  # type: ignore[misc]  # fmt: skip
    elif name == "joined":
        yield from joined_items()
    elif name in ("accompaniment", "mixed"):
        yield from separated_items(name)
    elif name in ("instrumental", "songs"):
        for row in rows_of("music"):
            if (row["label"] in INSTRUMENTAL) == (name == "instrumental"):
                yield file_item(name, "music", row, Transcript() if name == "instrumental" else None, known=False)
    else:
        for row in rows_of(name):
            if not str(row["audio"]).startswith("../"):
                yield file_item(name, name, row, truth_of(name, row), known=name != "sounds")


def rows_of(folder: str) -> Iterator[dict[str, object]]:
    for line in (DATA / folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def file_item(name: str, folder: str, row: dict[str, object], truth: Transcript | None, *, known: bool) -> Item:
    path = DATA / folder / str(row["audio"])
    language = str(row["lang"]) if known and row.get("lang") else None
    return Item(name, path.name, lambda: decode(path, sample_rate=RATE).mono(), language, truth)


def truth_of(name: str, row: dict[str, object]) -> Transcript | None:
    if name == "sounds":
        return Transcript()
    if row.get("rttm"):
        turns = next(iter(loads_turns((DATA / name / str(row["rttm"])).read_text(encoding="utf-8")).values()))
        return Transcript(turns=tuple(turns))
    if row.get("segments"):
        parts = enumerate(row["segments"])  # type: ignore[arg-type, var-annotated]
        return Transcript(tuple(Segment(at, one["start"], one["end"], one["text"]) for at, one in parts))
    return None


def separated_items(name: str) -> Iterator[Item]:
    """Accompaniments (the left channel of MIR-1K, the stems without voice), or mixtures of two speakers."""
    import av

    def stem(path: Path, stream: int) -> Audio:
        with av.open(str(path)) as container:
            frames = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=stream)]
            rate = container.streams.audio[stream].rate
        whole = np.concatenate(frames).astype(np.float32)
        return Recording.of(Audio(whole, rate)).read(Span(0.0, whole.size / rate))

    def left(path: Path) -> Audio:
        sound = decode(path, sample_rate=RATE, mono=False)
        return Audio(sound.samples[:1], RATE)

    for row in rows_of("separation"):
        path = DATA / "separation" / str(row["audio"])
        if name == "mixed" and path.name.startswith("libri2mix"):
            yield file_item(name, "separation", row, None, known=True)
        elif name == "accompaniment" and path.name.startswith("mir1k"):
            yield Item(name, path.name, lambda path=path: left(path), None, Transcript())  # type: ignore[misc]
        elif name == "accompaniment" and path.suffix == ".mp4":
            for stream, part in ((1, "drums"), (2, "bass"), (3, "other")):
                yield Item(name, f"{path.name}#{part}", lambda p=path, s=stream: stem(p, s), None, Transcript())  # type: ignore[misc]  # fmt: skip


FILLERS = ("silence", "pink", "hold-telephone", "room-tone", "hold-pop", "hum", "applause", "crowd-12", "breaths")


def joined_items() -> Iterator[Item]:
    """Clips of one language put together, 3–12 s of something else between them; their borders are the truth."""
    for language, folder in (("en", "asr-en"), ("ko", "asr-ko")):
        clips = [DATA / folder / str(row["audio"]) for row in rows_of(folder) if row.get("text")]
        for number in range(4):
            chosen = clips[number * 5 : number * 5 + 5]
            sound, spans = _joined(chosen, number)
            truth = Transcript(speech=tuple(spans))
            yield Item("joined", f"{language}-{number}", lambda sound=sound: sound, language, truth)  # type: ignore[misc]


def _joined(clips: list[Path], number: int) -> tuple[Audio, list[Span]]:
    parts: list[np.ndarray] = []
    spans: list[Span] = []
    at = 0
    for index, path in enumerate(clips):
        filler = non_speech.sound(FILLERS[(number * 5 + index) % len(FILLERS)])[: (3 + 3 * (index % 4)) * RATE]
        clip = trimmed(decode(path, sample_rate=RATE).mono().samples[0])
        parts += [filler * 0.3, clip]
        at += filler.size
        spans.append(Span(at / RATE, (at + clip.size) / RATE))
        at += clip.size
    return Audio(np.concatenate(parts), RATE), spans


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Return a clip without the still parts at its ends (over 35 dB below its loudest 20 ms), at a common level."""
    step = RATE // 50
    levels = np.sqrt((samples[: samples.size // step * step].reshape(-1, step) ** 2).mean(axis=1))
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-35 / 20))
    return samples[loud[0] * step : (loud[-1] + 1) * step] / np.abs(samples).max() * 0.7


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
    packages = ("ctranslate2", "onnxruntime") if system == "sorikit" else ("ctranslate2", "faster-whisper")
    digest.update(repr([(one, importlib.metadata.version(one)) for one in packages]).encode())
    if system == "sorikit":
        rooms = ("core", "dsp", "engines/asr", "engines/vad", "pipelines")
        for path in sorted(path for room in rooms for path in (ROOT / "src" / "sorikit" / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
        found[f"{item.set}/{item.name}"] = documents.loads(path.read_text(encoding="utf-8"))
    return found


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
    """Return a row for each kind of truth that the set has."""
    rows = []
    durations = {item.name: item.read().duration for item in items}

    def told(item: Item, _: int) -> Transcript:
        from dataclasses import replace

        assert item.truth is not None
        return replace(item.truth, duration=durations[item.name])

    kinds: list[tuple[str, list[Item], Callable[[Item, int], Transcript]]] = []
    known = [item for item in items if item.truth is not None]
    if known:
        kinds.append(("no speech" if name in SILENT else "its own", known, told))
    if name not in SILENT:
        for detector in ("silero", "pyannote"):

            def by_ear(item: Item, setting: int, detector: str = detector) -> Transcript:
                return Transcript(speech=tuple(detected(item, keep)[detector][setting]), duration=durations[item.name])

            kinds.append((detector, items, by_ear))
    for truth, chosen, spans in kinds:
        judged = [judge(chosen, heard[system], spans) for system in heard]
        minutes = sum(durations[item.name] for item in chosen) / 60
        lost = [one.lost if system != "sorikit" else f"{one.lost}; with reported {one.reported}" for system, one in zip(heard, judged, strict=True)]  # fmt: skip
        rows.append([f"{name}, {truth}", str(len(chosen)), f"{minutes:.1f}", *lost, *(one.invented for one in judged)])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--systems", nargs="+", default=list(SYSTEMS), choices=SYSTEMS)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "sorikit-coverage")
    parser.add_argument("--json", type=Path)
    wishes = parser.parse_args()
    items = {name: list(items_of(name)) for name in wishes.sets}
    heard: dict[str, dict[str, Transcript]] = {}
    for system in wishes.systems:
        heard[system] = {}
        for name in wishes.sets:
            heard[system] |= transcribe_all(system, items[name], wishes.keep)
            print(system, name, file=sys.stderr, flush=True)
    rows = [row for name in wishes.sets for row in rows_for(name, items[name], heard, wishes.keep)]
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
    arguments = [one for one in sys.argv[1:] if one != "--json" and not one.endswith(".json")]
    command = shlex.join(["python", "benchmarks/coverage.py", *arguments])
    save(Table("Nothing lost, nothing invented", command, columns, rows, notes), wishes.json)


if __name__ == "__main__":
    main()
