"""What a voice is like, in numbers that can be compared: a vector, how high it is, how fast it speaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.resample import resample
from sorikit.dsp.syllables import syllable_peaks
from sorikit.engines import pitch, speaker
from sorikit.engines.pitch import VOICED, Pitch

MODEL = "campplus"
"""The speaker model that looks for the likest voice."""
JUDGE = "resemblyzer"
"""A second one that had no say in the choice: what was chosen by a score is flattered by it."""


@dataclass(frozen=True, slots=True, eq=False)
class Timbre:
    """A voice in numbers."""

    vector: Samples
    """Of ``MODEL``: float32 ``(dim,)``, unit length."""
    second: Samples
    """Of ``JUDGE``."""
    pitch: float
    """Median fundamental frequency of what is voiced in Hz; 0 where nothing is."""
    spread: float
    """Standard deviation of the pitch in semitones."""
    rate: float
    """Syllables a second, roughly (``dsp/syllables``)."""
    seconds: float
    """What was heard of it."""


class Ear:
    """Measures voices. Safe to share between threads."""

    def __init__(self, device: Device | None = None) -> None:
        self._embedder = speaker.load(MODEL, device)
        self._judge = speaker.load(JUDGE, device)
        self._tracker = pitch.load(None, device)

    def timbre(self, audio: Audio) -> Timbre:
        """Return what the voice in ``audio`` is like: mono, any rate, nothing but speech of one person."""
        heard = self.track(audio)
        voiced = heard.confidence >= VOICED
        tones = 12.0 * np.log2(np.maximum(heard.f0[voiced].astype(np.float64), 1.0))
        middle = float(np.median(tones)) if tones.size else 0.0
        near = tones[np.abs(tones - middle) < 12.0]
        count = syllable_peaks(audio.samples[0], audio.sample_rate, voiced)
        return Timbre(
            self.vector(audio),
            self._judge.embed(resample(audio, self._judge.sample_rate))[0],
            2.0 ** (middle / 12.0) if tones.size else 0.0,
            float(near.std()) if near.size else 0.0,
            count / max(audio.duration, 1e-3),
            audio.duration,
        )

    def vector(self, audio: Audio) -> Samples:
        """Return the vector of ``MODEL`` alone."""
        return np.asarray(self._embedder.embed(resample(audio, self._embedder.sample_rate))[0], np.float32)

    def track(self, audio: Audio) -> Pitch:
        """Return the pitch of mono ``audio``, one frame every ``frame_seconds``."""
        session = self._tracker.open()
        parts = [session.track(resample(audio, self._tracker.sample_rate).samples[0]), session.finish()]
        return Pitch(np.concatenate([p.f0 for p in parts]), np.concatenate([p.confidence for p in parts]))

    @property
    def frame_seconds(self) -> float:
        """Seconds from frame to frame of ``track``."""
        return self._tracker.frame_seconds


def semitones(one: float, other: float) -> float:
    """Return how far the frequency ``one`` lies above ``other``; 0 where one of them is unknown."""
    return float(12.0 * np.log2(one / other)) if one > 0.0 and other > 0.0 else 0.0
