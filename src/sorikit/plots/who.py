"""Who speaks when, as bars of colour, and under them what is said, as far as it fits without touching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, intersection, total, union
from sorikit.plots.style import Page, clock
from sorikit.plots.wording import Box, fit_block, fit_moments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_LANES = 10
"""Voices with a lane of their own; the quieter ones share the last."""
BAR = 0.34
"""Share of a lane that its bar takes where words stand under it."""
WORDY = 16.0
"""Pixels at 160 dpi that the middle segment must be wide for words to be tried."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One voice."""

    name: str
    colour: str
    spans: tuple[Span, ...]
    segments: tuple[Segment, ...]
    label: str | None = None
    """Of the one voice that it shows; None of several, or of nobody's."""

    @property
    def talk(self) -> float:
        """Seconds of speech."""
        return total(union(self.spans))


def lanes_of(page: Page, transcript: Transcript) -> list[Lane]:
    """Return a lane for each voice that is heard in the picture, in order of first word."""
    view = Span(page.sound.start, page.sound.end)
    labels: list[str | None] = list(transcript.speakers)
    if any(segment.speaker not in labels for segment in transcript.segments):
        labels.append(None)
    found = []
    for label in labels:
        segments = tuple(s for s in transcript.segments if _owner(s, labels) == label and s.span.overlaps(view))
        turns = [turn.span for turn in transcript.turns if turn.speaker == label]
        spans = tuple(intersection(turns or [segment.span for segment in segments], [view]))
        if spans:
            found.append((label, spans, segments))
    kept = found
    if len(found) > MOST_LANES:
        loudest = sorted(found, key=lambda lane: -total(lane[1]))[: MOST_LANES - 1]
        kept = [lane for lane in found if lane in loudest]
        rest = [lane for lane in found if lane not in loudest]
        spans = tuple(union(span for lane in rest for span in lane[1]))
        kept.append((f"+{len(rest)}", spans, ()))
    colours = page.theme.speakers
    nobody = page.say("speech", "말소리")
    return [
        Lane(
            transcript.name_of(label) if label else nobody,
            colours[number % len(colours)] if label else page.theme.nobody,
            spans,
            tuple(sorted(segments, key=lambda segment: segment.start)),
            label if label in labels else None,
        )
        for number, (label, spans, segments) in enumerate(kept)
    ]


def _owner(segment: Segment, labels: Sequence[str | None]) -> str | None:
    return segment.speaker if segment.speaker in labels else None


def has_room_for_words(page: Page, lanes: Sequence[Lane]) -> bool:
    """Return whether the middle segment would be wide enough for a word."""
    lengths = sorted(segment.end - segment.start for lane in lanes for segment in lane.segments)
    if not lengths or page.sound.duration <= 0:
        return False
    pixels = lengths[len(lengths) // 2] / page.sound.duration * page.options.width * 0.85
    return pixels * 160 / page.options.dpi > WORDY * page.size / 9.0


def bars(page: Page, axes: Axes, lanes: Sequence[Lane], *, words: bool) -> None:
    """Draw the bars, one lane below the other, and the names beside them."""
    height = BAR if words else 0.62
    narrowest = page.sound.duration / page.options.width  # a pixel: what is shorter would not be seen
    for number, lane in enumerate(lanes):
        top = number + (0.06 if words else 0.19)
        pieces = [(span.start, max(span.duration, narrowest)) for span in lane.spans]
        axes.broken_barh(pieces, (top, height), facecolors=lane.colour, linewidth=0)
    axes.set_ylim(len(lanes), 0)
    middle = 0.06 + BAR / 2 if words else 0.5
    axes.set_yticks(
        [number + middle for number in range(len(lanes))], labels=[shortened(page, lane.name, 0.11) for lane in lanes]
    )
    axes.tick_params(axis="y", length=0, labelcolor=page.theme.ink)
    axes.spines["left"].set_visible(False)


def legend(page: Page, lanes: Sequence[Lane]) -> None:
    """Tell below the picture who each colour is and how long they talk."""
    from matplotlib.patches import Patch  # noqa: PLC0415

    spoken = sum(lane.talk for lane in lanes)
    entries = []
    for lane in lanes:
        share = lane.talk / spoken if spoken else 0.0
        entries.append(f"{shortened(page, lane.name, 0.2)}  {clock(lane.talk, 0.0)} ({share:.0%})")
    size = page.size * 0.92
    widest = max(page.width_of(entry, size) for entry in entries) + 4.2 * size * page.options.dpi / 72
    page.figure.legend(
        handles=[Patch(facecolor=lane.colour, label=entry) for lane, entry in zip(lanes, entries, strict=True)],
        loc="outside lower left",
        ncols=max(1, min(len(lanes), int(page.options.width * 0.97 / widest))),
        fontsize=size,
        labelcolor=page.theme.ink,
        frameon=False,
        handlelength=1.0,
        handleheight=0.9,
        columnspacing=1.6,
        title=page.say("talk time", "말한 시간"),
        title_fontsize=size,
        alignment="left",
    ).get_title().set_color(page.theme.quiet)


def shortened(page: Page, name: str, share: float) -> str:
    """Cut a name to a share of the width of the picture."""
    kept = name
    while len(kept) > 2 and page.width_of(kept, page.size * 0.95) > share * page.options.width:
        kept = kept[:-2] + "…"
    return kept


def write_words(page: Page, axes: Axes, lanes: Sequence[Lane]) -> int:
    """Write what is said under the bars, after the layout is settled; return how many words stand there.

    Words stand at their own times where all of a lane fit; else each segment is a block of lines as wide as the time
    until that voice's next one, cut with "…" where it is full.
    """
    page.figure.draw_without_rendering()  # the layout decides how wide a second is
    size = page.size * 0.9
    window = axes.get_window_extent()
    per_second = window.width / page.sound.duration
    line = size * page.options.dpi / 72 * 1.28
    room = window.height / len(lanes) * (1 - BAR - 0.12)
    lines = max(0, int(room / line + 0.15))
    written = 0
    for number, lane in enumerate(lanes):
        boxes = _boxes(page, lane, per_second, lines)
        placed = fit_moments(page, boxes, size)
        if placed is None:
            placed = [text for box in boxes for text in fit_block(page, box, size)]
        for text in placed:
            y = number + 0.06 + BAR + 0.04 + text.line * line / window.height * len(lanes)
            artist = axes.text(
                page.sound.start + text.x / per_second, y, text.text, fontsize=size, color=page.theme.ink, va="top"
            )
            artist.set_in_layout(False)
            artist.set_clip_on(True)
            artist.set_gid("words")
            page.dress(artist)
            written += text.words
    return written


def _boxes(page: Page, lane: Lane, per_second: float, lines: int) -> list[Box]:
    """Return where the words of each segment may stand, in pixels from the left of the axes."""
    boxes = []
    start, end = page.sound.start, page.sound.end
    for number, segment in enumerate(lane.segments):
        following = lane.segments[number + 1].start if number + 1 < len(lane.segments) else end
        left = max(0.0, (segment.start - start) * per_second)
        right = min((max(following, segment.start) - start) * per_second, (end - start) * per_second)
        words = [(word.text, (word.start - start) * per_second) for word in segment.words if start <= word.start < end]
        boxes.append(Box(left, right, segment.text.strip(), tuple(words), lines))
    return boxes
