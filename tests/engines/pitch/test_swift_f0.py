"""SwiftF0 with its real weights: equal to its own package, right on tones, the same however the sound is cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sounds import noise, tone

from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidOption
from sorikit.engines import pitch
from sorikit.engines.pitch import Pitch, PitchRange


@pytest.fixture(scope="module")
def tracker() -> pitch.PitchTracker:
    return pitch.load()


def follow(tracker: pitch.PitchTracker, samples: np.ndarray, cuts: list[int] | None = None) -> Pitch:
    session = tracker.open()
    parts = [session.track(piece) for piece in np.split(samples, cuts or [])]
    parts.append(session.finish())
    return Pitch(np.concatenate([p.f0 for p in parts]), np.concatenate([p.confidence for p in parts]))


def glide(seconds: float) -> np.ndarray:
    """A voice-like buzz that slides from 100 to 300 Hz, with a pause in its middle."""
    hertz = np.linspace(100, 300, round(seconds * 16_000))
    phase = 2 * np.pi * np.cumsum(hertz) / 16_000
    buzz = sum(np.sin(n * phase) / n for n in range(1, 8)) * 0.1
    buzz[len(buzz) // 2 : len(buzz) // 2 + 8_000] = 0.0
    return (buzz + noise(seconds, level=0.001)[: len(buzz)]).astype(np.float32)


@pytest.mark.parametrize("hertz", [110.0, 164.8, 220.0, 440.0, 880.0, 1760.0])
def test_a_tone_has_its_pitch(tracker: pitch.PitchTracker, hertz: float) -> None:
    heard = follow(tracker, tone(hertz, 2.0))
    assert len(heard.f0) == 125
    inside = slice(10, -10)
    assert (heard.confidence[inside] > 0.5).all()
    np.testing.assert_allclose(heard.f0[inside], hertz, rtol=0.01)


def test_noise_and_silence_have_none(tracker: pitch.PitchTracker) -> None:
    assert np.isnan(follow(tracker, np.zeros(32_000, np.float32)).voiced_f0).all()
    assert (follow(tracker, noise(2.0)).confidence > 0.5).mean() < 0.1


def test_equal_to_its_own_package(tracker: pitch.PitchTracker, data: Path) -> None:
    reference = pytest.importorskip("swift_f0", reason="the reference: pip install swift-f0==0.3.0").SwiftF0(threads=1)
    speech = decode(data / "asr-en" / "jfk.flac", sample_rate=16_000).samples[0]
    for samples in (speech, np.tile(speech, 5)[: 16_000 * 40 + 77], glide(3.0), tone(440, 0.01)):
        expected = reference.detect(samples, 16_000)
        heard = follow(tracker, samples)
        assert heard.f0.shape == expected.pitch_hz.shape
        np.testing.assert_allclose(heard.confidence, expected.confidence, atol=1e-3)
        voiced = expected.confidence > 0.1
        np.testing.assert_allclose(heard.f0[voiced], expected.pitch_hz[voiced], rtol=1e-3)


@settings(max_examples=10)
@given(st.lists(st.integers(0, 48_000), max_size=6).map(sorted))
def test_any_cutting_gives_the_same(cuts: list[int]) -> None:
    tracker, samples = pitch.load(), glide(3.0)
    whole, pieces = follow(tracker, samples), follow(tracker, samples, cuts)
    assert whole.f0.shape == pieces.f0.shape == (187,)
    np.testing.assert_allclose(pieces.confidence, whole.confidence, atol=1e-3)
    voiced = whole.confidence > 0.1
    np.testing.assert_allclose(pieces.f0[voiced], whole.f0[voiced], rtol=1e-3)


def test_the_range_changes_what_is_heard(tracker: pitch.PitchTracker) -> None:
    session = tracker.open(PitchRange(fmin=300.0, fmax=600.0))
    session.track(tone(150, 1.0))
    assert (session.finish().f0 >= 299.0).all()
    with pytest.raises(InvalidOption, match="too narrow"):
        tracker.open(PitchRange(fmin=3_000.0))
    with pytest.raises(InvalidOption, match="not above"):
        PitchRange(fmin=500.0, fmax=100.0)


def test_nothing_and_hardly_anything(tracker: pitch.PitchTracker) -> None:
    assert follow(tracker, np.zeros(0, np.float32)).f0.shape == (0,)
    assert follow(tracker, tone(440, 1 / 16_000)).f0.shape == (1,)
