"""How a text is to be said, and what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from sorikit.core.errors import InvalidOption
from sorikit.core.speech import SpokenCheck
from sorikit.core.text import Segment, Transcript, Word
from sorikit.core.time import Span, Turn
from sorikit.engines.tts import SpeakOptions


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """What to ask for, of a whole text. Raises InvalidOption for numbers out of range."""

    voicing: SpeakOptions = field(default_factory=SpeakOptions)
    """Voice, language, speed, pitch, pause; what a line asks for itself goes before it."""
    model: str | None = None
    """Engine by its catalogue name; None takes the default."""
    volume: float = 0.0
    """Decibels added, −40 … 20. What would clip is limited softly."""
    check: bool = True
    """Listen to every sentence, and say it again where something is wrong."""
    voice_vector: tuple[float, ...] = ()
    """What the default speaker model makes of the voice that every sentence should be in, of unit length; where it is given, a
    sentence in another voice is a fault (``check``). Empty listens to no matter whose voice."""
    fallback: bool = True
    """Let the default, offline voice take over where the server of the engine ``edge`` does not answer."""

    def __post_init__(self) -> None:
        if not (math.isfinite(self.volume) and -40.0 <= self.volume <= 20.0):
            raise InvalidOption(
                option="volume",
                detail=f"{self.volume:g} is not between -40 and 20 dB",
                detail_ko=f"{self.volume:g}은(는) -40dB와 20dB 사이가 아닙니다",
            )


@dataclass(frozen=True, slots=True)
class SaidSentence:
    """A sentence of the whole, without its sound."""

    text: str
    start: float
    """Seconds from the start of the whole."""
    end: float
    """Without the silence after it."""
    words: tuple[Word, ...]
    """Times from the start of the whole."""
    language: str | None
    voice: str | None
    chapter: str | None = None
    check: SpokenCheck | None = None
    unread: tuple[str, ...] = ()
    """Words in letters that the voice cannot read, which were left out."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A sentence that could not be said, and why."""

    text: str
    reason: str
    reason_ko: str = ""


@dataclass(frozen=True, slots=True)
class Speech:
    """What came of a text; the sound itself came in events, or is on disk."""

    sentences: tuple[SaidSentence, ...]
    unsaid: tuple[Unsaid, ...]
    duration: float
    """Seconds."""
    sample_rate: int

    @property
    def chapters(self) -> tuple[tuple[str, float], ...]:
        """Titles, and the seconds at which they begin."""
        return tuple((one.chapter, one.start) for one in self.sentences if one.chapter)

    def transcript(self, source: str = "") -> Transcript:
        """Return sentences and words with their times, as every format can write them.

        Voices are the speakers where several say one language: where each language merely has its own, nobody else speaks.
        """
        voices = {(one.language, one.voice) for one in self.sentences}
        named = len(voices) > len({language for language, _ in voices})
        segments = tuple(
            Segment(
                index,
                one.start,
                one.end,
                one.text,
                tuple(_of(word, one.voice if named else None) for word in one.words),
                speaker=one.voice if named else None,
                language=one.language,
            )
            for index, one in enumerate(self.sentences)
        )
        seconds: dict[str, float] = {}
        for one in self.sentences:
            if one.language:
                seconds[one.language] = seconds.get(one.language, 0.0) + one.end - one.start
        main = max(seconds, key=lambda code: seconds[code]) if seconds else None
        turns = tuple(Turn(Span(one.start, one.end), one.voice) for one in self.sentences if named and one.voice)
        return Transcript(
            segments,
            language=main,
            language_probability=1.0 if main else 0.0,
            duration=self.duration,
            turns=turns,
            speech=tuple(Span(one.start, one.end) for one in self.sentences),
            source=source,
        )


def _of(word: Word, speaker: str | None) -> Word:
    return replace(word, speaker=speaker) if speaker else word
