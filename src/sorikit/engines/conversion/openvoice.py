"""OpenVoice v2's tone colour converter (Qin et al. 2023, arXiv:2312.01479) through coqui-tts, in its managed environment.

A folder with ``config.json`` and ``checkpoint.pth`` as MyShell publishes them. A tone colour is one vector of a recording; the
source's is taken out of its spectrogram's latent, the reference's put in. Words, pace and melody stay those of the source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.resample import resample
from sorikit.engines._worker import Program, Worker
from sorikit.engines.conversion import SETTINGS, WEIGHTS
from sorikit.engines.workers import script_of
from sorikit.engines.workers.wire import Message
from sorikit.store import ModelFiles
from sorikit.store.environments import default_environments

ENVIRONMENT = "coqui"
SEED = 20_260
"""Of the noise, for every part."""
MOST_HEARD = 60.0
"""Seconds of a recording that a tone colour is taken from."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenVoiceChanger:
    """Two tone colours, and who goes from one to the other."""

    worker: Worker
    sample_rate: int
    own: Samples
    """Tone colour of the source, ``(dim,)``."""
    other: Samples

    def change(self, audio: Audio) -> Audio:
        """Return mono ``audio`` in the other voice. Raises WorkerFailed, OutOfMemory."""
        sound = resample(audio, self.sample_rate).samples[0]
        colours = {"own": self.own, "other": self.other}
        made = self.worker.ask("change", {"seed": SEED}, {"sound": sound, **colours}).arrays["sound"]
        whole = np.zeros(sound.size, np.float32)
        whole[: min(made.size, whole.size)] = made[: whole.size]
        return resample(Audio(whole, self.sample_rate), audio.sample_rate)


class OpenVoiceConverter:
    """The engine."""

    def __init__(self, files: ModelFiles, device: Device) -> None:
        """Raises RuntimeMissing without the environment, InvalidOption for a folder that it cannot load, WorkerFailed."""
        environment = default_environments().find(ENVIRONMENT, f"model {files.card.title!r}")
        program = Program("openvoice", environment.python, script_of("openvoice"), threads=device.num_threads)
        named = {file.name for file in files.card.files}
        weights, settings = (files.path(name) if name in named else files.folder / name for name in (WEIGHTS, SETTINGS))
        fields = {"verb": "load", "weights": str(weights), "settings": str(settings), "device": device.name}
        self._worker = Worker(program, Message("call", fields))
        self.sample_rate = int(self._worker.told.fields["sample_rate"])

    def toward(self, source: Audio, reference: Audio) -> OpenVoiceChanger:
        """Return what changes the voice of ``source`` to that of ``reference``. Raises WorkerFailed, OutOfMemory."""
        return OpenVoiceChanger(self._worker, self.sample_rate, self.colour(source), self.colour(reference))

    def colour(self, audio: Audio) -> Samples:
        """Return the tone colour of mono ``audio``, ``(dim,)``. Raises InvalidOption for less than a tenth of a second."""
        heard = resample(audio, self.sample_rate).samples[0, : round(MOST_HEARD * self.sample_rate)]
        if heard.size < self.sample_rate // 10:
            raise InvalidOption(
                option="recording",
                detail="there is too little sound in it for a tone colour",
                detail_ko="음색을 알기에는 소리가 너무 짧습니다",
            )
        return self._worker.ask("colour", arrays={"sound": heard}).arrays["colour"]
