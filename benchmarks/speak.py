"""Speech: how fast beside kokoro-onnx on the same weights, how soon it is heard, how well it is understood, how it sounds.

    python benchmarks/speak.py [--quick] [--only speed roundtrip floor voices memory] [--languages en ko …] [--json PATH]
                               [--minutes 60] [--checked] [--peer PYTHON]

``--peer``: a Python that has kokoro-onnx 0.6 (it needs espeak-ng, which is why it is not one of our extras); it is given the very
phonemes, style and network, and speaks in turn with us, each in a process of its own. Needs the ``models`` and ``eval`` extras.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from common import DATA, ROOT, Table, save_all

SENTENCES = ROOT / "benchmarks" / "speak_sentences"
SENTENCE = "The quick brown fox jumped over the lazy dog while the old farmer was sleeping under a big oak tree."
SPEED_TEXT = (
    SENTENCE,
    "I will send the draft by Wednesday.",
    "Nobody knows what happened to the missing airplane last year.",
)
VOICE = "af_heart"
COMMAND = "python benchmarks/speak.py"
PARTS = ("speed", "roundtrip", "floor", "voices", "memory")
OURS = """
import json, resource, sys, time
from sorikit.core.device import Device
from sorikit.engines import tts
job = json.load(sys.stdin)
speaker = tts.load("kokoro", Device(threads=2))
list(speaker.speak("Hello.", tts.SpeakOptions(voice=job["voice"], language="en")))
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
before, started, seconds = cpu(), time.perf_counter(), 0.0
for sentence in job["sentences"]:
    said = list(speaker.speak(sentence, tts.SpeakOptions(voice=job["voice"], language="en")))
    seconds += sum(one.audio.duration for one in said)
spent, used = time.perf_counter() - started, cpu() - before
started = time.perf_counter(); first = cpu()
next(speaker.speak(job["sentences"][0], tts.SpeakOptions(voice=job["voice"], language="en", quick_start=True)))
print(json.dumps([spent / seconds, used / seconds, time.perf_counter() - started, cpu() - first]))
"""
PEER = """
import json, resource, sys, time
import numpy as np
from kokoro_onnx import Kokoro
job = json.load(sys.stdin)
kokoro = Kokoro(job["network"], job["voices"])
style = kokoro.get_voice_style(job["voice"])
kokoro.create("hɛlˈO.", voice=style, is_phonemes=True)
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
before, started, seconds = cpu(), time.perf_counter(), 0.0
for phonemes in job["phonemes"]:
    samples, rate = kokoro.create(phonemes, voice=style, is_phonemes=True)
    seconds += len(samples) / rate
