"""The spectrogram: how much of each frequency there is at each time, on a linear scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import LEVELS, Page, Row, decibels, hertz, nice_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WINDOW = 0.046
"""Seconds of a frame: 1,024 samples at 16 kHz, 2,048 at 44.1 kHz."""
NEEDS = Needs(window=WINDOW)
ASPECT = 0.45
LEAST_HZ = 4_000.0
"""An overview never shows less."""
FAINT, RARE = 6.0, 0.005
"""Decibels above the floor, and share of the time, below which a frequency counts as empty."""
KILO = 4_000.0
"""Hz beyond which an axis counts in kHz."""
UNIT = "dBFS"
"""0 is a sine at full scale."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the magnitude of the short-time Fourier transform in dB, from 0 Hz to half the rate."""
    page = Page(sound, options, [Row(bar=True)], ASPECT)
    axes = linear(page, 0)
    page.clock(axes)
    assert sound.spectrogram is not None
    return page.finish(frame_note(page, sound.spectrogram.n_fft))


def linear(page: Page, row: int, *, occupied: bool = False) -> Axes:
    """Draw the spectrogram on a linear scale of frequencies, with its bar, into a row.

    With ``occupied`` only up to the highest frequency that is ever loud enough to be seen.
    """
    sound = page.sound
    assert sound.spectrogram is not None
    axes = page.panel(row, page.say("Spectrogram (linear frequency)", "스펙트로그램 (선형 주파수)"))
    spectrogram = sound.spectrogram
    values, low, high = decibels(spectrogram.power)
    right = sound.start + values.shape[1] * spectrogram.column
    top = spectrogram.sample_rate / 2
    box = (sound.start, right, -spectrogram.step / 2, top + spectrogram.step / 2)
    page.bar(row, page.heat(axes, values, box, cmap=LEVELS, vmin=low, vmax=high), UNIT)
    if occupied:
        seen = np.flatnonzero((values > low + FAINT).mean(axis=1) > RARE)
        top = min(top, max(LEAST_HZ, (seen[-1] + 1) * spectrogram.step * 1.04)) if seen.size else top
    axes.set_ylim(0, top)
    hertz_axis(page, axes, nice_ticks(0, top, page.few(axes)), top)
    return axes


def hertz_axis(page: Page, axes: Axes, ticks: list[float], top: float, at: list[float] | None = None) -> None:
    """Label the y axis in Hz, or in kHz where it goes beyond 4 kHz; ``at`` is where ticks stand (default: at their value)."""
    kilo = top > KILO
    axes.set_yticks(ticks if at is None else at, labels=[hertz(tick, kilo=kilo) for tick in ticks])
    name = page.say("frequency", "주파수")
    page.label(axes, y=f"{name} (kHz)" if kilo else f"{name} (Hz)")


def frame_note(page: Page, n_fft: int) -> str:
    """Say how the spectrum was taken."""
    milliseconds = 1000 * n_fft / page.sound.sample_rate
    return page.say(
        f"Hann window, {n_fft} samples ({milliseconds:.0f} ms)", f"한 창, {n_fft}샘플 ({milliseconds:.0f} ms)"
    )
