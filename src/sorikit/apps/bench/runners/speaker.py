"""Our speaker embedding: a voice as a vector."""

from __future__ import annotations

from collections.abc import Generator

from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.apps.bench.runners.common import Sound, read_sound
from sorikit.core.device import Device
from sorikit.engines import speaker


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._embedder = speaker.load(setup.variant, Device(threads=setup.threads))

    def prepare(self, clip: Clip) -> Sound:
        """Decode."""
        return read_sound(clip.audio)

    def run(self, material: Sound) -> Generator[None, None, Outcome]:
        """Embed the whole recording as one voice."""
        yield from ()
        (vector,) = self._embedder.embed(material.audio)
        return Outcome(sound_seconds=material.seconds, values=tuple(float(value) for value in vector))
