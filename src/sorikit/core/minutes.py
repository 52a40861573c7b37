"""Minutes of a meeting, in which every line points back to the audio."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where in the recording a line of the minutes comes from."""

    segment_id: int
    start: float
    """Seconds."""
    end: float
    quote: str
    """Words that stand in that segment, verbatim."""
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the minutes.

    ``verified`` is True only where the evidence was found in the transcript by the checker.
    """

    text: str
    evidence: tuple[Evidence, ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Who does what by when."""

    text: str
    owner: str | None = None
    """Speaker label or name as spoken; None where nobody was named."""
    due: dt.date | None = None
    due_text: str = ""
    """The date as spoken, such as "다음 주 금요일"; empty where none was."""
    evidence: tuple[Evidence, ...] = ()
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of the discussion with its points in order."""

    title: str
    start: float
    end: float
    points: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendee:
    """One voice of the meeting."""

    speaker: str
    """Label, such as ``SPEAKER_00``."""
    name: str
    """Name to show; the label itself while nobody named it."""
    talk_seconds: float
    turns: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a meeting came to. ``language`` is the one it is written in ("ko", "en" or "ja")."""

    title: str
    language: str
    duration: float
    """Seconds."""
    date: dt.date | None = None
    attendees: tuple[Attendee, ...] = ()
    summary: tuple[Item, ...] = ()
    topics: tuple[Topic, ...] = ()
    decisions: tuple[Item, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    questions: tuple[Item, ...] = ()
    """Open questions: asked and not answered."""
    next_meeting: tuple[Item, ...] = ()
    """When and where to meet again; empty where nobody said."""
    author: str = "extractive"
    """"extractive", or the name of the language model that wrote it."""
    notices: tuple[str, ...] = field(default=())
    """What the reader should know, such as that a language model failed."""
