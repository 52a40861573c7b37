"""Power and mel spectrograms with any number of bands, scale and rate, whole or as the samples arrive."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Framer, at_least, one_of
from sorikit.dsp.mel_scale import Norm, Scale, check_band, mel_bank
from sorikit.dsp.products import FrameProduct
from sorikit.dsp.stft import BLOCK, StftOptions


@dataclass(frozen=True, slots=True)
class MelOptions:
    """What a mel spectrogram is. The defaults are librosa's. Raises InvalidOption for what is out of range."""

    sample_rate: int
    """Hz; never guessed."""
    stft: StftOptions = field(default_factory=StftOptions)
    n_mels: int = 128
    fmin: float = 0.0
    """Hz."""
    fmax: float | None = None
    """Hz, at most half of the sample rate, which is what None means."""
    scale: Scale = "slaney"
    norm: Norm = "slaney"
    """"slaney": triangles of area 1; "peak": of height 1."""
    power: float = 2.0
    """1 sums magnitudes, 2 powers."""

    def __post_init__(self) -> None:
        at_least("n_mels", self.n_mels, 1)
        check_band(self.sample_rate, self.fmin, self.fmax)
        one_of("scale", self.scale, ("slaney", "htk"))
        one_of("norm", self.norm, ("slaney", "peak"))
        one_of("power", self.power, (1.0, 2.0))

    @property
    def filters(self) -> Samples:
        """The triangles: float32 ``(n_mels, bins)``."""
        top = check_band(self.sample_rate, self.fmin, self.fmax)
        return mel_bank(self.sample_rate, self.stft.n_fft, self.n_mels, (self.fmin, top), self.scale, self.norm)


def power_spectrogram(samples: Samples, options: StftOptions) -> Samples:
    """Return ``|X|²`` of ``samples`` (samples,): float32 ``(n_fft // 2 + 1, frames)``. Raises as ``stft`` does."""
    stream = PowerStream(options)
    return np.concatenate([stream.push(samples), stream.finish()], axis=1)


def mel_spectrogram(samples: Samples, options: MelOptions) -> Samples:
    """Return the energies of the mel bands of ``samples`` (samples,): float32 ``(n_mels, frames)``.

    Powers (or magnitudes with ``power=1``), not decibels: see ``decibels.power_to_db``. Raises as ``stft`` does.
    """
    stream = MelStream(options)
    return np.concatenate([stream.push(samples), stream.finish()], axis=1)


class PowerStream:
    """The power spectrogram of a signal that arrives in pieces of any size."""

    def __init__(self, options: StftOptions) -> None:
        self._options = options
        self._framer = Framer(options.frames)

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(n_fft // 2 + 1, new frames)``."""
        return self._power(self._framer.push(samples))

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        return self._power(self._framer.finish())

    def _power(self, views: list[Samples]) -> Samples:
        power = np.empty((self._options.bins, sum(map(len, views))), np.float32)
        weights, step, done = self._options.weights, max(1, BLOCK // self._options.n_fft), 0
        for view in views:
            for first in range(0, len(view), step):
                block = np.fft.rfft(view[first : first + step] * weights)
                power[:, done : done + len(block)] = (block.real**2 + block.imag**2).T
                done += len(block)
        return power


class MelStream:
    """The mel spectrogram of a signal that arrives in pieces of any size."""

    def __init__(self, options: MelOptions) -> None:
        self._options = options
        self._power = PowerStream(options.stft)
        self._product = FrameProduct(options.filters)
        self._frames = 0
        self.loudest = 0.0
        """The largest value so far: what a floor under the loudest needs."""

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(n_mels, new frames)``."""
        return self._mel(self._power.push(samples))

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        return self._mel(self._power.finish())

    def _mel(self, power: Samples) -> Samples:
        energies = self._product(power if self._options.power == 2.0 else np.sqrt(power), self._frames)
        self._frames += energies.shape[1]
        self.loudest = max(self.loudest, float(energies.max(initial=0.0)))
        return energies
