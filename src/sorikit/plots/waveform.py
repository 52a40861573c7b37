"""The waveform: how far each channel swings, and inside it its RMS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.core.audio import Samples
from sorikit.plots.options import PlotOptions
from sorikit.plots.reduction import Envelope
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import Page, Row, minus, nice_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEEDS = Needs(envelope=True)
ASPECT = 0.34
MOST_CHANNELS = 8
SMALLEST_SWING = 1e-4
"""Half of the range that is shown of what is silent or nearly so, as a share of full scale."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return one panel per channel (at most 8); all have one scale."""
    assert sound.envelope is not None
    shown = min(sound.channels, MOST_CHANNELS)
    page = Page(sound, options, [Row()] * shown, ASPECT * (1 + 0.35 * (shown - 1)))
    names = {1: [page.say("Waveform", "파형")], 2: [page.say("Left", "왼쪽"), page.say("Right", "오른쪽")]}.get(
        sound.channels, [page.say(f"Channel {number + 1}", f"{number + 1}번 채널") for number in range(shown)]
    )
    for number, name in enumerate(names):
        axes = page.panel(number, name)
        swing(page, axes, sound.envelope, channel=number)
        page.clock(axes, labelled=number == shown - 1)
    left_out = sound.channels - shown
    return page.finish(page.say(f"{left_out} more channels", f"채널 {left_out}개 더 있음") if left_out else "")


def swing(page: Page, axes: Axes, envelope: Envelope, *, channel: int | None = None) -> None:
    """Draw one channel, or with None all of them as one."""
    low, high, rms = envelope.low, envelope.high, envelope.rms
    if channel is None:
        low, high = low.min(axis=0), high.max(axis=0)
        rms = np.sqrt(np.square(rms).mean(axis=0))
    else:
        low, high, rms = low[channel], high[channel], rms[channel]
    page.lines(axes)
    theme, edges = page.theme, page.sound.start + np.arange(low.size + 1) * envelope.column
    if envelope.raw:
        axes.plot(edges[:-1], high, color=theme.body, linewidth=0.8)
    else:
        axes.fill_between(edges, *_stepped(low, high), step="post", color=theme.wave, linewidth=0.35)
        axes.fill_between(edges, *_stepped(-rms, rms), step="post", color=theme.body, linewidth=0.0)
    reach = max(envelope.peak, SMALLEST_SWING) * 1.06 if envelope.peak > 0 else 1.0
    axes.set_ylim(-reach, reach)
    ticks = nice_ticks(-reach, reach, page.few(axes, 5))
    axes.set_yticks(ticks, labels=[minus(tick) for tick in ticks])
    page.label(axes, y=page.say("amplitude", "진폭"))


def _stepped(low: Samples, high: Samples) -> tuple[Samples, Samples]:
    """Repeat the last column, which steps need an end for."""
    return np.append(low, low[-1:]), np.append(high, high[-1:])
