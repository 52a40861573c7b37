"""Kaldi's log mel filter bank with any number of bands, whole or as the samples arrive.

Formula and constants: Kaldi ``feature-fbank.cc``, ``feature-window.cc`` and ``mel-computations.cc`` with the defaults
of ``compute-fbank-feats`` (25 ms every 10 ms, mean removed, pre-emphasis 0.97, Povey window, 20 Hz … Nyquist, snip
edges), no dither. What most speaker networks were trained on, with 80 bands.

A frame depends on its own samples only, so at 16 kHz ``fbank(x)[k:]`` equals ``fbank(x[160 * k:])``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Framer, FrameRule, at_least, one_of
from sorikit.dsp.mel_scale import check_band, hz_to_mel
from sorikit.dsp.products import BLOCK, BandProduct, in_blocks
from sorikit.dsp.windows import WINDOWS, window

FLOOR = float(np.finfo(np.float32).eps)
"""Smallest band energy, as in Kaldi."""
PREEMPHASIS = 0.97
WINDOW_SECONDS = 0.025
HOP_SECONDS = 0.010
AT_ONCE = 32
"""Frames transformed at once: they stay within the second cache."""
SIXTEEN_BIT = 32_768.0
"""``gain`` for the numbers that Kaldi gives for 16-bit samples."""


@dataclass(frozen=True, slots=True)
class FbankOptions:
    """What the bank is. Raises InvalidOption for what is out of range."""

    sample_rate: int
    """Hz, at least 100; never guessed."""
    n_mels: int = 80
    low_hz: float = 20.0
    high_hz: float | None = None
    """Hz, at most half of the sample rate, which is what None means."""
    gain: float = 1.0
    """What samples in −1 … 1 are multiplied by (it adds ``2 ln gain`` to each band above the floor)."""
    window: str = "povey"
    """One of ``windows.WINDOWS``: networks of WeSpeaker were trained with "hamming"."""

    def __post_init__(self) -> None:
        one_of("window", self.window, WINDOWS)
        at_least("sample_rate", self.sample_rate, 100)
        at_least("n_mels", self.n_mels, 1)
        at_least("gain", self.gain, 1e-6)
        check_band(self.sample_rate, self.low_hz, self.high_hz)

    @property
    def frames(self) -> FrameRule:
        """25 ms every 10 ms, in whole samples: 400 and 160 at 16 kHz."""
        return FrameRule(int(self.sample_rate * WINDOW_SECONDS), int(self.sample_rate * HOP_SECONDS))

    @property
    def n_fft(self) -> int:
        """The next power of two: 512 at 16 kHz."""
        return 1 << (self.frames.length - 1).bit_length()

    @property
    def filters(self) -> Samples:
        """Triangles that are equally wide in mel: float32 ``(n_mels, n_fft // 2 + 1)``, read-only."""
        high = check_band(self.sample_rate, self.low_hz, self.high_hz)
        return _filters(self.sample_rate, self.n_fft, self.n_mels, (self.low_hz, high))


SAMPLE_RATE = 16_000
"""Hz: the rate of speaker networks."""
SPEECH = FbankOptions(SAMPLE_RATE)
WINDOW, HOP = SPEECH.frames.length, SPEECH.frames.hop
"""Samples of one frame of ``SPEECH`` and from frame to frame: 400 and 160."""


def frame_count(samples: int, options: FbankOptions = SPEECH) -> int:
    """Return how many whole frames fit into so many samples."""
    return options.frames.count(samples)


def fbank(samples: Samples, options: FbankOptions = SPEECH) -> Samples:
    """Return the log band energies of mono ``samples`` (samples,): float32 ``(frames, n_mels)``, natural logarithm.

    Less sound than one frame gives none. Raises InvalidAudio for NaN, infinity or a second channel.
    """
    return FbankStream(options).push(samples)


class FbankStream:
    """The log band energies of a signal that arrives in pieces of any size."""

    def __init__(self, options: FbankOptions) -> None:
        self._framer = Framer(options.frames)
        self._powers = KaldiPower(options)
        self._bands = BandProduct(options.filters, BLOCK)
        self._n_mels = options.n_mels

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(new frames, n_mels)``."""
        first, done = self._framer.frames, 0
        views = self._framer.push(samples)
        logs = np.empty((sum(map(len, views)), self._n_mels), np.float32)
        for frames, column in in_blocks(views, first):
            self._powers(frames, column)
            columns = slice(column, column + len(frames))
            energies = np.maximum(self._bands(self._powers.power)[:, columns], np.float32(FLOOR))
            np.log(energies.T, out=logs[done : done + len(frames)])
            done += len(frames)
        return logs

    def finish(self) -> Samples:
        """Return no frames: one that is not whole is left out (snip edges)."""
        return np.zeros((0, self._n_mels), np.float32)


class KaldiPower:
    """Power spectra of frames as Kaldi takes them; see the module. Shared with ``kaldi_mfcc``."""

    def __init__(self, options: FbankOptions) -> None:
        length = options.frames.length
        self._gain = options.gain
        self._length, self._n_fft = length, options.n_fft
        self._window = window(options.window, length, periodic=False) * np.float32(options.gain)
        self.power = np.zeros((options.n_fft // 2 + 1, BLOCK), np.float32)
        """What the last call computed: frame ``t`` at column ``t mod BLOCK``."""
        self._centred = np.zeros((AT_ONCE, length), np.float32)
        self._frames = np.zeros((AT_ONCE, options.n_fft), np.float32)  # zeros behind the window

    def __call__(self, frames: Samples, column: int) -> None:
        """Put the powers of ``frames`` (n, length) into ``power``, from ``column`` on."""
        for first in range(0, len(frames), AT_ONCE):
            some = frames[first : first + AT_ONCE]
            centred, emphasised = self._centre(some), self._frames[: len(some), : self._length]
            np.multiply(centred[:, :-1], np.float32(-PREEMPHASIS), out=emphasised[:, 1:])
            np.multiply(centred[:, 0], np.float32(-PREEMPHASIS), out=emphasised[:, 0])
            np.add(emphasised, centred, out=emphasised)
            np.multiply(emphasised, self._window, out=emphasised)
            spectrum = np.fft.rfft(self._frames[: len(some)])
            real, imaginary = spectrum.real, spectrum.imag
            place = slice(column + first, column + first + len(some))
            self.power[:, place] = (real * real + imaginary * imaginary).T

    def log_energies(self, frames: Samples) -> Samples:
        """Return the natural logarithm of the energy of each frame, its mean removed and nothing else: ``(n,)``."""
        parts = [frames[first : first + AT_ONCE] for first in range(0, len(frames), AT_ONCE)]
        energy = np.concatenate([np.square(self._centre(some)).sum(axis=1) for some in parts])
        logs: Samples = np.log(np.maximum(energy * np.float32(self._gain**2), np.float32(FLOOR)))
        return logs

    def _centre(self, frames: Samples) -> Samples:
        means = frames.mean(axis=1, keepdims=True, dtype=np.float32)
        centred: Samples = np.subtract(frames, means, out=self._centred[: len(frames)])
        return centred


@lru_cache(maxsize=32)
def _filters(sample_rate: int, n_fft: int, n_mels: int, band: tuple[float, float]) -> Samples:
    low, high = hz_to_mel(band, "htk")
    step = (high - low) / (n_mels + 1)
    left = (low + step * np.arange(n_mels))[:, None]
    mel = hz_to_mel(np.arange(n_fft // 2) * sample_rate / n_fft, "htk")
    triangles = np.maximum(0.0, np.minimum((mel - left) / step, (left + 2 * step - mel) / step))
    filters = np.pad(triangles, ((0, 0), (0, 1))).astype(np.float32)  # Kaldi leaves Nyquist's bin out
    filters.setflags(write=False)  # shared by every caller
    return filters
