"""A voice that is taken on is measured against its reference, beside the one that would have spoken without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Progress
from sorikit.core.speech import Spoken
from sorikit.engines.tts import SpeakOptions, Supports, Voice, as_cloner
from sorikit.pipelines.cloning import take_on
from sorikit.pipelines.reference import Reference
from sorikit.pipelines.timbre import Ear


class Parrot:
    """Says anything with the very sound that it has learned; its own voice is another recording."""

    sample_rate = 16_000
    clones = True
    supports = Supports(frozenset({"voice", "language"}))

    def __init__(self, own: Audio, languages: tuple[str, ...] = ("en",)) -> None:
        self._sounds = {"own": own}
        self.voices = (Voice("own", "en"),)
        self.languages = languages

    def phonemes(self, text: str, language: str) -> str:
        return ""

    def learn(self, audio: Audio) -> str:
        self._sounds["learned"] = audio
        return "learned"

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        voice = (options or SpeakOptions()).voice or "own"
        yield Spoken(self._sounds[voice], text, voice=voice)


def test_a_cloned_voice_is_measured_beside_the_usual_one(data: Path) -> None:
    files = sorted((data / "asr-en").glob("*.flac"))
    one, other = (decode(path, sample_rate=16_000).mono() for path in (files[0], files[-1]))
    ear = Ear()
    engine = as_cloner(Parrot(other))
    assert engine is not None
    job = take_on(Reference("one", one, ear.timbre(one), 30.0), engine, ear, "en")
    events = list(job)
    found = job.result
    assert [event.done for event in events if isinstance(event, Progress)] == [0, 1, 2, 3]
    assert (found.voice, found.speed, found.semitones) == ("learned", 1.0, 0.0)
    assert found.nearness.cosine == pytest.approx(1.0, abs=1e-4)
    assert found.nearness.probability > 0.9
    assert found.default.cosine < 0.6
    with pytest.raises(InvalidOption, match="has a sentence to be measured with"):
        take_on(Reference("one", one, ear.timbre(one), 30.0), Parrot(other, ("tr",)), ear, "tr").run()
