"""Word documents: the minutes, then the transcript as a table of time, speaker and words, ready to be edited and signed.

Every line of the minutes carries the times of its evidence, as in Markdown; what was not verified says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sorikit.core.minutes import ActionItem, Item, Minutes, Topic
from sorikit.core.text import Transcript
from sorikit.core.time import format_clock
from sorikit.formats._ooxml import Run, document, paragraph, table
from sorikit.formats._paragraphs import clock_span, paragraphs
from sorikit.formats.labels import Labels, labels_for


def dump_bytes(transcript: Transcript, minutes: Minutes | None = None) -> bytes:
    """Return the document as a .docx file; without ``minutes`` the transcript alone."""
    language = minutes.language if minutes else transcript.language
    words = labels_for(language)
    title = (minutes.title if minutes else transcript.source) or (words.minutes if minutes else words.transcript)
    blocks = [paragraph(title, style="Title")]
    if minutes is not None:
        blocks += _minutes(minutes, words)
    blocks += _transcript(transcript, words)
    return document(blocks, title=title, language=language)


def _minutes(minutes: Minutes, words: Labels) -> Iterator[str]:
    names = {attendee.speaker: attendee.name for attendee in minutes.attendees}
    facts = [f"{words.date}: {minutes.date.isoformat()}"] if minutes.date else []
    yield paragraph(" · ".join([*facts, f"{words.length}: {format_clock(minutes.duration)}"]))
    for notice in minutes.notices:
        yield paragraph(Run(f"⚠ {notice}", bold=True))
    if minutes.attendees:
        yield paragraph(words.attendees, style="Heading1")
        yield _attendees(minutes, words)
    yield from _section(words.summary, minutes.summary, words)
    yield from _section(words.decisions, minutes.decisions, words)
    yield paragraph(words.actions, style="Heading1")
    if minutes.actions:
        head = (words.action, words.owner, words.due)
        rows = [_action(action, names, words) for action in minutes.actions]
        yield table((5, 2, 2.4), [head, *rows], head=True)
    else:
        yield paragraph(words.none)
    if minutes.topics:
        yield paragraph(words.topics, style="Heading1")
        for number, topic in enumerate(minutes.topics, 1):
            yield from _topic(number, topic, words)
    yield from _section(words.questions, minutes.questions, words)
    yield from _section(words.next_meeting, minutes.next_meeting, words)
    author = words.extractive if minutes.author == "extractive" else minutes.author
    yield paragraph(Run(words.written_by.format(author=author), faint=True))


def _attendees(minutes: Minutes, words: Labels) -> str:
    spoken = sum(attendee.talk_seconds for attendee in minutes.attendees) or 1.0
    rows = [
        (one.name, format_clock(one.talk_seconds), f"{one.talk_seconds / spoken:.0%}", str(one.turns))
        for one in minutes.attendees
    ]
    return table((4, 2, 2, 2), [(words.name, words.talk_time, words.share, words.turns), *rows], head=True)


def _section(title: str, items: Iterable[Item], words: Labels) -> Iterator[str]:
    yield paragraph(title, style="Heading1")
    lines = [paragraph(item.text, *_marks(item, words), style="ListBullet") for item in items]
    yield from lines or [paragraph(words.none)]


def _topic(number: int, topic: Topic, words: Labels) -> Iterator[str]:
    times = f"  {format_clock(topic.start)}–{format_clock(topic.end)}"
    yield paragraph(f"{number}. {topic.title}", Run(times, faint=True), style="Heading2")
    for item in topic.points:
        yield paragraph(item.text, *_marks(item, words), style="ListBullet")


def _action(action: ActionItem, names: dict[str, str], words: Labels) -> tuple[list[Run], str, str]:
    owner = names.get(action.owner, action.owner) if action.owner else words.unknown
    spoken = action.due_text
    due = action.due.isoformat() + (f" ({spoken})" if spoken else "") if action.due else spoken or words.unknown
    return [Run(action.text), *_marks(action, words)], owner, due


def _marks(line: Item | ActionItem, words: Labels) -> Iterator[Run]:
    """Yield the evidence times, once each, and a warning where nobody found the evidence."""
    for time in dict.fromkeys(format_clock(proof.start) for proof in line.evidence):
        yield Run(f"  [{time}]", faint=True)
    if not line.verified:
        yield Run(f"  ⚠ {words.unverified}", bold=True)


def _transcript(transcript: Transcript, words: Labels) -> Iterator[str]:
    yield paragraph(words.transcript, style="Heading1")
    found = paragraphs(transcript)
    named = any(row.speaker for row in found)
    rows = []
    for row in found:
        remark = [Run(f"  ({words.overlapped})", faint=True)] if row.overlapped else []
        who = [[Run(row.speaker, bold=True)]] if named else []
        rows.append(([Run(format_clock(row.start), faint=True)], *who, [Run(row.text), *remark]))
    if rows:
        yield table((1.1, 1.9, 7) if named else (1.1, 8.9), rows, head=False)
    elif not transcript.unrecognized:
        yield paragraph(words.no_speech)
    if transcript.unrecognized:
        yield paragraph(words.unrecognized, style="Heading2")
        for span in transcript.unrecognized:
            yield paragraph(clock_span(span), style="ListBullet")
