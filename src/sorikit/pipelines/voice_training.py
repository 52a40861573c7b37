"""A speaker model of one's own: the speech of recordings, one voice each, made into an i-vector model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.errors import UnsuitableVoice
from sorikit.core.events import Event, Job, Progress
from sorikit.core.recording import open_recording
from sorikit.core.time import Span, total
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.engines import speaker, vad
from sorikit.pipelines.diarize import speaking
from sorikit.pipelines.stages import Workspace

MOST_SECONDS = 120.0
"""Of each recording that are learned from."""


def train_voices(
    sources: Sequence[Source], path: Path, options: speaker.TrainOptions | None = None, device: Device | None = None
) -> Job[float]:
    """Return the job that trains an i-vector model on recordings of one voice each and writes it to ``path`` (``.npz``).

    Its result is how many seconds of speech were learned from. Yields Progress("voices") in recordings. Raises
    UnsuitableVoice for one in which nobody speaks, InvalidOption where they are too few or too short for ``options``, and
    what decoding and writing raise.
    """
    return Job(_train(sources, path, options or speaker.TrainOptions(), device))


def _train(
    sources: Sequence[Source], path: Path, options: speaker.TrainOptions, device: Device | None
) -> Generator[Event, None, float]:
    voices: list[Samples] = []
    seconds = 0.0
    for number, source in enumerate(sources, start=1):
        samples, heard = yield from _speech(source, device)
        voices.append(samples)
        seconds += heard
        yield Progress("voices", number, len(sources), unit="")
    speaker.train(voices, path, options)
    return seconds


def _speech(source: Source, device: Device | None) -> Generator[Event, None, tuple[Samples, float]]:
    """Return the speech of a recording, joined, and its seconds."""
    space = Workspace.temporary()
    try:
        recording = yield from open_recording(source, space.folder)
        probabilities, step = speaking(recording, vad.load(None, device))
        spans: list[Span] = []
        for span in speech_spans(probabilities, step, recording.duration, SpeechRule()):
            room = MOST_SECONDS - total(spans)
            if room > 0.0:
                spans.append(Span(span.start, min(span.end, span.start + room)))
        if not spans:
            raise UnsuitableVoice(path=recording.name, detail="nobody speaks in it", detail_ko="말소리가 없습니다")
        parts = [recording.read(span, gain=recording.levels.gain).samples[0] for span in spans]
        return np.concatenate(parts), total(spans)
    finally:
        space.close()
