"""librosa (https://librosa.org): Whisper's log-mel put together from its parts, and the 39 classic coefficients."""

from __future__ import annotations

from collections.abc import Generator

import librosa
import numpy as np

from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, probe, read_sound
from sorikit.core.audio import Samples
from sorikit.core.recording import SPEECH_RATE


class Extractor:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._variant = setup.variant

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Compute."""
        yield from ()
        features = mfcc39(material.samples) if self._variant == "mfcc39" else log_mel(material.samples, self._variant)
        return Outcome(sound_seconds=material.seconds, shape=features.shape, values=probe(features))


def log_mel(samples: Samples, variant: str) -> Samples:
    """Return what openai-whisper's ``log_mel_spectrogram`` gives: (80 or 128, frames // 160)."""
    n_mels = 128 if variant.endswith("128") else 80
    power = librosa.feature.melspectrogram(
        y=samples, sr=SPEECH_RATE, n_fft=400, hop_length=160, n_mels=n_mels, pad_mode="reflect"
    )[:, : samples.size // 160]
    logarithm = np.log10(np.maximum(power, 1e-10))
    features: Samples = (np.maximum(logarithm, logarithm.max() - 8.0) + 4.0) / 4.0
    return features


def mfcc39(samples: Samples) -> Samples:
    """Return 13 coefficients of 40 bands, their first and second differences: (39, frames), as ``dsp.mfcc`` defines them.

    25 ms every 10 ms, pre-emphasis 0.97 with the first sample as it is, decibels without a floor under the loudest.
    """
    emphasised = librosa.effects.preemphasis(samples, coef=0.97, zi=[0.0])
    power = librosa.feature.melspectrogram(y=emphasised, sr=SPEECH_RATE, n_fft=400, hop_length=160, n_mels=40)
    still = librosa.feature.mfcc(S=librosa.power_to_db(power, top_db=None), n_mfcc=13)
    return np.vstack([still, librosa.feature.delta(still), librosa.feature.delta(still, order=2)])
