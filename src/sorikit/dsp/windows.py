"""Window functions by name: what a frame is multiplied with before its spectrum is taken.

Periodic ones (the default, made for spectra) are one sample of a symmetric window of ``length + 1`` short. Formulas:
Harris, "On the use of windows for harmonic analysis with the discrete Fourier transform" (1978); Povey: Kaldi
``feature-window.cc``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.framing import at_least, one_of

_COSINES: dict[str, tuple[float, ...]] = {
    "boxcar": (1.0,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.5, 0.08),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "povey": (0.5, 0.5),
}
"""Coefficients of the cosine sums, with alternating signs."""
POVEY_POWER = 0.85
WINDOWS = ("hann", "hamming", "blackman", "blackmanharris", "bartlett", "boxcar", "povey")


@lru_cache(maxsize=64)
def window(name: str, length: int, *, periodic: bool = True) -> Samples:
    """Return a window: float32 ``(length,)``, read-only.

    Raises InvalidOption for an unknown name or a length below 1.
    """
    one_of("window", name, WINDOWS)
    at_least("win_length", length, 1)
    steps = max(length if periodic else length - 1, 1)
    if name == "bartlett":
        shape = 1 - np.abs(2 * np.arange(length) / steps - 1) if length > 1 else np.ones(1)
    else:
        phase = 2 * np.pi * np.arange(length) / steps
        shape = sum((-1) ** order * share * np.cos(order * phase) for order, share in enumerate(_COSINES[name]))
        shape = np.ones(1) if length == 1 else np.maximum(shape, 0.0) if name != "boxcar" else np.ones(length)
    if name == "povey":
        shape = shape**POVEY_POWER
    curve: Samples = np.asarray(shape, np.float32)
    curve.setflags(write=False)  # shared by every caller
    return curve


@lru_cache(maxsize=64)
def padded_window(name: str, length: int, n_fft: int) -> Samples:
    """Return a periodic window in the middle of ``n_fft`` samples, zeros around it: float32 ``(n_fft,)``, read-only.

    Raises InvalidOption where the window is longer than ``n_fft``.
    """
    at_least("n_fft", n_fft, length)
    curve = np.zeros(n_fft, np.float32)
    first = (n_fft - length) // 2
    curve[first : first + length] = window(name, length)
    curve.setflags(write=False)
    return curve
