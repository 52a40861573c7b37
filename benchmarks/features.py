"""Features against the field's extractors on one core: 10 minutes of 16 kHz speech; and the memory of an 8-hour file.

Ours and the peers take turns in one run, so that noise hits all alike; the ratio is the median of the pairwise ones.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from common import DATA, Table, save

from sorikit.apps.bench.memory import peak_megabytes

RATE = 16_000
MINUTES = 10
RUNS = 9
HOURS = 8
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
FEATURES = ("log-mel 80", "MFCC-39", "fbank 80")


Run = Callable[[], tuple[float, object]]
"""Computes the features once: seconds of CPU time, and what came out (None where it is not asked for again)."""


@dataclass(frozen=True)
class Contest:
    name: str
    peer: str
    ours: Run
    theirs: Run


def timed(function: Callable[[], object]) -> Run:
    def run() -> tuple[float, object]:
        started = time.process_time()  # user and system: what else the machine does counts less
        made = function()
        return time.process_time() - started, made

    return run


def speech():
    """Return 10 minutes of speech: the long recordings one after another, again and again."""
    import numpy as np

    from sorikit.core.codecs import stream_mono

    files = sorted((DATA / "longform").glob("*.mp3"))
    if not files:
        sys.exit(f"no recordings in {DATA / 'longform'}; set SORIKIT_DATA")
    whole = np.concatenate([block for file in files for block in stream_mono(file, RATE)])
    return np.resize(whole, MINUTES * 60 * RATE)


def contests(samples, elsewhere: WhisperElsewhere | None) -> Iterator[Contest]:
    """Yield who runs against whom; a peer that is not installed is left out."""
    from sorikit.dsp.fbank import FbankOptions, fbank
    from sorikit.dsp.mel import log_mel
    from sorikit.dsp.mfcc import mfcc_with_deltas, speech_mfcc

    for bands in (80, 128):

        def ours(bands: int = bands):
            return log_mel(samples, n_mels=bands)

        for peer, theirs in whisper_peers(samples, bands, elsewhere):
            yield Contest(f"Whisper log-mel, {bands} bands", peer, timed(ours), theirs)
    recipe = replace(speech_mfcc(RATE), top_db=80.0)  # librosa's default floor
    with contextlib.suppress(ImportError):
        yield Contest(
            "MFCC-39 (13, Δ, ΔΔ; 25/10 ms, 40 bands, pre-emphasis 0.97, 80 dB)",
            f"librosa {version('librosa')}",
            timed(lambda: mfcc_with_deltas(samples, recipe)),
            timed(librosa_39(samples)),
        )
    with contextlib.suppress(ImportError):
        yield Contest(
            "Kaldi fbank, 80 bands",
            f"kaldi-native-fbank {version('kaldi-native-fbank')}",
            timed(lambda: fbank(samples, FbankOptions(RATE))),
            timed(kaldi_80(samples)),
        )


def whisper_peers(samples, bands: int, elsewhere: WhisperElsewhere | None) -> Iterator[tuple[str, Run]]:
    try:
        from faster_whisper.feature_extractor import FeatureExtractor

        extractor = FeatureExtractor(feature_size=bands)
        yield f"faster-whisper {version('faster-whisper')}", timed(lambda: extractor(samples, padding=0))
    except ImportError:
        pass
    if elsewhere is not None:
        yield f"openai-whisper {elsewhere.version}", elsewhere.run(bands)
        return
    try:
        import torch
        from whisper.audio import log_mel_spectrogram

        torch.set_num_threads(1)
        yield f"openai-whisper {version('openai-whisper')}", timed(lambda: log_mel_spectrogram(samples, bands).numpy())
    except ImportError:
        pass


class WhisperElsewhere:
    """openai-whisper in a process of another environment, on the same sound, in turn with us."""

    def __init__(self, python: Path, samples, folder: Path) -> None:
        import numpy as np

        self._folder = folder
        np.save(folder / "sound.npy", samples)
        worker = Path(__file__).with_name("features_of_openai_whisper.py")
        command = [str(python), str(worker), str(folder / "sound.npy")]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.version = self._answer()

    def run(self, bands: int) -> Run:
        import numpy as np

        path = self._folder / f"{bands}.npy"

        def go() -> tuple[float, object]:
            assert self._process.stdin is not None
            first = not path.exists()
            self._process.stdin.write(f"{bands} {path}\n" if first else f"{bands}\n")
            self._process.stdin.flush()
            return float(self._answer()), np.load(path) if first else None

        return go

    def close(self) -> None:
        self._process.communicate()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            sys.exit("openai-whisper did not answer; is it installed in that environment?")
        return line


def librosa_39(samples) -> Callable[[], object]:
    import librosa
    import numpy as np

    def run() -> object:
        sound = np.append(samples[:1], samples[1:] - np.float32(0.97) * samples[:-1])
        cepstra = librosa.feature.mfcc(y=sound, sr=RATE, n_mfcc=13, n_fft=400, hop_length=160, n_mels=40, norm="ortho")
        return np.vstack([cepstra, librosa.feature.delta(cepstra), librosa.feature.delta(cepstra, order=2)])

    return run


def kaldi_80(samples) -> Callable[[], object]:
    import kaldi_native_fbank
    import numpy as np

    def run() -> object:
        options = kaldi_native_fbank.FbankOptions()
        options.frame_opts.dither = 0
        options.mel_opts.num_bins = 80
        bank = kaldi_native_fbank.OnlineFbank(options)
        bank.accept_waveform(RATE, samples)
        bank.input_finished()
        return np.stack([bank.get_frame(number) for number in range(bank.num_frames_ready)])

    return run


def version(package: str) -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError as missing:
        raise ImportError(package) from missing


def measure(contest: Contest, runs: int) -> list[str]:
    """Return the row of one contest."""
    import numpy as np

    expected, got = np.asarray(contest.theirs()[1]), np.asarray(contest.ours()[1])
    frames = min(expected.shape[-1], got.shape[-1])
    apart = np.abs(got[..., :frames] - expected[..., :frames])
    pairs = [(contest.ours()[0], contest.theirs()[0]) for _ in range(runs)]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    equal = f"{apart.max():.0e} / {apart.mean():.0e}"
    return [contest.name, contest.peer, f"{mine * 1000:.0f} ms", f"{other * 1000:.0f} ms", f"{ratio:.1f} ×", equal]


def noise() -> Iterator[object]:
    """Yield HOURS of noise, a second at a time."""
    import numpy as np

    generator = np.random.default_rng(0)
    for _ in range(HOURS * 3600):
        yield generator.standard_normal(RATE, dtype=np.float32) * np.float32(0.1)


def stream(name: str, source: str) -> None:
    """Take the features of 8 hours of ``source`` (a file, or "-" for memory) and print the peak memory in MB."""
    from sorikit.core.codecs import stream_mono
    from sorikit.dsp.fbank import FbankOptions, FbankStream
    from sorikit.dsp.mel import LogMelStream
    from sorikit.dsp.mfcc import MfccDeltaStream, speech_mfcc

    made = {
        "log-mel 80": LogMelStream,
        "MFCC-39": lambda: MfccDeltaStream(speech_mfcc(RATE)),
        "fbank 80": lambda: FbankStream(FbankOptions(RATE)),
    }[name]()
    for piece in noise() if source == "-" else stream_mono(Path(source), RATE):
        made.push(piece)
    made.finish()
    peak = peak_megabytes() or 0.0  # of this program alone: ru_maxrss also counts the one that started it
    print(f"{peak:.0f}")


def long_file(path: Path) -> None:
    """Write 8 hours of 16-bit speech as WAV."""
    import numpy as np

    minutes = (np.clip(speech(), -1, 1) * 32767).astype("<i2").tobytes()

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for _ in range(HOURS * 60 // MINUTES):
            file.writeframes(minutes)


def memory() -> list[str]:
    """Return one note about peak memory, each number from a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wav"
        long_file(path)
        for name in FEATURES:
            peaks = [
                subprocess.run(
                    [sys.executable, __file__, "--stream", name, source], capture_output=True, text=True, check=True
                ).stdout.strip()
                for source in ("-", str(path))
            ]
            found.append(f"{name} {peaks[0]} MB from noise made on the way, {peaks[1]} MB from a WAV file")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--runs", type=int, default=RUNS, help="of each side (default: %(default)s)")
    parser.add_argument(
        "--whisper-python", type=Path, help="a Python of another environment that has openai-whisper (and its torch)"
    )
    parser.add_argument("--no-memory", action="store_true", help="leave out the long streams")
    parser.add_argument("--stream", nargs=2, metavar=("FEATURE", "SOURCE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if any(os.environ.get(name) != count for name, count in ONE_THREAD.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if args.stream:
        stream(*args.stream)
        return
    samples = speech()
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = WhisperElsewhere(args.whisper_python, samples, Path(folder)) if args.whisper_python else None
        rows = [measure(contest, args.runs) for contest in contests(samples, elsewhere)]
        if elsewhere is not None:
            elsewhere.close()
    notes = [
        (
            f"CPU time on one core, one thread; {MINUTES} minutes of 16 kHz speech already in memory; medians of {args.runs} runs in turn,"
            " the ratio is the median of the pairwise ones. Apart: largest and mean difference of the two results"
            " (Whisper: scaled log10; MFCC: dB; fbank: natural logarithm)."
        ),
    ]
    if not args.no_memory:
        streamed = "; ".join(memory())
        notes.append(f"Peak memory of a whole process that streams {HOURS} hours (wanted: < 300 MB): {streamed}.")
    columns = ["feature", "peer", "ours", "peer's", "ratio", "apart (max / mean)"]
    save(Table("Features", "python benchmarks/features.py --whisper-python PYTHON", columns, rows, notes), args.json)


if __name__ == "__main__":
    main()
