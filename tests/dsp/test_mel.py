"""The log-mel spectrogram against its definition and against an independent implementation."""

from __future__ import annotations

import numpy as np
import pytest
from tests.sounds import noise, tone

from sorikit.dsp.mel import log_mel, mel_filters


@pytest.mark.parametrize("n_mels", [80, 128])
@pytest.mark.parametrize("seconds", [0.3, 1.0, 7.77])
def test_equals_an_independent_implementation(n_mels: int, seconds: float) -> None:
    feature_extractor = pytest.importorskip("faster_whisper.feature_extractor")
    samples = noise(seconds) + tone(440, seconds)
    theirs = feature_extractor.FeatureExtractor(feature_size=n_mels)(samples, padding=0)
    ours = log_mel(samples, n_mels=n_mels)
    assert ours.shape == (n_mels, samples.size // 160)
    np.testing.assert_allclose(ours, theirs[:, : ours.shape[1]], atol=2e-5)


@pytest.mark.parametrize("n_mels", [80, 128])
def test_filters_have_equal_area(n_mels: int) -> None:
    filters = mel_filters(n_mels)
    assert filters.shape == (n_mels, 201)
    assert filters.min() >= 0
    wide = filters[n_mels // 2 :]  # the narrow ones are sampled too coarsely for their sum to be their area
    np.testing.assert_allclose(wide.sum(axis=1) * 40.0, 1.0, atol=0.1)


def test_a_tone_lights_the_band_it_is_in() -> None:
    features = log_mel(tone(1000, 1.0))
    band = int(features[:, 50].argmax())
    assert int(mel_filters(80)[:, 25].argmax()) == band  # bin 25 is 1000 Hz


def test_nothing_lies_more_than_80_db_under_the_loudest() -> None:
    features = log_mel(np.concatenate([tone(300, 0.5, level=0.9), np.zeros(8000, np.float32)]))
    assert features.min() == pytest.approx(features.max() - 2.0, abs=1e-6)


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (1, 0), (159, 0), (160, 1), (200, 1), (201, 1), (1600, 10)])
def test_short_sounds(samples: int, frames: int) -> None:
    features = log_mel(np.full(samples, 0.1, np.float32))
    assert features.shape == (80, frames)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()
