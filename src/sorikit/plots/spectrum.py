"""The magnitude spectrum of the whole: its mean, and the loudest moment of each frequency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.plots.log_stft import LOWEST_HZ, OCTAVES
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.stft import KILO, UNIT, frame_note
from sorikit.plots.style import Page, Row, hertz, minus, nice_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEEDS = Needs(window=0.093)
ASPECT = 0.45
SHOWN_DB = 100.0
"""Below the loudest."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return the spectrum over a linear axis of frequencies."""
    return _draw(sound, options, log=False)


def draw_log(sound: Sound, options: PlotOptions) -> Figure:
    """Return the spectrum over a logarithmic axis of frequencies."""
    return _draw(sound, options, log=True)


def _draw(sound: Sound, options: PlotOptions, *, log: bool) -> Figure:
    spectrogram = sound.spectrogram
    assert spectrogram is not None
    page = Page(sound, options, [Row()], ASPECT)
    name = page.say("Magnitude spectrum", "크기 스펙트럼")
    axes = page.panel(0, f"{name} ({page.say('log frequency', '로그 주파수')})" if log else name, time=False)
    page.lines(axes)
    nyquist = spectrogram.sample_rate / 2
    hz = np.arange(spectrogram.loudest.size) * spectrogram.step
    low_hz = min(LOWEST_HZ, nyquist / 8) if log else 0.0
    inside = hz >= low_hz
    mean, loudest = (
        10 * np.log10(np.maximum(power, 1e-16))[inside] for power in (spectrogram.mean, spectrogram.loudest)
    )
    top = float(loudest.max(initial=-160.0))
    top = 0.0 if top <= -159 else top
    low = max(top - SHOWN_DB, float(np.percentile(mean, 1)) - 6) if mean.max(initial=-160) > -159 else top - SHOWN_DB
    theme = page.theme
    axes.plot(hz[inside], loudest, color=theme.accent, linewidth=0.8, label=page.say("loudest moment", "가장 큰 순간"))
    axes.fill_between(hz[inside], low - 10, mean, color=theme.wave, alpha=0.35, linewidth=0)
    axes.plot(hz[inside], mean, color=theme.body, linewidth=1.1, label=page.say("mean", "평균"))
    axes.set_ylim(low, top + 5)
    ticks = nice_ticks(low, top + 5, page.few(axes))
    axes.set_yticks(ticks, labels=[minus(tick) for tick in ticks])
    _frequency_axis(page, axes, low_hz, nyquist)
    page.label(axes, y=f"{page.say('level', '크기')} ({UNIT})")
    legend = axes.legend(
        loc="upper right", fontsize=page.size * 0.9, frameon=True, facecolor=theme.panel, edgecolor="none",
        labelcolor=theme.ink, framealpha=0.8,
    )  # fmt: skip
    legend.set_zorder(5)
    return page.finish(frame_note(page, spectrogram.n_fft))


def _frequency_axis(page: Page, axes: Axes, low_hz: float, nyquist: float) -> None:
    kilo = nyquist > KILO
    if low_hz:
        axes.set_xscale("log")
        axes.minorticks_off()
        ticks = [tick for tick in OCTAVES if low_hz <= tick <= nyquist] or [low_hz, nyquist]
    else:
        ticks = nice_ticks(0, nyquist, max(3, min(12, int(page.inches[0] * 72 / (6 * page.size)))))
    axes.set_xlim(low_hz, nyquist)
    axes.set_xticks(ticks, labels=[hertz(tick, kilo=kilo) for tick in ticks])
    name = page.say("frequency", "주파수")
    page.label(axes, x=f"{name} (kHz)" if kilo else f"{name} (Hz)")
