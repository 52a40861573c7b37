"""How fast somebody speaks: the peaks of loudness in voiced sound, one to a syllable."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.core.time import seconds_to_samples

STEP = 0.01
SMOOTH = 9
"""Frames of ``STEP`` over which the level is averaged, with a Hann window."""
DIP = 2.0
"""Decibels that the level falls between two syllables (de Jong and Wempe, "Praat script to detect syllable nuclei", 2009)."""
FLOOR = 25.0
"""Decibels below the loud frames under which nothing counts."""


def syllable_peaks(samples: Samples, sample_rate: int, voiced: npt.NDArray[np.bool_] | None = None) -> int:
    """Return how many syllables mono ``samples`` (frames,) hold, roughly: peaks of the level with a dip on both sides.

    ``voiced``: whether each stretch of an even division of the sound is voiced; peaks elsewhere do not count.
    """
    step = seconds_to_samples(STEP, sample_rate)
    frames = samples.size // step
    if frames < SMOOTH:
        return 0
    powers = np.square(samples[: frames * step], dtype=np.float64).reshape(frames, step).mean(axis=1)
    window = np.hanning(SMOOTH + 2)[1:-1]
    levels = 10.0 * np.log10(np.convolve(powers, window / window.sum(), "same") + 1e-12)
    floor = float(np.quantile(levels, 0.95)) - FLOOR
    heard = (
        np.ones(frames, np.bool_)
        if voiced is None or not voiced.size
        else voiced[np.minimum(np.arange(frames) * voiced.size // frames, voiced.size - 1)]
    )
    return sum(1 for peak in _peaks(levels) if levels[peak] > floor and heard[peak])


def _peaks(levels: npt.NDArray[np.float64]) -> list[int]:
    """Return the frames of the peaks between which the level falls by ``DIP``."""
    found: list[int] = []
    best, low, rising = 0, levels[0], True
    for index, level in enumerate(levels.tolist()):
        if rising:
            if level > levels[best]:
                best = index
            elif level < levels[best] - DIP:
                found.append(best)
                rising, low = False, level
        elif level < low:
            low = level
        elif level > low + DIP:
            rising, best = True, index
    return found
