"""Our voice activity: the detector's probabilities and the rule that makes spans of them."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from sorikit.apps.bench.options import OurVadOptions, read_options
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, read_sound
from sorikit.core.device import Device
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.engines import vad


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        wishes = read_options(OurVadOptions, setup.options, setup.engine)
        release = max(0.01, wishes.threshold - 0.15)
        self._rule = SpeechRule(threshold=wishes.threshold, release=release, padding=wishes.padding)
        self._detector = vad.load(setup.variant, Device(threads=setup.threads))

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Find the speech."""
        yield from ()
        session = self._detector.open()
        probabilities = np.concatenate([session.detect(material.samples), session.finish()])
        spans = speech_spans(probabilities, self._detector.frame_seconds, material.seconds, self._rule)
        return Outcome(sound_seconds=material.seconds, spans=tuple(spans))
