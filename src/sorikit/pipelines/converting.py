"""A whole recording in another voice, part by part: how long it is does not change how much memory it takes.

The first minute with sound is studied; then parts of half a minute, cut in quiet places, are changed with a second of what
stands before and after them, and faded into each other where they were cut. So a part is what the whole would have been there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import Source, decode, stream_mono
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, UnsuitableVoice
from sorikit.core.events import Event, Job, Progress
from sorikit.core.media import declared_seconds, display_name
from sorikit.core.resample import resample
from sorikit.dsp.loudness import limited
from sorikit.engines import conversion
from sorikit.engines.conversion import Changer
from sorikit.pipelines.conversion import RATE, Way, find_way
from sorikit.pipelines.likeness import Nearness, nearness
from sorikit.pipelines.reference import Reference
from sorikit.pipelines.timbre import Ear
from sorikit.voices.entry import Consent

STUDIED = 60.0
"""Seconds of the source that are studied, and of the result that are measured."""
TRIED = 8.0
"""Seconds that ways are tried on, and that the loudness is set by."""
LEAST = 1.0
"""Seconds of sound without which there is nothing to convert."""
SILENT = 1e-4
"""Peak below which nothing is heard."""
PART = (24.0, 30.0)
"""Seconds that are changed at once, up to the quietest place between these."""
GRID = 768
"""Samples that cuts are multiples of: frames of the spectrum (256) and of the pitch (384) stay where they are in the whole."""
MARGIN = 32 * GRID
"""Samples before and after a part that are changed with it."""
FADE = 240
"""Samples over which two parts become one."""

Sink = Callable[[Audio], None]


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """Who changes the voice. Raises InvalidOption for an engine that is not there."""

    engine: str | None = None
    """None or "spectral": pitch and outline of the spectrum, without any model; "openvoice": OpenVoice v2."""
    model: str | None = None
    """Of a learned engine: a name of the catalogue or a folder; None takes the engine's own."""

    def __post_init__(self) -> None:
        known = (conversion.DEFAULT, *conversion.ENGINES)
        if self.engine is not None and self.engine not in known:
            raise InvalidOption(
                option="engine",
                detail=f"there is no {self.engine!r}; choose from {', '.join(known)}",
                detail_ko=f"{self.engine!r}은(는) 없습니다. {', '.join(known)} 가운데 고르세요",
            )
        if self.engine == conversion.DEFAULT and self.model:
            raise InvalidOption(
                option="model",
                detail=f"the engine {conversion.DEFAULT} has none; give --engine openvoice",
                detail_ko=f"{conversion.DEFAULT} 엔진에는 모델이 없습니다. --engine openvoice를 주세요",
            )

    @property
    def learned(self) -> str | None:
        """Name or folder of the model; None where no model is used."""
        if self.model:
            return self.model
        return conversion.ENGINES.get(self.engine or conversion.DEFAULT)


@dataclass(frozen=True, slots=True, eq=False)
class Conversion:
    """What came of it."""

    duration: float
    way: Way | None
    """Of the engine "spectral"."""
    before: Nearness
    """Of the source to the reference."""
    after: Nearness
    audio: Audio | None = None
    """Mono at ``RATE``, as long as the source; None where a ``sink`` took it."""
    consent: Consent | None = None
    """What the person whose voice it is agreed to, where it was asked for here."""


def convert_source(
    source: Source | Audio,
    reference: Reference,
    ear: Ear,
    sink: Sink,
    options: ConversionOptions | None = None,
    device: Device | None = None,
) -> Job[Conversion]:
    """Return the job that gives the voice in ``source`` (mono, or made so) the sound of ``reference``.

    ``sink`` gets the result part by part, mono at ``RATE``. An open file is read into memory, all else as it is needed. Yields
    Progress ("fit", "convert" in seconds). The same sound gives the same samples. Raises UnsuitableVoice where nothing sounds, and what decoding and ``engines.conversion.load`` raise.
    """
    read = source
    if not isinstance(source, Audio | str | bytes | os.PathLike):
        read = decode(source)  # an open file: it is studied first, then changed
    return Job(_convert(read, reference, ear, sink, options or ConversionOptions(), device))


