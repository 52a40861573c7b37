"""pyannote.audio (https://github.com/pyannote/pyannote-audio): diarization by a pipeline that lies in a local folder."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import torch
from pyannote.audio import Pipeline as Pyannote

from sorikit.apps.bench.options import DiarizationWishes, read_options, speakers_for
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import read_sound
from sorikit.core.errors import ModelNotInstalled
from sorikit.core.recording import SPEECH_RATE
from sorikit.core.time import Span, Turn

COMMUNITY = "pyannote/speaker-diarization-community-1"


class Pipeline:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(DiarizationWishes, setup.options, setup.engine)
        self._label = setup.engine
        if not self._wishes.model or not Path(self._wishes.model).exists():
            command = f"hf download {COMMUNITY} --local-dir DIR, then --option {setup.engine}:model=DIR"
            raise ModelNotInstalled(name=COMMUNITY, command=command)
        torch.set_num_threads(setup.threads)
        self._pipeline = Pyannote.from_pretrained(self._wishes.model)

    def prepare(self, clip: Clip) -> Clip:
        """Nothing: decoding the file belongs to the work."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Find who speaks when; the answer comes as a whole."""
        yield from ()
        sound = read_sound(material.audio)
        count = speakers_for(self._wishes.num_speakers, material.num_speakers, self._label)
        waveform = torch.from_numpy(sound.samples)[None]
        found = self._pipeline({"waveform": waveform, "sample_rate": SPEECH_RATE}, num_speakers=count)
        annotation = getattr(found, "speaker_diarization", found)  # since 4.0 the result holds several
        tracks = annotation.itertracks(yield_label=True)
        turns = sorted(Turn(Span(max(0.0, one.start), one.end), str(label)) for one, _, label in tracks)
        return Outcome(sound_seconds=sound.seconds, turns=tuple(turns))
