"""How probably each speaker talks, moment by moment: what stands behind the turns of a diarization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorikit.core.time import Span

FULL = 255
"""The level of a probability of 1."""


@dataclass(frozen=True, slots=True)
class SpeakerActivity:
    """Probabilities of all speakers over a whole recording. Raises ValueError where the levels are no whole frames.

    Half a per cent is fine enough and a byte each small enough: an hour of four speakers is 0.9 MB.
    """

    speakers: tuple[str, ...]
    """Labels, one per column."""
    frame_seconds: float
    frame_offset: float
    """Seconds from the start of the recording to its first frame."""
    levels: bytes
    """Frame by frame, speaker by speaker: 0 … 255 for a probability of 0 … 1."""

    def __post_init__(self) -> None:
        if self.frame_seconds <= 0.0 or len(self.levels) % max(1, len(self.speakers)):
            raise ValueError(f"{len(self.levels)} levels are no whole frames of {len(self.speakers)} speakers")

    @classmethod
    def of(
        cls, probabilities: NDArray[np.float32], speakers: tuple[str, ...], frame_seconds: float, frame_offset: float
    ) -> SpeakerActivity:
        """Keep an array ``(frames, speakers)`` of probabilities 0 … 1."""
        levels = np.clip(np.rint(probabilities * FULL), 0, FULL).astype(np.uint8)
        return cls(speakers, frame_seconds, frame_offset, levels.tobytes())

    def during(self, span: Span) -> NDArray[np.float64]:
        """Return the mean probability of each speaker, ``(speakers,)``, from the frames in ``span`` (at least the nearest)."""
        columns = len(self.speakers)
        count = len(self.levels) // columns if columns else 0
        if not count:
            return np.zeros(columns)
        first, last = (round((edge - self.frame_offset) / self.frame_seconds) for edge in (span.start, span.end))
        first = min(max(0, first), count - 1)
        last = min(max(first + 1, last), count)
        part = np.frombuffer(self.levels, np.uint8, (last - first) * columns, first * columns)
        mean: NDArray[np.float64] = part.reshape(-1, columns).mean(axis=0) / FULL
        return mean
