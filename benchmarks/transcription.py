"""What was said: WER/CER, time and memory beside a peer on the same weights, the two taking turns file by file.

    python benchmarks/transcription.py [--sets asr-ko longform …] [--modes given auto]
                                       [--peer faster-whisper|faster-whisper-batched|none]

Without arguments every set is measured in both modes, in about a quarter of an hour on two quiet cores. Each side runs
in a process of its own, loaded before the clock starts; times include decoding the file. Needs the ``models``, ``eval``
and ``peers`` extras and the recordings that SORIKIT_DATA points at. Errors are counted over all reference words
(characters without spaces for ko, ja and zh) after NFKC, lower case, and no punctuation. p is the chance that files
swapped at random between the two differ as much (``sorikit.metrics.compare``).
"""

from __future__ import annotations

import argparse
import json
import resource
import shlex
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from common import DATA, Table, save

from sorikit.metrics.compare import compare
from sorikit.metrics.score import ItemScore, Score

SETS = ("asr-en", "asr-ko", "asr-ja", "asr-multi", "longform", "meetings")
BY_CHARACTER = {"ko", "ja", "zh"}
BEAM = 5


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

    def __init__(self, engine: str, threads: int) -> None:
        command = [sys.executable, __file__, "--worker", engine, "--threads", str(threads)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()  # it is loaded

    def ask(self, path: Path, language: str | None) -> dict[str, object]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"path": str(path), "language": language}) + "\n")
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


def serve(engine: str, threads: int) -> None:
    """Be a worker: one JSON line in, one out."""
    hear = ours(threads) if engine == "sorikit" else theirs(threads, batched=engine.endswith("batched"))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        started, cpu_started = time.perf_counter(), cpu_seconds()
        text, language = hear(request["path"], request["language"])
        answer = {
            "text": text,
            "language": language,
            "seconds": time.perf_counter() - started,
            "cpu_seconds": cpu_seconds() - cpu_started,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


def cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def ours(threads: int):
    from sorikit.core.device import Device
    from sorikit.core.events import Job
    from sorikit.core.recording import open_recording
    from sorikit.engines.asr import AsrOptions
    from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, transcribe

    device = Device(threads=threads)
    options = TranscribeOptions(recognition=AsrOptions(beam_size=BEAM))
    engines = load_engines(options, device)

    def hear(path: str, language: str | None) -> tuple[str, str | None]:
        wishes = TranscribeOptions((language,) if language else (), recognition=options.recognition)
        with tempfile.TemporaryDirectory() as folder:
            recording = Job(open_recording(path, Path(folder))).run()
            transcript = transcribe(recording, wishes, device, engines=engines).run()
        return " ".join(segment.text for segment in transcript.segments), transcript.language

    return hear


def theirs(threads: int, *, batched: bool):
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from sorikit.store import find_model

    folder = find_model("whisper-base").folder
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)

    transcribe = BatchedInferencePipeline(model).transcribe if batched else model.transcribe

    def hear(path: str, language: str | None) -> tuple[str, str | None]:
        segments, info = transcribe(path, language=language, beam_size=BEAM)
        return " ".join(segment.text.strip() for segment in segments), info.language

    return hear


def rows_of(name: str) -> Iterator[dict[str, object]]:
    """Yield the recordings of a set that have a reference."""
    for line in (DATA / name / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("text"):
            yield row


def measure(name: str, mode: str, workers: dict[str, Worker]) -> tuple[dict[str, Side], float, dict[str, float]]:
    """Run one set through both workers, taking turns and changing who begins."""
    sides = {engine: Side() for engine in workers}
    audio_seconds, megabytes = 0.0, dict.fromkeys(workers, 0.0)
    for index, row in enumerate(rows_of(name)):
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


def row_for(name: str, mode: str, measured: tuple[dict[str, Side], float, dict[str, float]]) -> list[str]:
    sides, audio_seconds, megabytes = measured
    (mine, mine_mb), *peers = zip(sides.values(), megabytes.values(), strict=True)
    cells = [f"{name}, language {mode}", str(len(mine.pairs)), f"{audio_seconds / 60:.1f}", mine.error()]
    rtf = f"{mine.seconds / audio_seconds:.3f}"
    if not peers:
        return [*cells, "—", "—", rtf, "—", "—", "—", f"{mine_mb:.0f}", "—", f"{mine.wrong_language}", "—"]
    ((peer, peer_mb),) = peers
    p_value = compare(mine.score(), peer.score()).p_value
    cells += [peer.error(), f"{p_value:.2f}", rtf, f"{peer.seconds / audio_seconds:.3f}"]
    cells += [f"{peer.seconds / mine.seconds:.1f} ×", f"{peer.cpu_seconds / mine.cpu_seconds:.1f} ×"]
    return [*cells, f"{mine_mb:.0f}", f"{peer_mb:.0f}", f"{mine.wrong_language}", f"{peer.wrong_language}"]


def shown(arguments: list[str]) -> list[str]:
    """Return the arguments that change what is measured."""
    return [one for one in arguments if one != "--json" and not one.endswith(".json")]


COLUMNS = (
    "set", "files", "min", "error ours", "error peer", "p", "RTF ours", "RTF peer", "faster", "less CPU",
    "peak MB ours", "peak MB peer", "wrong language ours", "wrong language peer",
)  # fmt: skip
ENGINES = ("sorikit", "faster-whisper", "faster-whisper-batched")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--modes", nargs="+", default=["given", "auto"], choices=["given", "auto"])
    parser.add_argument("--peer", default="faster-whisper", choices=[*ENGINES[1:], "none"])
    parser.add_argument("--threads", type=int, default=0, help="threads of each engine; 0: all cores, at most 8")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--worker", choices=ENGINES, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.worker:
        serve(wishes.worker, wishes.threads)
        return
    engines = [ENGINES[0]] + ([wishes.peer] if wishes.peer != "none" else [])
    rows = []
    for mode in wishes.modes:
        for name in wishes.sets:
            from sorikit.core.device import Device

            threads = wishes.threads or Device().num_threads
            workers = {engine: Worker(engine, threads) for engine in engines}
            rows.append(row_for(name, mode, measure(name, mode, workers)))
            for worker in workers.values():
                worker.close()
            print(f"\n| {' | '.join(rows[-1])} |", file=sys.stderr, flush=True)
    notes = [
        f"Whisper base, int8, beam {BEAM}, both on the same files; the peer is {wishes.peer} as it comes. Error: WER, and",
        "CER for Korean, Japanese and Chinese. References keep their quirks (spelled-out numbers, British spelling).",
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
