"""Mel scales and the triangular filters that stand on them.

Slaney's scale: linear to 1 kHz, logarithmic above ("Auditory Toolbox", 1998). HTK's: 2595 log₁₀(1 + f / 700)
(O'Shaughnessy, "Speech Communication", 1987), the same as Kaldi's 1127 ln(1 + f / 700).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidOption
from sorikit.dsp.framing import at_least, one_of

Floats = npt.NDArray[np.float64]
Scale = Literal["slaney", "htk"]
Norm = Literal["slaney", "peak"]

_LINEAR_STEP = 200.0 / 3
_LOG_START_HZ = 1000.0
_LOG_STEP = np.log(6.4) / 27.0
_LOG_START = _LOG_START_HZ / _LINEAR_STEP


def hz_to_mel(hz: npt.ArrayLike, scale: Scale = "slaney") -> Floats:
    """Return frequencies in Hz (0 or more) as mel, of the same shape."""
    frequency = np.asarray(hz, np.float64)
    if scale == "htk":
        return np.asarray(1127.0 * np.log1p(frequency / 700.0))
    curved = _LOG_START + np.log(np.maximum(frequency, _LOG_START_HZ) / _LOG_START_HZ) / _LOG_STEP
    return np.where(frequency < _LOG_START_HZ, frequency / _LINEAR_STEP, curved)


def mel_to_hz(mel: npt.ArrayLike, scale: Scale = "slaney") -> Floats:
    """Return mel as frequencies in Hz, of the same shape."""
    values = np.asarray(mel, np.float64)
    if scale == "htk":
        return np.asarray(700.0 * np.expm1(values / 1127.0))
    curved = _LOG_START_HZ * np.exp(_LOG_STEP * (np.maximum(values, _LOG_START) - _LOG_START))
    return np.where(values < _LOG_START, values * _LINEAR_STEP, curved)


def check_band(sample_rate: int, fmin: float, fmax: float | None) -> float:
    """Return the upper edge in Hz (Nyquist for None). Raises InvalidOption unless 0 ≤ fmin < fmax ≤ sample_rate / 2."""
    at_least("sample_rate", sample_rate, 1)
    at_least("fmin", fmin, 0.0)
    nyquist = sample_rate / 2
    top = nyquist if fmax is None else float(fmax)
    if not top <= nyquist:
        raise InvalidOption(
            option="fmax",
            detail=f"{top:g} Hz is above half of the sample rate, {nyquist:g} Hz",
            detail_ko=f"{top:g} Hz는 샘플레이트의 절반인 {nyquist:g} Hz보다 높습니다",
        )
    if not fmin < top:
        raise InvalidOption(
            option="fmin",
            detail=f"{fmin:g} Hz is not below fmax, {top:g} Hz",
            detail_ko=f"{fmin:g} Hz는 fmax({top:g} Hz)보다 낮아야 합니다",
        )
    return top


@lru_cache(maxsize=32)
def mel_bank(sample_rate: int, n_fft: int, n_mels: int, band: tuple[float, float], scale: Scale, norm: Norm) -> Samples:
    """Return triangular filters over the bins of a spectrum: float32 ``(n_mels, n_fft // 2 + 1)``, read-only.

    ``band`` is (fmin, fmax) in Hz; edges are equally spaced on the scale. ``norm`` "slaney" gives each the area 1 (in
    Hz), "peak" the height 1. Raises InvalidOption for what is out of range.
    """
    at_least("n_fft", n_fft, 1)
    at_least("n_mels", n_mels, 1)
    one_of("scale", scale, ("slaney", "htk"))
    one_of("norm", norm, ("slaney", "peak"))
    check_band(sample_rate, *band)
    bins = np.arange(n_fft // 2 + 1) * (sample_rate / n_fft)
    low, high = hz_to_mel(band, scale)
    edges = mel_to_hz(np.linspace(low, high, n_mels + 2), scale)
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    if norm == "slaney":
        triangles *= (2.0 / (edges[2:] - edges[:-2]))[:, None]
    filters: Samples = triangles.astype(np.float32)
    filters.setflags(write=False)  # shared by every caller
    return filters
