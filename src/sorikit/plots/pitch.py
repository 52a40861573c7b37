"""The pitch of a voice, drawn over the spectrogram that it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.plots.log_stft import logarithmic
from sorikit.plots.options import PlotOptions
from sorikit.plots.over_time import over_time, piece_note
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import Page, Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(window=0.093, pieces=True)
ASPECT = 0.5
TOP_HZ = 4_000.0
JUMP = 0.4
"""Octaves between two frames over which no line is drawn."""
COLOURS = ("#00E5FF", "#06121A")
"""The line and its outline: neither is in the colours of the spectrogram."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the spectrogram from 40 Hz to 4 kHz over log₂ of the frequency, with f0 by SwiftF0 where it is voiced."""
    from matplotlib.patheffects import Stroke, withStroke  # noqa: PLC0415

    page = Page(sound, options, [Row(bar=True)], ASPECT)
    axes = logarithmic(
        page, 0, page.say("Pitch (f0) over the spectrogram", "스펙트로그램 위의 음높이 (f0)"), top=TOP_HZ
    )
    columns = over_time(sound, "f0")
    f0 = columns.values[0]
    octaves = np.log2(np.where(f0 > 0, f0, np.nan))
    jumps = np.flatnonzero(np.abs(np.diff(octaves)) > JUMP) + 1
    times, octaves = np.insert(columns.times, jumps, columns.times[jumps]), np.insert(octaves, jumps, np.nan)
    line, outline = COLOURS
    whole = sound.pieces is not None and sound.pieces.whole
    width = 1.6 if sound.duration < 30 else 0.8
    axes.plot(
        times,
        octaves,
        color=line,
        linewidth=width if whole else 0.0,
        marker="." if not whole else None,
        markersize=2.5,
        solid_capstyle="round",
        path_effects=[withStroke(linewidth=width * 2, foreground=outline)] if whole else [Stroke()],
        label="f0",
    )
    voiced = f0[np.isfinite(f0) & (f0 > 0)]
    page.clock(axes)
    said = page.say("no voiced sound", "유성음 없음")
    if voiced.size:
        low, middle, high = np.percentile(voiced, (5, 50, 95))
        said = page.say(
            f"f0 by SwiftF0: median {middle:.0f} Hz, 5–95 %: {low:.0f}–{high:.0f} Hz",
            f"SwiftF0의 f0: 중앙값 {middle:.0f} Hz, 5–95 %: {low:.0f}–{high:.0f} Hz",
        )
    return page.finish("; ".join(filter(None, (said, piece_note(page)))))
