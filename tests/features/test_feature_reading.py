"""Which sound is looked at: files, bytes and Audio, whole and in part, at their own rate and at another."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.sounds import many, noise, tone, wav

from sorikit import features
from sorikit.core.audio import Audio
from sorikit.core.resample import resample

RATE = 44_100


def test_a_file_its_bytes_and_its_samples_give_the_same(tmp_path: Path) -> None:
    samples = noise(25.0, RATE, level=0.1)  # more than two blocks
    data = wav(samples, RATE, subtype="FLOAT")
    file = tmp_path / "a.wav"
    file.write_bytes(data)
    expected = features.mfcc(Audio(samples, RATE))
    for source in (file, str(file), data, file.open("rb")):
        found = features.mfcc(source)
        assert found.sample_rate == RATE
        np.testing.assert_array_equal(found.values, expected.values)
        if hasattr(source, "close"):
            source.close()


def test_the_rate_is_the_sounds_own_or_the_one_asked_for() -> None:
    sound = Audio(noise(2.0, RATE), RATE)
    assert features.stft(sound).sample_rate == RATE
    assert features.whisper(sound).sample_rate == 16_000
    lower = features.mel(sound, sample_rate=16_000)
    assert lower.sample_rate == 16_000
    assert lower.hop == pytest.approx(512 / 16_000)
    expected = features.mel(resample(sound, 16_000))
    assert lower.shape == expected.shape
    np.testing.assert_allclose(lower.values[:, 3:-3], expected.values[:, 3:-3], rtol=1e-2, atol=1e-6)


def test_an_excerpt_is_the_sound_cut() -> None:
    samples = noise(30.0, 16_000)
    sound = Audio(samples, 16_000)
    found = features.rms(sound, start=12.5, duration=3.0)
    cut = features.rms(Audio(samples[200_000:248_000], 16_000))
    np.testing.assert_array_equal(found.values, cut.values)
    np.testing.assert_allclose(found.times, cut.times + 12.5)
    assert features.rms(sound, start=29.0).times[-1] == pytest.approx(30.0, abs=0.04)
    assert features.rms(sound, duration=100.0).shape == features.rms(sound).shape


def test_channels_become_one() -> None:
    both = Audio(many(2, 1.0, 16_000), 16_000)
    np.testing.assert_allclose(features.mel(both).values, features.mel(both.mono()).values, rtol=1e-5)
    left = features.loudness(Audio(tone(1_000, 1.0, 48_000, level=0.1), 48_000)).values[0]
    stereo = features.loudness(Audio(np.tile(tone(1_000, 1.0, 48_000, level=0.1), (2, 1)), 48_000)).values[0]
    assert stereo - left == pytest.approx(3.01, abs=0.01)


def test_rows_and_times_by_name() -> None:
    found = features.chroma_stft(Audio(tone(440, 1.0), 16_000))
    assert found.row("A").shape == (found.shape[1],)
    with pytest.raises(KeyError):
        found.row("H")
    assert features.loudness(Audio(tone(440, 1.0), 16_000)).times.size == 0