def _convert(
    source: Source | Audio,
    reference: Reference,
    ear: Ear,
    sink: Sink,
    options: ConversionOptions,
    device: Device | None,
) -> Generator[Event, None, Conversion]:
    learned = options.learned
    converter = conversion.load(learned, device) if learned else None  # first: what cannot be loaded is told at once
    studied = _studied(source)
    loudest = _loudest(studied)
    changer: Changer
    way = None
    if converter is None:
        found = yield from find_way(studied, loudest, reference.audio, reference.timbre, ear)
        changer, way = found, found.way
    else:
        changer = converter.toward(studied, reference.audio)
    gain = _level(loudest) / max(_level(changer.change(loudest)), 1e-9)
    measured: list[Samples] = []
    done, total = 0, source.duration if isinstance(source, Audio) else declared_seconds(source)
    for part in parts(_stream(source), changer, gain):
        sink(Audio(part, RATE))
        if done < STUDIED * RATE:
            measured.append(part)
        done += part.size
        yield Progress("convert", done / RATE, max(total, done / RATE), "")
    result = Audio(np.concatenate(measured)[: round(STUDIED * RATE)], RATE)
    wanted = reference.timbre
    return Conversion(done / RATE, way, nearness(ear.timbre(studied), wanted), nearness(ear.timbre(result), wanted))


def parts(stream: Iterable[Samples], changer: Changer, gain: float = 1.0) -> Iterator[Samples]:
    """Yield a changed stream of mono samples at ``RATE``, part by part; together they are as long as it was.

    ``gain`` is applied to all, and peaks are turned down smoothly.
    """
    least, most = (round(seconds * RATE) // GRID * GRID for seconds in PART)
    blocks = iter(stream)
    held, base, begin, ended = np.zeros(0, np.float32), 0, 0, False
    tail: Samples | None = None
    while True:
        while not ended and held.size < begin - base + most + MARGIN:
            block = next(blocks, None)
            ended = block is None
            held = held if block is None else np.concatenate([held, block])
        end = base + held.size
        final = ended and end - begin <= most
        last = end if final else begin + _quietest(held[begin - base :][:most], least)
        low, high = max(base, begin - MARGIN), min(end, last + MARGIN)
        if high == low:
            return
        made = changer.change(Audio(held[low - base : high - base], RATE)).samples[0] * np.float32(gain)
        made = limited(made, RATE)[begin - low :].copy()
        if tail is not None:
            size = min(tail.size, made.size)
            rising = ((np.arange(size) + 1.0) / (size + 1.0)).astype(np.float32)
            made[:size] = tail[:size] * (1.0 - rising) + made[:size] * rising
        yield made[: last - begin]
        if final:
            return
        tail = made[last - begin : last - begin + FADE]
        kept = max(base, last - MARGIN)
        held, base, begin = held[kept - base :], kept, last


def _quietest(samples: Samples, least: int) -> int:
    """Return the quietest place from ``least`` on, a multiple of ``GRID``."""
    frames = np.square(samples[least:], dtype=np.float64)
    levels = frames[: frames.size // GRID * GRID].reshape(-1, GRID).mean(axis=1)
    around = np.convolve(levels, np.ones(3), mode="same")  # a place is as quiet as what is around it
    return least + int(around.argmin()) * GRID


def _stream(source: Source | Audio) -> Iterator[Samples]:
    if isinstance(source, Audio):
        yield resample(source.mono(), RATE).samples[0]
    else:
        yield from stream_mono(source, RATE)


def _studied(source: Source | Audio) -> Audio:
    """Return the first ``STUDIED`` seconds in which something sounds. Raises UnsuitableVoice for less than ``LEAST``."""
    found: list[Samples] = []
    size = 0
    for block in _stream(source):
        if float(np.abs(block).max(initial=0.0)) >= SILENT:
            found.append(block)
            size += block.size
        if size >= STUDIED * RATE:
            break
    if size < LEAST * RATE:
        raise UnsuitableVoice(
            path="audio" if isinstance(source, Audio) else display_name(source),
            detail=f"there is nothing to convert in it: less than {LEAST:g} s of sound",
            detail_ko=f"바꿀 소리가 {LEAST:g}초도 없습니다",
        )
    return Audio(np.concatenate(found)[: round(STUDIED * RATE)], RATE)


def _loudest(audio: Audio) -> Audio:
    """Return the loudest ``TRIED`` seconds."""
    size = round(TRIED * RATE)
    if audio.frames <= size:
        return audio
    sums = np.concatenate([[0.0], np.cumsum(np.square(audio.samples[0], dtype=np.float64))])
    firsts = np.arange(0, audio.frames - size + 1, RATE // 2)
    first = int(firsts[np.argmax(sums[firsts + size] - sums[firsts])])
    return Audio(audio.samples[:, first : first + size], RATE)


def _level(audio: Audio) -> float:
    return float(np.sqrt(np.square(audio.samples[0], dtype=np.float64).mean()))
