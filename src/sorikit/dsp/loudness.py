"""How loud speech is, and peaks held under a ceiling: for sound that is made, sentence by sentence.

The loudness is that of ITU-R BS.1770-4 (see ``sorikit.features.loudness``, which measures any number of channels as a stream):
K-weighting by the spectrum of a whole piece, which needs no filter state.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.core.time import seconds_to_samples

Floats = npt.NDArray[np.float64]
BLOCK, STEP = 0.4, 0.1
"""Seconds of a block, and from block to block (BS.1770-4, annex 1)."""
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0
"""LUFS, and LU under the mean of what passes the first."""
CEILING = 10 ** (-1 / 20)
"""−1 dBFS: lossy codecs overshoot their input a little (EBU R128 asks for −1 dBTP)."""
LOOK_AHEAD = 0.005
"""Seconds over which the limiter turns down before a peak, and up after it."""
_SETTLE = 0.2
"""Seconds after which the high pass at 38 Hz has died away."""


def block_powers(samples: Samples, sample_rate: int) -> Floats:
    """Return the K-weighted mean square of each block of 0.4 s, 0.1 s apart, of mono ``samples`` (frames,).

    A piece shorter than a block is one block, filled up with silence.
    """
    block, step = seconds_to_samples(BLOCK, sample_rate), seconds_to_samples(STEP, sample_rate)
    if not samples.size:
        return np.zeros(0)
    size = samples.size + seconds_to_samples(_SETTLE, sample_rate)
    size = 1 << (size - 1).bit_length()
    spectrum = np.fft.rfft(samples.astype(np.float64), size) * k_response(size, sample_rate)
    weighted = np.fft.irfft(spectrum, size)[: max(samples.size, block)]
    sums = np.concatenate([[0.0], np.cumsum(np.square(weighted))])
    starts = np.arange(0, weighted.size - block + 1, step)
    return np.asarray((sums[starts + block] - sums[starts]) / block)


def integrated(powers: Floats) -> float:
    """Return the loudness in LUFS of blocks by their powers, both gates applied; −inf where none passes."""
    heard = powers[_lufs(powers) > ABSOLUTE_GATE]
    if not heard.size:
        return -np.inf
    loud = heard[_lufs(heard) > float(_lufs(heard.mean())) + RELATIVE_GATE]
    return float(_lufs(loud.mean())) if loud.size else -np.inf


def limited(samples: Samples, sample_rate: int, ceiling: float = CEILING) -> Samples:
    """Return ``samples`` (frames,) with no magnitude above ``ceiling``, turned down smoothly around each peak.

    The gain at every moment is the mean, over ``LOOK_AHEAD`` either side, of the least gain that the peaks nearby ask for, so it never
    exceeds what any of them needs. The same array where nothing is too loud.
    """
    peaks = np.abs(samples)
    if not samples.size or float(peaks.max()) <= ceiling:
        return samples
    wished = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling)).astype(np.float64)
    reach = max(1, seconds_to_samples(LOOK_AHEAD, sample_rate))
    padded = np.pad(wished, reach, constant_values=1.0)
    least = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    sums = np.concatenate([[0.0], np.cumsum(np.pad(least, reach, mode="edge"))])
    gain = (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)
    return np.asarray(np.clip(samples * gain.astype(np.float32), -ceiling, ceiling), np.float32)


def k_response(size: int, sample_rate: int) -> npt.NDArray[np.complex128]:
    """Return the K-weighting filter's response at the frequencies of ``rfft`` of ``size`` samples (BS.1770-4, tables 1 and 2).

    Its analogue prototypes are those of De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    k = np.tan(np.pi * 1681.974450955533 / sample_rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    shelf = _section(
        (high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
        z,
    )
    k, q = np.tan(np.pi * 38.13547087602444 / sample_rate), 0.5003270373238773
    bottom = 1 + k / q + k * k
    high_pass = _section((bottom, -2 * bottom, bottom), (bottom, 2 * (k * k - 1), 1 - k / q + k * k), z)
    return shelf * high_pass


def _section(
    above: tuple[float, float, float], below: tuple[float, float, float], z: npt.NDArray[np.complex128]
) -> npt.NDArray[np.complex128]:
    return np.asarray((above[0] + above[1] * z + above[2] * z * z) / (below[0] + below[1] * z + below[2] * z * z))


def _lufs(powers: npt.ArrayLike) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(-0.691 + 10 * np.log10(powers))
