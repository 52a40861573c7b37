"""Speech to be made, and speech that was made: what goes into a voice and what comes out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sorikit.core.audio import Audio, join
from sorikit.core.text import Word
from sorikit.core.time import seconds_to_samples


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a script: what to say, and how. What is None is left to the voice, or to the options of the whole.

    ``text`` may hold ``[written](/phonemes/)``, the notation of Kokoro's users, where a pronunciation is prescribed.
    """

    text: str
    language: str | None = None
    """ISO 639-1 code."""
    voice: str | None = None
    speed: float = 1.0
    """Times the speed of the whole."""
    pitch: float = 0.0
    """Semitones added, −12 … 12."""
    volume: float = 0.0
    """Decibels added, −40 … 20."""
    pause: float | None = None
    """Seconds of silence after it; None lets its punctuation decide."""
    chapter: str | None = None
    """Title of the chapter that begins with this line."""


@dataclass(frozen=True, slots=True)
class SpokenCheck:
    """What was found when a spoken sentence was listened to."""

    score: float
    """0 (wrong) … 1 (as written)."""
    heard: str | None = None
    """What the recogniser understood; None where nobody can recognise the language."""
    error_rate: float | None = None
    """Characters of ``heard`` that differ from the text's, both put in words, over the text's; None as ``heard``."""
    faults: tuple[str, ...] = ()
    """What is wrong: "short", "long", "clipped", "silence", "cut", "repeated", "noise", "words", "voice"; empty where it is good."""
    attempts: int = 1
    """How often it was said; the best was taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """One sentence said aloud."""

    audio: Audio
    """Without the silence that follows."""
    text: str
    """The sentence as it was written."""
    words: tuple[Word, ...] = ()
    """Times from the start of ``audio``; empty where the engine cannot tell."""
    pause: float = 0.0
    """Seconds of silence to follow (none after the last sentence)."""
    language: str | None = None
    voice: str | None = None
    chapter: str | None = None
    """Title of the chapter that begins here."""
    check: SpokenCheck | None = None
    """None where nobody listened."""
    unread: tuple[str, ...] = ()
    """Words of it in letters that the voice cannot read: they were left out."""

    @property
    def duration(self) -> float:
        """Seconds, with the silence that follows."""
        return self.audio.duration + self.pause

    def shifted(self, seconds: float) -> tuple[Word, ...]:
        """Return its words with times from the start of the whole, when it begins at ``seconds``."""
        return tuple(replace(word, start=word.start + seconds, end=word.end + seconds) for word in self.words)


def with_pause(spoken: Spoken) -> Audio:
    """Return the sound of a sentence and of the silence after it."""
    frames = seconds_to_samples(spoken.pause, spoken.audio.sample_rate)
    if not frames:
        return spoken.audio
    silence = np.zeros((spoken.audio.channels, frames), np.float32)
    return Audio(np.concatenate([spoken.audio.samples, silence], axis=1), spoken.audio.sample_rate)


def sound_of(sentences: Iterable[Spoken]) -> Audio:
    """Return all sentences as one sound. Raises InvalidAudio where there is none."""
    return join(with_pause(spoken) for spoken in sentences)
