"""The spectrogram on a logarithmic scale of frequencies: an octave is as high everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.plots.options import PlotOptions
from sorikit.plots.reduction import Spectrogram
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import UNIT, frame_note, hertz_axis
from sorikit.plots.style import LEVELS, Page, Row, decibels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEEDS = Needs(window=0.093)
ASPECT = 0.45
LOWEST_HZ = 40.0
ROWS = 480
OCTAVES = (50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0, 20_000.0, 50_000.0)
"""Hz that get a label."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the spectrogram from 40 Hz to half the rate over log₂ of the frequency."""
    page = Page(sound, options, [Row(bar=True)], ASPECT)
    assert sound.spectrogram is not None
    axes = logarithmic(page, 0, page.say("Spectrogram (log frequency)", "스펙트로그램 (로그 주파수)"))
    page.clock(axes)
    return page.finish(frame_note(page, sound.spectrogram.n_fft))


def logarithmic(page: Page, row: int, name: str, *, top: float | None = None) -> Axes:
    """Draw the spectrogram over log₂ Hz, with its bar, into a row. The axis counts in octaves above 1 Hz."""
    sound = page.sound
    spectrogram = sound.spectrogram
    assert spectrogram is not None
    axes = page.panel(row, name)
    nyquist = spectrogram.sample_rate / 2
    high_hz = min(top or nyquist, nyquist)
    low_hz = min(LOWEST_HZ, high_hz / 8)
    edges = np.geomspace(low_hz, high_hz, ROWS + 1)
    values, low, high = decibels(_log_rows(spectrogram, edges))
    right = sound.start + values.shape[1] * spectrogram.column
    box = (sound.start, right, float(np.log2(low_hz)), float(np.log2(high_hz)))
    page.bar(row, page.heat(axes, values, box, cmap=LEVELS, vmin=low, vmax=high), UNIT)
    ticks = [tick for tick in OCTAVES if low_hz <= tick <= high_hz] or [low_hz, high_hz]
    while len(ticks) > page.few(axes, 10):
        ticks = ticks[::2]
    hertz_axis(page, axes, ticks, high_hz, [float(np.log2(tick)) for tick in ticks])
    return axes


def _log_rows(spectrogram: Spectrogram, edges: npt.NDArray[np.float64]) -> Samples:
    """Return power by log-spaced rows: the loudest bin inside each, or between bins the two around it, blended."""
    power, step = spectrogram.power, spectrogram.step
    rows = np.empty((edges.size - 1, power.shape[1]), np.float32)
    for row, (low, high) in enumerate(zip(edges[:-1] / step, edges[1:] / step, strict=True)):
        first, last = int(np.ceil(low)), int(np.floor(high))
        if last > first:
            rows[row] = power[first : last + 1].max(axis=0)
            continue
        below = min(int((low + high) / 2), power.shape[0] - 2)
        share = np.float32((low + high) / 2 - below)
        rows[row] = (1 - share) * power[below] + share * power[below + 1]
    return rows
