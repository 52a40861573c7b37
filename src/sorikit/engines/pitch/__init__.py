"""Pitch: how high a voice or an instrument sounds. One verb, ``track``: samples in, f0 and confidence of each frame out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines._load import load_engine

VOICED = 0.5
"""From this confidence on a frame counts as voiced."""


@dataclass(frozen=True, slots=True)
class PitchRange:
    """Where to look for the pitch, in Hz; None is as far as the engine reaches. Raises InvalidOption."""

    fmin: float | None = None
    fmax: float | None = None

    def __post_init__(self) -> None:
        if self.fmin is not None and self.fmax is not None and not self.fmin < self.fmax:
            raise InvalidOption(
                option="fmax",
                detail=f"{self.fmax:g} Hz is not above fmin, {self.fmin:g} Hz",
                detail_ko=f"{self.fmax:g} Hz는 fmin({self.fmin:g} Hz)보다 높아야 합니다",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Pitch:
    """Consecutive frames."""

    f0: Samples
    """Fundamental frequency in Hz, float32 ``(frames,)``; a guess where the confidence is low."""
    confidence: Samples
    """0 … 1, float32 ``(frames,)``; ``VOICED`` and above is voiced."""

    @property
    def voiced_f0(self) -> Samples:
        """``f0`` with NaN where nothing is voiced."""
        voiced: Samples = np.where(self.confidence >= VOICED, self.f0, np.float32(np.nan))
        return voiced


class PitchSession(Protocol):
    """One stream of audio, in order. Not to be shared between threads."""

    def track(self, samples: Samples) -> Pitch:
        """Take the next mono samples, any number; return the frames that are now certain."""
        ...

    def finish(self) -> Pitch:
        """Return the last frames."""
        ...


class PitchTracker(Protocol):
    """Hears pitch. Immutable, safe to share; its state lives in the sessions."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def frame_seconds(self) -> float:
        """Seconds from frame to frame; the first frame has its middle at 0."""
        ...

    def open(self, band: PitchRange | None = None) -> PitchSession:
        """Begin a stream. Raises InvalidOption for a range that the engine does not reach."""
        ...


def load(name: str | None = None, device: Device | None = None) -> PitchTracker:
    """Return a tracker (None: the embedded default). Raises what ``load_engine`` raises."""
    tracker: PitchTracker = load_engine("pitch", name, device)
    return tracker
