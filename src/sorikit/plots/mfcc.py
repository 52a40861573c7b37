"""Mel-frequency cepstra with their first and second differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.plots.options import PlotOptions
from sorikit.plots.over_time import over_time, piece_note
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import SIGNS, Page, Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(pieces=True)
ASPECT = 0.68
COEFFICIENTS = 13
STILL = 0.01
"""dB: smaller changes are rounding, not sound."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return three panels: MFCC, Δ, ΔΔ of 13 coefficients (25 ms every 10 ms).

    Colours run symmetrically around 0, as far as the coefficients from 1 on reach: the first one (the level) reaches ten
    times as far and would hide all others. For the same reason the first panel is drawn less the mean of each coefficient.
    """
    page = Page(sound, options, [Row(bar=True)] * 3, ASPECT)
    columns = over_time(sound, "mfcc-deltas", n_mfcc=COEFFICIENTS)
    names = (
        page.say("MFCC (less the mean of each)", "MFCC (계수별 평균을 뺌)"),
        page.say("Δ (per frame)", "Δ (프레임당)"),
        page.say("ΔΔ (per frame²)", "ΔΔ (프레임²당)"),
    )
    for number, name in enumerate(names):
        axes = page.panel(number, name)
        part = columns.values[number * COEFFICIENTS : (number + 1) * COEFFICIENTS]
        if number == 0 and part.size:
            part = part - part.mean(axis=1, keepdims=True)
        reach = float(np.percentile(np.abs(part[1:]), 99)) if part.size else 0.0
        reach = reach if reach > STILL else 1.0
        image = page.heat(axes, part, columns.box(-0.5, COEFFICIENTS - 0.5), cmap=SIGNS, vmin=-reach, vmax=reach)
        page.bar(number, image, "dB")
        step = 4 if page.few(axes) >= 4 else 6
        axes.set_yticks(range(0, COEFFICIENTS, step), labels=[str(tick) for tick in range(0, COEFFICIENTS, step)])
        page.label(axes, y=page.say("coefficient", "계수"))
        page.clock(axes, labelled=number == 2)
    return page.finish(piece_note(page))
