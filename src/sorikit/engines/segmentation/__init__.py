"""Segmentation: who of a few nameless local speakers talks in each frame of a short window.

One verb, ``segment``. Speaker 0 of one window is not speaker 0 of the next: joining them is diarization's work.
"""

from __future__ import annotations

from typing import Protocol

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.engines._load import load_engine


class Segmenter(Protocol):
    """Tells apart the voices of a window. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def window_seconds(self) -> float:
        """Length of window it was trained on; others work less well."""
        ...

    @property
    def frame_seconds(self) -> float:
        """Seconds from one frame to the next."""
        ...

    @property
    def frame_offset(self) -> float:
        """Seconds from the start of a window to the start of its first frame."""
        ...

    @property
    def speakers(self) -> int:
        """Most local speakers of one window."""
        ...

    def segment(self, windows: Samples) -> Samples:
        """Return, for mono ``windows`` (batch, samples), the probability (batch, frames, speakers) of each to talk.

        0 … 1, float32. Windows too short for a single frame give (batch, 0, speakers).
        """
        ...


def load(name: str | None = None, device: Device | None = None) -> Segmenter:
    """Return a segmenter (None: the embedded default). Raises what ``load_engine`` raises."""
    segmenter: Segmenter = load_engine("segmentation", name, device)
    return segmenter
