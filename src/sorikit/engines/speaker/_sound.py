"""What every embedder does with its sound: check it, and take the parts in which one voice is heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import InvalidAudio
from sorikit.core.time import Span
from sorikit.dsp.fbank import HOP, SAMPLE_RATE, WINDOW
from sorikit.engines.speaker import Voice

FEWEST_FRAMES = 10
"""0.1 s of 10 ms frames: less says nothing about a voice."""
FEWEST_SAMPLES = SAMPLE_RATE // 10


def check_sound(audio: Audio, model: str) -> None:
    """Raise InvalidAudio where ``audio`` is not 16 kHz mono."""
    if audio.sample_rate != SAMPLE_RATE or audio.channels != 1:
        detail = f"{audio.channels} channels at {audio.sample_rate} Hz; {model} hears 16 kHz mono"
        raise InvalidAudio(detail=detail)


def frames_inside(voice: Voice, count: int) -> NDArray[np.bool_]:
    """Return which of ``count`` frames of 25 ms every 10 ms have their middle inside the voice: bool ``(count,)``."""
    middles = (np.arange(count) * HOP + WINDOW / 2) / SAMPLE_RATE
    inside = np.zeros(count, np.bool_)
    for span in voice:
        inside[np.searchsorted(middles, span.start) : np.searchsorted(middles, span.end)] = True
    return inside


def embed_sounds(
    audio: Audio, voices: Sequence[Voice] | None, dim: int, embed: Callable[[Samples], Samples]
) -> Samples:
    """Return float32 ``(voices, dim)``: ``embed`` of the samples of each voice, its parts joined, made to unit length.

    A voice of less than 0.1 s gives zeros without ``embed`` being asked.
    """
    chosen = [[Span(0.0, audio.duration)]] if voices is None else voices
    vectors = np.zeros((len(chosen), dim), np.float32)
    for row, voice in zip(vectors, chosen, strict=True):
        parts = [audio.cut(span).samples[0] for span in voice]
        samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        if samples.size >= FEWEST_SAMPLES:
            row[:] = unit(embed(samples))
    return vectors


def unit(vector: Samples) -> Samples:
    """Return a vector made to length 1; one of zeros, or that is not finite, gives zeros."""
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0.0:
        return np.zeros_like(vector)
    return np.asarray(vector / length, np.float32)
