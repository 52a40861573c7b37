"""First half of diarization: listen to a recording in overlapping windows, and note who talks in each.

Of every window stays: the activity of its few nameless speakers, and of every second window one vector for each of
their voices. That is all that the second half needs, some 3 kB a second of audio.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.events import Progress
from sorikit.core.recording import Recording
from sorikit.core.time import Span
from sorikit.dsp.clustering import Items, Scale, Stop, agglomerate, gather
from sorikit.engines.segmentation import Segmenter
from sorikit.engines.speaker import SpeakerEmbedder
from sorikit.pipelines._workers import in_order

STEP = 2.5
"""Seconds from window to window: each moment is heard four times."""
EMBED_EVERY = 2
"""Voices are embedded in every so many windows; the windows between share most of their time with these."""
WINDOWS_AT_ONCE = 2
"""Per thread: more are no faster, and cost memory."""
ACTIVE = 0.5
"""Probability from which a speaker counts as talking."""
LEAST_ACTIVITY = 0.1
"""Seconds of talk without which a local speaker is left out."""
LEAST_ALONE = 0.3
"""Seconds of talk alone that are enough for a vector; with less, the overlapped frames help."""
MOST_HEARD = 2.5
"""Seconds of one voice that are embedded at most, from its middle: 4 cost a fifth more and change no error on mixtures."""
PAUSE = 0.25
"""Seconds of silence (or overlap) between two pieces of talk that may be of two people after all."""
PIECE = (1.2, 4.0)
"""Least and most seconds of such a piece."""
ONE_VOICE = 0.8
"""Share of the cosine of one speaker below which two pieces of one local speaker are not one voice."""
SAME_VOICE = Scale((0.0, 0.3, 0.7, 1.2, 2.0, 3.0, 4.0, 8.0), (0.22, 0.30, 0.45, 0.53, 0.64, 0.71, 0.75, 0.80))
"""Median cosine of CAM++ for one speaker of one recording, by seconds of the shorter of two voices (measured on mixtures
of 45 speakers of six languages, in rooms, noise and codecs)."""

Frames = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


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
class Voice:
    """One voice of one window."""

    window: int
    speaker: int
    """Which local speaker of that window."""
    frames: Flags
    """(frames,) the part of that local speaker that is this voice (silence included)."""
    vector: Samples
    """(dim,) of unit length."""
    alone: float
    """Seconds during which only this voice talks."""


def listen(
    recording: Recording, segmenter: Segmenter, embedder: SpeakerEmbedder, workers: int = 1
) -> Generator[Progress, None, tuple[Windows, list[Voice]]]:
    """Hear the whole recording once, with bounded memory, and return who talks in each window and with which voice.

    ``workers`` batches of windows are heard at once. Yields the progress in seconds of audio.
    """
    starts = _starts(recording.duration, segmenter.window_seconds)
    size = max(1, min(WINDOWS_AT_ONCE, ceil(len(starts) / workers)))

    def hear(first: int) -> tuple[npt.NDArray[np.float16], list[Voice]]:
        waves = np.stack([_window(recording, start, segmenter) for start in starts[first : first + size]])
        activity = segmenter.segment(waves)
        found: list[Voice] = []
        for number, (wave, active) in enumerate(zip(waves, activity, strict=True), start=first):
            if number % EMBED_EVERY == 0 or number == len(starts) - 1:
                found += _Ear(number, wave, active > ACTIVE, segmenter, embedder).voices()
        return activity.astype(np.float16), found

    heard: list[npt.NDArray[np.float16]] = []
    voices: list[Voice] = []
    with closing(in_order(hear, range(0, len(starts), size), workers)) as batches:
        for activity, found in batches:
            voices += found
            heard.append(activity)
            last = starts[min(len(heard) * size, len(starts)) - 1]
            yield Progress("diarize", min(last + segmenter.window_seconds, recording.duration), recording.duration)
    return Windows(starts, np.concatenate(heard), segmenter.frame_seconds, segmenter.frame_offset), voices


def runs(active: Flags, longest_gap: int = 0) -> list[tuple[int, int]]:
    """Return (first, last + 1) of the stretches that are True; gaps of up to ``longest_gap`` do not end one."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], active.astype(np.int8), [0]])))
    found: list[tuple[int, int]] = []
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if found and first - found[-1][1] <= longest_gap:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _starts(duration: float, length: float) -> npt.NDArray[np.float64]:
    """Return where windows begin; the last one ends with the recording."""
    last = max(0.0, duration - length)
    return np.append(np.arange(0.0, last, STEP), last)


