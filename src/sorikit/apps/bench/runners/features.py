"""Our features: what the engines themselves use."""

from __future__ import annotations

from collections.abc import Generator

from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, probe, read_sound
from sorikit.core.audio import Samples
from sorikit.core.recording import SPEECH_RATE
from sorikit.dsp.fbank import fbank
from sorikit.dsp.mel import log_mel
from sorikit.dsp.mfcc import mfcc_with_deltas, speech_mfcc


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._variant = setup.variant
        self._mfcc = speech_mfcc(SPEECH_RATE)

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Compute."""
        yield from ()
        features = self._compute(material.samples)
        return Outcome(sound_seconds=material.seconds, shape=features.shape, values=probe(features))

    def _compute(self, samples: Samples) -> Samples:
        if self._variant == "fbank":
            return fbank(samples)
        if self._variant == "mfcc39":
            return mfcc_with_deltas(samples, self._mfcc)
        return log_mel(samples, n_mels=128 if self._variant.endswith("128") else 80)
