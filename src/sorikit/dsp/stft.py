"""Short-time Fourier transform, whole or as the samples arrive; its magnitude and phase.

``X[k, t] = Σₙ w[n] x[t × hop − pad + n] e^(−2πikn / n_fft)``, n = 0 … n_fft − 1 (Allen & Rabiner, "A unified approach
to short-time Fourier analysis and synthesis", 1977), with librosa's conventions: a shorter window stands in the middle
of ``n_fft`` samples; with ``center`` frame ``t`` has its middle at sample ``t × hop``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Border, Framer, FrameRule, at_least, one_of
from sorikit.dsp.windows import WINDOWS, padded_window

Spectrum = npt.NDArray[np.complex64]
BLOCK = 1 << 17
"""Samples of frames transformed at once: the working memory stays within the second cache."""


@dataclass(frozen=True, slots=True)
class StftOptions:
    """How a spectrogram is cut and weighted. Raises InvalidOption for what is out of range."""

    n_fft: int = 2048
    """Samples of one transform, at least 1: ``n_fft // 2 + 1`` bins."""
    hop_length: int = 512
    """Samples from frame to frame, at least 1."""
    win_length: int | None = None
    """Samples under the window, at most ``n_fft``; None is all of them."""
    window: str = "hann"
    """One of ``windows.WINDOWS``."""
    center: bool = True
    """Whether the signal gets a border of ``n_fft // 2`` samples on each side."""
    pad_mode: Border = "zeros"
    """What the border is: "zeros" or "reflect"."""

    def __post_init__(self) -> None:
        at_least("n_fft", self.n_fft, 1)
        at_least("hop_length", self.hop_length, 1)
        one_of("window", self.window, WINDOWS)
        one_of("pad_mode", self.pad_mode, ("zeros", "reflect"))
        if self.win_length is not None:
            at_least("win_length", self.win_length, 1)
            at_least("n_fft", self.n_fft, self.win_length)

    @property
    def bins(self) -> int:
        """Number of frequencies."""
        return self.n_fft // 2 + 1

    @property
    def frames(self) -> FrameRule:
        """How the signal is cut."""
        return FrameRule(self.n_fft, self.hop_length, self.n_fft // 2 if self.center else 0, self.pad_mode)

    @property
    def weights(self) -> Samples:
        """The window: float32 ``(n_fft,)``."""
        return padded_window(self.window, self.win_length or self.n_fft, self.n_fft)

    def frequencies(self, sample_rate: int) -> npt.NDArray[np.float64]:
        """Return the middle of each bin in Hz, ``(bins,)``."""
        return np.asarray(np.arange(self.bins) * (sample_rate / self.n_fft), np.float64)

    def times(self, frames: int, sample_rate: int) -> npt.NDArray[np.float64]:
        """Return the middle of each frame in seconds, ``(frames,)``."""
        first = 0.0 if self.center else self.n_fft / 2
        return np.asarray((np.arange(frames) * self.hop_length + first) / sample_rate, np.float64)


def stft(samples: Samples, options: StftOptions) -> Spectrum:
    """Return the spectrum of ``samples`` (samples,): complex64 ``(n_fft // 2 + 1, frames)``.

    ``1 + samples // hop_length`` frames with ``center`` and an even ``n_fft``, ``1 + (samples − n_fft) // hop_length``
    without; none of an empty signal or one too short. Raises InvalidAudio for NaN, infinity or a second channel.
    """
    stream = StftStream(options)
    return np.concatenate([stream.push(samples), stream.finish()], axis=1)


class StftStream:
    """The spectrum of a signal that arrives in pieces of any size; joined, exactly what ``stft`` gives for the whole."""

    def __init__(self, options: StftOptions) -> None:
        self._options = options
        self._framer = Framer(options.frames)

    def push(self, samples: Samples) -> Spectrum:
        """Return the frames that these samples complete: complex64 ``(n_fft // 2 + 1, new frames)``."""
        return self._spectrum(self._framer.push(samples))

    def finish(self) -> Spectrum:
        """Return the frames that reach over the end."""
        return self._spectrum(self._framer.finish())

    def _spectrum(self, views: list[Samples]) -> Spectrum:
        spectrum = np.empty((self._options.bins, sum(map(len, views))), np.complex64)
        weights, step, done = self._options.weights, max(1, BLOCK // self._options.n_fft), 0
        for view in views:
            for first in range(0, len(view), step):
                block = np.fft.rfft(view[first : first + step] * weights)
                spectrum[:, done : done + len(block)] = block.T
                done += len(block)
        return spectrum


def magnitude(spectrum: Spectrum) -> Samples:
    """Return the absolute values of a spectrum, float32 of the same shape."""
    return np.abs(spectrum)


def phase(spectrum: Spectrum) -> Samples:
    """Return the angles of a spectrum in radians, −π … π, float32 of the same shape; 0 where there is no energy."""
    return np.angle(spectrum)
