"""Mel-frequency cepstra, whole or as the samples arrive: 13, 40 or any number, with Δ and ΔΔ.

Pre-emphasis ``y[n] = x[n] − 0.97 x[n − 1]`` (the first sample stays), mel spectrogram, decibels, orthonormal DCT-II
(``cepstrum``): librosa's conventions for all but the pre-emphasis. For Kaldi's see ``kaldi_mfcc``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.cepstrum import check_cepstra, cosine_transform
from sorikit.dsp.decibels import DECIBELS_PER_NEPER, SMALLEST_POWER
from sorikit.dsp.delta import WIDTH, DeltaStream, delta
from sorikit.dsp.framing import Framer, at_least, one_channel, refuse_unless_sound, suspicious, unsaid
from sorikit.dsp.mel_spectrogram import MelBlocks, MelOptions
from sorikit.dsp.products import BLOCK, FrameProduct
from sorikit.dsp.stft import StftOptions

PREEMPHASIS = 0.97
LEAST = np.float32(SMALLEST_POWER)


@dataclass(frozen=True, slots=True)
class MfccOptions:
    """What the cepstra are made of. Raises InvalidOption for what is out of range."""

    mel: MelOptions
    n_mfcc: int = 13
    """At most ``mel.n_mels``."""
    preemphasis: float = PREEMPHASIS
    """0 … 1; 0 leaves the sound as it is."""
    lifter: float = 0.0
    top_db: float | None = None
    """Lift bands that lie more than so many dB under the loudest of the recording (80 is librosa's habit)."""

    def __post_init__(self) -> None:
        check_cepstra(self.n_mfcc, self.mel.n_mels, self.lifter)
        at_least("preemphasis", self.preemphasis, 0.0)
        at_least("1 - preemphasis", 1 - self.preemphasis, 0.0)
        if self.top_db is not None:
            at_least("top_db", self.top_db, 0.0)


def speech_mfcc(sample_rate: int, n_mfcc: int = 13, n_mels: int = 40) -> MfccOptions:
    """Return the options that speech is described with: 25 ms every 10 ms, pre-emphasis 0.97, 40 mel bands.

    At 16 kHz ``n_fft`` is 400 and ``hop_length`` 160. Raises InvalidOption for a rate below 100 Hz.
    """
    at_least("sample_rate", sample_rate, 100)
    frames = StftOptions(n_fft=2 * round(sample_rate * 0.0125), hop_length=round(sample_rate * 0.01))
    return MfccOptions(MelOptions(sample_rate, frames, n_mels=n_mels), n_mfcc=n_mfcc)


def mfcc(samples: Samples, options: MfccOptions) -> Samples:
    """Return the cepstra of ``samples`` (samples,): float32 ``(n_mfcc, frames)``; frames and errors as ``stft``."""
    return _cepstra(samples, options, groups=1)


def mfcc_with_deltas(samples: Samples, options: MfccOptions, *, width: int = WIDTH) -> Samples:
    """Return cepstra, Δ and ΔΔ under one another: float32 ``(3 × n_mfcc, frames)``, so (39, T) for 13.

    Errors as ``mfcc``, and InvalidOption for a ``width`` that is even or below 3.
    """
    features = _cepstra(samples, options, groups=3)
    cepstra, first, second = np.split(features, 3)
    delta(cepstra, width=width, out=first)
    delta(cepstra, width=width, order=2, out=second)
    return features


def _cepstra(samples: Samples, options: MfccOptions, *, groups: int) -> Samples:
    """Return ``(groups × n_mfcc, frames)``, of which the first group is filled: all memory is touched once."""
    audio, n_mfcc, n_mels = one_channel(samples), options.n_mfcc, options.mel.n_mels
    rows, frames = groups * n_mfcc, options.mel.stft.frames.count(audio.size)
    if options.top_db is None:
        features = np.empty((rows, frames), np.float32)
        MfccStream(options).take(audio, last=True, out=features[:n_mfcc])
        return features
    memory = np.empty((max(rows, n_mels), frames), np.float32)  # the cepstra of a block take the place of its bands
    bands = BandStream(options)
    decibels = bands.take(audio, last=True, out=memory[:n_mels])
    product = FrameProduct(cosine_transform(n_mfcc, n_mels, options.lifter))
    return product(decibels, floor=bands.loudest - options.top_db, out=memory[:rows])


class BandStream:
    """The mel bands in decibels, after pre-emphasis, of a signal that arrives in pieces of any size."""

    def __init__(self, options: MfccOptions) -> None:
        self._coefficient = np.float32(options.preemphasis)
        self._rule = options.mel.stft.frames
        self._framer = Framer(self._rule)
        self._mel = MelBlocks(options.mel)
        self._last = np.float32(0.0)
        self._peaks = np.full((options.mel.n_mels, BLOCK), -np.inf, np.float32)
        self.dims = options.mel.n_mels

    @property
    def loudest(self) -> float:
        """The largest value so far, in dB."""
        return float(self._peaks.max()) * DECIBELS_PER_NEPER

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(dims, new frames)`` in dB."""
        return self.take(samples)

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        return self.take(np.zeros(0, np.float32), last=True)

    def take(self, samples: Samples, *, last: bool = False, out: Samples | None = None) -> Samples:
        """Return what ``push`` does, and with ``last`` also what ``finish`` does, in one array (``out``, if it is given)."""
        audio = one_channel(samples)
        if out is None:  # room for the frames at the end, too
            most = self._rule.count(self._framer.samples + audio.size) - self._framer.frames
            out = np.empty((self.dims, max(most, 0)), np.float32)
        done = 0
        with unsaid():  # once: for each block it would cost as much as looking at it
            for columns in self._blocks(audio, last):
                energies, count = self._mel.energies, columns.stop - columns.start
                np.maximum(energies, LEAST, out=energies)
                np.log(energies, out=energies)
                peaks = self._peaks[:, columns]  # column by column: a maximum over all would take twice as long
                np.maximum(peaks, energies[:, columns], out=peaks)
                self._write(energies, columns, out[:, done : done + count])
                done += count
        return out[:, :done]

    def _blocks(self, audio: Samples, last: bool) -> Iterator[slice]:
        """Emphasise and cut what completes one block at a time: it stays in the cache on its way."""
        start = 0
        while start < audio.size:
            first = self._framer.frames
            piece = audio[start : start + self._framer.missing(BLOCK - first % BLOCK)]
            if suspicious(piece):  # looked at while it is in the cache; said of the whole
                refuse_unless_sound(audio)
            views = self._framer.push(self._emphasised(piece), known=True)
            yield from self._mel.blocks(views, first)
            start += piece.size
        if last:
            first = self._framer.frames
            yield from self._mel.blocks(self._framer.finish(), first)

    def _emphasised(self, audio: Samples) -> Samples:
        """Return a view that is good until the next call: fresh memory would cost more than the arithmetic."""
        emphasised = self._framer.room(audio.size)
        emphasised[0] = -self._coefficient * self._last
        np.multiply(audio[:-1], -self._coefficient, out=emphasised[1:])
        np.add(emphasised, audio, out=emphasised)
        self._last = audio[-1]
        return emphasised

    def _write(self, nepers: Samples, columns: slice, out: Samples) -> None:
        np.multiply(nepers[:, columns], np.float32(DECIBELS_PER_NEPER), out=out)


class MfccStream(BandStream):
    """The cepstra of a signal that arrives in pieces of any size.

    With ``options.top_db`` the loudest band of the whole recording, in dB, must be known: a first pass through
    ``BandStream`` leaves it in ``loudest``. Raises InvalidOption where it is missing.
    """

    def __init__(self, options: MfccOptions, *, loudest: float | None = None) -> None:
        if options.top_db is not None and loudest is None:
            raise InvalidOption(
                option="top_db",
                detail="a stream must be told the loudest band of the recording; pass loudest=BandStream(...).loudest",
                detail_ko="스트림에는 녹음에서 가장 큰 밴드 값이 필요합니다. loudest=BandStream(...).loudest를 넘기세요",
            )
        super().__init__(options)
        self.dims = options.n_mfcc
        self._floor: np.float32 | None = None
        if options.top_db is not None and loudest is not None:
            self._floor = np.float32((loudest - options.top_db) / DECIBELS_PER_NEPER)
        matrix = cosine_transform(options.n_mfcc, options.mel.n_mels, options.lifter)
        self._transform = matrix * np.float32(DECIBELS_PER_NEPER)

    def _write(self, nepers: Samples, columns: slice, out: Samples) -> None:
        if self._floor is not None:
            np.maximum(nepers, self._floor, out=nepers)
        out[:] = (self._transform @ nepers)[:, columns]


class MfccDeltaStream:
    """Cepstra, Δ and ΔΔ of a signal that arrives in pieces of any size, ``width // 2`` frames behind the cepstra."""

    def __init__(self, options: MfccOptions, *, width: int = WIDTH, loudest: float | None = None) -> None:
        self._cepstra = MfccStream(options, loudest=loudest)
        self._slopes = [DeltaStream(width=width), DeltaStream(width=width, order=2)]
        self._waiting = np.zeros((options.n_mfcc, 0), np.float32)

    def push(self, samples: Samples) -> Samples:
        """Return the frames whose derivatives these samples make known: float32 ``(3 × n_mfcc, frames)``."""
        return self._stacked(self._cepstra.push(samples), last=False)

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        return self._stacked(self._cepstra.finish(), last=True)

    def _stacked(self, cepstra: Samples, *, last: bool) -> Samples:
        self._waiting = np.concatenate([self._waiting, cepstra], axis=1)
        slopes = [stream.push(cepstra) for stream in self._slopes]
        if last:
            ends = [stream.finish() for stream in self._slopes]
            slopes = [np.concatenate(pair, axis=1) for pair in zip(slopes, ends, strict=True)]
        ready = slopes[0].shape[1]
        stacked = np.concatenate([self._waiting[:, :ready], *slopes])
        self._waiting = self._waiting[:, ready:]
        return stacked
