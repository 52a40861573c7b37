"""A sound of any length reduced to the columns of a picture while it streams past; memory depends on the picture only.

Nobody knows how long a stream will be, so columns begin narrow. Whenever there are twice as many as are wanted, each two
neighbours become one and new columns are twice as wide: at the end there are between one and two times the wanted
number, and every sample has been heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.windows import window

FFT_BLOCK = 1 << 20
"""Samples transformed at once: bounds the working memory."""
FINEST = 64
"""Frames of the shortest sounds begin a 64th of their length apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """How far a sound swings: float32 ``(channels, columns)`` each."""

    low: Samples
    high: Samples
    rms: Samples
    column: float
    """Seconds of a column."""
    raw: bool
    """Whether every column is one sample."""

    @property
    def peak(self) -> float:
        """Largest magnitude."""
        return float(max(np.abs(self.low).max(initial=0.0), np.abs(self.high).max(initial=0.0)))


class EnvelopeStream:
    """Lowest and highest sample, and mean power, of each column. ``columns`` is the least number to end with."""

    def __init__(self, columns: int, channels: int) -> None:
        self._limit = 2 * columns
        self._size = 1
        self._count = 0
        self._low = np.zeros((channels, self._limit), np.float32)
        self._high = np.zeros((channels, self._limit), np.float32)
        self._power = np.zeros((channels, self._limit), np.float32)
        self._rest = np.zeros((channels, 0), np.float32)

    def feed(self, samples: Samples) -> None:
        """Take ``(channels, frames)``."""
        if self._rest.shape[1]:
            samples = np.concatenate([self._rest, samples], axis=1)
        at = 0
        while (whole := (samples.shape[1] - at) // self._size) > 0:
            whole = min(whole, self._limit - self._count)
            end = at + whole * self._size
            self._put(samples[:, at:end].reshape(samples.shape[0], whole, self._size))
            at = end
            if self._count == self._limit:
                self._halve()
        self._rest = samples[:, at:].copy()

    def finish(self, sample_rate: int) -> Envelope:
        """Return the envelope; the last column may be of fewer samples."""
        if self._rest.shape[1]:
            self._put(self._rest[:, None, :])
        kept = slice(0, self._count)
        return Envelope(
            self._low[:, kept],
            self._high[:, kept],
            np.sqrt(self._power[:, kept]),
            self._size / sample_rate,
            raw=self._size == 1,
        )

    def _put(self, columns: Samples) -> None:
        place = slice(self._count, self._count + columns.shape[1])
        self._low[:, place] = columns.min(axis=2)
        self._high[:, place] = columns.max(axis=2)
        self._power[:, place] = np.einsum("ijk,ijk->ij", columns, columns) / np.float32(columns.shape[2])
        self._count += columns.shape[1]

    def _halve(self) -> None:
        half = self._limit // 2
        self._low[:, :half] = np.minimum(self._low[:, ::2], self._low[:, 1::2])
        self._high[:, :half] = np.maximum(self._high[:, ::2], self._high[:, 1::2])
        self._power[:, :half] = (self._power[:, ::2] + self._power[:, 1::2]) / 2
        self._count, self._size = half, 2 * self._size


@dataclass(frozen=True, slots=True, eq=False)
class Spectrogram:
    """The mean power spectrum of each column: float32 ``(n_fft // 2 + 1, columns)``, a full-scale sine is 1.0."""

    power: Samples
    loudest: Samples
    """The loudest single frame of each frequency: float32 ``(bins,)``."""
    column: float
    """Seconds of a column."""
    sample_rate: int
    n_fft: int

    @property
    def step(self) -> float:
        """Hz from bin to bin."""
        return self.sample_rate / self.n_fft

    @property
    def mean(self) -> Samples:
        """The mean power spectrum of the whole, ``(bins,)``."""
        return np.asarray(self.power.mean(axis=1), np.float32)


class SpectrogramStream:
    """Power spectra (Hann) of one channel, gathered in columns.

    The frames of a sound that is short stand close together; the longer it is, the wider they are set, up to one beside the
    other, and from then on a column is the mean of its frames (Welch's method).
    """

    def __init__(self, columns: int, n_fft: int) -> None:
        self._limit = 2 * columns
        self._n_fft = n_fft
        self._window = window("hann", n_fft)
        self._scale = np.float32((2.0 / float(self._window.sum())) ** 2)
        self._hop = max(1, n_fft // FINEST)
        self._group = 1
        self._count = 0
        self._power = np.zeros((self._limit, n_fft // 2 + 1), np.float32)
        self._loudest = np.zeros(n_fft // 2 + 1, np.float32)
        self._rest = np.zeros(n_fft // 2, np.float32)
        self._frames = 0

    @property
    def column(self) -> int:
        """Samples of a column."""
        return self._hop * self._group

    def feed(self, samples: Samples) -> None:
        """Take ``(frames,)``."""
        self._frames += samples.size
        self._take(np.concatenate([self._rest, samples]))

    def finish(self, sample_rate: int) -> Spectrogram:
        """Return the columns; the last one may reach over the end of the sound."""
        while self._count * self.column < self._frames:
            silence = np.zeros(max(0, self._length - self._rest.size), np.float32)
            self._take(np.concatenate([self._rest, silence]), most=1)
        power = np.ascontiguousarray(self._power[: self._count].T)
        return Spectrogram(power, self._loudest, self.column / sample_rate, sample_rate, self._n_fft)

    @property
    def _length(self) -> int:
        """Samples that all frames of one column reach over."""
        return (self._group - 1) * self._hop + self._n_fft

    def _take(self, buffer: Samples, *, most: int | None = None) -> None:
        """Work out the columns that ``buffer`` completes (at most so many), keep the rest."""
        at = done = 0
        while (room := buffer.size - at - self._length) >= 0 and done != most:
            ready = min(
                room // self.column + 1,
                self._limit - self._count,
                max(1, FFT_BLOCK // (self._group * self._n_fft)),
                self._limit if most is None else most - done,
            )
            self._put(buffer[at : at + (ready - 1) * self.column + self._length], ready)
            at += ready * self.column
            done += ready
            if self._count == self._limit:
                self._halve()
        self._rest = buffer[at:].copy()

    def _put(self, samples: Samples, columns: int) -> None:
        frames = np.lib.stride_tricks.sliding_window_view(samples, self._n_fft)[:: self._hop]
        frames = frames[: columns * self._group]
        spectrum = np.fft.rfft(frames * self._window)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) * self._scale
        np.maximum(self._loudest, power.max(axis=0), out=self._loudest)
        self._power[self._count : self._count + columns] = power.reshape(columns, self._group, -1).mean(axis=1)
        self._count += columns

    def _halve(self) -> None:
        half = self._limit // 2
        self._power[:half] = (self._power[::2] + self._power[1::2]) / 2
        self._count = half
        if self._hop < self._n_fft:
            self._hop = min(2 * self._hop, self._n_fft)
        else:
            self._group *= 2


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Stretches of one channel: the whole sound where it is short enough, else one of ``length`` in every ``stride``."""

    samples: tuple[Samples, ...]
    length: float
    """Seconds of a piece."""
    stride: float
    """Seconds from the start of one to the start of the next."""
    sample_rate: int

    @property
    def whole(self) -> bool:
        """Whether nothing was left out."""
        return self.stride == self.length


class PieceKeeper:
    """Keeps a sound until it is too long, then every second piece, every fourth, and so on."""

    def __init__(self, sample_rate: int, piece_seconds: float, *, whole_seconds: float, most_pieces: int) -> None:
        self._rate = sample_rate
        self._length = max(1, round(piece_seconds * sample_rate))
        self._whole = max(2, int(whole_seconds / piece_seconds))
        self._most = max(2, most_pieces)
        self._stride = 1
        self._index = 0
        self._kept: list[Samples] = []
        self._rest: list[Samples] = []
        self._held = 0

    def feed(self, samples: Samples) -> None:
        """Take ``(frames,)``."""
        self._rest.append(samples)
        self._held += samples.size
        if self._held < self._length:
            return
        joined = np.concatenate(self._rest)
        for first in range(0, joined.size - self._length + 1, self._length):
            self._put(joined[first : first + self._length])
        tail = joined[joined.size - joined.size % self._length :].copy()
        self._rest, self._held = [tail], tail.size

    def finish(self) -> Pieces:
        """Return what was kept."""
        tail = np.concatenate(self._rest) if self._rest else np.zeros(0, np.float32)
        if tail.size and (self._stride == 1 or not self._kept):
            self._kept.append(tail)
        length = self._length / self._rate
        return Pieces(tuple(self._kept), length, self._stride * length, self._rate)

    def _put(self, piece: Samples) -> None:
        if self._index % self._stride == 0:
            self._kept.append(piece.copy())
        self._index += 1
        while len(self._kept) > (self._whole if self._stride == 1 else self._most):
            self._kept = self._kept[::2]
            self._stride *= 2
