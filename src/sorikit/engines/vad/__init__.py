"""Voice activity: where somebody speaks. One verb, ``detect``: samples in, one probability a frame out.

``sorikit.dsp.speech_regions`` turns the probabilities into spans.
"""

from __future__ import annotations

from typing import Protocol

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.engines._load import load_engine


class VoiceSession(Protocol):
    """One stream of audio, in order. Not to be shared between threads."""

    def detect(self, samples: Samples) -> Samples:
        """Take the next mono samples, any number; return the speech probability of each frame now complete."""
        ...

    def finish(self) -> Samples:
        """Return the probability of the last, incomplete frame (an empty array where there is none)."""
        ...


class VoiceDetector(Protocol):
    """Tells speech from everything else. Immutable, safe to share; its state lives in the sessions."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def frame_seconds(self) -> float:
        """Seconds of audio per probability."""
        ...

    def open(self) -> VoiceSession:
        """Begin a stream."""
        ...


def load(name: str | None = None, device: Device | None = None) -> VoiceDetector:
    """Return a detector (None: the embedded default). Raises what ``load_engine`` raises."""
    detector: VoiceDetector = load_engine("vad", name, device)
    return detector
