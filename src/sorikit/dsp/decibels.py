"""Powers and amplitudes in decibels, the way librosa reckons them."""

from __future__ import annotations

import math

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import at_least

SMALLEST_POWER = 1e-10
"""−100 dB; less counts as this."""
DECIBELS_PER_NEPER = 10 / math.log(10)
"""Of power. numpy's natural logarithm is five times as fast as its decimal one where there is no AVX-512."""


def power_to_db(power: Samples, *, reference: float = 1.0, top_db: float | None = None) -> Samples:
    """Return ``10 log₁₀(max(power, 1e-10) / reference)`` in dB, float32 of the same shape.

    ``top_db`` lifts what lies more than so many dB under the loudest value *of this array* to that level. Raises
    InvalidOption for a reference that is not above zero or a negative ``top_db``.
    """
    at_least("reference", reference, SMALLEST_POWER)
    decibels = np.log(np.maximum(power, np.float32(SMALLEST_POWER)), dtype=np.float32)
    decibels *= np.float32(DECIBELS_PER_NEPER)
    decibels -= np.float32(10.0 * np.log10(reference))
    if top_db is not None:
        at_least("top_db", top_db, 0.0)
        if decibels.size:
            np.maximum(decibels, decibels.max() - np.float32(top_db), out=decibels)
    return decibels


def amplitude_to_db(amplitude: Samples, *, reference: float = 1.0, top_db: float | None = None) -> Samples:
    """Return ``20 log₁₀(max(amplitude, 1e-5) / reference)`` in dB, float32 of the same shape; see ``power_to_db``."""
    return power_to_db(np.square(amplitude, dtype=np.float32), reference=reference**2, top_db=top_db)
