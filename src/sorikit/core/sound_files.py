"""Sound written as it comes: an open file takes piece after piece, and appears under its name when it is complete.

WAV (16 bit), FLAC (16 bit), MP3 (LAME), Ogg (Opus), Matroska (Opus) and M4A or M4B (AAC), all by FFmpeg; memory does not grow with
the length. Tags say what the file is and what made it; chapters go where the container has a place for them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import av
import av.error
import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import UnsupportedFormat
from sorikit.core.files import write_error, writing
from sorikit.core.resample import StreamResampler

if TYPE_CHECKING:
    from av.container.core import Chapter as AvChapter

BLOCK = 1 << 16
"""Frames that are encoded at once."""


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How sound is written under one ending."""

    container: str
    codec: str
    sample_format: str
    rates: tuple[int, ...] = ()
    """Hz that the codec takes, ascending; empty is any."""
    bit_rate: int = 0
    """bit/s of one channel; 0 is the codec's own."""
    chapters: bool = False
    """Whether the container has a place for chapters that players look at."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a sound."""

    title: str
    start: float
    """Seconds."""
    end: float
    """Seconds."""


def chapters_of(starts: Sequence[tuple[str, float]], duration: float) -> tuple[Chapter, ...]:
    """Return chapters from their titles and the seconds at which they begin, in order: each ends where the next begins.

    What is before the first belongs to it, since players want the whole to be in chapters.

    >>> [(one.title, one.start, one.end) for one in chapters_of([("One", 1.0), ("Two", 5.0)], 9.0)]
    [('One', 0.0, 5.0), ('Two', 5.0, 9.0)]
    """
    borders = [0.0, *(start for _, start in starts[1:]), duration]
    parts = zip((title for title, _ in starts), pairwise(borders), strict=True) if starts else ()
    return tuple(Chapter(title, first, last) for title, (first, last) in parts if last > first)


SOUND_FORMATS: dict[str, SoundFormat] = {
    "wav": SoundFormat("wav", "pcm_s16le", "s16"),
    "flac": SoundFormat("flac", "flac", "s16"),
    "mp3": SoundFormat("mp3", "libmp3lame", "fltp", (16_000, 22_050, 24_000, 32_000, 44_100, 48_000), 80_000, True),
    "ogg": SoundFormat("ogg", "libopus", "flt", (48_000,), 64_000, True),
    "opus": SoundFormat("ogg", "libopus", "flt", (48_000,), 64_000, True),
    "mka": SoundFormat("matroska", "libopus", "flt", (48_000,), 64_000, True),
    "m4a": SoundFormat("ipod", "aac", "fltp", (16_000, 22_050, 24_000, 32_000, 44_100, 48_000), 80_000, True),
    "m4b": SoundFormat("ipod", "aac", "fltp", (16_000, 22_050, 24_000, 32_000, 44_100, 48_000), 80_000, True),
}
"""Ending → how it is written."""


def sound_format(path: str | os.PathLike[str]) -> SoundFormat:
    """Return how a file is written, by its ending. Raises UnsupportedFormat."""
    ending = Path(path).suffix.lstrip(".").lower()
    if ending not in SOUND_FORMATS:
        raise UnsupportedFormat(name=ending or os.fspath(path), choices=", ".join(SOUND_FORMATS))
    return SOUND_FORMATS[ending]


class SoundWriter:
    """An open file of mono sound of one rate. Made by ``sound_writer``."""

    def __init__(self, container: av.container.OutputContainer, form: SoundFormat, sample_rate: int) -> None:
        self._container = container
        self._form = form
        self._rate = next(
            (rate for rate in form.rates if rate >= sample_rate), form.rates[-1] if form.rates else sample_rate
        )
        self._resampler = StreamResampler(sample_rate, self._rate)
        self._stream: av.AudioStream = container.add_stream(form.codec, rate=self._rate, layout="mono")  # type: ignore[assignment]
        self._stream.codec_context.format = form.sample_format
        if form.bit_rate:
            self._stream.bit_rate = form.bit_rate
        self._written = 0

    def write(self, audio: Audio) -> None:
        """Take the next piece (mono, of the writer's rate); values beyond ±1 are clipped, never wrapped."""
        samples = audio.samples[0]
        for first in range(0, samples.size, BLOCK):
            self._encode(self._resampler.feed(samples[first : first + BLOCK]))

    def finish(self) -> None:
        """Write what is left."""
        self._encode(self._resampler.finish())
        self._container.mux(self._stream.encode(None))

    def _encode(self, samples: Samples) -> None:
        if not samples.size:
            return
        clipped = np.clip(samples, -1.0, 1.0)
        if self._form.sample_format == "s16":
            clipped = np.rint(clipped * 32767.0).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(clipped[np.newaxis, :], format=self._form.sample_format, layout="mono")
        frame.sample_rate, frame.pts = self._rate, self._written
        self._written += samples.size
        self._container.mux(self._stream.encode(frame))


@contextmanager
def sound_writer(
    path: str | os.PathLike[str],
    sample_rate: int,
    tags: Mapping[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
) -> Iterator[SoundWriter]:
    """Open ``path`` for mono sound of ``sample_rate`` Hz; it takes its name when the block ends well.

    ``tags``: "title", "artist", "comment" … ``chapters``: in order; left out where the format has no place for them.
    Raises UnsupportedFormat, OutputNotWritable or DiskFull.
    """
    form = sound_format(path)
    with writing(path) as file:
        try:
            with _opened(file, form) as container:
                container.metadata.update(tags or {})
                if chapters and form.chapters:
                    container.set_chapters([_marked(index, one) for index, one in enumerate(chapters)])
                writer = SoundWriter(container, form, sample_rate)
                yield writer
                writer.finish()
        except av.error.FFmpegError as error:
            raise write_error(error, path) from error


def _marked(index: int, chapter: Chapter) -> AvChapter:
    start, end = (round(1000 * seconds) for seconds in (chapter.start, chapter.end))
    return {
        "id": index + 1,  # Matroska wants another than 0
        "start": start,
        "end": max(end, start + 1),
        "time_base": Fraction(1, 1000),
        "metadata": {"title": chapter.title},
    }


def _opened(file: BinaryIO, form: SoundFormat) -> av.container.OutputContainer:
    return av.open(file, "w", format=form.container)