spent, used = time.perf_counter() - started, cpu() - before
started = time.perf_counter(); first = cpu()
kokoro.create(job["phonemes"][0], voice=style, is_phonemes=True)
print(json.dumps([spent / seconds, used / seconds, time.perf_counter() - started, cpu() - first]))
"""


def speed(peer: str | None, rounds: int) -> Table:
    from sorikit.engines import tts
    from sorikit.engines.tts._kokoro_voices import KokoroVoices
    from sorikit.store import find_model

    files = find_model("kokoro")
    speaker = tts.load("kokoro")
    with tempfile.TemporaryDirectory() as folder:
        voices = Path(folder) / "voices.npz"
        styles = KokoroVoices(files.path("kokoro_voices.zip")).styles(VOICE)
        np.savez(voices, **{VOICE: styles[:, np.newaxis, :]})
        job = {
            "voice": VOICE,
            "sentences": SPEED_TEXT,
            "phonemes": [speaker.phonemes(text, "en") for text in SPEED_TEXT],
            "network": str(files.path("kokoro-v1.0.int8.onnx")),
            "voices": str(voices),
        }
        found: dict[str, list[list[float]]] = {"sorikit": []} | ({"kokoro-onnx": []} if peer else {})
        for _ in range(rounds):
            for name, measured in found.items():
                python, code = (sys.executable, OURS) if name == "sorikit" else (str(peer), PEER)
                done = subprocess.run(
                    [python, "-c", code], input=json.dumps(job), capture_output=True, text=True, check=True
                )
                measured.append(json.loads(done.stdout.splitlines()[-1]))
                print("   ", name, *(f"{number:.3f}" for number in measured[-1]), flush=True)
    rows = []
    for name, runs in found.items():
        best = np.median(np.array(runs), axis=0)
        rows.append((name, *(f"{number:.2f}" for number in best)))
    return Table(
        "Speech: speed, Kokoro int8, 2 threads",
        f"{COMMAND} --only speed",
        ("", "RTF", "CPU seconds a second", "first sound, s", "its CPU, s"),
        rows,
        (
            f"Median of {rounds} processes each, in turn. The first sound is that of a sentence of 20 words; kokoro-onnx says it whole.",
        ),
    )


def sentences_of(language: str, quick: bool) -> list[str]:
    lines = (SENTENCES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    kept = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return kept[::10] if quick else kept


def roundtrip(languages: Sequence[str], quick: bool) -> Table:
    """What a recogniser understands of each sentence: said once, and as it is delivered (doubted ones are said again otherwise)."""
    from sorikit.core.errors import SorikitError
    from sorikit.core.resample import resample
    from sorikit.core.speech import Line, sound_of
    from sorikit.engines import asr, quality, tts
    from sorikit.pipelines.speak.check import Listener
    from sorikit.pipelines.speak.options import SpeechOptions
    from sorikit.pipelines.speak.speaking import speak_lines

    speaker, recognizer, rater = tts.load("kokoro"), asr.load(), quality.load()
    listener = Listener(speaker, recognizer)
    rows = []
    for language in languages:
        once, mended, mos, wrong, failed = _Understood(), _Understood(), [], 0, 0
        for text in sentences_of(language, quick):
            options = tts.SpeakOptions(language=language)
            try:
                parts = list(speaker.speak(text, options))
                check = listener.check(text, language, parts)
            except SorikitError as error:
                failed += 1
                print(f"    {text} | {error}", flush=True)
                continue
            once.add(text, check.heard, check.error_rate)
            mos.append(rater.rate(resample(sound_of(parts), rater.sample_rate)).ovr)
            if check.faults:
                wrong += 1
                job = speak_lines(
                    Line(text, language=language), SpeechOptions(options), speaker=speaker, recognizer=recognizer
                )
                job.run()
                check = job.result.sentences[0].check or check
            mended.add(text, check.heard, check.error_rate)
            if check.error_rate:
                print(f"    {check.error_rate:.2f} {text} | {check.heard}", flush=True)
        shares = (*once.errors(language), *mended.errors(language)[::2])
        rows.append((language, str(len(mos) + failed), *shares, str(wrong), str(failed), f"{np.mean(mos):.2f}"))
        print(*rows[-1], flush=True)
    return Table(
        "Speech: round trip through Whisper base",
        f"{COMMAND} --only roundtrip",
        (
            "language",
            "sentences",
            "error of the text",
            "without spaces",
            "error of the sounds",
            "text, as delivered",
            "sounds, as delivered",
            "doubted",
            "not read",
            "DNSMOS",
        ),
        rows,
        (
            "Each sentence of benchmarks/speak_sentences in the language's default voice, recognised alone, greedily.",
            "As delivered: those doubted are said again otherwise, and the best is kept, chosen by the recogniser that judges here.",
            "Errors of the text: WER, or CER with spaces (as jiwer counts), numbers in one form on both sides; of the sounds: phonemes.",
            "Whisper base writes most Hindi in the letters of Urdu, or in Latin ones (not judged by sounds), and Chinese in traditional ones.",
        ),
    )


class _Understood:
    """Texts, and what was understood of them."""

    def __init__(self) -> None:
        self._pairs: list[tuple[str, str]] = []
        self._sounds: list[tuple[float, int]] = []

    def add(self, text: str, heard: str | None, error_rate: float | None) -> None:
        self._pairs.append((text, heard or ""))
        if error_rate is not None:  # None: heard in another language's letters
            self._sounds.append((error_rate, len(text)))

    def errors(self, language: str) -> tuple[str, str, str]:
        """Return the error of the text, without spaces, and of the sounds (by the length of the texts), in words."""
        from sorikit import metrics
        from sorikit.metrics import ScoreOptions, TextRule
        from sorikit.metrics.score import Pair

        pairs = [Pair(str(index), *pair) for index, pair in enumerate(self._pairs)]
        kind = "cer" if language in ("ko", "ja", "zh") else "wer"
        scores = metrics.score(kind, pairs, ScoreOptions(text=TextRule(language=language), resamples=0))
        bare = next((one.value for one in scores if one.name == "CER without spaces"), None)
        sounds = sum(rate * size for rate, size in self._sounds) / max(1, sum(size for _, size in self._sounds))
        return (
            f"{kind.upper()} {100 * (scores[0].value or 0.0):.1f} %",
            "-" if bare is None else f"{100 * bare:.1f} %",
            f"{100 * sounds:.1f} %" + ("" if len(self._sounds) == len(pairs) else f" of {len(self._sounds)}"),
        )


def floor(languages: Sequence[str]) -> Table:
    """The recogniser's own errors on people, heard and scored in the very same way: no voice can be understood much better."""
    from sorikit.core.codecs import decode
    from sorikit.core.speech import Spoken
    from sorikit.engines import asr, tts
    from sorikit.pipelines.speak.check import Listener

    listener = Listener(tts.load("kokoro"), asr.load())
    rows = []
    for language in languages:
        manifest = DATA / f"asr-{language}" / "manifest.jsonl"
        if not manifest.exists():
            continue
        heard, seconds, count = _Understood(), 0.0, 0
        for line in manifest.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            if not item.get("text") or item["duration_s"] > 25 or item["lang"] != language:
                continue
            audio = decode(manifest.parent / item["audio"], sample_rate=16_000)
            check = listener.check(item["text"], language, [Spoken(audio, item["text"])])
            heard.add(item["text"], check.heard, check.error_rate)
            seconds, count = seconds + audio.duration, count + 1
        rows.append((language, str(count), f"{seconds:.0f} s", *heard.errors(language)))
        print(*rows[-1], flush=True)
    return Table(
        "Speech: what the same recogniser understands of people",
        f"{COMMAND} --only floor",
        ("language", "recordings", "speech", "error of the text", "without spaces", "error of the sounds"),
        rows,
        (
            "Natural recordings, heard and scored as in the round trip: Whisper base makes these errors without any synthesis.",
        ),
    )


