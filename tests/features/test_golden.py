"""Sounds whose features are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from tests.sounds import noise, tone

from sorikit import features
from sorikit.core.audio import Audio

RATE = 22_050
A4 = Audio(tone(440, 2.0, RATE), RATE)
INSIDE = slice(4, -4)
"""Frames that no end of the sound disturbs."""


def test_spectrum_shows_the_amplitude() -> None:
    for wishes in ({}, {"n_fft": 22_050}, {"window": "boxcar"}):
        found = features.spectrum(A4, **wishes)
        peak = int(found.values.argmax())
        assert found.frequencies is not None
        assert found.frequencies[peak] == pytest.approx(440, abs=0.5)
        assert found.values[peak] == pytest.approx(0.5, rel=1e-3)
    constant = features.spectrum(Audio(np.full(1_000, 0.25, np.float32), 1_000), window="boxcar")
    assert constant.values[0] == pytest.approx(0.25, rel=1e-5)


def test_spectrograms_of_a_tone_peak_at_it() -> None:
    for kind in ("stft", "spectrogram", "stft-db", "mel", "mel-db"):
        found = features.extract(A4, kind)
        assert found.frequencies is not None
        peaks = found.frequencies[found.values[:, INSIDE].argmax(axis=0)]
        assert np.abs(peaks - 440).max() < 25, kind
    # a sine of amplitude A in the middle of a bin has magnitude A × Σw / 2
    exact = features.stft(Audio(tone(20 * RATE / 2048, 1.0, RATE), RATE))
    assert exact.row(exact.rows[20])[INSIDE] == pytest.approx(0.5 * 1024 / 2, rel=1e-3)


def test_phase_turns_as_the_tone_does() -> None:
    hertz = 40 * RATE / 2048
    phase = features.stft_phase(Audio(tone(hertz, 1.0, RATE), RATE)).values[40, INSIDE]
    turns = np.angle(np.exp(1j * (np.diff(phase) - 2 * np.pi * hertz * 512 / RATE)))
    assert np.abs(turns).max() < 1e-3


def test_shape_of_a_tone_and_of_noise() -> None:
    sound = Audio(noise(2.0, RATE), RATE)
    assert features.centroid(A4).values[0, INSIDE] == pytest.approx(440, abs=3)
    assert features.centroid(sound).values[0, INSIDE] == pytest.approx(RATE / 4, rel=0.05)
    assert features.bandwidth(A4).values[0, INSIDE].max() < 150 < features.bandwidth(sound).values[0, INSIDE].min()
    assert features.rolloff(A4).values[0, INSIDE] == pytest.approx(440, abs=RATE / 2048 * 2)
    assert features.rolloff(sound).values[0, INSIDE] == pytest.approx(0.85 * RATE / 2, rel=0.05)
    assert features.flatness(A4).values[0, INSIDE].max() < 1e-4
    assert features.flatness(sound).values[0, INSIDE].min() > 0.4
    assert features.contrast(A4).values[:, INSIDE].max() > features.contrast(sound).values[:, INSIDE].max()


def test_level_and_crossings_of_a_tone() -> None:
    assert features.rms(A4).values[0, INSIDE] == pytest.approx(0.5 / np.sqrt(2), rel=0.01)
    assert features.zcr(A4).values[0, INSIDE] == pytest.approx(2 * 440 / RATE, abs=1 / 2048)


@pytest.mark.parametrize("kind", ["chroma-stft", "chroma-cqt", "chroma-cens"])
def test_chroma_of_a_tone_is_its_note(kind: str) -> None:
    for name, hertz in (("A", 440.0), ("C", 261.63), ("D#", 311.13)):
        found = features.extract(Audio(tone(hertz, 3.0, RATE), RATE), kind)
        strongest = found.values[:, 20:-20].argmax(axis=0)
        assert {found.rows[row] for row in strongest} == {name}


@pytest.mark.parametrize("kind", ["f0", pytest.param("f0-pyin", marks=pytest.mark.slow)])
def test_pitch_of_a_tone(kind: str) -> None:
    found = features.extract(A4, kind)
    assert found.row("f0")[INSIDE] == pytest.approx(440, rel=0.01)
    assert np.isnan(features.extract(Audio(noise(2.0, RATE, level=0.05), RATE), kind).row("f0")).mean() > 0.7


def clicks(bpm: float, seconds: float) -> Audio:
    samples = noise(seconds, RATE, level=1e-4)
    for moment in np.arange(0.5, seconds, 60 / bpm):
        first = round(moment * RATE)
        samples[first : first + 400] += (
            tone(1_000, 400 / RATE, RATE)[: samples.size - first] * np.linspace(1, 0, 400)[: samples.size - first]
        )
    return Audio(samples, RATE)


@pytest.mark.slow
@pytest.mark.parametrize("bpm", [90.0, 120.0])
def test_tempo_and_beats_of_clicks(bpm: float) -> None:
    sound = clicks(bpm, 15.0)
    assert features.tempo(sound).values[0] == pytest.approx(bpm, rel=0.03)
    beats = features.beats(sound).values
    truth = np.arange(0.5, 15.5, 60 / bpm)  # the tracker goes on to the very end
    assert len(beats) >= 0.8 * len(truth)
    apart = np.abs(beats[:, np.newaxis] - truth).min(axis=1)
    assert apart[:-1].max() < 0.05
    assert apart[-1] < 0.1  # librosa's last beat may stand a few frames early: no onset after it holds it in place
    later = features.beats(sound, start=5.0).values
    assert later.min() >= 5.0
    apart = np.abs(later[:, np.newaxis] - truth).min(axis=1)
    assert apart[:-1].max() < 0.05
    assert apart[-1] < 0.1  # as above
    assert features.tempo(Audio(np.zeros(RATE * 5, np.float32), RATE)).values[0] == 0.0


def test_names_of_the_vectors() -> None:
    genre = features.genre(A4)
    assert genre.rows[:4] == ("chroma_stft_mean", "chroma_stft_var", "rms_mean", "rms_var")
    assert genre.rows[-1] == "mfcc20_var"
    assert genre.row("spectral_centroid_mean") == pytest.approx(440, abs=60)
    assert genre.row("rms_mean") == pytest.approx(0.5 / np.sqrt(2), rel=0.02)
    emotion = features.emotion(A4)
    assert emotion.rows[0] == "mfcc1"
    assert emotion.rows[40] == "chroma_C"
    assert emotion.rows[52] == "mel1"
    assert emotion.rows[40 + int(emotion.values[40:52].argmax())] == "chroma_A"
