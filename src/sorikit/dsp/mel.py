"""Whisper's log-mel spectrogram in numpy.

Constants and formula: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision" (2022), §2.2, and
openai-whisper ``audio.py`` (``log_mel_spectrogram``); filters: Slaney's Auditory Toolbox (1998), as in librosa.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples

SAMPLE_RATE = 16_000
"""Hz."""
N_FFT = 400
"""25 ms."""
HOP_LENGTH = 160
"""10 ms: 100 frames a second."""
FRAMES_PER_SECOND = SAMPLE_RATE // HOP_LENGTH
DYNAMIC_RANGE = 8.0
"""log10 units of power (80 dB) below the loudest cell that are kept."""

_LINEAR_STEP = 200.0 / 3
_LOG_START_HZ = 1000.0
_LOG_STEP = np.log(6.4) / 27.0


def log_mel(samples: Samples, *, n_mels: int = 80) -> Samples:
    """Return Whisper's features of 16 kHz mono ``samples`` (frames,): float32 ``(n_mels, frames // 160)``.

    The loudest cell of *these* samples sets the floor (80 dB under it), so append silence before, not after.
    Fewer than 201 samples are padded with zeros, as the mirrored border needs that many.
    """
    whole = samples.size // HOP_LENGTH
    audio = np.asarray(samples, np.float32)
    if audio.size <= N_FFT // 2:
        audio = np.pad(audio, (0, N_FFT // 2 + 1 - audio.size))
    padded = np.pad(audio, N_FFT // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, N_FFT)[::HOP_LENGTH][:whole]
    spectrum = np.fft.rfft(frames * _window(), axis=-1)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    mel = mel_filters(n_mels) @ power.T
    log_power = np.log10(np.maximum(mel, 1e-10))
    if log_power.size:
        log_power = np.maximum(log_power, log_power.max() - DYNAMIC_RANGE)
    features: Samples = ((log_power + 4.0) / 4.0).astype(np.float32)
    return features


@lru_cache(maxsize=4)
def mel_filters(n_mels: int) -> Samples:
    """Return triangular filters of equal area on Slaney's mel scale, 0 … 8 kHz: float32 ``(n_mels, 201)``."""
    bins = np.fft.rfftfreq(N_FFT, 1 / SAMPLE_RATE)
    edges = _mel_to_hz(np.linspace(0.0, _hz_to_mel(SAMPLE_RATE / 2), n_mels + 2))
    rising = (bins - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    filters: Samples = (triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
    filters.setflags(write=False)  # shared by every caller
    return filters


@lru_cache(maxsize=1)
def _window() -> Samples:
    window: Samples = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)
    window.setflags(write=False)
    return window


def _hz_to_mel(hz: float) -> float:
    if hz < _LOG_START_HZ:
        return hz / _LINEAR_STEP
    return float(_LOG_START_HZ / _LINEAR_STEP + np.log(hz / _LOG_START_HZ) / _LOG_STEP)


def _mel_to_hz(mel: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    log_start = _LOG_START_HZ / _LINEAR_STEP
    curved = _LOG_START_HZ * np.exp(_LOG_STEP * (np.maximum(mel, log_start) - log_start))
    hz: npt.NDArray[np.float64] = np.where(mel < log_start, mel * _LINEAR_STEP, curved)
    return hz
