"""Three views of one sound above one another: waveform, linear spectrogram, mel spectrogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sorikit.plots.mel import mel
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import WINDOW, linear
from sorikit.plots.style import Page, Row
from sorikit.plots.waveform import swing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(envelope=True, window=WINDOW)
ASPECT = 0.75


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the three panels over one time axis."""
    page = Page(sound, options, [Row(0.7), Row(bar=True), Row(bar=True)], ASPECT)
    assert sound.envelope is not None
    wave = page.panel(0, page.say("Waveform", "파형"))
    swing(page, wave, sound.envelope)
    page.clock(wave, labelled=False)
    page.clock(linear(page, 1), labelled=False)
    page.clock(mel(page, 2))
    return page.finish()
