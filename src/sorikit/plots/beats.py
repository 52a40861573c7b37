"""The beats of music: where a foot would tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sorikit.plots.options import PlotOptions, wrong
from sorikit.plots.over_time import whole_feature
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import Page, Row
from sorikit.plots.waveform import swing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(envelope=True, pieces=True)
ASPECT = 0.34
CLOSEST = 14
"""Pixels between beats below which they are marked at the edge only."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the waveform with a line at each beat, and the tempo. Raises InvalidOption for what is too long to track."""
    assert sound.envelope is not None
    assert sound.pieces is not None
    if not sound.pieces.whole:
        raise wrong(
            "duration",
            f"{sound.duration / 60:.0f} minutes are too many to find beats in; choose a part, for example --duration 120",
            f"{sound.duration / 60:.0f}분은 박자를 찾기에 너무 깁니다. 일부를 고르세요. 예: --duration 120",
        )
    page = Page(sound, options, [Row()], ASPECT)
    axes = page.panel(0, page.say("Beats over the waveform", "파형 위의 박자"))
    swing(page, axes, sound.envelope)
    times = whole_feature(sound, "beats").values + sound.start
    tempo = float(whole_feature(sound, "tempo").values[0]) if times.size else 0.0
    low, high = axes.get_ylim()
    dense = times.size * CLOSEST > options.width
    axes.vlines(times, low, low + 0.08 * (high - low) if dense else high, color=page.theme.accent, linewidth=0.9)
    axes.set_ylim(low, high)
    page.clock(axes)
    if not times.size:
        return page.finish(page.say("no beats found", "박자를 찾지 못함"))
    return page.finish(page.say(f"{tempo:.0f} BPM, {times.size} beats", f"{tempo:.0f} BPM, 박자 {times.size}개"))