def voices(quick: bool) -> Table:
    """Each voice says what it says of itself and one more sentence; the voices of a language by how they sound."""
    from sorikit.apps.speech import SAMPLES
    from sorikit.core.resample import resample
    from sorikit.core.speech import sound_of
    from sorikit.engines import asr, quality, tts
    from sorikit.pipelines.speak.check import Listener

    speaker = tts.load("kokoro")
    raters, listener = [quality.load("dnsmos"), quality.load("distillmos")], Listener(speaker, asr.load())
    rows = []
    for voice in speaker.voices[:: 9 if quick else 1]:
        scores: list[list[float]] = [[], []]
        wrong, letters = 0.0, 0
        for text in (SAMPLES[voice.language], sentences_of(voice.language, quick=False)[0]):
            parts = list(speaker.speak(text, tts.SpeakOptions(voice=voice.name, language=voice.language)))
            sound = sound_of(parts)
            check = listener.check(text, voice.language, parts)
            wrong, letters = wrong + (check.error_rate or 0.0) * len(text), letters + len(text)
            for rater, some in zip(raters, scores, strict=True):
                some.append(rater.rate(resample(sound, rater.sample_rate)).ovr)
        means = [f"{np.mean(some):.2f}" for some in scores]
        rows.append((voice.name, voice.accent or voice.language, *means, f"{100 * wrong / letters:.0f} %"))
        print(*rows[-1], flush=True)
    rows.sort(key=lambda row: (row[1], -float(row[3])))
    return Table(
        "Speech: each voice, in its own language",
        f"{COMMAND} --only voices",
        ("voice", "language", "DNSMOS", "DistillMOS", "error of the sounds"),
        rows,
        (
            "Two or three sentences; opinion scores 1 … 5 as two networks guess them, the better DistillMOS first.",
            "The errors are Whisper base's as well: read them as an order within one language.",
        ),
    )


