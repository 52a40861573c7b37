"""The statistics of turns as rows of words: what Markdown, HTML and the command line show of them."""

from __future__ import annotations

from sorikit.core.conversation import SpeakerStatistics, TurnStatistics
from sorikit.core.time import format_clock
from sorikit.formats.labels import Labels

LONG = 60.0
"""Seconds from which a length is shown as a clock."""
NONE = "–"


def facts(statistics: TurnStatistics, words: Labels) -> list[tuple[str, str]]:
    """Return what is to be said of the whole: name and value."""
    whole = statistics.duration or 1.0
    found = [
        (words.speech, f"{length(statistics.speech, words)} ({statistics.speech / whole:.0%})"),
        (words.silence, f"{length(statistics.silence, words)} ({statistics.silence / whole:.0%})"),
        (words.overlap, f"{length(statistics.overlap, words)} ({statistics.overlap / whole:.0%})"),
    ]
    if (still := statistics.longest_silence) is not None:
        place = f"{format_clock(still.start)}–{format_clock(still.end)}"
        found.append((words.longest_silence, f"{length(still.duration, words)} ({place})"))
    return [*found, (words.turns, str(statistics.turns)), (words.response_gap, gap(statistics.response_gap, words))]


def columns(words: Labels) -> tuple[str, ...]:
    """Return the heads of a table with a row a speaker."""
    return tuple(getattr(words, name) for name in _HEADS)


def row(speaker: SpeakerStatistics, words: Labels) -> tuple[str, ...]:
    """Return the cells of one speaker, as ``columns``; the name is the caller's."""
    return (
        f"{length(speaker.talk_seconds, words)} ({speaker.share:.0%})",
        str(speaker.turns),
        length(speaker.mean_turn, words),
        length(speaker.longest_turn, words),
        gap(speaker.response_gap, words),
        str(speaker.interruptions),
        str(speaker.interrupted),
        str(speaker.signals),
    )


def length(seconds: float, words: Labels) -> str:
    """Return a length of time as people write it: seconds below a minute, a clock from there."""
    return format_clock(seconds) if seconds >= LONG else words.seconds.format(count=f"{seconds:.1f}")


def gap(seconds: float | None, words: Labels) -> str:
    """Return a gap between two speakers; negative is an overlap."""
    if seconds is None:
        return NONE
    sign = "−" if seconds <= -0.05 else ""
    return sign + length(abs(seconds), words)


_HEADS = ("talk_time", "turns", "mean_turn", "longest_turn", "response_gap", "interruptions", "interrupted", "signals")
"""Fields of ``Labels``, column by column."""
