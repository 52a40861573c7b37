"""Who speaks when: a lane per speaker with talk time, the time axis, and where decisions and tasks were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sorikit.core.time import Span, Turn, intersection, overlapped, talk_time, union
from sorikit.formats.page.context import Page
from sorikit.formats.page.markup import badge, clock, name, text

LANE_WIDTH = 1000
LANE_HEIGHT = 10
FINEST = 1 / 900
"""The shortest visible piece, as a share of the whole: about a pixel on a desk."""
TICK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
MOST_TICKS = 9
MANY = 8
"""With more speakers the lanes are drawn thinner."""


def turns_of(page: Page) -> list[Turn]:
    """The turns, or where nobody told them apart, those of the segments."""
    if page.transcript.turns:
        return list(page.transcript.turns)
    return [Turn(segment.span, segment.speaker) for segment in page.transcript.segments if segment.speaker]


def chart(page: Page) -> Iterator[str]:
    """The lanes of all speakers over one axis; nothing where there are no speakers."""
    turns = turns_of(page)
    if not page.numbers:
        return
    both = overlapped(turns)
    seconds = {attendee.speaker: attendee.talk_seconds for attendee in page.minutes.attendees} | talk_time(turns)
    whole = sum(seconds.values()) or 1.0
    most = max(seconds.values(), default=0.0) or 1.0
    dense = " dense" if len(page.numbers) > MANY else ""
    yield f'<section class="chart{dense}" id="chart" aria-label="{text(page.words["timeline"])}">\n<ol class="lanes">\n'
    for label in page.numbers:
        own = [turn.span for turn in turns if turn.speaker == label]
        talked = seconds.get(label, 0.0)
        yield (
            f'<li class="lane {page.colour(label)}"><div class="who">{badge(page, label)}{name(page, label, button=True)}</div>'
            f'<div class="track" data-track>{_lane(own, intersection(own, both), page.duration)}</div>'
            f'<div class="share" title="{text(page.labels.talk_time)}">'
            f'<svg class="bar" aria-hidden="true"><rect width="{100 * talked / most:.1f}%" height="100%" rx="2"></rect></svg>'
            f'<span class="talked">{clock(talked)}</span><span class="percent">{100 * talked / whole:.0f}%</span></div></li>\n'
        )
    yield f'</ol>\n<div class="axis" aria-hidden="true"><svg>{"".join(_axis(page))}</svg></div>\n'
    yield from _legend(page, both)
    yield "</section>\n"


def strip(page: Page) -> str:
    """All speakers in one line, for the seek bar of the player."""
    turns = turns_of(page)
    paths = []
    for label in page.numbers:
        path = _path((turn.span for turn in turns if turn.speaker == label), page.duration, 0, LANE_HEIGHT)
        paths.append(f'<path class="{page.colour(label)}" d="{path}"></path>')
    return _svg("strip", "".join(paths))


def _lane(own: Iterable[Span], both: Iterable[Span], duration: float) -> str:
    talk = _path(own, duration, 0, LANE_HEIGHT)
    over = _path(both, duration, 0.75 * LANE_HEIGHT, 0.25 * LANE_HEIGHT)
    return _svg("lane-svg", f'<path class="talking" d="{talk}"></path><path class="both" d="{over}"></path>')


def _svg(kind: str, inside: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {LANE_WIDTH} {LANE_HEIGHT}" preserveAspectRatio="none" aria-hidden="true">'
        f"{inside}</svg>"
    )


def _path(spans: Iterable[Span], duration: float, top: float, height: float) -> str:
    """One path for all the pieces of a lane: a long meeting costs one element, not thousands."""
    parts = []
    for span in union(spans, gap=duration * FINEST / 2):
        left = LANE_WIDTH * span.start / duration
        width = max(LANE_WIDTH * span.duration / duration, LANE_WIDTH * FINEST)
        parts.append(f"M{left:.2f} {top:g}h{width:.2f}v{height:g}h-{width:.2f}z")
    return "".join(parts)


def _axis(page: Page) -> Iterator[str]:
    duration = page.duration
    step = next((step for step in TICK_STEPS if duration / step <= MOST_TICKS), TICK_STEPS[-1])
    for index in range(int(duration / step) + 1):
        share = 100 * index * step / duration
        anchor = "start" if index == 0 else "end" if share > 96 else "middle"
        odd = ' class="odd"' if index % 2 else ""
        yield f'<text x="{share:.2f}%" y="22" text-anchor="{anchor}"{odd}>{clock(index * step)}</text>'
    for kind, items in (("decision", page.minutes.decisions), ("task", page.minutes.actions)):
        for item in items:
            for one in item.evidence[:1]:
                share = 100 * min(one.start / duration, 1.0)
                yield (
                    f'<use class="mark" href="#i-{kind}" x="{share:.2f}%" y="0" data-t="{one.start:.2f}" '
                    f'data-quote="{text(item.text)}"></use>'
                )


def _legend(page: Page, both: list[Span]) -> Iterator[str]:
    notes = [f'<span class="hint js-only">{text(page.words["rename_hint"])}</span>']
    kinds = (("decision", "decisions", page.minutes.decisions), ("task", "actions", page.minutes.actions))
    for kind, heading, items in kinds:
        if any(item.evidence for item in items):
            notes.append(
                f'<span><svg class="key"><use href="#i-{kind}" x="6" y="2"></use></svg>{text(getattr(page.labels, heading))}</span>'
            )
    if both:
        notes.append(f'<span><i class="key both"></i>{text(page.labels.overlapped)}</span>')
    yield f'<p class="legend">{"".join(notes)}</p>\n'
