"""The rules of subtitles, shared by every format that shows cues: how wide, how long, how fast; and what a cue is.

Numbers from Netflix's timed text style guides (partnerhelp.netflixstudios.com, "Timed Text Style Guide": General
Requirements, Subtitle Timing Guidelines, and the pages of the languages). Layout itself is ``cues``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sorikit.core.errors import InvalidOption

READING_SPEEDS = {"en": 20.0, "ko": 12.0, "ja": 4.0, "zh": 9.0, "yue": 9.0, "ar": 20.0, "hi": 22.0}
"""Language → most characters a second (adult programmes). Japanese people speak faster than 4: subtitles that keep every
word cannot hold it, which ``Reading`` then tells."""
READING_SPEED = 17.0
"""The same for other languages: what the guides of most of them say."""
WIDE_LANGUAGES = ("ko", "ja", "zh", "yue")
"""Where a wide character counts 1 and a narrow one (Latin, digit, space) 0.5, as those guides count."""


@dataclass(frozen=True, slots=True)
class SubtitleRule:
    """How subtitles are laid out. Raises InvalidOption for values out of range.

    A limit gives way only where a single word breaks it, or where two people speak at once.
    """

    max_columns: int = 42
    """Columns of a line; Hangul, kana and Han take two (42 Latin characters, 21 Korean ones)."""
    max_lines: int = 2
    max_words: int | None = None
    """Words (eojeol, bunsetsu) of a line; None leaves that to the columns."""
    max_cps: float | None = None
    """Characters a second that can be read; None takes that of the language."""
    min_seconds: float = 5 / 6
    """The shortest a cue stands, where the next one leaves room."""
    max_seconds: float = 7.0
    """The longest a cue stands."""
    gap_frames: int = 2
    """Frames between two cues, so that the eye sees the change."""
    fps: float = 24.0
    """Frames a second of the picture; a burned or muxed video's own are taken instead."""
    speakers: bool | None = None
    """Whether to say who speaks; None does where there are several."""
    highlight: bool = False
    """Whether each word is marked while it is spoken."""

    def __post_init__(self) -> None:
        _within("--max-columns", self.max_columns, 4, 1000)
        _within("--max-lines", self.max_lines, 1, 10)
        _within("--max-words-per-line", 1 if self.max_words is None else self.max_words, 1, 1000)
        _within("--cps", 1.0 if self.max_cps is None else self.max_cps, 0.5, 1000)
        _within("--min-duration", self.min_seconds, 0.0, 60)
        _within("--max-duration", self.max_seconds, max(0.1, self.min_seconds), 600)
        _within("--gap", self.gap_frames, 0, 100)
        _within("--fps", self.fps, 1.0, 1000)

    @property
    def gap(self) -> int:
        """Milliseconds between two cues."""
        return round(1000 * self.gap_frames / self.fps)

    def cps_of(self, language: str | None) -> float:
        """Return the characters a second allowed in a language."""
        return self.max_cps if self.max_cps is not None else READING_SPEEDS.get(language or "", READING_SPEED)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never broken: a word, a Korean eojeol, or a bunsetsu of a script without spaces."""

    text: str
    spaced: bool
    """Whether a space stands before it inside a line."""
    start: float
    """Seconds."""
    end: float


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands on the screen for a while."""

    start: int
    """Milliseconds."""
    end: int
    lines: tuple[str, ...]
    speaker: str = ""
    """Name to show; empty where speakers were not told apart."""
    label: str | None = field(default=None, compare=False)
    """The speaker's label, which gives the colour."""
    language: str | None = field(default=None, compare=False)
    pieces: tuple[tuple[Piece, ...], ...] = field(default=(), compare=False)
    """The pieces of each line, with their own times."""

    def moments(self) -> list[list[tuple[int, int]]]:
        """Return, line by line, each piece's start and end in milliseconds: inside the cue, never going back."""
        found: list[list[tuple[int, int]]] = []
        free = self.start
        for line in self.pieces:
            times = []
            for piece in line:
                start = min(max(round(1000 * piece.start), free), self.end)
                free = min(max(round(1000 * piece.end), start), self.end)
                times.append((start, free))
            found.append(times)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """How well subtitles can be read."""

    cues: int = 0
    fast: int = 0
    """Cues with more characters a second than the rule allows: people spoke so fast."""
    fastest: float = 0.0
    """Characters a second of the fastest cue."""

    @property
    def fast_share(self) -> float:
        """Share of the cues that are too fast, 0 … 1."""
        return self.fast / self.cues if self.cues else 0.0


def reading_of(cues: Sequence[Cue], rule: SubtitleRule | None = None) -> Reading:
    """Return how fast ``cues`` have to be read; a hundredth over the limit is not too fast."""
    wishes = rule or SubtitleRule()
    speeds = [(characters(cue.lines, cue.language) / max(0.001, (cue.end - cue.start) / 1000), cue) for cue in cues]
    fast = sum(speed > 1.01 * wishes.cps_of(cue.language) for speed, cue in speeds)
    return Reading(len(cues), fast, max((speed for speed, _ in speeds), default=0.0))


def characters(lines: Sequence[str], language: str | None) -> float:
    """Return how many characters are to be read, spaces included, as the guides of the language count them."""
    from sorikit.formats._width import display_width  # noqa: PLC0415 - so that naming a rule loads nothing

    text = " ".join(lines)
    columns = display_width(text)
    wide = language in WIDE_LANGUAGES if language else 2 * columns >= 3 * len(text) > 0
    return columns / 2 if wide else float(len(text))


def _within(option: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidOption(
            option=option,
            detail=f"{value:g} is not between {least:g} and {most:g}",
            detail_ko=f"{value:g}은(는) {least:g}과 {most:g} 사이가 아닙니다",
        )
