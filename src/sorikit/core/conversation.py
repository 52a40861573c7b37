"""How a conversation went: who holds the floor how long, who answers whom and how fast, who is interrupted.

Everything follows from the turns alone, so it is the same for a transcript, a diarization and a reference. The words are the
field's: a *pause* lies between two pieces of talk of one speaker, a *gap* between two speakers, a gap of negative length is an
*overlap* (Sacks, Schegloff & Jefferson, "A simplest systematics for the organization of turn-taking", Language 50, 1974;
Heldner & Edlund, "Pauses, gaps and overlaps in conversations", Journal of Phonetics 38, 2010).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from sorikit.core.time import Span, Turn, overlapped, speakers, subtract, talk_time, total, union

SAME_TURN = 2.0
"""Seconds of silence that a speaker may pause before going on counts as a new turn."""
ANSWER = 5.0
"""Seconds of silence after which what somebody says is no answer to what was said before."""
SIGNAL = 1.0
"""Longest listening signal ("네", "yeah") in seconds: talk this short, wholly inside another's, takes nobody's turn."""
INTERRUPTION = 0.4
"""Seconds that the interrupted one would still have gone on, at least: two syllables (West & Zimmerman, 1983). Shorter
overlaps are two people changing over smoothly."""


@dataclass(frozen=True, slots=True)
class SpeakerStatistics:
    """One speaker's part."""

    speaker: str
    """Label, as in the turns."""
    talk_seconds: float
    """Seconds of talk, overlapped or not."""
    share: float
    """Of the talk of all speakers, 0 … 1."""
    turns: int
    """How often this speaker held the floor, or spoke at length into another's turn."""
    mean_turn: float
    """Seconds, own pauses of up to ``SAME_TURN`` included; 0 without a turn."""
    longest_turn: float
    """Seconds."""
    signals: int
    """Listening signals: talk of up to ``SIGNAL`` seconds inside another's."""
    interruptions: int
    """How often this speaker began ``INTERRUPTION`` seconds or more before another had finished."""
    interrupted: int
    """How often that was done to this speaker."""
    overlap_seconds: float
    """Seconds in which this speaker talks while somebody else does."""
    response_gap: float | None
    """Median seconds from the end of another's turn to the beginning of this speaker's next one, negative for overlaps;
    None where this speaker never follows anybody within ``ANSWER`` seconds."""


@dataclass(frozen=True, slots=True)
class TurnStatistics:
    """The conversation as a whole, and each speaker's part."""

    duration: float
    """Seconds of the recording."""
    speech: float
    """Seconds in which anybody talks."""
    silence: float
    """Seconds in which nobody talks."""
    overlap: float
    """Seconds in which two or more talk."""
    longest_silence: Span | None
    """None where somebody always talks."""
    turns: int
    interruptions: int
    response_gap: float | None
    """Median over all changes of speaker, as ``SpeakerStatistics.response_gap``."""
    speakers: tuple[SpeakerStatistics, ...]
    """In order of first word."""
    follows: tuple[tuple[int, ...], ...]
    """``follows[i][j]``: how often speaker ``j`` took the floor after speaker ``i``, within ``ANSWER`` seconds; ``i == j`` where
    the same one went on after a pause of more than ``SAME_TURN``. Rows and columns as ``speakers``."""


def turn_statistics(turns: Iterable[Turn], duration: float) -> TurnStatistics:
    """Return how the conversation of ``turns`` went in a recording of ``duration`` seconds.

    Turns may come in any order and overlap. A turn beyond the end makes the recording longer; a duration that is no number
    counts as 0. Takes n log n time for turns
    of which only a few overlap at once.
    """
    given = sorted(turn for turn in turns if turn.span.duration > 0.0)
    labels = speakers(given)
    known = duration if math.isfinite(duration) else 0.0
    whole = max([0.0, known, *(turn.end for turn in given)])
    parts = {label: _Part() for label in labels}
    follows = {one: dict.fromkeys(labels, 0) for one in labels}
    _hear(_talk_of(given, labels), parts, follows)
    talk, both = talk_time(given), overlapped(given)
    speech = union(turn.span for turn in given)
    quiet = subtract([Span(0.0, whole)], speech)
    everything = sum(talk.values())
    gaps = [gap for part in parts.values() for gap in part.gaps]
    return TurnStatistics(
        duration=whole,
        speech=total(speech),
        silence=total(quiet),
        overlap=total(both),
        longest_silence=max(quiet, key=lambda span: span.duration, default=None),
        turns=sum(len(part.turns) for part in parts.values()),
        interruptions=sum(part.interruptions for part in parts.values()),
        response_gap=median(gaps) if gaps else None,
        speakers=tuple(
            _statistics(label, parts[label], talk[label], everything, _shared(given, label)) for label in labels
        ),
        follows=tuple(tuple(follows[one][other] for other in labels) for one in labels),
    )


@dataclass(slots=True)
class _Part:
    """What is counted of one speaker."""

    turns: list[float] = field(default_factory=list)
    """Lengths in seconds."""
    signals: int = 0
    interruptions: int = 0
    interrupted: int = 0
    gaps: list[float] = field(default_factory=list)


def _talk_of(turns: Sequence[Turn], labels: Sequence[str]) -> list[Turn]:
    """Return the turns, those of one speaker that touch joined; of two that begin at once the shorter one last."""
    own = {label: union(turn.span for turn in turns if turn.speaker == label) for label in labels}
    talk = [Turn(span, label) for label, spans in own.items() for span in spans]
    return sorted(talk, key=lambda turn: (turn.start, -turn.end, labels.index(turn.speaker)))


def _hear(talk: Sequence[Turn], parts: dict[str, _Part], follows: dict[str, dict[str, int]]) -> None:
    """Go through the talk in order of time, following who holds the floor."""
    holder: Turn | None = None
    for turn in talk:
        part = parts[turn.speaker]
        if holder is None:
            part.turns.append(turn.span.duration)
            holder = turn
            continue
        before = parts[holder.speaker]
        gap = turn.start - holder.end
        if turn.speaker == holder.speaker and gap <= SAME_TURN:
            part.turns[-1] = turn.end - holder.start
            holder = Turn(Span(holder.start, turn.end), turn.speaker)
            continue
        inside = turn.end <= holder.end
        if inside and turn.span.duration <= SIGNAL:
            part.signals += 1
            continue
        part.turns.append(turn.span.duration)
        if gap <= -INTERRUPTION:
            part.interruptions += 1
            before.interrupted += 1
        if inside:
            continue  # spoken at length into another's turn, who goes on: the floor does not change
        if gap <= ANSWER:
            follows[holder.speaker][turn.speaker] += 1
            if turn.speaker != holder.speaker:
                part.gaps.append(gap)
        holder = turn


def _shared(turns: Sequence[Turn], label: str) -> float:
    """Return the seconds in which ``label`` talks while somebody else does."""
    own = union(turn.span for turn in turns if turn.speaker == label)
    others = union(turn.span for turn in turns if turn.speaker != label)
    return total(own) - total(subtract(own, others))


def _statistics(label: str, part: _Part, talk: float, everything: float, shared: float) -> SpeakerStatistics:
    return SpeakerStatistics(
        speaker=label,
        talk_seconds=talk,
        share=talk / everything,
        turns=len(part.turns),
        mean_turn=sum(part.turns) / len(part.turns) if part.turns else 0.0,
        longest_turn=max(part.turns, default=0.0),
        signals=part.signals,
        interruptions=part.interruptions,
        interrupted=part.interrupted,
        overlap_seconds=max(0.0, shared),
        response_gap=median(part.gaps) if part.gaps else None,
    )
