"""Whisper's log-mel spectrogram, whole or as the samples arrive.

Constants and formula: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision" (2022), §2.2, and
openai-whisper ``audio.py`` (``log_mel_spectrogram``); filters: Slaney's, as in librosa.

The floor lies 80 dB under the loudest cell of the *whole* recording, so a stream cannot know it before its end. A
stream therefore gives the raw logarithms and keeps ``loudest``; ``scaled(raw, stream.loudest)`` makes the features, of
any part and in any order. ``log_mel_pieces`` does both for a recording that can be read twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Framer
from sorikit.dsp.mel_scale import mel_bank
from sorikit.dsp.mel_spectrogram import MelBlocks, MelOptions
from sorikit.dsp.stft import StftOptions

SAMPLE_RATE = 16_000
"""Hz."""
N_FFT = 400
"""25 ms."""
HOP_LENGTH = 160
"""10 ms: 100 frames a second."""
FRAMES_PER_SECOND = SAMPLE_RATE // HOP_LENGTH
DYNAMIC_RANGE = 8.0
"""log10 units of power (80 dB) below the loudest cell that are kept."""
SMALLEST = 1e-10
"""Power that counts as none."""
LOG10_E = np.float32(math.log10(math.e))
"""Makes natural logarithms decimal: numpy's are five times as fast as its decimal ones where there is no AVX-512."""


def mel_filters(n_mels: int) -> Samples:
    """Return triangular filters of equal area on Slaney's mel scale, 0 … 8 kHz: float32 ``(n_mels, 201)``."""
    return mel_bank(SAMPLE_RATE, N_FFT, n_mels, (0.0, SAMPLE_RATE / 2), "slaney", "slaney")


def log_mel(samples: Samples, *, n_mels: int = 80) -> Samples:
    """Return Whisper's features of 16 kHz mono ``samples`` (samples,): float32 ``(n_mels, samples // 160)``.

    The loudest cell of *these* samples sets the floor (80 dB under it), so append silence before, not after.
    Fewer than 201 samples are padded with zeros, as the mirrored border needs that many. Raises InvalidAudio for
    NaN, infinity or a second channel, InvalidOption for ``n_mels`` below 1.
    """
    stream = LogMelStream(n_mels=n_mels)
    features = stream.take(samples, last=True)
    for band in features:  # a band at a time: it stays in the cache
        scaled(band, stream.loudest, out=band)
    return features


def scaled(raw: Samples, loudest: float, *, out: Samples | None = None) -> Samples:
    """Return features from raw logarithms: lifted to 8 under the loudest, then ``(x + 4) / 4``; the same shape."""
    features = np.maximum(raw, np.float32(loudest - DYNAMIC_RANGE), out=out)
    np.add(features, np.float32(4.0), out=features)
    np.multiply(features, np.float32(0.25), out=features)
    return features


def log_mel_pieces(pieces: Callable[[], Iterable[Samples]], *, n_mels: int = 80) -> Iterator[Samples]:
    """Yield Whisper's features of a recording of any length, memory bounded by its longest piece.

    ``pieces`` is called twice, and must give the same samples each time: once to find the loudest cell, once for the
    features. Joined along the frames they are what ``log_mel`` gives.
    """
    first = LogMelStream(n_mels=n_mels)
    for piece in pieces():
        first.push(piece)
    first.finish()
    second = LogMelStream(n_mels=n_mels)
    for piece in pieces():
        yield scaled(second.push(piece), first.loudest)
    yield scaled(second.finish(), first.loudest)


class LogMelStream:
    """The raw log10 mel energies of 16 kHz sound that arrives in pieces of any size."""

    def __init__(self, *, n_mels: int = 80) -> None:
        options = MelOptions(SAMPLE_RATE, StftOptions(N_FFT, HOP_LENGTH, pad_mode="reflect"), n_mels)
        self._n_mels = n_mels
        self._mel = MelBlocks(options)
        self._framer = Framer(options.stft.frames)
        self._frames = 0
        self.loudest = float(np.log10(SMALLEST))
        """The largest raw value so far."""

    def push(self, samples: Samples) -> Samples:
        """Return the raw frames that these samples complete: float32 ``(n_mels, new frames)``, −10 and more."""
        return self.take(samples)

    def finish(self) -> Samples:
        """Return the raw frames that reach over the end."""
        return self.take(np.zeros(0, np.float32), last=True)

    def take(self, samples: Samples, *, last: bool = False) -> Samples:
        """Return what ``push`` does, and with ``last`` also what ``finish`` does, in one array."""
        views = self._framer.push(samples)
        heard = self._framer.samples
        if last:
            if 0 < heard <= N_FFT // 2:
                views += self._framer.push(np.zeros(N_FFT // 2 + 1 - heard, np.float32))
            views += self._framer.finish()
        views = self._limited(views, heard // HOP_LENGTH - self._frames)
        raw = np.empty((self._n_mels, sum(map(len, views))), np.float32)
        done = 0
        for columns in self._mel.blocks(views, self._frames):
            block, end = self._mel.energies, done + columns.stop - columns.start
            np.maximum(block, np.float32(SMALLEST), out=block)
            np.log(block, out=block)
            np.multiply(block[:, columns], LOG10_E, out=raw[:, done:end])
            self.loudest = max(self.loudest, float(raw[:, done:end].max()))
            done = end
        self._frames += done
        return raw

    @staticmethod
    def _limited(views: list[Samples], room: int) -> list[Samples]:
        """Return no more than ``room`` frames: Whisper leaves out the last one."""
        kept = []
        for view in views:
            kept.append(view[:room])
            room -= len(kept[-1])
        return kept