def _window(recording: Recording, start: float, segmenter: Segmenter) -> Samples:
    """Return one window at the level that the networks want, filled up with silence at the end of the recording."""
    length = int(segmenter.window_seconds * segmenter.sample_rate)
    audio = recording.read(Span(start, start + segmenter.window_seconds), gain=recording.levels.gain)
    wave = np.zeros(length, np.float32)
    wave[: min(audio.frames, length)] = audio.samples[0, :length]
    return wave


class _Ear:
    """Listens to the voices of one window."""

    def __init__(
        self, window: int, wave: Samples, active: Flags, segmenter: Segmenter, embedder: SpeakerEmbedder
    ) -> None:
        self._window = window
        self._audio = Audio(wave, segmenter.sample_rate)
        self._active = active
        self._lonely = active & (active.sum(axis=1, keepdims=True) == 1)
        self._step, self._offset = segmenter.frame_seconds, segmenter.frame_offset
        self._embedder = embedder

    def voices(self) -> list[Voice]:
        """Return the voices of all local speakers; all are embedded in one call."""
        enough = self._active.sum(axis=0) * self._step >= LEAST_ACTIVITY
        speakers = np.flatnonzero(enough).tolist()
        pieces = [self._heard(speaker) for speaker in speakers]
        vectors = iter(self._embed([piece for several in pieces for piece in several]))
        found: list[Voice] = []
        for speaker, several in zip(speakers, pieces, strict=True):
            found += self._told_apart(speaker, several, np.stack([next(vectors) for _ in several]))
        return found

    def _heard(self, speaker: int) -> list[Flags]:
        """Return the parts of a local speaker to be embedded: its pieces where there are several, else all of it."""
        lonely = self._lonely[:, speaker]
        pieces = self._pieces(lonely)
        if len(pieces) > 1:
            return pieces
        return [lonely if lonely.sum() * self._step >= LEAST_ALONE else self._active[:, speaker]]

    def _told_apart(self, speaker: int, pieces: list[Flags], vectors: Samples) -> list[Voice]:
        """Return the voices of one local speaker: none where too little was heard, several where it is not one person."""
        lonely = self._lonely[:, speaker]
        if len(pieces) == 1:
            whole = np.ones(len(lonely), np.bool_)
            alone = float(lonely.sum() * self._step)
            return [Voice(self._window, speaker, whole, vectors[0], alone)] if vectors[0].any() else []
        seconds = np.array([piece.sum() * self._step for piece in pieces])
        items = Items(vectors, seconds, np.zeros((len(pieces), len(pieces))))
        groups = agglomerate(items, Stop(ONE_VOICE), SAME_VOICE)
        middles = np.array([np.flatnonzero(piece).mean() for piece in pieces])
        nearest = np.abs(np.arange(len(lonely))[:, None] - middles).argmin(axis=1)
        directions = gather(items, groups).vectors.astype(np.float32)
        found = []
        for group, vector in enumerate(directions):
            frames = groups[nearest] == group
            found.append(Voice(self._window, speaker, frames, vector, float((lonely & frames).sum() * self._step)))
        return found

    def _pieces(self, lonely: Flags) -> list[Flags]:
        """Return the stretches of talk that are long enough to be compared, long ones cut: masks (frames,)."""
        least, most = PIECE
        pieces = []
        for first, last in runs(lonely, int(PAUSE / self._step)):
            count = max(1, int(np.ceil((last - first) * self._step / most)))
            for begin, end in zip(
                *(np.linspace(first, last, count + 1).astype(int)[part] for part in _PAIRS), strict=True
            ):
                piece = np.zeros_like(lonely)
                piece[begin:end] = lonely[begin:end]
                if piece.sum() * self._step >= least:
                    pieces.append(piece)
        return pieces

    def _embed(self, masks: list[Flags]) -> Samples:
        spans = [self._spans(self._middle(mask)) for mask in masks]
        return self._embedder.embed(self._audio, spans)

    def _middle(self, frames: Flags) -> Flags:
        """Return the same frames without the first and last ones beyond MOST_HEARD seconds."""
        index = np.flatnonzero(frames)
        spare = max(0, len(index) - int(MOST_HEARD / self._step))
        kept = np.zeros_like(frames)
        kept[index[spare // 2 : len(index) - (spare - spare // 2)]] = True
        return kept

    def _spans(self, frames: Flags) -> list[Span]:
        return [
            Span(self._offset + first * self._step, self._offset + last * self._step) for first, last in runs(frames)
        ]


_PAIRS = (slice(None, -1), slice(1, None))
