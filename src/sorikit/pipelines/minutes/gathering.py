"""From checked notes to minutes: twins become one line, points find their topic, nothing gets lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sorikit.core.minutes import ActionItem, Evidence, Item, Minutes, Topic
from sorikit.pipelines.minutes.anchors import plain
from sorikit.pipelines.minutes.drafts import Gathered, Outline
from sorikit.pipelines.minutes.evidence import Checker

Line = TypeVar("Line", Item, ActionItem)

MOST_QUOTES = 8
"""Evidence of one sentence of the summary."""


@dataclass(slots=True)
class Found:
    """The checked lines of all parts."""

    points: list[Item] = field(default_factory=list)
    decisions: list[Item] = field(default_factory=list)
    actions: list[ActionItem] = field(default_factory=list)
    questions: list[Item] = field(default_factory=list)
    next_meeting: list[Item] = field(default_factory=list)

    def numbered(self) -> list[Item | ActionItem]:
        """Return all lines in the order in which the outline numbers them, from 1."""
        return [*self.points, *self.decisions, *self.actions, *self.questions, *self.next_meeting]


def merged(found: Found) -> Found:
    """Return the lines without the twins that overlapping parts bring."""
    return Found(
        _unique(found.points), _unique(found.decisions), _unique(found.actions),
        _unique(found.questions), _unique(found.next_meeting),
    )  # fmt: skip


def _unique(lines: Sequence[Line]) -> list[Line]:
    kept: dict[tuple[str, str], Line] = {}
    for line in lines:
        owner = line.owner or "" if isinstance(line, ActionItem) else ""
        key = (plain(line.text), owner)
        known = kept.get(key)
        # Two lines are one only when they agree: an unverified twin does not borrow the other's evidence.
        if known is None or (line.verified and not known.verified):
            kept[key] = line
    return list(kept.values())


def gathered(found: Found, outline: Outline | None, extractive: Minutes, checker: Checker) -> Minutes:
    """Return the minutes; without an outline summary and topics are the extractive ones, with the points found."""
    doubles = _doubles(found, outline)
    lines = found.numbered()
    summary = [_sentence(line, lines, checker) for line in outline.summary if line.notes] if outline else []
    numbers = {id(line): number for number, line in enumerate(lines, 1)}

    def without_doubles(own: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(line for line in own if numbers[id(line)] not in doubles)

    points = without_doubles(found.points)
    title = outline.title if outline and _fits(outline.title, checker) else extractive.title
    return replace(
        extractive,
        title=title,
        summary=tuple(summary) or extractive.summary,
        topics=_topics(points, found, outline, extractive),
        decisions=without_doubles(found.decisions),
        actions=without_doubles(found.actions),
        questions=without_doubles(found.questions),
        next_meeting=without_doubles(found.next_meeting),
    )


def _fits(title: str, checker: Checker) -> bool:
    """Whether numbers, names and words of a title occur in the meeting at all."""
    segments = checker.index.segments
    everywhere = [Evidence(s.id, s.start, s.end, s.text, s.speaker) for s in segments]
    return bool(title) and checker.supports(title, everywhere)


def _doubles(found: Found, outline: Outline | None) -> set[int]:
    """Return the numbers to leave out: verified twins, as the model names them, of an earlier verified line.

    Only lines of one kind whose evidence meets are believed to be twins; otherwise a lying model could make a
    decision disappear by calling it the same as another.
    """
    lines = found.numbered()
    sizes = [len(own) for own in (found.points, found.decisions, found.actions, found.questions, found.next_meeting)]
    kinds = [kind for kind, size in enumerate(sizes) for _ in range(size)]
    doubles: set[int] = set()
    for group in outline.same if outline else ():
        first = group[0] if group else 0
        for other in group[1:]:
            if kinds[other - 1] == kinds[first - 1] and _meet(lines[first - 1], lines[other - 1]):
                doubles.add(other)
    return doubles


def _meet(left: Item | ActionItem, right: Item | ActionItem) -> bool:
    if (
        isinstance(left, ActionItem)
        and isinstance(right, ActionItem)
        and (left.owner, left.due) != (right.owner, right.due)
    ):
        return False
    cited = {evidence.segment_id for evidence in left.evidence}
    return left.verified >= right.verified and any(evidence.segment_id in cited for evidence in right.evidence)


def _sentence(line: Gathered, lines: Sequence[Item | ActionItem], checker: Checker) -> Item:
    """Return a sentence of the summary with the evidence of the notes it rests on."""
    notes = [lines[number - 1] for number in line.notes]
    evidence = tuple(dict.fromkeys(e for note in notes for e in note.evidence))
    sound = all(note.verified for note in notes) and checker.supports(line.text, evidence)
    return Item(line.text, evidence[:MOST_QUOTES], sound)


def _topics(points: Sequence[Item], found: Found, outline: Outline | None, extractive: Minutes) -> tuple[Topic, ...]:
    place = {id(point): number for number, point in enumerate(found.points, 1)}
    titles: dict[int, int] = {}
    named = [topic for topic in outline.topics if topic.notes] if outline else []
    for index, topic in enumerate(named):
        for number in topic.notes:
            titles.setdefault(number, index)
    groups: dict[int, list[Item]] = {}
    rest: list[Item] = []
    for point in points:
        topic_index = titles.get(place[id(point)])
        (rest if topic_index is None else groups.setdefault(topic_index, [])).append(point)
    topics = [_topic(named[index].text, groups[index]) for index in sorted(groups)]
    if not topics:
        topics = [replace(topic, points=()) for topic in extractive.topics] or [
            Topic(extractive.title, 0.0, extractive.duration)
        ]
    for point in rest:
        at = _nearest(topics, point)
        topics[at] = replace(topics[at], points=tuple(sorted((*topics[at].points, point), key=_start)))
    return tuple(sorted((topic for topic in topics if topic.points), key=lambda topic: topic.start))


def _topic(title: str, points: list[Item]) -> Topic:
    times = [evidence for point in points for evidence in point.evidence]
    start = min((e.start for e in times), default=0.0)
    return Topic(title, start, max((e.end for e in times), default=start), tuple(points))


def _nearest(topics: Sequence[Topic], point: Item) -> int:
    start = _start(point)
    return min(range(len(topics)), key=lambda i: (max(0.0, topics[i].start - start, start - topics[i].end), i))


def _start(item: Item) -> float:
    return min((evidence.start for evidence in item.evidence), default=0.0)
