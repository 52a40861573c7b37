"""How strong each of the twelve pitch classes is, in three ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sorikit.plots.options import PlotOptions
from sorikit.plots.over_time import over_time, piece_note
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import STRENGTHS, Page, Row

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(pieces=True)
ASPECT = 0.75
RATE = 22_050
"""Hz: no pitch class is heard above half of it."""
PANELS = (
    ("chroma-stft", "Chromagram (STFT)", "크로마그램 (STFT)"),
    ("chroma-cqt", "Chromagram (constant Q)", "크로마그램 (상수 Q)"),
    ("chroma-cens", "Chromagram (CENS: smoothed, loudness-free)", "크로마그램 (CENS: 매끄럽게, 음량 무관)"),
)


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the chromagrams of the STFT, of the constant-Q transform, and CENS, over one time axis."""
    page = Page(sound, options, [Row(bar=True)] * len(PANELS), ASPECT)
    for number, (kind, en, ko) in enumerate(PANELS):
        columns = over_time(sound, kind, sample_rate=min(sound.sample_rate, RATE))
        axes = page.panel(number, page.say(en, ko))
        image = page.heat(axes, columns.values, columns.box(-0.5, 11.5), cmap=STRENGTHS, vmin=0.0, vmax=1.0)
        page.bar(number, image, page.say("strength", "세기"))
        room = page.few(axes, 12, spacing=1.25)
        shown = range(12) if room >= 12 else (0, 2, 4, 5, 7, 9, 11) if room >= 11 else (0, 4, 7)
        axes.set_yticks(list(shown), labels=[columns.rows[row] for row in shown])
        page.label(axes, y=page.say("pitch class", "음이름"))
        page.clock(axes, labelled=number == len(PANELS) - 1)
    return page.finish(piece_note(page))
