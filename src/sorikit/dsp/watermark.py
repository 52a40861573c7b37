"""A mark that is not heard: a pattern of ±1.4 dB in time and frequency, and how surely it is there.

Spread-spectrum watermarking in the magnitudes (Kirovski & Malvar, "Spread-spectrum watermarking of audio signals", IEEE Transactions on
Signal Processing 51(4), 2003; the patchwork of Bender et al., "Techniques for data hiding", IBM Systems Journal 35, 1996): from 300 to
7,000 Hz each stretch of 48 ms and 62.5 Hz is made louder or softer by a chip of ±1, drawn once for all files. Each chip is followed by
its opposite, so that what does not change in 0.1 s, such as a vowel's harmonics, drops out. The detector adds what stands out of its
surroundings with the pattern's signs, at each of the 384 places where the pattern (3.07 s, repeated) may begin, and tells by how many
standard deviations the best one stands above the others. Nothing is added where there is silence. It says one thing only: that the mark
is there. Whoever reads this file can take it out again, or put it into a recording.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.resample import resample
from sorikit.core.time import Span, seconds_to_samples

SAMPLE_RATE = 16_000
"""Hz at which the mark is made and looked for; the sound itself keeps its rate."""
STRENGTH = 1.4
"""Decibels by which a chip raises or lowers its place."""
N_FFT = 512
SLOT = 768
"""Samples of a chip."""
CHIPS = 32
"""In time; each is followed by its opposite."""
FIRST_BIN, BANDS, BINS_PER_BAND = 10, 107, 2
"""From 312 to 7,000 Hz."""
PERIOD = 2 * CHIPS * SLOT
"""Samples after which the pattern begins anew: 3.07 s."""
FOUND = 6.5
"""Standard deviations from which the mark is there. In a normal distribution one place in 2 × 10¹⁰ lies so high: one hour in some 50,000.
The highest score of 62 minutes of recordings without the mark was 4.8 (``benchmarks/watermark.py``)."""

_MARK_HOP, _FIND_HOP = 128, 128
_PLACES = PERIOD // _FIND_HOP
_AROUND = 2 * SLOT // _FIND_HOP
"""Frames on each side whose mean is taken off a frame."""
_ACROSS = 3
"""Bands on each side whose mean is taken off a band."""
_MARGIN = _AROUND * _FIND_HOP
"""Samples around a period that its frames are compared with."""
_SEAM = 0.1
"""Seconds on both sides of a cut that are looked at together."""
_BLOCK = 4096
"""Frames that are transformed at once."""
_USUAL = 1.52
"""Deviation of the agreement over the root of the summed squares: the middle of 505 stretches of speech, music and noise. (It is more
than 1 since frames overlap.)"""
_MOST = 4.0
"""dB from its surroundings beyond which a place counts no more: single loud events must not decide."""
_DEPTH = 45.0
"""dB below the loudest frame of a period at which frames are left out: pauses hold no mark."""
_KEY = b"sorikit watermark 1"
_WINDOW = np.hanning(N_FFT + 1)[:N_FFT].astype(np.float32)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Watermark:
    """What was found of the mark in a sound."""

    score: float
    """Standard deviations by which it stands out, of the whole or of the part where it stands out most."""
    spans: tuple[Span, ...] = ()
    """Where it was found, to about 3 s; the whole where only all of it together is sure enough."""
    heard: float = 0.0
    """Seconds that were looked at."""

    @property
    def found(self) -> bool:
        """Whether it is there."""
        return self.score >= FOUND


@functools.cache
def pattern() -> Floats:
    """Return the chips, each followed by its opposite: ±1 ``(2 × CHIPS, BANDS)``, from SHA-256 in counter mode."""
    count = CHIPS * BANDS
    blocks = (hashlib.sha256(_KEY + number.to_bytes(4, "big")).digest() for number in range(-(-count // 256)))
    bits = np.unpackbits(np.frombuffer(b"".join(blocks), np.uint8))[:count]
    chips = np.repeat(bits.reshape(CHIPS, BANDS) * 2.0 - 1.0, 2, axis=0)
    chips[1::2] *= -1
    return np.asarray(chips, np.float64)


def marked(audio: Audio, start: float = 0.0) -> Audio:
    """Return mono ``audio`` with the mark; ``start``: the second of the whole at which this piece begins.

    Pieces that are marked one by one, each with its place in the whole, carry one pattern. The length stays; a sound of less than
    32 ms stays as it is. Above 7 kHz and below 300 Hz nothing changes.
    """
    samples = resample(audio, SAMPLE_RATE).samples[0]
    if samples.size < N_FFT:
        return audio
    at = seconds_to_samples(start, SAMPLE_RATE)
    lead = N_FFT + at % _MARK_HOP
    change = _change(np.pad(samples, (lead, 2 * N_FFT)), at - lead)[lead : lead + samples.size]
    whole = resample(Audio(change, SAMPLE_RATE), audio.sample_rate).samples[0]
    result = audio.samples[0].copy()
    count = min(result.size, whole.size)
    result[:count] += whole[:count]
    return Audio(result, audio.sample_rate)


class Marker:
    """Puts the mark into mono sound that arrives in pieces cut anywhere: joined, what ``marked`` gives for the whole.

    (But for rounding; and 0.1 s at the cuts is made anew with what follows, so that nothing is heard of them.)
    """

    def __init__(self, sample_rate: int) -> None:
        self._rate = sample_rate
        self._margin = seconds_to_samples(_SEAM, sample_rate)
        self._before = self._held = np.zeros(0, np.float32)
        self._at = 0

    def push(self, samples: Samples) -> Samples:
        """Take the next samples, return those that are finished; the last 0.1 s waits for what follows."""
        self._held = np.concatenate([self._held, samples])
        return self._take(self._held.size - self._margin)

    def finish(self) -> Samples:
        """Return the rest."""
        return self._take(self._held.size)

    def _take(self, count: int) -> Samples:
        if count <= 0:
            return np.zeros(0, np.float32)
        whole = np.concatenate([self._before, self._held])
        lead = self._before.size
        done = marked(Audio(whole, self._rate), (self._at - lead) / self._rate).samples[0]
        self._before = whole[max(0, lead + count - self._margin) : lead + count]
        self._held = self._held[count:]
        self._at += count
        return np.asarray(done[lead : lead + count], np.float32)


def _change(padded: Samples, at: int) -> Samples:
    """Return what the mark adds to samples, of which the first is sample ``at`` of the whole."""
    views = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::_MARK_HOP]
    middles = at + np.arange(len(views)) * _MARK_HOP + N_FFT // 2
    chips = pattern()[(middles // SLOT) % (2 * CHIPS)]
    last = FIRST_BIN + BANDS * BINS_PER_BAND
    change = np.zeros(padded.size, np.float32)
    for first in range(0, len(views), _BLOCK):
        spectrum = np.fft.rfft(views[first : first + _BLOCK] * _WINDOW, axis=1)
        gains = 10 ** (STRENGTH / 20 * np.repeat(chips[first : first + _BLOCK], BINS_PER_BAND, axis=1)) - 1
        spectrum[:, FIRST_BIN:last] *= gains
        spectrum[:, :FIRST_BIN] = 0
        spectrum[:, last:] = 0
        for number, piece in enumerate(np.fft.irfft(spectrum, N_FFT, axis=1) * _WINDOW, first):
            change[number * _MARK_HOP : number * _MARK_HOP + N_FFT] += piece
    change *= np.float32(_MARK_HOP / float(np.square(_WINDOW).sum()))
    return change


class WatermarkFinder:
    """A search through a sound that arrives in blocks of any size. Memory does not grow with the length.

    Looked at are the whole, and each 6.1 s of it (every 3.07 s), so that a marked part of a longer recording is found, too.
    """

    def __init__(self) -> None:
        self._held = np.zeros(0, np.float32)
        self._lead = 0
        self._heard = 0
        self._whole = np.zeros((_PLACES, BANDS))
        self._before = np.zeros((_PLACES, BANDS))
        self._scores: list[float] = []

    def push(self, samples: Samples) -> None:
        """Take the next mono samples at 16 kHz, ``(frames,)``."""
        self._held = np.concatenate([self._held, samples])
        while self._held.size >= self._lead + PERIOD + _MARGIN + N_FFT:
            self._take(PERIOD)

    def finish(self) -> Watermark:
        """Return what was found."""
        while (rest := self._held.size - self._lead) > 0:
            self._take(min(PERIOD, rest))
        if not self._scores:
            return Watermark(0.0)
        seconds = self._heard / SAMPLE_RATE
        spans = _spans([score >= FOUND for score in self._scores], seconds)
        total = _score(self._whole)
        if total >= FOUND and not spans:
            spans = (Span(0.0, seconds),)
        return Watermark(max(total, *self._scores), spans, seconds)

    def _take(self, fresh: int) -> None:
        """Weigh the next period, of which ``fresh`` samples are there, with what surrounds it."""
        sums = _summed(self._held[: self._lead + PERIOD + _MARGIN + N_FFT], self._lead)
        self._whole += sums
        self._scores.append(_score(self._before + sums))
        self._before = sums
        self._heard += fresh
        self._held = self._held[max(0, self._lead + PERIOD - _MARGIN) :] if fresh == PERIOD else self._held[:0]
        self._lead = _MARGIN if fresh == PERIOD else 0


def find(blocks: Iterable[Samples]) -> Watermark:
    """Return what is found of the mark in mono samples at 16 kHz, given in blocks of any size (see ``WatermarkFinder``)."""
    finder = WatermarkFinder()
    for block in blocks:
        finder.push(block)
    return finder.finish()


def _summed(samples: Samples, lead: int) -> Floats:
    """Return what stands out of its surroundings, in dB, for each place of the period: ``(places, BANDS)``."""
    sums = np.zeros((_PLACES, BANDS))
    if samples.size < lead + N_FFT:
        return sums
    frames = np.lib.stride_tricks.sliding_window_view(samples, N_FFT)[::_FIND_HOP]
    spectrum = np.fft.rfft(frames * _WINDOW, axis=1)[:, FIRST_BIN : FIRST_BIN + BANDS * BINS_PER_BAND]
    power = np.square(spectrum.real) + np.square(spectrum.imag)
    loud = power.mean(axis=1)
    levels = 10 * np.log10(np.maximum(power, 1e-12)).reshape(len(frames), BANDS, BINS_PER_BAND).mean(axis=2)
    levels -= _mean_around(levels, _AROUND)
    levels -= np.median(levels, axis=1, keepdims=True)
    levels -= _mean_around(levels.T, _ACROSS).T
    levels = np.clip(levels, -_MOST, _MOST)
    levels[loud <= max(float(loud.max()) * 10 ** (-_DEPTH / 10), 1e-9)] = 0
    own = levels[lead // _FIND_HOP :][:_PLACES]
    sums[: len(own)] = own
    return sums


def _mean_around(values: Floats, reach: int) -> Floats:
    """Return the mean of ``reach`` rows before and after each, and itself."""
    padded = np.pad(values, ((reach + 1, reach), (0, 0)), mode="edge")
    padded[0] = 0
    sums = np.cumsum(padded, axis=0)
    means: Floats = (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)
    return means


@functools.cache
def _template() -> npt.NDArray[np.complex128]:
    places = np.arange(_PLACES) * _FIND_HOP + N_FFT // 2
    return np.asarray(np.conj(np.fft.rfft(pattern()[(places // SLOT) % (2 * CHIPS)], axis=0)), np.complex128)


def _score(sums: Floats) -> float:
    """Return by how many standard deviations the best place for the pattern's beginning stands out.

    The deviation is told by the median of all places, which the mark itself does not move; where that happens to be small, by
    what it is for most sounds of such a size.
    """
    agreement = np.fft.irfft((np.fft.rfft(sums, axis=0) * _template()).sum(axis=1), _PLACES)
    middle = float(np.median(agreement))
    spread = max(1.4826 * float(np.median(np.abs(agreement - middle))), _USUAL * float(np.sqrt(np.square(sums).sum())))
    return float((agreement.max() - middle) / spread) if spread > 1e-9 else 0.0


def _spans(there: list[bool], seconds: float) -> tuple[Span, ...]:
    """Return the parts in which it was found; each answer is of a period and the one before it."""
    step = PERIOD / SAMPLE_RATE
    spans: list[Span] = []
    for index, one in enumerate(there):
        if not one:
            continue
        start, end = max(0, index - 1) * step, min((index + 1) * step, seconds)
        if spans and start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans)
