"""Text with its times: Word, Segment, Transcript. Every result of the kit that holds words is one of these.

Keys are always there: what is unknown is ``None`` or empty, never missing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sorikit.core.conversation import TurnStatistics, turn_statistics
from sorikit.core.time import Span, Turn, speakers, talk_time, total, union

LATER = {"later": True}
"""Of fields that documents written by earlier releases do not have: their default stands for them."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as written, with its punctuation; ``text`` keeps its leading space where the language writes one."""

    text: str
    start: float
    """Seconds from the start of the recording."""
    end: float
    probability: float = 1.0
    """The recogniser's confidence, 0 … 1."""
    speaker: str | None = None
    """Who said it; None where nobody was told apart."""
    overlapped: bool = False
    """True where somebody else spoke at the same moment."""
    speaker_certain: bool = True
    """False where the word lies in nobody's turn and the nearest speaker was taken."""
    speaker_confidence: float = field(default=1.0, metadata=LATER)
    """How sure it is that this speaker said it, 0 … 1; 1 where nobody asked."""

    @property
    def span(self) -> Span:
        """Its interval."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of speech: one sentence or one breath, by one speaker, in one language."""

    id: int
    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    speaker: str | None = None
    language: str | None = None
    """ISO 639-1 code of this piece."""
    avg_logprob: float = 0.0
    """Mean log probability per token (Whisper's), ≤ 0."""
    no_speech_prob: float = 0.0
    """Whisper's own estimate that the window held no speech, 0 … 1."""
    overlapped: bool = False
    """True where most of its words were spoken over."""
    raw: str = ""
    """What the recogniser wrote, where ``text`` was finished (spacing, numbers, names); empty where nothing was changed."""

    @property
    def span(self) -> Span:
        """Its interval."""
        return Span(self.start, self.end)

    @property
    def confidence(self) -> float:
        """Mean probability of its words, 0 … 1 (1 when it has no words)."""
        if not self.words:
            return 1.0
        return sum(word.probability for word in self.words) / len(self.words)


@dataclass(frozen=True, slots=True)
class Transcript:
    """Who said what, when: the one result object of file, live and server."""

    segments: tuple[Segment, ...] = ()
    language: str | None = None
    """Main language, ISO 639-1; None where nothing was said."""
    language_probability: float = 0.0
    duration: float = 0.0
    """Length of the recording in seconds."""
    turns: tuple[Turn, ...] = ()
    """Who speaks when (may overlap); empty where nobody asked."""
    speech: tuple[Span, ...] = ()
    """Where speech was detected."""
    unrecognized: tuple[Span, ...] = ()
    """Detected speech that has no words: not understood, and said so."""
    speaker_names: dict[str, str] = field(default_factory=dict)
    """Label → name, for the labels that have one."""
    source: str = ""
    """File name of the recording, without its folder."""
    spoken: dict[str, float] = field(default_factory=dict)
    """Language that was spoken → its share of what was said, largest first, summing to 1; after a translation other
    than the language of the text. Empty where nobody asked."""

    @property
    def text(self) -> str:
        """All the words, one segment a line."""
        return "\n".join(segment.text.strip() for segment in self.segments)

    @property
    def words(self) -> Iterator[Word]:
        """Every word in order."""
        for segment in self.segments:
            yield from segment.words

    @property
    def lost_speech(self) -> float:
        """Share of the detected speech that has no words, 0 … 1 (0 where no speech was detected)."""
        heard = total(self.speech)
        return min(1.0, total(self.unrecognized) / heard) if heard else 0.0

    @property
    def unsupported_words(self) -> int:
        """How many words neither lie in nor touch detected speech (0 where no detector was asked)."""
        speech = union(self.speech)
        if not speech:
            return 0
        starts = [span.start for span in speech]
        before = ((word, bisect_right(starts, word.end) - 1) for word in self.words)
        return sum(at < 0 or speech[at].end < word.start for word, at in before)

    @property
    def speakers(self) -> list[str]:
        """Labels in order of first word (from the turns, else from the segments)."""
        if self.turns:
            return speakers(self.turns)
        return list(dict.fromkeys(s.speaker for s in self.segments if s.speaker))

    @property
    def talk_time(self) -> dict[str, float]:
        """Seconds of speech per speaker label."""
        return talk_time(self.turns)

    @property
    def turn_statistics(self) -> TurnStatistics:
        """How the conversation went: from the turns, else from the segments that have a speaker."""
        turns = self.turns or [
            Turn(one.span, one.speaker)
            for one in self.segments
            if one.speaker and 0.0 <= one.start <= one.end < float("inf")
        ]
        return turn_statistics(turns, self.duration)

    def name_of(self, speaker: str | None) -> str:
        """Return the name to show for a label: the given name, else the label, else an empty string."""
        return self.speaker_names.get(speaker, speaker) if speaker else ""

    def renamed(self, names: dict[str, str]) -> Transcript:
        """Return the same transcript with these names added (labels stay as they are)."""
        return replace(self, speaker_names={**self.speaker_names, **names})
