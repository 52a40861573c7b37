"""Pitch by overlap and add, the outline of a spectrum, and syllables, on made sounds whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.dsp.psola import shift_pitch
from sorikit.dsp.spectral_envelope import FRAMES, coloured, drawn, outlines, stretched
from sorikit.dsp.syllables import syllable_peaks

RATE = 24_000


def buzz(pitch: float, seconds: float = 1.0, formant: float = 800.0) -> np.ndarray:
    """A harmonic sound with one hump in its spectrum."""
    times = np.arange(int(seconds * RATE)) / RATE
    harmonics = np.arange(1, int(8000 / pitch))
    levels = np.exp(-(((harmonics * pitch - formant) / 400.0) ** 2)) + 0.02
    waves = [level * np.cos(2 * np.pi * pitch * n * times) for n, level in zip(harmonics, levels, strict=True)]
    return np.asarray(0.1 * np.sum(waves, axis=0), np.float32)


def pitch_of(samples: np.ndarray) -> float:
    """Return the pitch by the peak of the autocorrelation, 60–500 Hz."""
    middle = samples[4000:12000].astype(np.float64)
    lags = np.fft.irfft(np.abs(np.fft.rfft(middle, 1 << 15)) ** 2)
    first = RATE // 500
    return RATE / (first + int(lags[first : RATE // 60].argmax()))


@pytest.mark.parametrize("factor", [0.6, 0.8, 1.0, 1.25, 1.6])
def test_pitch_moves_as_asked_and_the_formant_stays(factor: float) -> None:
    samples = buzz(150.0)
    f0 = np.full(samples.size, 150.0)
    moved = shift_pitch(samples, RATE, f0, f0 * factor)
    assert moved.size == samples.size
    assert pitch_of(moved) == pytest.approx(150.0 * factor, rel=0.02)
    spectrum = np.abs(np.fft.rfft(moved[4000:20000] * np.hanning(16000)))
    assert abs(spectrum.argmax() * RATE / 16000 - 800.0) < 0.55 * 150.0 * max(1.0, factor)


def test_what_is_not_voiced_and_what_is_not_changed_comes_back() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    same = shift_pitch(noise, RATE, np.zeros(RATE), np.zeros(RATE))
    assert np.abs(same[200:-200] - noise[200:-200]).max() < 1e-5
    assert shift_pitch(noise[:0], RATE, np.zeros(0), np.zeros(0)).size == 0
    wave = buzz(120.0)
    again = shift_pitch(wave, RATE, np.full(wave.size, 120.0), np.full(wave.size, 120.0))
    assert np.corrcoef(again[500:-500], wave[500:-500])[0, 1] > 0.99


def test_an_outline_is_moved_by_colouring() -> None:
    samples = buzz(110.0, formant=1000.0)
    lines = drawn(outlines(samples, RATE, 110.0))
    moved = coloured(samples, stretched(lines, 1.2) - lines)
    peaks = [
        drawn(outlines(sound, RATE, 110.0))[20:60].mean(axis=0)[: FRAMES.bins // 3].argmax() * RATE / FRAMES.n_fft
        for sound in (samples, moved)
    ]
    assert peaks[1] / peaks[0] == pytest.approx(1.2, abs=0.08)
    unchanged = coloured(samples, np.zeros_like(lines))
    assert np.abs(unchanged - samples).max() < 1e-4


def test_syllables_are_counted() -> None:
    times = np.arange(2 * RATE) / RATE
    babble = buzz(140.0, 2.0) * (0.05 + np.maximum(0.0, np.sin(2 * np.pi * 4.0 * times)) ** 2).astype(np.float32)
    assert syllable_peaks(babble, RATE) in (7, 8, 9)
    assert syllable_peaks(babble, RATE, np.zeros(100, np.bool_)) == 0
    assert syllable_peaks(babble[:100], RATE) == 0
