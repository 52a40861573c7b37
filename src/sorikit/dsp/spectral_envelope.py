"""The outline of a voice's spectrum, without its harmonics, and sound with another outline.

The power is averaged over a harmonic's width, so that the valleys between them are filled, and its logarithm made smooth by keeping
the first cepstral coefficients, fewer for high voices: the way of CheapTrick (Morise, "CheapTrick, a spectral envelope estimator
for high-quality speech synthesis", 2015) with frames of one length. Another outline
is given by multiplying each short-time spectrum by the quotient of the two: phases, and with them breath and noise, stay.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.dsp.istft import istft
from sorikit.dsp.stft import StftOptions, stft

Numbers = npt.NDArray[np.float64]

FRAMES = StftOptions(n_fft=1024, hop_length=256, pad_mode="reflect")
COEFFICIENTS = 44
"""Of the cepstrum, at most."""
SHARE = 0.5
"""Of a pitch period that the cepstrum is kept up to."""
LOUDEST_CHANGE = 20.0
"""Decibels by which a band is raised or lowered at most."""


def outlines(samples: Samples, sample_rate: int, pitch: float) -> Numbers:
    """Return the cepstra ``(frames, COEFFICIENTS)`` of mono ``samples``, of the natural logarithm of the amplitudes.

    ``pitch``: median fundamental frequency in Hz; a high one leaves less to be known. One frame every ``FRAMES.hop_length``.
    """
    powers = _spread(np.square(np.abs(stft(samples, FRAMES)).T, dtype=np.float64), pitch * FRAMES.n_fft / sample_rate)
    levels = 0.5 * np.log(powers + 1e-12)
    cepstra = np.fft.irfft(levels, axis=1)[:, :COEFFICIENTS]
    kept = max(12, min(COEFFICIENTS, int(SHARE * sample_rate / max(pitch, 1.0))))
    fade = np.clip((kept - np.arange(COEFFICIENTS)) / 6.0, 0.0, 1.0)
    return np.asarray(cepstra * fade)


def _spread(powers: Numbers, width: float) -> Numbers:
    """Return powers ``(frames, bins)``, each the mean over ``width`` bins around it: the valleys between harmonics are filled."""
    half = max(1, round(width / 2))
    padded = np.pad(powers, ((0, 0), (half + 1, half)), mode="reflect")
    sums = np.cumsum(padded, axis=1)
    return np.asarray(np.maximum((sums[:, 2 * half + 1 :] - sums[:, : -2 * half - 1]) / (2 * half + 1), 0.0))


def drawn(cepstra: Numbers) -> Numbers:
    """Return the outlines of ``cepstra`` ``(frames, COEFFICIENTS)``: natural logarithm of amplitude ``(frames, bins)``."""
    angles = np.pi * np.outer(np.arange(COEFFICIENTS), np.arange(FRAMES.bins)) / (FRAMES.bins - 1)
    basis = np.cos(angles) * np.where(np.arange(COEFFICIENTS) == 0, 1.0, 2.0)[:, None]
    return np.asarray(cepstra @ basis)


def stretched(lines: Numbers, factor: float) -> Numbers:
    """Return outlines ``(frames, bins)`` stretched along frequency: ``factor`` 1.1 moves 1,000 Hz to 1,100 Hz."""
    places = np.arange(lines.shape[1]) / factor
    low = np.minimum(places.astype(np.int64), lines.shape[1] - 1)
    high = np.minimum(low + 1, lines.shape[1] - 1)
    part = np.minimum(places, lines.shape[1] - 1) - low
    return np.asarray(lines[:, low] * (1.0 - part) + lines[:, high] * part)


def coloured(samples: Samples, change: Numbers) -> Samples:
    """Return ``samples`` with each frame's bands changed by ``change`` ``(frames, bins)``, natural logarithm of amplitude."""
    limit = LOUDEST_CHANGE / 20.0 * np.log(10.0)
    spectrum = stft(samples, FRAMES)
    gain = np.exp(np.clip(change[: spectrum.shape[1]], -limit, limit)).T.astype(np.float32)
    return istft(np.asarray(spectrum * gain, np.complex64), FRAMES, length=samples.size)