MEMORY = r"""
import resource, sys
from pathlib import Path
from sorikit.core.events import SentenceReady
from sorikit.pipelines.speak.options import SpeechOptions
from sorikit.pipelines.speak.speaking import speak_lines
from speak import sentences_of
minutes, checked = float(sys.argv[1]), sys.argv[2] == "check"
sentences = sentences_of("en", quick=False)
def text():
    for turn in range(10_000):
        yield " ".join(sentences[turn % 7 :] + sentences[: turn % 7]) + "\n\n"
def resident():
    path = Path("/proc/self/status")
    if not path.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in path.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
at, told = 0.0, -60.0
whole = "".join(one for one, _ in zip(text(), range(1 + round(minutes / 5))))
for event in speak_lines(whole, SpeechOptions(check=checked)):
    if isinstance(event, SentenceReady):
        at += event.spoken.duration
        if at - told >= 30:
            told = at
            print(at, resident(), flush=True)
        if at > 60 * minutes:
            break
"""


def memory(minutes: float, checked: bool) -> Table:
    """Memory while a long text is said: sampled each half minute of speech, and a line through the samples of the later half."""
    job = [sys.executable, "-c", MEMORY, str(minutes), "check" if checked else "plain"]
    done = subprocess.run(job, capture_output=True, text=True, check=True, cwd=ROOT / "benchmarks")
    samples = np.array([list(map(float, line.split())) for line in done.stdout.splitlines()])
    later = samples[len(samples) // 2 :]  # the working memory grows until it has met its longest sentence
    slope = np.polyfit(later[:, 0] / 3600, later[:, 1], 1)[0] if len(later) > 2 else float("nan")
    half = samples[len(samples) // 2]
    row = (
        "with the listener" if checked else "voice alone",
        f"{samples[-1, 0] / 60:.0f} min",
        *(
            f"{value:.0f} MB"
            for value in (samples[min(2, len(samples) - 1), 1], half[1], samples[-1, 1], samples[:, 1].max())
        ),
        f"{slope:+.0f} MB",
    )
    return Table(
        "Speech: memory",
        f"{COMMAND} --only memory --minutes {minutes:g}" + (" --checked" if checked else ""),
        ("", "speech", "after 1 min", "half way", "at the end", "most", "more in an hour"),
        [row],
        (
            "Resident memory of the process, sampled each half minute of speech; the last column is a line through the later half.",
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", default=list(PARTS))
    parser.add_argument("--languages", nargs="*", default=sorted(path.stem for path in SENTENCES.glob("*.txt")))
    parser.add_argument("--peer", default=None)
    parser.add_argument("--minutes", type=float, default=60.0, help="of speech, for the memory")
    parser.add_argument("--checked", action="store_true", help="memory with the listener")
    parser.add_argument("--json", type=Path, default=None)
    chosen = parser.parse_args()
    tables = []
    if "speed" in chosen.only:
        tables.append(speed(chosen.peer, 1 if chosen.quick else 5))
    if "roundtrip" in chosen.only:
        tables.append(roundtrip(chosen.languages, chosen.quick))
    if "floor" in chosen.only:
        tables.append(floor(chosen.languages))
    if "voices" in chosen.only:
        tables.append(voices(chosen.quick))
    if "memory" in chosen.only:
        tables.append(memory(1.0 if chosen.quick else chosen.minutes, chosen.checked))
    whole = len(chosen.only) == len(PARTS) and len(chosen.languages) == len(list(SENTENCES.glob("*.txt")))
    save_all(tables, chosen.json, keep=not whole)


if __name__ == "__main__":
    main()
