"""Markdown: the minutes, then the transcript. Every line carries the times of its evidence, such as ``[12:34]``.

What people said is shown as said: characters that mean something to Markdown are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

from sorikit.core.minutes import ActionItem, Evidence, Item, Minutes, Topic
from sorikit.core.text import Transcript
from sorikit.core.time import format_clock
from sorikit.formats import _conversation as conversation
from sorikit.formats._paragraphs import paragraphs
from sorikit.formats.labels import Labels, labels_for

_ALWAYS = re.compile(r"[\\`*\[\]<|~]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")  # inside a word, as in SPEAKER_00, it means nothing
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LEADING = re.compile(r"^([#>+=-]|\d+(?=[.)]))")


def dumps(transcript: Transcript, minutes: Minutes | None = None) -> str:
    """Return the document; without ``minutes`` the transcript alone."""
    words = labels_for(minutes.language if minutes else transcript.language)
    blocks = [f"# {escape(transcript.source or words.transcript)}"] if minutes is None else _minutes(minutes, words)
    blocks += [] if minutes is None else _conversation(transcript, minutes, words)
    blocks += _transcript(transcript, words)
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Return ``text`` on one line, so that Markdown shows it as it is."""
    line = " ".join(text.split())
    line = _ALWAYS.sub(lambda mark: "\\" + mark.group(), line)
    line = _UNDERSCORE.sub(r"\\_", line)
    line = _ENTITY.sub(r"\\&", line)
    return _LEADING.sub(lambda mark: mark.group() + "\\" if mark.group()[0].isdigit() else "\\" + mark.group(), line)


def _minutes(minutes: Minutes, words: Labels) -> list[str]:
    names = {attendee.speaker: attendee.name for attendee in minutes.attendees}
    facts = [f"- **{words.date}**: {minutes.date.isoformat()}"] if minutes.date else []
    facts.append(f"- **{words.length}**: {format_clock(minutes.duration)}")
    blocks = [f"# {escape(minutes.title or words.minutes)}", "\n".join(facts)]
    blocks += [f"> ⚠ {escape(notice)}" for notice in minutes.notices]
    if minutes.attendees:
        blocks += [f"## {words.attendees}", _attendees(minutes, words)]
    actions = [_action(action, names, words) for action in minutes.actions]
    blocks += _section(words.summary, _items(minutes.summary, names, words), words)
    blocks += _section(words.decisions, _items(minutes.decisions, names, words), words)
    blocks += _section(words.actions, actions, words)
    if minutes.topics:
        blocks.append(f"## {words.topics}")
        blocks += [_topic(number, topic, names, words) for number, topic in enumerate(minutes.topics, 1)]
    blocks += _section(words.questions, _items(minutes.questions, names, words), words)
    blocks += _section(words.next_meeting, _items(minutes.next_meeting, names, words), words)
    author = words.extractive if minutes.author == "extractive" else escape(minutes.author)
    return [*blocks, f"*{words.written_by.format(author=author)}*"]


def _section(title: str, lines: Sequence[str], words: Labels) -> list[str]:
    return [f"## {title}", "\n".join(lines) or words.none]


def _attendees(minutes: Minutes, words: Labels) -> str:
    spoken = sum(attendee.talk_seconds for attendee in minutes.attendees) or 1.0
    rows = [f"| {words.name} | {words.talk_time} | {words.share} | {words.turns} |", "|---|---:|---:|---:|"]
    rows += [
        f"| {escape(one.name)} | {format_clock(one.talk_seconds)} | {one.talk_seconds / spoken:.0%} | {one.turns} |"
        for one in minutes.attendees
    ]
    return "\n".join(rows)


def _topic(number: int, topic: Topic, names: dict[str, str], words: Labels) -> str:
    heading = f"### {number}. {escape(topic.title)} [{format_clock(topic.start)}–{format_clock(topic.end)}]"
    return "\n\n".join(filter(None, [heading, "\n".join(_items(topic.points, names, words))]))


class _Line(Protocol):
    """What Item and ActionItem share."""

    @property
    def text(self) -> str: ...
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...
    @property
    def verified(self) -> bool: ...


def _items(items: Iterable[Item], names: dict[str, str], words: Labels) -> list[str]:
    return [f"- {escape(item.text)}{_marks(item, words)}{_quotes(item, names)}" for item in items]


def _action(action: ActionItem, names: dict[str, str], words: Labels) -> str:
    owner = escape(names.get(action.owner, action.owner)) if action.owner else words.unknown
    spoken = escape(action.due_text)
    due = action.due.isoformat() + (f" ({spoken})" if spoken else "") if action.due else spoken or words.unknown
    facts = f"{words.owner}: {owner} · {words.due}: {due}"
    return f"- [ ] **{escape(action.text)}** — {facts}{_marks(action, words)}{_quotes(action, names)}"


def _marks(line: _Line, words: Labels) -> str:
    """The evidence times, once each, and a warning where nobody found the evidence."""
    times = dict.fromkeys(f" [{format_clock(proof.start)}]" for proof in line.evidence)
    return "".join(times) + ("" if line.verified else f" ⚠ *{words.unverified}*")


def _quotes(line: _Line, names: dict[str, str]) -> str:
    """What was said, below a line that says it in other words."""
    rows = []
    for proof in line.evidence:
        if (
            proof.quote
            and _plain(proof.quote) not in _plain(line.text)
            and _plain(line.text) not in _plain(proof.quote)
        ):
            speaker = escape(names.get(proof.speaker, proof.speaker)) if proof.speaker else ""
            rows.append(f"\n  - “{escape(proof.quote)}”" + (f" — {speaker}" if speaker else ""))
    return "".join(rows)


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _conversation(transcript: Transcript, minutes: Minutes, words: Labels) -> list[str]:
    """How the turns went, where at least two speak."""
    statistics = transcript.turn_statistics
    if len(statistics.speakers) < 2:
        return []
    given = {attendee.speaker: attendee.name for attendee in minutes.attendees}
    names = [escape(given.get(one.speaker) or transcript.name_of(one.speaker)) for one in statistics.speakers]
    facts = "\n".join(f"- **{name}**: {value}" for name, value in conversation.facts(statistics, words))
    heads = conversation.columns(words)
    rows = [[name, *conversation.row(one, words)] for name, one in zip(names, statistics.speakers, strict=True)]
    follows = [
        [words.after.format(name=name), *(str(count) for count in counts)]
        for name, counts in zip(names, statistics.follows, strict=True)
    ]
    return [
        f"## {words.conversation}",
        facts,
        _table([words.name, *heads], rows),
        f"### {words.follows}",
        _table(["", *names], follows),
    ]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column is text, the others numbers."""
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *(f"| {' | '.join(cells)} |" for cells in rows)])


def _transcript(transcript: Transcript, words: Labels) -> list[str]:
    blocks = [f"## {words.transcript}"]
    for row in paragraphs(transcript):
        who = f" **{escape(row.speaker)}**" if row.speaker else ""
        remark = f" *({words.overlapped})*" if row.overlapped else ""
        blocks.append(f"[{format_clock(row.start)}]{who}{remark}  \n{escape(row.text)}")
    if len(blocks) == 1 and not transcript.unrecognized:
        blocks.append(words.no_speech)
    if transcript.unrecognized:
        spans = [f"- [{format_clock(span.start)}–{format_clock(span.end)}]" for span in transcript.unrecognized]
        blocks += [f"### {words.unrecognized}", "\n".join(spans)]
    return blocks
