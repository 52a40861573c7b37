"""What every part of the page knows: the documents, the language, the speakers and what to call them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from sorikit.core.minutes import Minutes
from sorikit.core.text import Transcript
from sorikit.formats.labels import Labels, labels_for

LANGUAGES = ("ko", "en", "ja")
PALETTE_SIZE = 12
"""Colours in ``style.css``; a thirteenth speaker shares the first one's colour but never its number."""


def asset(name: str) -> str:
    """Return the text of a file of the page."""
    return files("sorikit.formats.page").joinpath(name).read_text(encoding="utf-8")


@cache
def words_of(language: str) -> dict[str, str]:
    """Return the words of the page's controls in "ko", "en" or "ja" (English for any other language)."""
    table: dict[str, dict[str, str]] = json.loads(asset("words.json"))
    return table.get(language, table["en"])


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the making."""

    transcript: Transcript
    minutes: Minutes
    language: str
    has_audio: bool = False
    numbers: dict[str, int] = field(default_factory=dict)
    """Speaker label → 0, 1, 2 … in order of first word."""

    @classmethod
    def of(cls, transcript: Transcript, minutes: Minutes, language: str | None, *, has_audio: bool) -> Page:
        """Collect the speakers; ``language`` None takes the minutes' own."""
        labels = [*transcript.speakers, *(s.speaker for s in transcript.segments if s.speaker)]
        labels += [attendee.speaker for attendee in minutes.attendees]
        numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
        chosen = language or minutes.language
        return cls(transcript, minutes, chosen if chosen in LANGUAGES else "en", has_audio, numbers)

    @property
    def words(self) -> dict[str, str]:
        """The words of the controls."""
        return words_of(self.language)

    @property
    def labels(self) -> Labels:
        """The headings, which every format shares."""
        return labels_for(self.language)

    @property
    def duration(self) -> float:
        """Seconds, at least as long as what was said, never 0."""
        last = max((segment.end for segment in self.transcript.segments), default=0.0)
        return max(self.transcript.duration, self.minutes.duration, last, 0.001)

    @property
    def names(self) -> dict[str, str]:
        """Label → name to show: the given one, else "Speaker 1" in the page's language."""
        given = {a.speaker: a.name for a in self.minutes.attendees} | self.transcript.speaker_names
        generic = self.words["speaker"]
        return {
            label: name if (name := given.get(label, label)) != label else f"{generic} {number + 1}"
            for label, number in self.numbers.items()
        }

    def colour(self, speaker: str | None) -> str:
        """The CSS class of a speaker's colour."""
        return f"s{self.numbers[speaker] % PALETTE_SIZE}" if speaker in self.numbers else "s-none"

    def date(self, day: dt.date) -> str:
        """A date with its weekday, as written in the page's language."""
        weekdays, months = self.words["weekdays"], self.words["months"].split()
        names = weekdays.split() if " " in weekdays else list(weekdays)
        month = months[day.month - 1] if months else str(day.month)
        return self.words["date"].format(year=day.year, month=month, day=day.day, weekday=names[day.weekday()])
