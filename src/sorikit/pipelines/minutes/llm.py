"""Minutes by a language model: notes of each part (map), then how they belong together (reduce), all of it checked.

The whole meeting is read, part by part, whatever the model's context; a part that does not fit is halved. The model
never rewrites a note when it gathers them: it only names their numbers, so no line loses its evidence on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace

from sorikit.core.events import Event, Notice, Progress
from sorikit.core.minutes import ActionItem, Item, Minutes
from sorikit.core.text import Segment, Transcript
from sorikit.engines.chat import Chat, ContextTooLong
from sorikit.pipelines.minutes import notices
from sorikit.pipelines.minutes.asking import Asker, Form, GivenUp
from sorikit.pipelines.minutes.drafts import NOTES_SCHEMA, OUTLINE_SCHEMA, Notes, Outline, read_notes, read_outline
from sorikit.pipelines.minutes.evidence import Checker
from sorikit.pipelines.minutes.gathering import Found, gathered, merged
from sorikit.pipelines.minutes.names import Roster, roster_of
from sorikit.pipelines.minutes.options import MinutesOptions
from sorikit.pipelines.minutes.prompts import notes_messages, outline_messages, segment_line, tokens_of
from sorikit.pipelines.minutes.sentences import sentences_of

OVERLAP = 2
"""Segments that neighbouring parts share, so that a question and its answer are not torn apart."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of segments that is given to the model at once."""

    segments: tuple[Segment, ...]
    fresh: int = 0
    """Index of the first segment that no earlier part held."""


@dataclass(slots=True)
class _Reading:
    """What reading the parts has given so far."""

    found: Found = field(default_factory=Found)
    told: list[Notice] = field(default_factory=list)
    answered: int = 0
    dead: bool = False


def parts_of(segments: Sequence[Segment], roster: Roster, tokens: int) -> list[Part]:
    """Return all segments in parts of about ``tokens`` each, cut at segment borders only."""
    parts: list[Part] = []
    run: list[Segment] = []
    size = fresh = 0
    for segment in segments:
        cost = tokens_of(segment_line(segment, roster))
        if len(run) > fresh and size + cost > tokens:
            parts.append(Part(tuple(run), fresh))
            run = run[-OVERLAP:] if len(run) > 2 * OVERLAP else []
            fresh = len(run)
            size = sum(tokens_of(segment_line(kept, roster)) for kept in run)
        run.append(segment)
        size += cost
    if len(run) > fresh:
        parts.append(Part(tuple(run), fresh))
    return parts


