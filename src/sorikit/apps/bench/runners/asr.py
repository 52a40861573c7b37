"""Our recognition, as ``sorikit.transcribe`` does it: decoding, voice activity, windows, words."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path

from sorikit.apps.bench.options import OurAsrOptions, language_for, read_options
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.settings import read_settings
from sorikit.core.device import Device
from sorikit.core.events import Job, SegmentReady
from sorikit.core.recording import open_recording
from sorikit.engines.asr import AsrOptions, set_default_server
from sorikit.pipelines.transcribe import TranscribeOptions, load_engines, transcribe


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        wishes = read_options(OurAsrOptions, setup.options, setup.engine)
        self._language = wishes.language
        self._device = Device(threads=setup.threads, compute_type=wishes.compute_type)
        self._recognition = AsrOptions(
            beam_size=wishes.beam_size, retry=wishes.retry, initial_prompt=wishes.initial_prompt
        )
        self._model = setup.variant
        set_default_server(read_settings().asr_server)
        load_engines(TranscribeOptions(model=self._model), self._device)

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work, as with the peers."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Transcribe; each segment is a part of the answer."""
        language = language_for(self._language, material.language)
        options = TranscribeOptions(
            languages=(language,) if language else (), recognition=self._recognition, model=self._model
        )
        with tempfile.TemporaryDirectory(prefix="sori-bench-") as folder:
            recording = Job(open_recording(Path(material.audio), Path(folder))).run()
            job = transcribe(recording, options, self._device)
            for event in job:
                if isinstance(event, SegmentReady):
                    yield
        transcript = job.result
        text = " ".join(segment.text.strip() for segment in transcript.segments)
        return Outcome(sound_seconds=transcript.duration, text=text, language=transcript.language)
