"""Our diarization, as ``sorikit.diarize`` does it."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

from sorikit.apps.bench.options import DiarizationWishes, read_options, speakers_for
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.core.device import Device
from sorikit.core.events import Job
from sorikit.core.recording import open_recording
from sorikit.engines import segmentation, speaker, vad
from sorikit.pipelines.diarize import DiarizationOptions, diarize


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(DiarizationWishes, setup.options, setup.engine)
        self._label = setup.engine
        self._device = Device(threads=setup.threads)
        speakers_for(self._wishes.num_speakers, None, setup.engine)
        segmentation.load(None, self._device)
        speaker.load(None, self._device)
        vad.load(None, self._device)

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Find who speaks when; the answer comes as a whole."""
        yield from ()
        count = speakers_for(self._wishes.num_speakers, material.num_speakers, self._label)
        with tempfile.TemporaryDirectory(prefix="sori-bench-") as folder:
            recording = Job(open_recording(Path(material.audio), Path(folder))).run()
            result = diarize(recording, DiarizationOptions(num_speakers=count), self._device).run()
        return Outcome(sound_seconds=recording.duration, turns=result.turns)
