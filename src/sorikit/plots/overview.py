"""The first look at a recording: its waveform, who says what (where a transcript is given), and its spectrogram."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sorikit.core.text import Transcript
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import WINDOW, linear
from sorikit.plots.style import Page, Row
from sorikit.plots.waveform import swing
from sorikit.plots.who import bars, has_room_for_words, lanes_of, legend, write_words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(envelope=True, window=WINDOW)
ASPECT = 0.5
WORDS_LANE, BAR_LANE = 0.062, 0.022
"""Height of a voice's lane as a share of the width of the picture, with words and without."""


def draw(sound: Sound, options: PlotOptions, transcript: Transcript | None = None) -> Figure:
    """Return the waveform over the spectrogram; a transcript puts its voices and words in between, and a legend below."""
    blank = Page(sound, options, [Row()], ASPECT)
    lanes = lanes_of(blank, transcript) if transcript is not None else []
    words = has_room_for_words(blank, lanes)
    between = max(0.03, len(lanes) * (WORDS_LANE if words else BAR_LANE)) if lanes else 0.0
    if options.height is not None:  # the voices never take more than half of a height that was asked for
        between = min(between, 0.5 * options.height / options.width)
    rows = [Row(0.14), *([Row(between)] if lanes else []), Row(0.22, bar=True)]
    page = Page(sound, options, rows, ASPECT + between + (0.06 if lanes else 0.0))
    assert sound.envelope is not None
    wave = page.panel(0, page.say("Waveform", "파형"))
    swing(page, wave, sound.envelope)
    page.clock(wave, labelled=False)
    if lanes:
        speaking = page.panel(1, page.say("Who speaks", "말하는 사람"))
        bars(page, speaking, lanes, words=words)
        page.clock(speaking, labelled=False)
        legend(page, lanes)
    page.clock(linear(page, len(rows) - 1, occupied=True))
    figure = page.finish()
    if words:
        write_words(page, speaking, lanes)
    return figure
