"""The recordings that ``lost_speech.py`` judges, and what is known of each: who speaks when, that nobody does, or nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from common import DATA, ROOT

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.recording import SPEECH_RATE, Recording
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, union
from sorikit.formats.rttm import loads_turns

sys.path.insert(0, str(ROOT))
from tests import non_speech  # beside src, not in it

RATE = SPEECH_RATE
SPOKEN = ("asr-en", "asr-ko", "asr-ja", "asr-multi", "emotion", "speakers", "longform", "meetings", "mixed", "joined")
SILENT = ("sounds", "changed", "accompaniment", "instrumental", "made")
SONGS = ("songs",)
SETS = (*SPOKEN, *SILENT, *SONGS)
INSTRUMENTAL = ("classical", "waltz", "jazz/electronic", "drum+bass stem")
QUICK_SECONDS = 40.0
"""Of sound from each set where the whole would take too long."""


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
    elif name == "changed":
        yield from changed_items()
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


def quick(items: list[Item]) -> list[Item]:
    """Return every so many-th recording, so that they last ``QUICK_SECONDS`` or a little more; the shortest one at least."""
    lengths = [item.read().duration for item in items]
    step = max(1, round(sum(lengths) / QUICK_SECONDS))
    chosen = [at for at in range(len(items)) if at % step == 0 and lengths[at] <= 2 * QUICK_SECONDS]
    return [items[at] for at in chosen] or [items[lengths.index(min(lengths))]]


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


def changed_items() -> Iterator[Item]:
    """The sounds without speech once more, each changed in one way: none of them is what any threshold was set on."""
    for number, one in enumerate(items_of("sounds")):
        change, name = CHANGES[number % len(CHANGES)]

        def read(one: Item = one, change: Callable[[np.ndarray], np.ndarray] = change) -> Audio:
            return Audio(np.clip(change(one.read().samples[0]), -1, 1).astype(np.float32), RATE)

        yield Item("changed", f"{one.name}-{name}", read, None, Transcript())


def _faster(samples: np.ndarray) -> np.ndarray:
    at = np.arange(0, max(samples.size - 1, 0), 1.15)
    return np.interp(at, np.arange(samples.size), samples)


def _slower(samples: np.ndarray) -> np.ndarray:
    return np.interp(np.arange(0, max(samples.size - 1, 0), 0.87), np.arange(samples.size), samples)


def _telephone(samples: np.ndarray) -> np.ndarray:
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(samples.size, 1 / RATE)
    return np.fft.irfft(np.where((hertz > 300) & (hertz < 3400), spectrum, 0), samples.size)


def _room(samples: np.ndarray) -> np.ndarray:
    """In a room with 0.4 s of reverberation, 15 dB above noise."""
    generator = np.random.default_rng(samples.size)
    tail = generator.standard_normal(int(0.4 * RATE)) * np.exp(-6.9 * np.arange(int(0.4 * RATE)) / (0.4 * RATE))
    size = samples.size + tail.size
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail / np.sqrt((tail**2).sum()), size), size)
    wet = wet[: samples.size] * 0.5 + samples * 0.5
    return wet + generator.standard_normal(samples.size) * np.sqrt((wet**2).mean() / 10**1.5)


CHANGES = ((_faster, "faster"), (_slower, "slower"), (_telephone, "telephone"), (_room, "room"))
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
        spans += [span.shifted(at / RATE) for span in sounding(clip)]
        at += clip.size
    return Audio(np.concatenate(parts), RATE), spans


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Return a clip without the still parts at its ends, at a common level."""
    spans = sounding(samples)
    return samples[int(spans[0].start * RATE) : int(spans[-1].end * RATE)] / np.abs(samples).max() * 0.7


def sounding(samples: np.ndarray, *, pause: float = 0.3, floor: float = 35.0) -> list[Span]:
    """Return where a clip of one clean voice sounds: within ``floor`` dB of its loudest 20 ms, ``pause`` s bridged."""
    step = RATE // 50
    levels = np.sqrt((samples[: samples.size // step * step].reshape(-1, step) ** 2).mean(axis=1))
    loud = np.flatnonzero(levels > levels.max() * 10 ** (-floor / 20))
    return union((Span(at / 50, (at + 1) / 50) for at in loud), gap=pause)
