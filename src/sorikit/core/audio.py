"""Audio: samples that never travel without their rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidAudio
from sorikit.core.time import Span, seconds_to_samples

Samples = npt.NDArray[np.float32]

OPPOSITE = 0.01
"""Share of the power below which the mean of two channels counts as cancelled out (independent ones keep half)."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Sound: float32 samples of shape ``(channels, frames)`` in −1 … 1, and their rate in Hz.

    A 1-D array is taken as one channel; other float and integer types are converted (integers are scaled by
    their width). Raises InvalidAudio for anything else: the axis order is never guessed.
    """

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        samples = np.asarray(self.samples)
        if samples.ndim == 1:
            samples = samples[np.newaxis, :]
        if samples.ndim != 2 or samples.shape[0] == 0:
            raise InvalidAudio(detail=f"samples must be (channels, frames), not {samples.shape}")
        if samples.shape[0] > 64:
            raise InvalidAudio(detail=f"{samples.shape[0]} channels; samples must be (channels, frames)")
        if not 1 <= self.sample_rate <= 3_072_000:
            raise InvalidAudio(detail=f"a sample rate of {self.sample_rate} Hz")
        object.__setattr__(self, "samples", as_float32(samples))

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])

    @property
    def frames(self) -> int:
        """Number of samples in each channel."""
        return int(self.samples.shape[1])

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate

    @property
    def peak(self) -> float:
        """Largest magnitude, 0 for no samples."""
        return float(np.abs(self.samples).max()) if self.frames else 0.0

    def mono(self) -> Audio:
        """Return one channel: the mean of all (see ``downmix``)."""
        return self if self.channels == 1 else Audio(downmix(self.samples), self.sample_rate)

    def cut(self, span: Span) -> Audio:
        """Return the part inside ``span`` (shorter where the audio ends first). A view, not a copy."""
        first = seconds_to_samples(span.start, self.sample_rate)
        last = seconds_to_samples(span.end, self.sample_rate)
        return Audio(self.samples[:, first:last], self.sample_rate)

    def scaled(self, gain: float) -> Audio:
        """Return the audio multiplied by ``gain`` (linear)."""
        return self if gain == 1.0 else Audio(self.samples * np.float32(gain), self.sample_rate)


def downmix(samples: Samples) -> Samples:
    """Return ``(channels, frames)`` as ``(frames,)``: the mean, or half the difference of two opposite channels.

    A balanced microphone in a stereo socket records the same voice twice, once upside down; the mean of the two
    would be silence. They count as opposite where the mean keeps less than 1 % of their power.
    """
    if samples.shape[0] == 1:
        return np.asarray(samples[0])
    mean = np.asarray(samples.mean(axis=0, dtype=np.float32))
    if samples.shape[0] == 2 and _power(mean) < OPPOSITE * _power(samples):
        return np.asarray((samples[0] - samples[1]) / np.float32(2))
    return mean


def _power(samples: Samples) -> float:
    return float(np.square(samples).mean()) if samples.size else 0.0


def join(parts: Iterable[Audio]) -> Audio:
    """Return the parts one after another. Raises InvalidAudio where rates or channels differ, or for no parts."""
    pieces = list(parts)
    if not pieces:
        raise InvalidAudio(detail="nothing to join")
    if len({(piece.sample_rate, piece.channels) for piece in pieces}) > 1:
        raise InvalidAudio(detail="parts to join have different rates or channels")
    return Audio(np.concatenate([piece.samples for piece in pieces], axis=1), pieces[0].sample_rate)


def as_float32(samples: npt.NDArray[np.generic]) -> Samples:
    """Return samples as float32 in −1 … 1: integers are divided by 2^(bits−1), unsigned 8 bit is centred at 128."""
    if samples.dtype == np.float32:
        return samples.astype(np.float32, copy=False)
    if samples.dtype == np.uint8:  # the WAV convention: 8 bit is unsigned with its zero at 128
        return ((samples.astype(np.float32)) - np.float32(128)) / np.float32(128)
    if np.issubdtype(samples.dtype, np.signedinteger):
        scale = float(-np.iinfo(samples.dtype.name).min)
        return np.asarray(samples.astype(np.float64) / scale, np.float32)
    if np.issubdtype(samples.dtype, np.floating):
        return samples.astype(np.float32)
    raise InvalidAudio(detail=f"samples of type {samples.dtype}")
