"""The spectrum, of the whole sound and over short times."""

from __future__ import annotations

from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidAudio
from sorikit.dsp.decibels import power_to_db
from sorikit.dsp.mel_spectrogram import PowerStream
from sorikit.dsp.stft import StftOptions, StftStream, magnitude, phase
from sorikit.dsp.windows import window
from sorikit.features._grid import stft_layout, stft_options
from sorikit.features.analysis import Analysis, Mapped, Stream, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions

LONGEST = 1 << 26
"""Samples of the longest single transform: 25 minutes at 44.1 kHz."""


def spectrum(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the amplitude of each frequency: float32 ``(bins,)``, ``frequencies`` in Hz.

    A sine of amplitude A shows A at its frequency: ``2 |Σ w[n] x[n] e^(−2πikn/N)| / Σ w`` (half of it for 0 Hz and
    Nyquist), as in Heinzel, Rüdiger & Schilling, "Spectrum and spectral density estimation by the DFT" (2002), §9. One transform
    of the whole sound; with ``n_fft`` the root mean square over windows of so many samples that overlap by half (Welch,
    1967), which streams. ``window``: "hann" unless given. Raises InvalidAudio for more than 67 million samples at once.
    """
    return extract(source, "spectrum", options, **wishes)


def stft(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the magnitude of the short-time Fourier transform: float32 ``(n_fft // 2 + 1, frames)``.

    2048 samples every 512, Hann, zeros beyond both ends, unless wishes say otherwise; frame ``t`` has its middle at
    ``t × hop``. A sound of n samples has ``1 + n // hop_length`` frames. Source: ``sorikit.dsp.stft``; librosa's ``stft``.
    """
    return extract(source, "stft", options, **wishes)


def stft_phase(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the phase of the short-time Fourier transform in radians, −π … π: as ``stft`` in all else."""
    return extract(source, "stft-phase", options, **wishes)


def stft_db(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return ``20 log₁₀`` of the magnitude in dB (at least −100; the reference is 1): as ``stft`` in all else."""
    return extract(source, "stft-db", options, **wishes)


def spectrogram(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the power ``|X|²`` of the short-time Fourier transform: as ``stft`` in all else."""
    return extract(source, "spectrogram", options, **wishes)


def open_stft(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "stft"."""
    cut = stft_options(options)
    return Mapped(stft_layout("stft", "magnitude", sample_rate, cut), StftStream(cut), magnitude)


def open_phase(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "stft-phase"."""
    cut = stft_options(options)
    return Mapped(stft_layout("stft-phase", "rad", sample_rate, cut), StftStream(cut), phase)


def open_decibels(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "stft-db"."""
    cut = stft_options(options)
    return Mapped(stft_layout("stft-db", "dB", sample_rate, cut), PowerStream(cut), power_to_db)


def open_power(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "spectrogram"."""
    cut = stft_options(options)
    return Mapped(stft_layout("spectrogram", "power", sample_rate, cut), PowerStream(cut))


def open_spectrum(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "spectrum"."""
    shape = options.window or "hann"
    if options.n_fft is None:
        return _WholeSpectrum(sample_rate, shape)
    return _Welch(sample_rate, options.n_fft, shape)


def _layout(sample_rate: int, samples: int) -> Layout:
    frequencies = np.arange(samples // 2 + 1, dtype=np.float64) * (sample_rate / samples)
    return Layout("spectrum", ("frequency",), (), ("amplitude",), sample_rate, frequencies=frequencies)


def _calibrated(power: Samples, weights: Samples) -> Values:
    """Return amplitudes from ``|X|²`` of samples times ``weights``."""
    total = float(weights.sum(dtype=np.float64)) or 1.0
    amplitudes = np.sqrt(power) * (2.0 / total)
    amplitudes[0] /= 2
    if weights.size % 2 == 0:
        amplitudes[-1] /= 2
    return np.asarray(amplitudes, np.float32)


class _WholeSpectrum(Whole):
    """One transform of everything: how many bins it has is known only at the end."""

    def __init__(self, sample_rate: int, shape: str) -> None:
        super().__init__(Layout("spectrum", ("frequency",), (), ("amplitude",), sample_rate), self._transform)
        self._shape = shape
        self._given = 0

    def feed(self, samples: Samples) -> Values:
        self._given += samples.shape[1]
        if self._given > LONGEST:
            raise InvalidAudio(
                detail=f"more than {LONGEST} samples in one transform; take windows of it with n_fft, or a part with duration",
                detail_ko=f"한 번에 {LONGEST}샘플까지 변환합니다. n_fft로 창을 나누거나 duration으로 일부만 고르세요",
            )
        return super().feed(samples)

    def _transform(self, samples: Samples) -> Values:
        self.layout = _layout(self.layout.sample_rate, samples.size)
        weights = window(self._shape, samples.size)
        transformed = np.fft.rfft(samples * weights)
        return _calibrated(np.square(transformed.real) + np.square(transformed.imag), weights)


class _Welch(Stream):
    """The mean power over windows that overlap by half; a sound shorter than one is filled up with zeros."""

    def __init__(self, sample_rate: int, n_fft: int, shape: str) -> None:
        super().__init__(_layout(sample_rate, n_fft))
        self._weights = window(shape, n_fft)
        self._stream = PowerStream(StftOptions(n_fft, max(1, n_fft // 2), window=shape, center=False))
        self._sum = np.zeros(n_fft // 2 + 1, np.float64)
        self._frames = self._samples = 0

    def feed(self, samples: Samples) -> Values:
        self._samples += samples.shape[1]
        self._add(self._stream.push(samples[0]))
        return self.nothing()

    def finish(self) -> Values:
        if not self._frames:
            self._add(self._stream.push(np.zeros(self._weights.size - self._samples, np.float32)))
        return _calibrated(np.asarray(self._sum / max(self._frames, 1), np.float32), self._weights)

    def _add(self, power: Samples) -> None:
        self._sum += power.sum(axis=1, dtype=np.float64)
        self._frames += power.shape[1]
