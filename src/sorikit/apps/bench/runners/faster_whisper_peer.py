"""faster-whisper (https://github.com/SYSTRAN/faster-whisper): recognition, voice activity, features.

Its recognition runs on the files of our own Whisper models, so that only the code differs.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import faster_whisper
import numpy as np
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.vad import VadOptions, get_speech_timestamps

from sorikit.apps.bench.options import (
    BatchedOptions,
    FasterWhisperOptions,
    PeerVadOptions,
    language_for,
    read_options,
)
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, probe, read_sound
from sorikit.core.recording import SPEECH_RATE
from sorikit.core.time import Span
from sorikit.store import find_model


def _model(setup: Setup, compute_type: str) -> Any:
    folder = find_model(f"whisper-{setup.variant}").folder
    return faster_whisper.WhisperModel(
        str(folder), device="cpu", compute_type=compute_type, cpu_threads=setup.threads, local_files_only=True
    )


def _collect(segments: Any, info: Any) -> Generator[None, None, Outcome]:
    """Pull its generator, which does the work."""
    texts = []
    for segment in segments:
        texts.append(segment.text.strip())
        yield
    return Outcome(sound_seconds=float(info.duration), text=" ".join(texts), language=info.language)


class Sequential:
    """One window after another: its default way."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(FasterWhisperOptions, setup.options, setup.engine)
        self._whisper = _model(setup, self._wishes.compute_type)

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Transcribe; each segment is a part of the answer."""
        wishes = self._wishes
        segments, info = self._whisper.transcribe(
            material.audio,
            language=language_for(wishes.language, material.language),
            beam_size=wishes.beam_size,
            vad_filter=wishes.vad_filter,
            word_timestamps=wishes.word_timestamps,
            condition_on_previous_text=wishes.condition_on_previous_text,
        )
        return (yield from _collect(segments, info))


class Batched:
    """Windows cut by voice activity, several at once."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(BatchedOptions, setup.options, setup.engine)
        self._pipeline = faster_whisper.BatchedInferencePipeline(_model(setup, self._wishes.compute_type))

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Transcribe; each segment is a part of the answer."""
        wishes = self._wishes
        segments, info = self._pipeline.transcribe(
            material.audio,
            language=language_for(wishes.language, material.language),
            beam_size=wishes.beam_size,
            batch_size=wishes.batch_size,
            word_timestamps=wishes.word_timestamps,
        )
        return (yield from _collect(segments, info))


class Detector:
    """Silero VAD as it is packed there. It uses one thread, as ours does."""

    def __init__(self, setup: Setup) -> None:
        wishes = read_options(PeerVadOptions, setup.options, setup.engine)
        self._options = VadOptions(
            threshold=wishes.threshold,
            min_silence_duration_ms=wishes.min_silence_duration_ms,
            speech_pad_ms=wishes.speech_pad_ms,
        )
        get_speech_timestamps(np.zeros(SPEECH_RATE, np.float32), self._options)  # it loads its network when first used

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Find the speech."""
        yield from ()
        found = get_speech_timestamps(material.samples, self._options)
        spans = tuple(Span(one["start"] / SPEECH_RATE, one["end"] / SPEECH_RATE) for one in found)
        return Outcome(sound_seconds=material.seconds, spans=spans)


class Extractor:
    """Whisper's features."""

    def __init__(self, setup: Setup) -> None:
        self._extract = FeatureExtractor(feature_size=128 if setup.variant.endswith("128") else 80)

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Compute; without the silence that it appends by default, so that all compute the same."""
        yield from ()
        features = self._extract(material.samples, padding=0)
        return Outcome(sound_seconds=material.seconds, shape=features.shape, values=probe(features))
