"""First half of diarization: listen to a recording in overlapping windows, and note who talks in each.

Of every window stays: the activity of its few nameless speakers, and of every second window one vector for each of
their voices. That is all that the second half needs, some 3 kB a second of audio.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.events import Progress
from sorikit.core.recording import Recording
from sorikit.core.time import Span
from sorikit.engines.segmentation import Segmenter
from sorikit.engines.speaker import SpeakerEmbedder, Voice

STEP = 2.5
"""Seconds from window to window: each moment is heard four times."""
EMBED_EVERY = 2
"""Voices are embedded in every so many windows; the windows between share most of their time with these."""
WINDOWS_AT_ONCE = 8
ACTIVE = 0.5
"""Probability from which a speaker counts as talking."""
LEAST_ACTIVITY = 0.1
"""Seconds of talk without which a local speaker is left out."""
LEAST_ALONE = 0.3
"""Seconds of talk alone that are enough for a vector; with less, the overlapped frames help."""
MOST_HEARD = 4.0
"""Seconds of one voice that are embedded, from its middle: more costs time and hardly helps."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Where and how the recording was cut, and who talks in each window."""

    starts: npt.NDArray[np.float64]
    """(windows,) seconds."""
    activity: npt.NDArray[np.float16]
    """(windows, frames, speakers) probabilities."""
    frame_seconds: float
    frame_offset: float
    """Seconds from the start of a window to its first frame."""


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """The local speakers that were embedded."""

    window: npt.NDArray[np.int64]
    """(n,) in which window."""
    speaker: npt.NDArray[np.int64]
    """(n,) which speaker of that window."""
    vectors: Samples
    """(n, dim) of unit length."""
    alone: npt.NDArray[np.float64]
    """(n,) seconds during which only this speaker talks."""


def listen(
    recording: Recording, segmenter: Segmenter, embedder: SpeakerEmbedder
) -> Generator[Progress, None, tuple[Windows, Voices]]:
    """Hear the whole recording once, with bounded memory, and return who talks in each window and with which voice.

    Yields the progress in seconds of audio.
    """
    starts = _starts(recording.duration, segmenter.window_seconds)
    heard: list[npt.NDArray[np.float16]] = []
    found: list[tuple[int, int, Samples, float]] = []
    for first in range(0, len(starts), WINDOWS_AT_ONCE):
        chosen = starts[first : first + WINDOWS_AT_ONCE]
        waves = np.stack([_window(recording, start, segmenter) for start in chosen])
        activity = segmenter.segment(waves)
        heard.append(activity.astype(np.float16))
        for number, (wave, active) in enumerate(zip(waves, activity, strict=True), start=first):
            if number % EMBED_EVERY == 0 or number == len(starts) - 1:
                found += [(number, *voice) for voice in _embed(wave, active > ACTIVE, segmenter, embedder)]
        yield Progress("diarize", min(chosen[-1] + segmenter.window_seconds, recording.duration), recording.duration)
    windows = Windows(starts, np.concatenate(heard), segmenter.frame_seconds, segmenter.frame_offset)
    return windows, _voices(found, embedder.dim)


def _starts(duration: float, length: float) -> npt.NDArray[np.float64]:
    """Return where windows begin; the last one ends with the recording."""
    last = max(0.0, duration - length)
    starts = np.arange(0.0, last, STEP)
    return np.append(starts, last)


def _window(recording: Recording, start: float, segmenter: Segmenter) -> Samples:
    """Return one window at the level that the networks want, filled up with silence at the end of the recording."""
    length = int(segmenter.window_seconds * segmenter.sample_rate)
    audio = recording.read(Span(start, start + segmenter.window_seconds), gain=recording.levels.gain)
    wave = np.zeros(length, np.float32)
    wave[: min(audio.frames, length)] = audio.samples[0, :length]
    return wave


def _embed(
    wave: Samples, active: npt.NDArray[np.bool_], segmenter: Segmenter, embedder: SpeakerEmbedder
) -> list[tuple[int, Samples, float]]:
    """Return ``(speaker, vector, seconds alone)`` of each local speaker of one window."""
    step = segmenter.frame_seconds
    lonely = active & (active.sum(axis=1, keepdims=True) == 1)
    found: list[tuple[int, Voice, float]] = []
    for speaker in range(active.shape[1]):
        if active[:, speaker].sum() * step < LEAST_ACTIVITY:
            continue
        alone = float(lonely[:, speaker].sum() * step)
        frames = lonely[:, speaker] if alone >= LEAST_ALONE else active[:, speaker]
        found.append((speaker, _spans(_middle(frames, step), segmenter), alone))
    if not found:
        return []
    vectors = embedder.embed(Audio(wave, segmenter.sample_rate), [voice for _, voice, _ in found])
    return [(speaker, vector, alone) for (speaker, _, alone), vector in zip(found, vectors, strict=True)]


def _middle(frames: npt.NDArray[np.bool_], step: float) -> npt.NDArray[np.bool_]:
    """Return the same frames without the first and last ones beyond MOST_HEARD seconds."""
    index = np.flatnonzero(frames)
    spare = max(0, len(index) - int(MOST_HEARD / step))
    kept = np.zeros_like(frames)
    kept[index[spare // 2 : len(index) - (spare - spare // 2)]] = True
    return kept


def _spans(frames: npt.NDArray[np.bool_], segmenter: Segmenter) -> list[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.astype(np.int8), [0]])))
    seconds = segmenter.frame_offset + edges * segmenter.frame_seconds
    return [Span(float(start), float(end)) for start, end in zip(seconds[::2], seconds[1::2], strict=True)]


def _voices(found: list[tuple[int, int, Samples, float]], dim: int) -> Voices:
    known = [entry for entry in found if np.abs(entry[2]).max() > 0]
    return Voices(
        np.array([entry[0] for entry in known], np.int64),
        np.array([entry[1] for entry in known], np.int64),
        np.stack([entry[2] for entry in known]) if known else np.zeros((0, dim), np.float32),
        np.array([entry[3] for entry in known], np.float64),
    )
