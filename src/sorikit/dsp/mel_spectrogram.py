"""Power and mel spectrograms with any number of bands, scale and rate, whole or as the samples arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import Framer, at_least, one_of
from sorikit.dsp.mel_scale import Norm, Scale, check_band, mel_bank
from sorikit.dsp.power import powers
from sorikit.dsp.products import BandProduct, in_blocks
from sorikit.dsp.stft import StftOptions


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
        self._bins = options.bins
        self._framer = Framer(options.frames)
        self._powers = powers(options)

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(n_fft // 2 + 1, new frames)``."""
        first = self._framer.frames
        return self._power(self._framer.push(samples), first)

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        first = self._framer.frames
        return self._power(self._framer.finish(), first)

    def _power(self, views: list[Samples], first: int) -> Samples:
        power = np.empty((self._bins, sum(map(len, views))), np.float32)
        done = 0
        for frames, column in in_blocks(views, first):
            power[:, done : done + len(frames)] = self._powers(frames, column)
            done += len(frames)
        return power


class MelBlocks:
    """Mel energies of frames, block by block: what all features that stand on mel bands are made of."""

    def __init__(self, options: MelOptions) -> None:
        self._powers = powers(options.stft)
        self._bands = BandProduct(options.filters, self._powers.power.shape[1])
        self._magnitudes = options.power == 1.0
        self.energies = self._bands.energies
        """The memory of the last block: ``(n_mels, width)``."""

    def blocks(self, views: list[Samples], first: int) -> Iterator[slice]:
        """Yield which columns of ``energies`` hold the next frames of ``views``; ``first`` is the number of the first."""
        for frames, column in in_blocks(views, first):
            self._powers(frames, column)
            self._bands(np.sqrt(self._powers.power) if self._magnitudes else self._powers.power)
            yield slice(column, column + len(frames))


class MelStream:
    """The mel spectrogram of a signal that arrives in pieces of any size."""

    def __init__(self, options: MelOptions) -> None:
        self._n_mels = options.n_mels
        self._framer = Framer(options.stft.frames)
        self._mel = MelBlocks(options)

    def push(self, samples: Samples) -> Samples:
        """Return the frames that these samples complete: float32 ``(n_mels, new frames)``."""
        first = self._framer.frames
        return self._energies(self._framer.push(samples), first)

    def finish(self) -> Samples:
        """Return the frames that reach over the end."""
        first = self._framer.frames
        return self._energies(self._framer.finish(), first)

    def _energies(self, views: list[Samples], first: int) -> Samples:
        energies = np.empty((self._n_mels, sum(map(len, views))), np.float32)
        done = 0
        for columns in self._mel.blocks(views, first):
            count = columns.stop - columns.start
            energies[:, done : done + count] = self._mel.energies[:, columns]
            done += count
        return energies
