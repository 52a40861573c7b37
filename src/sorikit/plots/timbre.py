"""The shape of the spectrum over time: where its middle is, how wide it is, and how much like noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.core.audio import Samples
from sorikit.plots.options import PlotOptions
from sorikit.plots.over_time import over_time, piece_note
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import WINDOW, linear
from sorikit.plots.style import Page, Row, averaged, minus, nice_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(window=WINDOW, pieces=True)
ASPECT = 0.62
LOWEST = -70.0
"""dB of flatness that is shown."""
MOST = 400
"""Points of a curve: more would fill the picture."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return centroid, bandwidth (shaded, ± half) and 85 % roll-off over the spectrogram, and flatness below."""
    from matplotlib.patheffects import withStroke  # noqa: PLC0415

    page = Page(sound, options, [Row(2.2, bar=True), Row(0.8)], ASPECT)
    theme = page.theme
    axes = linear(page, 0, occupied=True)
    times, centroid, bandwidth, rolloff, flatness = _curves(sound)
    middle, half = centroid, bandwidth / 2
    outline = [withStroke(linewidth=2.4, foreground="#06121A")]
    name = page.say("centroid ± half the bandwidth", "중심 ± 대역폭의 절반")
    axes.fill_between(times, middle - half, middle + half, color="#00E5FF", alpha=0.22, linewidth=0)
    axes.plot(times, middle, color="#00E5FF", linewidth=1.1, path_effects=outline, label=name)
    axes.plot(
        times, rolloff, color="#FFFFFF", linewidth=0.9, path_effects=outline,
        label=page.say("roll-off (85 %)", "롤오프 (85 %)"),
    )  # fmt: skip
    page.clock(axes, labelled=False)
    axes.legend(
        loc="upper right", ncols=2, fontsize=page.size * 0.9, facecolor="#15171C", edgecolor="none",
        labelcolor="#E9EBEF", framealpha=0.8,
    )  # fmt: skip
    below = page.panel(1, page.say("Flatness (0 dB: noise; low: tones)", "평탄도 (0 dB: 잡음, 낮을수록 순음)"))
    page.lines(below)
    below.plot(times, 10 * np.log10(np.maximum(flatness, 10.0 ** (LOWEST / 10))), color=theme.body, linewidth=1.0)
    below.set_ylim(LOWEST, 0)
    ticks = nice_ticks(LOWEST, 0, page.few(below, 4))
    below.set_yticks(ticks, labels=[minus(tick) for tick in ticks])
    page.label(below, y="dB")
    page.clock(below)
    return page.finish(piece_note(page))


def _curves(sound: Sound) -> list[Samples]:
    """Return times, centroid, bandwidth, roll-off and flatness, at most about 2 × ``MOST`` points each."""
    kinds = ("centroid", "bandwidth", "rolloff", "flatness")
    columns = [over_time(sound, kind) for kind in kinds]
    rows = np.concatenate([columns[0].times[None, :], *(column.values for column in columns)])
    return list(averaged(rows, (0.0, 1.0, 0.0, 1.0), MOST)[0].astype(np.float64))
