"""The mel spectrogram: frequencies spaced as they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.mel_scale import hz_to_mel, mel_bank
from sorikit.plots.options import PlotOptions
from sorikit.plots.reduction import Spectrogram
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import UNIT, WINDOW, hertz_axis
from sorikit.plots.style import LEVELS, Page, Row, decibels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEEDS = Needs(window=WINDOW)
ASPECT = 0.45
MOST_BANDS = 128
HANN_WIDTH = 1.5
"""Bins over which the Hann window spreads a sine (its equivalent noise bandwidth): so 0 dB stays a full-scale sine."""
LABELS = (0.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0, 16_000.0, 32_000.0, 64_000.0)


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the mel spectrogram in dB (Slaney's scale, up to 128 bands, to half the rate)."""
    page = Page(sound, options, [Row(bar=True)], ASPECT)
    assert sound.spectrogram is not None
    axes = mel(page, 0)
    page.clock(axes)
    bands = band_count(sound.spectrogram)
    return page.finish(page.say(f"{bands} bands, Slaney's mel scale", f"밴드 {bands}개, Slaney 멜 척도"))


def mel(page: Page, row: int) -> Axes:
    """Draw the mel spectrogram, with its bar, into a row. The axis counts in mel."""
    sound = page.sound
    assert sound.spectrogram is not None
    axes = page.panel(row, page.say("Mel spectrogram", "멜 스펙트로그램"))
    values, low, high = decibels(mel_power(sound.spectrogram))
    nyquist = sound.spectrogram.sample_rate / 2
    right = sound.start + values.shape[1] * sound.spectrogram.column
    box = (sound.start, right, 0.0, float(hz_to_mel(nyquist)))
    page.bar(row, page.heat(axes, values, box, cmap=LEVELS, vmin=low, vmax=high), UNIT)
    ticks = [tick for tick in LABELS if tick <= nyquist]
    while len(ticks) > page.few(axes, 8):
        ticks = ticks[::2] if ticks[0] else [0.0, *ticks[1:][::-1][::2][::-1]]
    hertz_axis(page, axes, ticks, nyquist, [float(hz_to_mel(tick)) for tick in ticks])
    return axes


def band_count(spectrogram: Spectrogram) -> int:
    """Return how many bands the bins can carry: 128, fewer for low rates."""
    lowest = float(hz_to_mel(spectrogram.step * 1.2))
    return int(max(8, min(MOST_BANDS, float(hz_to_mel(spectrogram.sample_rate / 2)) / lowest)))


def mel_power(spectrogram: Spectrogram) -> Samples:
    """Return the mean power of each band in each column: float32 ``(bands, columns)``."""
    bands = band_count(spectrogram)
    top = spectrogram.sample_rate / 2
    filters = mel_bank(spectrogram.sample_rate, spectrogram.n_fft, bands, (0.0, top), "slaney", "peak")
    power: Samples = (filters @ spectrogram.power) / np.float32(HANN_WIDTH)
    return power
