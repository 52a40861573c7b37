"""Loudness as people hear it: LUFS over time, and of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sorikit.core.errors import InvalidAudio
from sorikit.features.bs1770 import MOMENTARY, SHORT_TERM, STEP, as_lufs, gated, running
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Needs, Sound
from sorikit.plots.style import Page, Row, minus, nice_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NEEDS = Needs(loudness=True)
ASPECT = 0.4
SILENCE = -70.0
"""LUFS: the absolute gate of BS.1770, below which nothing counts."""


def draw(sound: Sound, options: PlotOptions) -> Figure:
    """Return momentary (0.4 s) and short-term (3 s) loudness, and the integrated one as a level line (BS.1770).

    Raises InvalidAudio for less than 0.4 s.
    """
    powers = sound.step_powers
    if powers is None or powers.size < MOMENTARY:
        raise InvalidAudio(
            detail=f"{sound.name}: {sound.duration:.3f} s are too short to have a loudness, which takes 0.4 s",
            detail_ko=f"{sound.name}: {sound.duration:.3f}초는 음량을 재기에 너무 짧습니다. 0.4초가 필요합니다",
        )
    page = Page(sound, options, [Row()], ASPECT)
    axes = page.panel(0, page.say("Loudness (BS.1770)", "음량 (BS.1770)"))
    page.lines(axes)
    theme = page.theme
    curves = (
        (MOMENTARY, page.say("momentary (0.4 s)", "순간 (0.4초)"), theme.wave, 0.8),
        (SHORT_TERM, page.say("short-term (3 s)", "단기 (3초)"), theme.body, 1.4),
    )
    top = SILENCE + 20
    for steps, name, colour, width in curves:
        lufs = np.maximum(as_lufs(running(powers, steps)), SILENCE)
        times = sound.start + (np.arange(lufs.size) + steps / 2) * STEP
        times, values = _thinned(times, lufs, options.width)
        top = max(top, float(values.max(initial=SILENCE)))
        axes.plot(times, values, color=colour, linewidth=width, label=name)
    integrated = gated(running(powers, MOMENTARY))
    if integrated > SILENCE:
        name = page.say(f"integrated: {minus(round(integrated, 1))} LUFS", f"통합: {minus(round(integrated, 1))} LUFS")
        axes.axhline(integrated, color=theme.accent, linewidth=1.2, linestyle=(0, (5, 3)), label=name)
    axes.set_ylim(SILENCE, top + 4)
    ticks = nice_ticks(SILENCE, top + 4, page.few(axes))
    axes.set_yticks(ticks, labels=[minus(tick) for tick in ticks])
    page.label(axes, y="LUFS")
    page.clock(axes)
    axes.legend(
        loc="lower right", ncols=3, fontsize=page.size * 0.9, facecolor=theme.panel, edgecolor="none",
        labelcolor=theme.ink, framealpha=0.85, bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1,
    )  # fmt: skip
    return page.finish()


def _thinned(times: np.ndarray, values: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Return at most about ``2 × most`` points: the lowest and the loudest of each stretch."""
    group = -(-values.size // most)
    if group <= 2:
        return times, values
    whole = values.size - values.size % group
    parts, at = values[:whole].reshape(-1, group), times[:whole].reshape(-1, group)
    both = np.stack([parts.min(axis=1), parts.max(axis=1)], axis=1).ravel()
    moments = np.stack([at[:, 0], at[:, group // 2]], axis=1).ravel()
    return np.concatenate([moments, times[whole:]]), np.concatenate([both, values[whole:]])
