"""A sound as pictures see it: heard once, reduced to what the picture needs."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples, downmix
from sorikit.core.events import Notice, Progress
from sorikit.core.media import Source
from sorikit.features.bs1770 import Floats, StepPowers
from sorikit.features.reading import Excerpt, SoundReader, source_name
from sorikit.plots.options import PlotOptions
from sorikit.plots.reduction import (
    Envelope,
    EnvelopeStream,
    PieceKeeper,
    Pieces,
    Spectrogram,
    SpectrogramStream,
)

STAGE = "plot"
PIECE_SECONDS = 2.0
MOST_SAMPLES = 14_400_000
"""Of a sound that is kept whole (58 MB): 15 minutes at 16 kHz, 5 at 48 kHz."""
MOST_PIECES = 120
"""Of a longer one, of ``PIECE_SECONDS`` each."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a picture wants to know of a sound."""

    envelope: bool = False
    window: float | None = None
    """Seconds of the frames of a spectrogram (the nearest power of two samples is taken); None: no spectrogram."""
    pieces: bool = False
    """The sound itself, or pieces of it where it is long: for features that are costly."""
    loudness: bool = False
    """How loud each 0.1 s is, of all channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """What was heard. What was not asked for is None or empty."""

    name: str
    sample_rate: int
    """Hz; 0 where nothing was heard."""
    channels: int
    start: float
    """Seconds from the start of the source."""
    duration: float
    """Seconds that were heard."""
    envelope: Envelope | None = None
    spectrogram: Spectrogram | None = None
    pieces: Pieces | None = None
    step_powers: Floats | None = None
    """The weighted power of each 0.1 s by BS.1770."""

    @property
    def end(self) -> float:
        """Seconds from the start of the source."""
        return self.start + self.duration


def listen(source: Source | Audio, needs: Needs, options: PlotOptions) -> Generator[Progress | Notice, None, Sound]:
    """Hear a sound once (a generator of progress) and return what the picture needs of it.

    Memory does not grow with the length. Raises the errors of reading a file, EmptyAudio, InvalidAudio for NaN in Audio,
    InvalidOption for a start behind the end.
    """
    reader = SoundReader(source, Excerpt(options.start, options.duration))
    total = reader.total_seconds
    ear: _Ear | None = None
    for block in reader.blocks():
        if ear is None:
            ear = _Ear(needs, reader.sample_rate, block.shape[0], options.width)
        ear.feed(block)
        yield Progress(STAGE, reader.read_seconds, max(total, reader.read_seconds))
    assert ear is not None  # the reader raises for a sound of no samples
    yield from reader.notices()
    return ear.sound(source_name(source), options.start)


class _Ear:
    """All that listens to one sound."""

    def __init__(self, needs: Needs, sample_rate: int, channels: int, columns: int) -> None:
        self._rate, self._channels = sample_rate, channels
        self._frames = 0
        self._envelope = EnvelopeStream(columns, channels) if needs.envelope else None
        self._spectrogram = None
        if needs.window is not None:
            self._spectrogram = SpectrogramStream(columns, fft_size(needs.window, sample_rate))
        self._pieces = None
        if needs.pieces:
            self._pieces = PieceKeeper(
                sample_rate, PIECE_SECONDS, whole_seconds=MOST_SAMPLES / sample_rate, most_pieces=MOST_PIECES
            )
        self._loudness = StepPowers(sample_rate) if needs.loudness else None
        self._powers: list[Floats] = []

    def feed(self, block: Samples) -> None:
        self._frames += block.shape[1]
        mono = downmix(block)
        if self._envelope is not None:
            self._envelope.feed(block)
        if self._spectrogram is not None:
            self._spectrogram.feed(mono)
        if self._pieces is not None:
            self._pieces.feed(mono)
        if self._loudness is not None:
            self._powers.append(self._loudness.feed(block))

    def sound(self, name: str, start: float) -> Sound:
        return Sound(
            name=name,
            sample_rate=self._rate,
            channels=self._channels,
            start=start,
            duration=self._frames / self._rate,
            envelope=None if self._envelope is None else self._envelope.finish(self._rate),
            spectrogram=None if self._spectrogram is None else self._spectrogram.finish(self._rate),
            pieces=None if self._pieces is None else self._pieces.finish(),
            step_powers=None if self._loudness is None else np.concatenate(self._powers),
        )


def fft_size(seconds: float, sample_rate: int) -> int:
    """Return the power of two nearest to so many seconds, at least 16."""
    return max(16, 1 << round(math.log2(max(1.0, seconds * sample_rate))))
