"""A recording as the pipelines hear it: mono, one rate, decoded once, read in any order with bounded memory.

The source is decoded a single time into a headerless float32 file (a *spool*, 3.8 MB a minute at 16 kHz); every
stage then reads the spans it wants. Levels are measured on the way, so that a quiet recording is heard as
well as a loud one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import DecodeReport, stream_mono
from sorikit.core.events import Notice, Progress
from sorikit.core.files import write_error
from sorikit.core.media import Source, declared_seconds, display_name
from sorikit.core.resample import resample
from sorikit.core.time import Span, seconds_to_samples

SPEECH_RATE = 16_000
"""Hz; what every default speech model was trained on."""
LEVEL_WINDOW = 0.4
"""Seconds over which the level is measured (the momentary window of ITU-R BS.1770)."""
TARGET_LEVEL = 10 ** (-25 / 20)
"""RMS to which the louder parts of a recording are brought before a model hears them."""
MAX_GAIN = 10 ** (60 / 20)
"""Never amplify by more: below this there is only the noise of the converter."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How loud a recording is, as linear RMS over windows of ``LEVEL_WINDOW`` seconds."""

    peak: float
    loud: float
    """95th percentile: the level of its louder speech."""
    quiet: float
    """10th percentile: its background."""

    @property
    def gain(self) -> float:
        """Linear factor that brings ``loud`` to the target. Peaks may pass ±1: models take floats, nothing clips."""
        if self.loud <= 0.0:
            return 1.0
        return float(min(TARGET_LEVEL / self.loud, MAX_GAIN))


@dataclass(frozen=True, slots=True)
class Recording:
    """Mono audio at one rate, on disk or in memory. Safe to read from several threads."""

    name: str
    """Name of the source, for messages and file names."""
    sample_rate: int
    frames: int
    levels: Levels
    report: DecodeReport
    spool: Path | None = None
    memory: Samples | None = field(default=None, repr=False)

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.frames / self.sample_rate

    def read(self, span: Span, *, gain: float = 1.0) -> Audio:
        """Return the audio of ``span``, shorter where the recording ends first, times ``gain``."""
        first = min(seconds_to_samples(span.start, self.sample_rate), self.frames)
        last = min(seconds_to_samples(span.end, self.sample_rate), self.frames)
        return Audio(self.read_frames(first, last), self.sample_rate).scaled(gain)

    def read_frames(self, first: int, last: int) -> Samples:
        """Return samples ``first … last`` as a 1-D float32 array."""
        if self.memory is not None:
            return self.memory[first:last]
        assert self.spool is not None
        return np.fromfile(self.spool, np.float32, count=max(0, last - first), offset=4 * first)

    def blocks(self, seconds: float = 30.0, *, gain: float = 1.0) -> Iterator[Audio]:
        """Yield the whole recording in order, ``seconds`` at a time."""
        step = max(1, seconds_to_samples(seconds, self.sample_rate))
        for first in range(0, self.frames, step):
            samples = self.read_frames(first, min(first + step, self.frames))
            yield Audio(samples, self.sample_rate).scaled(gain)

    @classmethod
    def of(cls, audio: Audio, *, name: str = "audio", sample_rate: int = SPEECH_RATE) -> Recording:
        """Wrap audio that is already in memory (averaged to mono and resampled)."""
        samples = np.nan_to_num(resample(audio.mono(), sample_rate).samples[0], posinf=0.0, neginf=0.0)
        meter = _LevelMeter(sample_rate)
        meter.feed(samples)
        report = DecodeReport(samples.size, 0, 0, 0, ended_early=False)
        return cls(name, sample_rate, samples.size, meter.levels(), report, memory=samples)


def open_recording(
    source: Source, folder: Path, *, sample_rate: int = SPEECH_RATE
) -> Generator[Progress | Notice, None, Recording]:
    """Decode ``source`` once into ``folder`` and return the Recording (a generator of events).

    The spool appears under its final name only when it is complete. A file that grows meanwhile gives what is there when
    its end is reached. Raises what ``codecs.stream_mono`` raises,
    and DiskFull or OutputNotWritable.
    """
    meter = _LevelMeter(sample_rate)
    name = display_name(source)
    target = folder / "audio.f32"
    total = declared_seconds(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=".audio-", dir=folder)
    except OSError as error:
        raise write_error(error, folder) from error
    try:
        with os.fdopen(handle, "wb", buffering=0) as file, closing(stream_mono(source, sample_rate)) as blocks:
            report = yield from _spool(blocks, file, target, meter, total * sample_rate)
        _rename(partial, target)
    finally:
        Path(partial).unlink(missing_ok=True)
    yield from _notices(report, name)
    return Recording(name, sample_rate, report.frames, meter.levels(), report, spool=target)


def _spool(
    blocks: Generator[Samples, None, DecodeReport], file: RawIOBase, target: Path, meter: _LevelMeter, total: float
) -> Generator[Progress, None, DecodeReport]:
    frames = 0
    while True:
        try:
            block = next(blocks)
        except StopIteration as stop:
            report: DecodeReport = stop.value
            return report
        _write_all(file, block, target)
        meter.feed(block)
        frames += block.size
        yield Progress("decode", frames / meter.sample_rate, max(total, frames) / meter.sample_rate)


def _write_all(file: RawIOBase, block: Samples, target: Path) -> None:
    """Write samples as they lie in memory. Raises DiskFull or OutputNotWritable."""
    rest = memoryview(block.tobytes())
    try:
        while rest:
            rest = rest[file.write(rest) or 0 :]
    except OSError as error:
        raise write_error(error, target) from error


def _rename(partial: str, target: Path) -> None:
    try:
        Path(partial).replace(target)
    except OSError as error:
        raise write_error(error, target) from error


def _notices(report: DecodeReport, name: str) -> Iterator[Notice]:
    if report.ended_early or report.damaged_packets:
        yield Notice(
            f"{name}: is damaged or cut off; everything that could be decoded was used.",
            f"{name}: 손상되었거나 중간에 끊긴 파일입니다. 읽을 수 있는 부분은 모두 썼습니다.",
        )
    if report.non_finite:
        yield Notice(
            f"{name}: {report.non_finite} samples were not numbers and were taken as silence.",
            f"{name}: 숫자가 아닌 샘플 {report.non_finite}개를 무음으로 바꾸었습니다.",
        )


class _LevelMeter:
    """RMS of consecutive windows, 4 bytes a window: 36 kB an hour."""

    def __init__(self, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self._window = max(1, seconds_to_samples(LEVEL_WINDOW, sample_rate))
        self._rest = np.zeros(0, np.float32)
        self._rms: list[Samples] = []
        self._peak = 0.0

    def feed(self, samples: Samples) -> None:
        if not samples.size:
            return
        self._peak = max(self._peak, float(np.abs(samples).max()))
        joined = np.concatenate([self._rest, samples])
        whole = joined.size - joined.size % self._window
        windows = joined[:whole].reshape(-1, self._window)
        self._rms.append(np.sqrt((windows**2).mean(axis=1, dtype=np.float64)).astype(np.float32))
        self._rest = joined[whole:].copy()

    def levels(self) -> Levels:
        rms = np.concatenate(self._rms) if self._rms else np.zeros(0, np.float32)
        if not rms.size and self._rest.size:
            rms = np.sqrt((self._rest**2).mean(keepdims=True))
        if not rms.size:
            return Levels(0.0, 0.0, 0.0)
        return Levels(self._peak, float(np.percentile(rms, 95)), float(np.percentile(rms, 10)))
