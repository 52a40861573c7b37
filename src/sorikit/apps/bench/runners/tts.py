"""Our speech: sentence by sentence, kept as FLAC so that it can be listened to and judged."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from pathlib import Path

from sorikit.apps.bench.options import SpeakWishes, read_options
from sorikit.apps.bench.records import Clip, Outcome, Setup
from sorikit.core.codecs import write
from sorikit.core.device import Device
from sorikit.core.errors import InvalidDocument
from sorikit.core.speech import sound_of
from sorikit.engines import tts


class Sorikit:
    """See ``records.Runner``."""

    def __init__(self, setup: Setup) -> None:
        self._wishes = read_options(SpeakWishes, setup.options, setup.engine)
        self._folder = Path(setup.folder)
        self._speaker = tts.load(setup.variant, Device(threads=setup.threads))

    def prepare(self, clip: Clip) -> Clip:
        """Nothing."""
        return clip

    def run(self, material: Clip) -> Generator[None, None, Outcome]:
        """Speak; each sentence is a part of the answer."""
        options = tts.SpeakOptions(
            voice=self._wishes.voice or None, language=material.language, speed=self._wishes.speed
        )
        parts = []
        for spoken in self._speaker.speak(material.text or "", options):
            parts.append(spoken)
            yield
        if not parts:
            raise InvalidDocument(
                name=material.id, detail="its text has no words to say", detail_ko="글에 읽을 말이 없습니다"
            )
        whole = sound_of(parts)
        name = hashlib.blake2b(material.id.encode(), digest_size=4).hexdigest()
        path = self._folder / f"{Path(material.id).name}-{name}.flac"
        write(whole, path)
        return Outcome(sound_seconds=whole.duration, made=path.relative_to(self._folder.parent.parent).as_posix())