def llm_minutes(
    transcript: Transcript, options: MinutesOptions, chat: Chat, plain: Minutes
) -> Generator[Event, None, Minutes]:
    """Return the minutes that ``chat`` writes; ``plain`` ones fill in wherever it fails, with a Notice each time."""
    roster = roster_of(transcript, sentences_of(transcript))
    writer = _Writer(
        transcript, options, plain, Checker.of(transcript, roster, options.date), roster,
        Asker(chat, options.call_seconds, options.budget_seconds),
    )  # fmt: skip
    reading = yield from writer.read()
    if not reading.answered:
        yield from reading.told
        return replace(plain, notices=(*plain.notices, *_sentences(reading.told, plain.language)))
    found = merged(reading.found)
    outline, told = writer.outline(found) if not reading.dead else (None, [notices.no_outline()])
    reading.told += told
    minutes = gathered(found, outline, plain, writer.checker)
    unverified = sum(1 for item in _lines(minutes) if not item.verified)
    if unverified:
        reading.told.append(notices.unverified(unverified))
    yield from reading.told
    title = options.title or minutes.title
    told_as = (*plain.notices, *_sentences(reading.told, plain.language))
    return replace(minutes, title=title, author=chat.name, notices=told_as)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Everything one job needs."""

    transcript: Transcript
    options: MinutesOptions
    plain: Minutes
    checker: Checker
    roster: Roster
    asker: Asker

    def read(self) -> Generator[Event, None, _Reading]:
        """Ask for the notes of every part."""
        reading = _Reading()
        todo = parts_of(self.transcript.segments, self.roster, self.options.chunk_tokens)
        done, total = 0, len(todo) + 1
        while todo:
            part = todo.pop(0)
            yield Progress("minutes", done, total, unit="")
            if reading.dead:
                self._fill(reading.found, part)
                continue
            try:
                notes = self._notes(part)
            except ContextTooLong as error:
                halves = _halves(part)
                if not halves:
                    reading.told.append(notices.part_failed(part.segments[0].start, str(error)))
                    self._fill(reading.found, part)
                todo = halves + todo
                total += max(0, len(halves) - 1)
                continue
            except GivenUp as error:
                reading.dead = error.final
                kind = notices.stopped if error.final else notices.part_failed
                reading.told.append(kind(part.segments[0].start, str(error)))
                self._fill(reading.found, part)
            else:
                reading.answered += 1
                self._keep(reading.found, notes)
            done += 1
        return reading

    def _notes(self, part: Part) -> Notes:
        messages = notes_messages(part.segments, self.roster, self.plain.language, self.options.date)
        notes: Notes = self.asker.ask(messages, Form(NOTES_SCHEMA, read_notes))
        return notes

    def _keep(self, found: Found, notes: Notes) -> None:
        check = self.checker
        found.points += [check.line(draft) for draft in notes.points]
        found.decisions += [check.line(draft, decision=True) for draft in notes.decisions]
        found.actions += [check.action(draft) for draft in notes.actions]
        found.questions += [check.line(draft) for draft in notes.questions]
        found.next_meeting += [check.line(draft) for draft in notes.next_meeting]

    def _fill(self, found: Found, part: Part) -> None:
        """Take the extractive lines of a part that the model did not read."""
        ids = {segment.id for segment in part.segments[part.fresh :]}

        def mine(item: Item | ActionItem) -> bool:
            return bool(item.evidence) and item.evidence[0].segment_id in ids

        found.points += [point for topic in self.plain.topics for point in topic.points if mine(point)]
        found.decisions += filter(mine, self.plain.decisions)
        found.actions += filter(mine, self.plain.actions)
        found.questions += filter(mine, self.plain.questions)
        found.next_meeting += filter(mine, self.plain.next_meeting)

    def outline(self, found: Found) -> tuple[Outline | None, list[Notice]]:
        """Ask how the notes belong together, in batches where they are many; None where no answer can be used."""
        lines = [item.text for item in found.numbered()]
        if not lines:
            return None, []
        minutes = self.transcript.duration / 60
        try:
            return self._outline(lines, max(2, min(16, round(2 + 1.1 * math.sqrt(minutes))))), []
        except (GivenUp, ContextTooLong) as error:
            return None, [notices.no_outline(str(error))]

    def _outline(self, lines: list[str], sentences: int) -> Outline:
        batches = _batches(lines, self.options.chunk_tokens)
        outlines: list[Outline] = []
        offset = 0
        for batch in batches:
            form = Form(OUTLINE_SCHEMA, _reader(len(batch)))
            messages = outline_messages(batch, self.plain.language, sentences)
            outlines.append(_shifted(self.asker.ask(messages, form), offset))
            offset += len(batch)
        if len(outlines) == 1:
            return outlines[0]
        sums = [line for outline in outlines for line in outline.summary]
        short = [line for outline in outlines for line in outline.summary][:sentences]
        title = outlines[0].title
        if sums and len(sums) < len(lines):
            over = self._outline([line.text for line in sums], sentences)
            title = over.title
            short = [
                replace(line, notes=tuple(dict.fromkeys(n for s in line.notes for n in sums[s - 1].notes)))
                for line in over.summary
            ]
        topics = tuple(topic for outline in outlines for topic in outline.topics)
        return Outline(title, tuple(short), topics, tuple(group for outline in outlines for group in outline.same))


def _reader(notes: int) -> Callable[[str], Outline]:
    return lambda answer: read_outline(answer, notes)


def _batches(lines: list[str], tokens: int) -> list[list[str]]:
    batches: list[list[str]] = [[]]
    size = 0
    for line in lines:
        cost = tokens_of(line) + 3
        if batches[-1] and size + cost > tokens:
            batches.append([])
            size = 0
        batches[-1].append(line)
        size += cost
    return batches


def _shifted(outline: Outline, by: int) -> Outline:
    """Return an outline of a batch with the numbers its notes have among all."""
    return Outline(
        outline.title,
        tuple(replace(line, notes=tuple(n + by for n in line.notes)) for line in outline.summary),
        tuple(replace(line, notes=tuple(n + by for n in line.notes)) for line in outline.topics),
        tuple(tuple(n + by for n in group) for group in outline.same),
    )


def _halves(part: Part) -> list[Part]:
    """Return a part in two, [] where it is one segment."""
    middle = len(part.segments) // 2
    if not middle:
        return []
    first = Part(part.segments[:middle], min(part.fresh, middle))
    second = Part(part.segments[middle:], max(0, part.fresh - middle))
    return [half for half in (first, second) if half.fresh < len(half.segments)]


def _lines(minutes: Minutes) -> list[Item | ActionItem]:
    points = [point for topic in minutes.topics for point in topic.points]
    return [
        *minutes.summary, *points, *minutes.decisions, *minutes.actions, *minutes.questions, *minutes.next_meeting,
    ]  # fmt: skip


def _sentences(told: Sequence[Notice], language: str) -> list[str]:
    return [notice.sentence(language) for notice in told]
