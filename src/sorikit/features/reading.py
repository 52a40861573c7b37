"""Sound for features: a file, bytes or Audio as blocks of ``(channels, frames)`` at its own rate, an excerpt where asked for."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import EmptyAudio, InvalidAudio
from sorikit.core.events import Notice
from sorikit.core.media import MediaReader, Source, declared_seconds, display_name
from sorikit.core.resample import StreamResampler
from sorikit.core.time import seconds_to_samples
from sorikit.features.options import wrong

BLOCK_SECONDS = 10.0
"""Sound is handed on in pieces of about this length."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Which part of a sound is wanted, in seconds."""

    start: float = 0.0
    duration: float | None = None


class SoundReader:
    """Reads one source once. ``blocks`` gives its sound; ``sample_rate`` is known from the first block on."""

    def __init__(self, source: Source | Audio, excerpt: Excerpt) -> None:
        self.name = "audio" if isinstance(source, Audio) else display_name(source)
        self.sample_rate = 0
        self.read_seconds = 0.0
        """How far the source has been read."""
        self._source = source
        self._excerpt = excerpt
        self._notices: list[Notice] = []

    @property
    def total_seconds(self) -> float:
        """The length that is going to be read, as far as the source says; 0 where it does not."""
        whole = self._source.duration if isinstance(self._source, Audio) else declared_seconds(self._source)
        end = self._excerpt.start + (self._excerpt.duration or np.inf)
        return float(min(whole, end)) if whole else 0.0

    def notices(self) -> list[Notice]:
        """What a person should know of the source, after reading."""
        return self._notices

    def blocks(self) -> Iterator[Samples]:
        """Yield float32 ``(channels, frames)``. Raises what ``MediaReader`` raises, EmptyAudio, InvalidAudio, InvalidOption."""
        first, last = None, None
        at = given = waiting = 0
        held: list[Samples] = []
        for samples in self._pieces():
            if first is None:
                first = seconds_to_samples(self._excerpt.start, self.sample_rate)
                if self._excerpt.duration is not None:
                    last = first + max(1, seconds_to_samples(self._excerpt.duration, self.sample_rate))
            inside = samples[:, max(0, first - at) : None if last is None else max(0, last - at)]
            at += samples.shape[1]
            self.read_seconds = at / self.sample_rate
            if inside.shape[1]:
                held.append(inside)
                given += inside.shape[1]
                waiting += inside.shape[1]
            if waiting >= BLOCK_SECONDS * self.sample_rate:
                yield np.concatenate(held, axis=1)
                held, waiting = [], 0
            if last is not None and at >= last:
                break
        if held:
            yield np.concatenate(held, axis=1)
        if not given:
            raise self._nothing(at)

    def _nothing(self, frames: int) -> Exception:
        if frames and self._excerpt.start:
            seconds = frames / self.sample_rate
            return wrong(
                "start",
                f"{self._excerpt.start:g} s is after the end of {self.name} ({seconds:.2f} s)",
                f"{self._excerpt.start:g}초는 {self.name}의 끝({seconds:.2f}초)보다 뒤입니다",
            )
        return EmptyAudio(path=self.name)

    def _pieces(self) -> Generator[Samples, None, None]:
        if isinstance(self._source, Audio):
            yield from self._of_audio(self._source)
        else:
            yield from self._of_media(self._source)

    def _of_audio(self, audio: Audio) -> Iterator[Samples]:
        self.sample_rate = audio.sample_rate
        bad = int(audio.samples.size - np.isfinite(audio.samples).sum())
        if bad:
            raise InvalidAudio(
                detail=f"{bad} samples are NaN or infinite; replace them first, for example with numpy.nan_to_num",
                detail_ko=f"샘플 {bad}개가 NaN이거나 무한대입니다. 먼저 numpy.nan_to_num 등으로 바꿔 주세요",
            )
        step = max(1, int(BLOCK_SECONDS * audio.sample_rate))
        for first in range(0, audio.frames, step):
            yield audio.samples[:, first : first + step]

    def _of_media(self, source: Source) -> Iterator[Samples]:
        with MediaReader(source) as reader:
            channels, decoded = 0, False
            resampler: _Rate | None = None
            for samples, rate in reader.frames():
                decoded = True
                if not channels:
                    channels, self.sample_rate = samples.shape[0], rate
                if rate != self.sample_rate and (resampler is None or resampler.rate != rate):
                    resampler = _Rate(rate, self.sample_rate, channels)  # some streams change their rate on the way
                even = samples if samples.shape[0] == channels else _spread(samples, channels)
                yield even if rate == self.sample_rate or resampler is None else resampler.feed(even)
            if not decoded:
                raise reader.nothing_decoded()
            self._tell(reader)

    def _tell(self, reader: MediaReader) -> None:
        if reader.damaged:
            self._notices.append(
                Notice(
                    f"{self.name}: is damaged or cut off; everything that could be decoded was used.",
                    f"{self.name}: 손상되었거나 중간에 끊긴 파일입니다. 읽을 수 있는 부분은 모두 썼습니다.",
                )
            )
        if reader.non_finite:
            self._notices.append(
                Notice(
                    f"{self.name}: {reader.non_finite} samples were not numbers and were taken as silence.",
                    f"{self.name}: 숫자가 아닌 샘플 {reader.non_finite}개를 무음으로 바꾸었습니다.",
                )
            )


class _Rate:
    """Resamples several channels side by side."""

    def __init__(self, source_rate: int, target_rate: int, channels: int) -> None:
        self.rate = source_rate
        self._streams = [StreamResampler(source_rate, target_rate) for _ in range(channels)]

    def feed(self, samples: Samples) -> Samples:
        return np.stack([stream.feed(one) for stream, one in zip(self._streams, samples, strict=True)])

    def finish(self) -> Samples:
        return np.stack([stream.finish() for stream in self._streams])


def rate_changer(source_rate: int, target_rate: int, channels: int) -> _Rate:
    """Return a resampler of ``(channels, frames)`` in pieces, with ``feed`` and ``finish``."""
    return _Rate(source_rate, target_rate, channels)


def _spread(samples: Samples, channels: int) -> Samples:
    return np.repeat(samples.mean(axis=0, keepdims=True, dtype=np.float32), channels, axis=0)


def source_name(source: Source | Audio) -> str:
    """Return a short name of the source, for results: the file's name without its folder."""
    return "audio" if isinstance(source, Audio) else os.path.basename(display_name(source))  # noqa: PTH119
