"""How a conversation went: who speaks when, who speaks after whom, and how long and how fast each one answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sorikit.core.conversation import SpeakerStatistics, TurnStatistics
from sorikit.core.text import Transcript
from sorikit.core.time import Span, Turn
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import Page, Row, clock
from sorikit.plots.who import bars, lanes_of, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEEDS = Needs()
"""Nothing is heard."""
LANE, LINE = 0.036, 0.042
"""Height of a voice's lane, and of its row in the lower half, as shares of the width of the picture."""
LONG = 60.0
"""Seconds from which talk time is shown as a clock."""
LEAST = 0.12
"""Of the lower half."""
AIR = 0.15
"""Of titles and axes."""
SHADES = {"light": ("#F1F6FB", "#8FC1E3", "#0A5BA0"), "dark": ("#1D232B", "#285F8C", "#7CC4F2")}
"""Of counts, from none to the largest."""
DARK = 0.7
"""Share of the largest count from which numbers are written in light letters."""


def draw(sound: Sound, options: PlotOptions, transcript: Transcript | None = None) -> Figure:
    """Return the lanes of all speakers over the counts of who follows whom and each one's talk time."""
    assert transcript is not None  # the kind is declared silent
    blank = Page(sound, options, [Row()], 1.0)
    shown = _within(transcript, Span(sound.start, sound.end))
    lanes = lanes_of(blank, shown)
    statistics = shown.turn_statistics
    people = _talkative(statistics, sum(lane.label is not None for lane in lanes))
    upper, lower = max(0.05, LANE * len(lanes)), max(LEAST, LINE * len(people))
    page = Page(
        sound, options, [Row(upper), Row(lower)] if people else [Row(upper)], upper + AIR + bool(people) * lower
    )
    speaking = page.panel(0, page.say("Who speaks", "말하는 사람"))
    page.clock(speaking)
    if not people:
        speaking.set_yticks([])
        return page.finish(page.say("nobody speaks", "말소리가 없습니다"))
    bars(page, speaking, lanes, words=False)
    colours = {lane.label: lane.colour for lane in lanes}
    talk_time = page.say("Talk time", "말한 시간")
    if len(people) == 1:
        talk = page.panel(1, talk_time, time=False)
    else:
        after = page.say("Who speaks (across) after whom (down)", "누구(세로) 다음에 누가(가로) 말하는지")
        table, talk = page.halves(1, (after, talk_time), (min(1.2, 0.35 + 0.1 * len(people)), 1.0))
        names = [shortened(page, shown.name_of(one.speaker), 0.11) for one in people]
        _follows(page, table, _counts(statistics, people), names)
    _talk(page, talk, people, [colours.get(one.speaker, page.theme.nobody) for one in people])
    return page.finish()


def _within(transcript: Transcript, view: Span) -> Transcript:
    """Return the transcript with the turns that are seen, cut at the edges; of segments where nobody gave turns."""
    turns = transcript.turns or [
        Turn(one.span, one.speaker) for one in transcript.segments if one.speaker and one.start <= one.end
    ]
    seen = tuple(
        Turn(Span(max(turn.start, view.start), min(turn.end, view.end)), turn.speaker)
        for turn in turns
        if turn.span.overlaps(view)
    )
    return replace(transcript, turns=seen, segments=())


def _talkative(statistics: TurnStatistics, most: int) -> list[SpeakerStatistics]:
    """Return the speakers who talk most, in order of first word."""
    longest = sorted(statistics.speakers, key=lambda one: -one.talk_seconds)[:most]
    return [one for one in statistics.speakers if one in longest]


def _counts(
    statistics: TurnStatistics, people: Sequence[SpeakerStatistics]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    rows = [statistics.speakers.index(one) for one in people]
    return np.array(statistics.follows, np.int64)[np.ix_(rows, rows)]


def _follows(
    page: Page, axes: Axes, counts: np.ndarray[tuple[int, int], np.dtype[np.int64]], names: Sequence[str]
) -> None:
    from matplotlib.colors import LinearSegmentedColormap  # noqa: PLC0415

    most = max(1, int(counts.max()))
    light = page.options.theme == "light"
    axes.imshow(
        counts,
        cmap=LinearSegmentedColormap.from_list("counts", SHADES[page.options.theme]),
        vmin=0,
        vmax=most,
        aspect="auto",
    )
    for row, column in np.argwhere(counts > 0).tolist():
        bright = (counts[row, column] > DARK * most) == light
        axes.text(
            column, row, str(counts[row, column]), ha="center", va="center", fontsize=page.size,
            color="#FFFFFF" if bright else "#1A1C20",
        )  # fmt: skip
    places = range(len(names))
    axes.set_xticks(places, labels=names, rotation=0 if len(names) <= 5 else 45)
    axes.set_yticks(places, labels=names)
    axes.tick_params(length=0, labelcolor=page.theme.ink)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks(np.arange(-0.5, len(names)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(names)), minor=True)
    axes.grid(visible=True, which="minor", color=page.theme.paper, linewidth=2.0)
    axes.tick_params(which="minor", length=0)


def _talk(page: Page, axes: Axes, people: Sequence[SpeakerStatistics], colours: Sequence[str]) -> None:
    """A bar a speaker, in the rows of the counts beside it, with what else is known of them."""
    axes.barh(range(len(people)), [one.talk_seconds for one in people], height=0.36, color=list(colours), linewidth=0)
    axes.set_ylim(len(people) - 0.5, -0.5)
    axes.set_xlim(0.0, max(one.talk_seconds for one in people) * 1.02)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, one in enumerate(people):
        axes.text(
            0.0, row + 0.24, _facts(page, one), va="top", fontsize=page.size * 0.88, color=page.theme.quiet
        )  # fmt: skip


def _facts(page: Page, one: SpeakerStatistics) -> str:
    turns = "1 turn" if one.turns == 1 else f"{one.turns} turns"
    length = (
        clock(one.talk_seconds, 1.0)
        if one.talk_seconds >= LONG
        else page.say(f"{one.talk_seconds:.0f} s", f"{one.talk_seconds:.0f}초")
    )
    parts = [
        f"{length} ({one.share:.0%})",
        page.say(f"{turns} of {one.mean_turn:.1f} s", f"발언 {one.turns}번, 평균 {one.mean_turn:.1f}초"),
    ]
    if one.response_gap is not None:
        gap = f"{one.response_gap:.1f}".replace("-", "−")
        parts.append(page.say(f"answers after {gap} s", f"대답까지 {gap}초"))
    if one.interruptions:
        parts.append(page.say(f"interrupts {one.interruptions}×", f"끼어듦 {one.interruptions}번"))
    return "  ·  ".join(parts)
