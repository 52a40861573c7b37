"""What several runners do: mono sound at the rate that speech models want, read before the clock starts."""

from __future__ import annotations

from dataclasses import dataclass

from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import decode
from sorikit.core.recording import SPEECH_RATE


@dataclass(frozen=True, slots=True)
class Sound:
    """One clip, decoded."""

    samples: Samples
    """(frames,) at 16 kHz."""

    @property
    def seconds(self) -> float:
        """Length."""
        return self.samples.size / SPEECH_RATE

    @property
    def audio(self) -> Audio:
        """The same as the kit's noun."""
        return Audio(self.samples, SPEECH_RATE)


def read_sound(path: str) -> Sound:
    """Return a recording as mono 16 kHz. Raises what decoding raises."""
    return Sound(decode(path, sample_rate=SPEECH_RATE).mono().samples[0])


PROBES = 1000
"""Values of a matrix of features that are kept, to compare engines by."""


def probe(matrix: Samples) -> tuple[float, ...]:
    """Return up to PROBES values of a matrix at even distances, the same places for the same shape."""
    flat = matrix.reshape(-1)
    step = max(1, -(-flat.size // PROBES))
    return tuple(float(value) for value in flat[::step])
