"""openai-whisper (https://github.com/openai/whisper): recognition and features. Its weights are not downloaded from here."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import torch
import whisper

from sorikit.apps.bench.options import OpenAIWhisperOptions, language_for, read_options
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, probe, read_sound
from sorikit.core.errors import ModelNotInstalled


class Recogniser:
    """Its own way through a file, float32, beam 5."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(OpenAIWhisperOptions, setup.options, setup.engine)
        weights = Path(self._wishes.weights or Path.home() / ".cache" / "whisper" / f"{setup.variant}.pt")
        if not weights.is_file():
            command = f"python -c \"import whisper; whisper.load_model('{setup.variant}')\""
            raise ModelNotInstalled(name=f"openai-whisper {setup.variant} ({weights})", command=command)
        torch.set_num_threads(setup.threads)
        self._model = whisper.load_model(str(weights), device="cpu")

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Transcribe; it gives its answer as a whole."""
        yield from ()
        sound = read_sound(material.audio)  # its own reader needs a program that may not be there
        found = self._model.transcribe(
            sound.samples,
            language=language_for(self._wishes.language, material.language),
            beam_size=self._wishes.beam_size,
            fp16=False,
        )
        return Outcome(sound_seconds=sound.seconds, text=found["text"].strip(), language=found["language"])


class Extractor:
    """Whisper's features."""

    def __init__(self, setup: Setup) -> None:
        torch.set_num_threads(setup.threads)
        self._n_mels = 128 if setup.variant.endswith("128") else 80

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Compute."""
        yield from ()
        features = whisper.log_mel_spectrogram(material.samples, n_mels=self._n_mels).numpy()
        return Outcome(sound_seconds=material.seconds, shape=features.shape, values=probe(features))
