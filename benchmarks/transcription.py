"""What was said: WER/CER, time and memory beside a peer on the same weights, all taking turns file by file.

    python benchmarks/transcription.py [--sets asr-ko longform …] [--modes given auto]
                                       [--peers faster-whisper batched-5 batched-1 | none] [--quick] [--find-batch]

Without arguments every set is measured in both modes beside faster-whisper as it comes, in about a quarter of an hour on
two quiet cores. ``--peers faster-whisper batched-5 batched-1`` measures three peers in one run (``batched-N`` is its
BatchedInferencePipeline with a beam of N), ``--quick`` every third short recording, its language given. ``--find-batch``
prints what the batched pipeline takes for several batch sizes, to choose ``--batch-size`` by. Each side runs in a
process of its own, loaded before the clock starts. Times include decoding the file, detecting speech and, on our side
alone, the times of words. Needs the ``models``, ``eval`` and ``peers`` extras and the recordings that SORIKIT_DATA
points at. Errors are counted over all reference words (characters without spaces for ko, ja and zh) after NFKC, lower
case, and no punctuation. p is the chance that files swapped at random between the two differ as much
(``sorikit.metrics.compare``).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import shlex
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from common import DATA, Table, on_openvino, save

from sorikit.metrics.compare import compare
from sorikit.metrics.score import ItemScore, Score

SETS = ("asr-en", "asr-ko", "asr-ja", "asr-multi", "longform", "meetings")
BY_CHARACTER = {"ko", "ja", "zh"}
BEAM = 5
OURS, PEERS = "sorikit", ("faster-whisper", "batched-5", "batched-1")
BATCH_SIZES = (1, 2, 4, 8, 16)
LONG_SECONDS = 60.0


@dataclass
class Side:
    """What one engine did on one set."""

    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    """Reference, text, language of the reference."""
    seconds: float = 0.0
    """By the clock."""
    cpu_seconds: float = 0.0
    """Of all cores together: what is left to compare when the machine is not quiet."""
    wrong_language: int = 0

    def score(self) -> Score:
        """Return the error rate over all references, with what each file adds."""
        items = []
        for index, (reference, text, language) in enumerate(self.pairs):
            edits, length = edit_count(plain(reference, language), plain(text, language), language)
            items.append(ItemScore(str(index), edits, length))
        edits, length = sum(item.numerator for item in items), sum(item.denominator for item in items)
        return Score("error", edits / length, items=tuple(items))

    def error(self) -> str:
        return f"{self.score().value:.2%}"


def plain(text: str, language: str) -> str:
    """Return what is judged of a text."""
    kept = []
    for character in unicodedata.normalize("NFKC", text).lower():
        if unicodedata.category(character)[0] in "LNM":
            kept.append(character)
        elif character not in "'’":
            kept.append(" ")
    return ("" if language in BY_CHARACTER else " ").join("".join(kept).split())


def edit_count(reference: str, text: str, language: str) -> tuple[int, int]:
    """Return substitutions + deletions + insertions, and the length of the reference."""
    import jiwer

    units = len(reference) if language in BY_CHARACTER else len(reference.split())
    if not text:
        return units, units
    judge = jiwer.process_characters if language in BY_CHARACTER else jiwer.process_words
    found = judge(reference, text)
    return found.substitutions + found.deletions + found.insertions, units


class Worker:
    """A process that transcribes the files it is told."""

    def __init__(self, engine: str, threads: int, batch_size: int) -> None:
        command = [sys.executable, __file__, "--worker", engine, "--threads", str(threads)]
        command += ["--batch-size", str(batch_size)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()  # it is loaded

    def ask(self, path: Path, language: str | None) -> dict[str, object]:
        return self._say({"path": str(path), "language": language})

    def ask_for_all(self, paths: Sequence[Path], languages: Sequence[str | None]) -> dict[str, object]:
        """Have a whole folder written down at once, as ``sori transcribe FOLDER`` does."""
        return self._say({"paths": [str(path) for path in paths], "languages": list(languages)})

    def _say(self, request: dict[str, object]) -> dict[str, object]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"the worker ended with code {self._process.wait()}")
        answer: dict[str, object] = json.loads(line)
        return answer


def serve(engine: str, threads: int, batch_size: int) -> None:
    """Be a worker: one JSON line in, one out."""
    hear = ours(threads) if engine == OURS else theirs(engine, threads, batch_size)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        paths = request.get("paths") or [request["path"]]
        languages = request.get("languages") or [request["language"]]
        if engine == OURS:
            warm_up(paths[0], threads, languages[0], at_once="paths" in request)
        started, cpu_started = time.perf_counter(), cpu_seconds()
        if "paths" in request:
            heard = ours_at_once(threads, paths, languages)
        else:
            heard = [hear(path, language) for path, language in zip(paths, languages, strict=True)]
        answer = {
            "texts": [text for text, _ in heard],
            "text": heard[0][0],
            "language": heard[0][1],
            "seconds": time.perf_counter() - started,
            "cpu_seconds": cpu_seconds() - cpu_started,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def warm_up(path: str, threads: int, language: str | None, *, at_once: bool) -> None:
    """Load what a recording of this length and language is heard with, where that has not been used yet."""
    import av
    import numpy as np

    from sorikit.core.audio import Audio
    from sorikit.core.device import Device
    from sorikit.core.errors import RuntimeMissing
    from sorikit.engines import spacing
    from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, spread

    with av.open(path) as file:
        seconds = LONG_SECONDS if at_once else (file.duration or 0) / 1e6
    recognizer = load_engines(TranscribeOptions(), spread(Device(threads=threads), seconds)).recognizer
    recognizer.listen([Audio(np.zeros((1, 16_000), np.float32), 16_000)])
    if language == "ko":
        with contextlib.suppress(RuntimeMissing):
            spacing.load().respace("소리를 글로")


def ours(threads: int):
    from sorikit.core.device import Device
    from sorikit.core.events import Job
    from sorikit.core.recording import open_recording
    from sorikit.engines.asr import AsrOptions
    from sorikit.pipelines.transcribe import TranscribeOptions, transcribe

    device = Device(threads=threads)
    options = TranscribeOptions(recognition=AsrOptions(beam_size=BEAM))

    def hear(path: str, language: str | None) -> tuple[str, str | None]:
        wishes = TranscribeOptions((language,) if language else (), recognition=options.recognition)
        with tempfile.TemporaryDirectory() as folder:
            recording = Job(open_recording(path, Path(folder))).run()
            transcript = transcribe(recording, wishes, device).run()
        return " ".join(segment.text for segment in transcript.segments), transcript.language

    return hear


def ours_at_once(threads: int, paths: Sequence[str], languages: Sequence[str | None]) -> list[tuple[str, str | None]]:
    """Write many recordings down as ``sori transcribe FOLDER`` does: the short ones together."""
    from sorikit.core.device import Device
    from sorikit.engines.asr import AsrOptions
    from sorikit.pipelines.sources import transcribe_source
    from sorikit.pipelines.together import SharedEngines
    from sorikit.pipelines.transcribe import TranscribeOptions

    options = TranscribeOptions(recognition=AsrOptions(beam_size=BEAM))
    engines = SharedEngines(options, Device(threads=threads))

    def hear(path: str, language: str | None) -> tuple[str, str | None]:
        wishes = TranscribeOptions((language,) if language else (), recognition=options.recognition)
        transcript = transcribe_source(path, wishes, engines=engines).run()
        return " ".join(segment.text for segment in transcript.segments), transcript.language

    with ThreadPoolExecutor(engines.at_once()) as pool:
        return list(pool.map(hear, paths, languages))


def theirs(engine: str, threads: int, batch_size: int):
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from sorikit.store import find_model

    folder = find_model("whisper-base").folder
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    kind, _, beam = engine.partition("-")
    transcribe, options = model.transcribe, {"beam_size": BEAM}
    if kind == "batched":
        transcribe = BatchedInferencePipeline(model).transcribe
        options = {"beam_size": int(beam), "batch_size": batch_size}

    def hear(path: str, language: str | None) -> tuple[str, str | None]:
        segments, info = transcribe(path, language=language, **options)
        return " ".join(segment.text.strip() for segment in segments), info.language

    return hear


def rows_of(name: str, *, quick: bool) -> Iterator[dict[str, object]]:
    """Yield the recordings of a set that have a reference; of the short ones only every third if ``quick``."""
    for index, row in enumerate(_all_rows_of(name)):
        if not quick or index % 3 == 0 or float(str(row["duration_s"])) > LONG_SECONDS:
            yield row


def _all_rows_of(name: str) -> Iterator[dict[str, object]]:
    for line in (DATA / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("text"):
            yield row


def measure(
    name: str, mode: str, workers: dict[str, Worker], *, quick: bool
) -> tuple[dict[str, Side], float, dict[str, float]]:
    """Run one set through all workers, taking turns and changing who begins."""
    sides = {engine: Side() for engine in workers}
    audio_seconds, megabytes = 0.0, dict.fromkeys(workers, 0.0)
    for index, row in enumerate(rows_of(name, quick=quick)):
        language = str(row["lang"])
        audio_seconds += float(str(row["duration_s"]))
        for engine in list(workers)[:: 1 if index % 2 else -1]:
            answer = workers[engine].ask(DATA / name / str(row["audio"]), language if mode == "given" else None)
            side = sides[engine]
            side.pairs.append((str(row["text"]), str(answer["text"]), language))
            side.seconds += float(str(answer["seconds"]))
            side.cpu_seconds += float(str(answer["cpu_seconds"]))
            side.wrong_language += answer["language"] != language
            megabytes[engine] = float(str(answer["megabytes"]))
        print(".", end="", file=sys.stderr, flush=True)
    return sides, audio_seconds, megabytes


def measure_folder(name: str, mode: str, worker: Worker, *, quick: bool) -> Side:
    """Have our side write a whole set down at once: what a peer, which takes file after file, is to be held against."""
    rows = list(rows_of(name, quick=quick))
    spoken = [str(row["lang"]) for row in rows]
    paths = [DATA / name / str(row["audio"]) for row in rows]
    answer = worker.ask_for_all(paths, spoken if mode == "given" else [None] * len(rows))
    texts = answer["texts"]
    assert isinstance(texts, list)
    pairs = [(str(row["text"]), str(text), language) for row, text, language in zip(rows, texts, spoken, strict=True)]
    return Side(pairs, float(str(answer["seconds"])), float(str(answer["cpu_seconds"])))


def rows_for(
    name: str, mode: str, measured: tuple[dict[str, Side], float, dict[str, float]], folder: Side
) -> list[list[str]]:
    """Return a row for each peer."""
    sides, audio_seconds, megabytes = measured
    mine, *_ = sides.values()
    rows = []
    for engine in list(sides)[1:] or [""]:
        cells = [
            f"{name}, language {mode}",
            engine or "—",
            str(len(mine.pairs)),
            f"{audio_seconds / 60:.1f}",
            mine.error(),
        ]
        rtf, own = f"{mine.seconds / audio_seconds:.3f}", f"{megabytes[OURS]:.0f}"
        if not engine:
            folder_rtf = f"{folder.seconds / audio_seconds:.3f}"
            rows.append(
                [*cells, "—", "—", rtf, "—", "—", "—", folder_rtf, "—", "—", own, "—", f"{mine.wrong_language}", "—"]
            )
            continue
        peer = sides[engine]
        cells += [peer.error(), f"{compare(mine.score(), peer.score()).p_value:.2f}", rtf]
        cells += [f"{peer.seconds / audio_seconds:.3f}", f"{peer.seconds / mine.seconds:.1f} ×"]
        cells += [f"{peer.cpu_seconds / mine.cpu_seconds:.1f} ×", f"{folder.seconds / audio_seconds:.3f}"]
        cells += [
            f"{peer.seconds / folder.seconds:.1f} ×",
            f"{peer.cpu_seconds / folder.cpu_seconds:.1f} ×",
            own,
            f"{megabytes[engine]:.0f}",
        ]
        rows.append([*cells, f"{mine.wrong_language}", f"{peer.wrong_language}"])
    return rows


def find_batch(threads: int) -> None:
    """Print what the batched pipeline takes for the first long recording, for each beam and batch size."""
    name, row = "longform", next(iter(_all_rows_of("longform")))
    for engine in PEERS[1:]:
        for batch_size in BATCH_SIZES:
            worker = Worker(engine, threads, batch_size)
            answer = worker.ask(DATA / name / str(row["audio"]), str(row["lang"]))
            worker.close()
            measured = ", ".join(
                f"{key} {float(str(answer[key])):.1f}" for key in ("seconds", "cpu_seconds", "megabytes")
            )
            print(f"{engine}, batch size {batch_size}: {measured}", file=sys.stderr, flush=True)


def shown(arguments: list[str]) -> list[str]:
    """Return the arguments that change what is measured."""
    return [one for one in arguments if one != "--json" and not one.endswith(".json")]


COLUMNS = (
    "set", "peer", "files", "min", "error ours", "error peer", "p", "RTF ours", "RTF peer", "faster", "less CPU",
    "RTF folder", "folder faster", "folder less CPU",
    "peak MB ours", "peak MB peer", "wrong language ours", "wrong language peer",
)  # fmt: skip


def _encoder(threads: int) -> str:
    """Say what encoded for us: on some machines it is not the int8 of the peers."""
    ours = "in bfloat16 on OpenVINO (extra `fast`, a processor with AMX)"
    return f"Ours encodes {ours if on_openvino(threads) else 'as the peers do, on CTranslate2'}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--modes", nargs="+", default=[], choices=["given", "auto"])
    parser.add_argument("--peers", nargs="+", default=[PEERS[0]], choices=[*PEERS, "none"])
    parser.add_argument("--threads", type=int, default=0, help="threads of each engine; 0: all cores, at most 8")
    parser.add_argument("--batch-size", type=int, default=8, help="windows that a batched peer decodes at once")
    parser.add_argument("--quick", action="store_true", help="every third short recording, language given")
    parser.add_argument("--find-batch", action="store_true", help="measure batch sizes of the batched peers, no more")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worker", choices=(OURS, *PEERS), help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.worker:
        serve(wishes.worker, wishes.threads, wishes.batch_size)
        return
    from sorikit.core.device import Device

    threads = wishes.threads or Device().num_threads
    if wishes.find_batch:
        find_batch(threads)
        return
    engines = [OURS, *(peer for peer in wishes.peers if peer != "none")]
    rows: list[list[str]] = []
    for mode in wishes.modes or (["given"] if wishes.quick else ["given", "auto"]):
        for name in wishes.sets:
            workers = {engine: Worker(engine, threads, wishes.batch_size) for engine in engines}
            measured = measure(name, mode, workers, quick=wishes.quick)
            folder = measure_folder(name, mode, workers[OURS], quick=wishes.quick)
            new = rows_for(name, mode, measured, folder)
            for worker in workers.values():
                worker.close()
            rows += new
            print("", *(f"| {' | '.join(row)} |" for row in new), sep="\n", file=sys.stderr, flush=True)
    notes = [
        f"Whisper base, int8, all on the same files; ours and faster-whisper with beam {BEAM}, batched-N is its batched",
        f"pipeline with beam N and batches of {wishes.batch_size}. Error: WER, and CER for Korean, Japanese and Chinese.",
        "Folder: the whole set at once, as `sori transcribe FOLDER` does, beside the peer's sum of file after file.",
        "References keep their quirks (spelled-out numbers, British spelling). Only ours makes times of words.",
        _encoder(wishes.threads),
    ]
    save(
        Table(
            "What is said: errors and speed beside faster-whisper",
            shlex.join(["python", "benchmarks/transcription.py", *shown(sys.argv[1:])]),
            COLUMNS,
            rows,
            notes,
        ),
        wishes.json,
    )


if __name__ == "__main__":
    main()
