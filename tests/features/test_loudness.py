"""Loudness by the test signals of EBU Tech 3341, the standard's own coefficients, and pyloudnorm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.sounds import many, noise, tone

from sorikit import features
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.features.bs1770 import k_weighting

pytest.importorskip("scipy", reason='pip install "sorikit[analysis]"')
RATE = 48_000


def sine(decibels: float, seconds: float, *, channels: int = 2, rate: int = RATE) -> np.ndarray:
    """A sine of 1 kHz with its peak at ``decibels`` of full scale, in every channel."""
    return np.repeat(tone(1_000, seconds, rate, level=10 ** (decibels / 20))[np.newaxis, :], channels, axis=0)


def steps(*parts: tuple[float, float]) -> Audio:
    return Audio(np.concatenate([sine(level, seconds) for level, seconds in parts], axis=1), RATE)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (((-23.0, 20.0),), -23.0),
        (((-33.0, 20.0),), -33.0),
        (((-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)), -23.0),
        (((-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)), -23.0),
        (((-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)), -23.0),
    ],
)
def test_ebu_tech_3341_cases_1_to_5(parts: tuple[tuple[float, float], ...], expected: float) -> None:
    sound = steps(*parts)
    assert features.loudness(sound).values[0] == pytest.approx(expected, abs=0.1)
    if len(parts) == 1:
        assert features.loudness_momentary(sound).values == pytest.approx(expected, abs=0.1)
        assert features.loudness_short_term(sound).values == pytest.approx(expected, abs=0.1)


def test_ebu_tech_3341_case_6_five_channels() -> None:
    levels = (-28.0, -28.0, -24.0, -30.0, -30.0)
    sound = Audio(np.concatenate([sine(level, 20.0, channels=1) for level in levels]), RATE)
    assert features.loudness(sound).values[0] == pytest.approx(-23.0, abs=0.1)
    with_lfe = np.insert(sound.samples, 3, sine(-3.0, 20.0, channels=1), axis=0)
    assert features.loudness(Audio(with_lfe, RATE)).values[0] == pytest.approx(-23.0, abs=0.1)


def test_the_filter_is_the_standards_at_48_khz() -> None:
    """ITU-R BS.1770-4, annex 1, tables 1 and 2."""
    shelf, high_pass = k_weighting(48_000)
    np.testing.assert_allclose(shelf[:3], [1.53512485958697, -2.69169618940638, 1.19839281085285], rtol=1e-9)
    np.testing.assert_allclose(shelf[4:], [-1.69065929318241, 0.73248077421585], rtol=1e-9)
    np.testing.assert_allclose(high_pass[4:], [-1.99004745483398, 0.99007225036621], rtol=1e-9)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 96_000])
def test_the_rate_does_not_matter(rate: int) -> None:
    assert features.loudness(Audio(sine(-23.0, 3.0, rate=rate), rate)).values[0] == pytest.approx(-23.0, abs=0.1)


def test_equal_to_pyloudnorm(data: Path) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm", reason='pip install "sorikit[dev]"')
    for sound in (
        decode(data / "asr-en" / "jfk.flac", mono=False),
        decode(data / "music" / "gtzan_blues.00000.flac", mono=False),
        Audio(many(2, 5.0, 44_100) * np.linspace(0, 1, 220_500, dtype=np.float32), 44_100),
        Audio(noise(2.0), 16_000),
    ):
        reference = pyloudnorm.Meter(sound.sample_rate, filter_class="DeMan").integrated_loudness(sound.samples.T)
        assert features.loudness(sound).values[0] == pytest.approx(reference, abs=0.02)


def test_frames_stand_where_they_are_heard() -> None:
    sound = Audio(np.concatenate([sine(-60, 3.0), sine(-20, 3.0)], axis=1), RATE)
    momentary = features.loudness_momentary(sound)
    assert momentary.shape == (1, 57)
    assert momentary.times[0] == pytest.approx(0.2)
    assert momentary.values[0, momentary.times < 2.79].max() < -55
    assert momentary.values[0, momentary.times > 3.21].min() == pytest.approx(-20, abs=0.1)


def test_silence_short_sounds_and_low_rates() -> None:
    silence = Audio(np.zeros((2, RATE), np.float32), RATE)
    assert features.loudness(silence).values[0] == -np.inf
    assert (features.loudness_momentary(silence).values == -np.inf).all()
    with pytest.raises(InvalidAudio, match=r"0\.3000 s of sound is shorter than one window of loudness"):
        features.loudness(Audio(tone(500, 0.3, RATE), RATE))
    with pytest.raises(InvalidAudio, match="shorter than one window of loudness-short-term"):
        features.loudness_short_term(Audio(tone(500, 2.9, RATE), RATE))
    with pytest.raises(InvalidOption, match="loudness needs 8000 Hz"):
        features.loudness(Audio(tone(500, 1.0, 4_000), 4_000))
