"""Kaldi's log mel filter bank, 80 bands, in numpy: what most speaker networks were trained on.

Formula and constants: Kaldi ``feature-fbank.cc``, ``feature-window.cc`` and ``mel-computations.cc`` with the defaults
of ``compute-fbank-feats`` (25 ms every 10 ms, pre-emphasis 0.97, Povey window, 20 Hz … Nyquist, snip edges), no
dither, 80 bins. Samples are taken in −1 … 1, not in 16 bits.

A frame depends on its own 400 samples only, so ``fbank(x)[k:]`` equals ``fbank(x[160 * k:])``: a stream cuts its
audio anywhere on that grid and joins the results.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples

Floats = npt.NDArray[np.float64]

SAMPLE_RATE = 16_000
"""Hz."""
WINDOW = 400
"""Samples of one frame: 25 ms."""
HOP = 160
"""Samples from frame to frame: 10 ms."""
N_FFT = 512
PREEMPHASIS = 0.97
LOW_HZ = 20.0
FLOOR = float(np.finfo(np.float32).eps)
"""Smallest band energy, as in Kaldi."""
BLOCK = 3_000
"""Frames computed at once: bounds the working memory to some 20 MB."""


def frame_count(samples: int) -> int:
    """Return how many whole frames fit into so many samples."""
    return 0 if samples < WINDOW else 1 + (samples - WINDOW) // HOP


def fbank(samples: Samples, *, n_mels: int = 80) -> Samples:
    """Return the log band energies of 16 kHz mono ``samples`` (frames,): float32 ``(frame_count, n_mels)``.

    Natural logarithm. Fewer than 400 samples give no frame.
    """
    audio = np.ascontiguousarray(samples, dtype=np.float32)
    count = frame_count(audio.size)
    bands = np.empty((count, n_mels), np.float32)
    if not count:
        return bands
    frames = np.lib.stride_tricks.sliding_window_view(audio, WINDOW)[::HOP]
    for first in range(0, count, BLOCK):
        bands[first : first + BLOCK] = _log_energies(frames[first : first + BLOCK], n_mels)
    return bands


def _log_energies(frames: Samples, n_mels: int) -> Samples:
    centred = frames - frames.mean(axis=1, keepdims=True, dtype=np.float32)
    emphasised = centred.copy()
    emphasised[:, 1:] -= np.float32(PREEMPHASIS) * centred[:, :-1]
    emphasised[:, 0] -= np.float32(PREEMPHASIS) * centred[:, 0]
    spectrum = np.fft.rfft(emphasised * _povey_window(), N_FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    log_energies: Samples = np.log(np.maximum(power @ _filters(n_mels), np.float32(FLOOR)))
    return log_energies


@lru_cache(maxsize=1)
def _povey_window() -> Samples:
    """A Hann window to the power of 0.85: Kaldi's own, which goes to zero at its ends."""
    phase = 2 * np.pi * np.arange(WINDOW) / (WINDOW - 1)
    return ((0.5 - 0.5 * np.cos(phase)) ** 0.85).astype(np.float32)


@lru_cache(maxsize=4)
def _filters(n_mels: int) -> Samples:
    """Return triangles that are equally wide in mel, ``(257, n_mels)``."""
    low, high = _mel(np.array([LOW_HZ, SAMPLE_RATE / 2]))
    step = (high - low) / (n_mels + 1)
    left = low + step * np.arange(n_mels)
    mel = _mel(np.arange(N_FFT // 2) * SAMPLE_RATE / N_FFT)[:, None]
    rising, falling = (mel - left) / step, (left + 2 * step - mel) / step
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.concatenate([triangles, np.zeros((1, n_mels))]).astype(np.float32)  # Kaldi leaves Nyquist's bin out


def _mel(hz: Floats) -> Floats:
    """Kaldi's mel scale (O'Shaughnessy): 1127 ln(1 + f / 700)."""
    mel: Floats = 1127.0 * np.log1p(hz / 700.0)
    return mel
