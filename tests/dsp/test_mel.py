"""Whisper's log-mel spectrogram against its definition and its makers' code; streams against the whole."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import LENGTHS, SIZES, cut, speechlike, streamed
from tests.sounds import noise, tone

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.dsp.mel import LogMelStream, log_mel, log_mel_pieces, mel_filters, scaled

FROM_DOUBLE = 5e-5
"""Tolerance to the formula in double precision, in the units of the features (a quarter of a log10). The largest
differences stand in the lowest bands, where little energy lies beside much; openai-whisper's own are as large."""


def in_double_precision(samples: Samples, n_mels: int) -> npt.NDArray[np.float64]:
    """Return openai-whisper's formula, written down in double precision."""
    padded = np.pad(samples.astype(np.float64), 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::160][: samples.size // 160]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    power = np.abs(np.fft.rfft(frames * window)).T ** 2
    logs = np.log10(np.maximum(mel_filters(n_mels).astype(np.float64) @ power, 1e-10))
    features: npt.NDArray[np.float64] = (np.maximum(logs, logs.max() - 8.0) + 4.0) / 4.0
    return features


@pytest.mark.parametrize("n_mels", [80, 128])
def test_equals_the_formula_in_double_precision(n_mels: int) -> None:
    samples = speechlike(16_000 * 20)
    apart = np.abs(log_mel(samples, n_mels=n_mels) - in_double_precision(samples, n_mels))
    assert apart.max() <= FROM_DOUBLE
    assert apart.mean() <= 1e-6


@pytest.mark.parametrize("n_mels", [80, 128])
@pytest.mark.parametrize("seconds", [0.3, 1.0, 7.77])
def test_equals_faster_whisper(n_mels: int, seconds: float) -> None:
    feature_extractor = pytest.importorskip("faster_whisper.feature_extractor")
    samples = noise(seconds) + tone(440, seconds)
    theirs = feature_extractor.FeatureExtractor(feature_size=n_mels)(samples, padding=0)
    ours = log_mel(samples, n_mels=n_mels)
    assert ours.shape == (n_mels, samples.size // 160)
    np.testing.assert_allclose(ours, theirs[:, : ours.shape[1]], atol=2e-5)


@pytest.mark.slow
@pytest.mark.parametrize("n_mels", [80, 128])
def test_equals_openai_whisper(n_mels: int) -> None:
    pytest.importorskip("torch", reason="torch is not installed")
    whisper = pytest.importorskip("whisper.audio", reason="openai-whisper is not installed")
    for samples in (speechlike(16_000 * 20), noise(3.3), tone(700, 1.0)):
        theirs = whisper.log_mel_spectrogram(samples, n_mels).numpy()
        ours = log_mel(samples, n_mels=n_mels)
        assert ours.shape == theirs.shape
        assert np.abs(ours - theirs).max() <= 2 * FROM_DOUBLE  # each may be so far from the formula
        assert np.abs(ours - theirs).mean() <= 3e-6


@settings(max_examples=12, deadline=None)
@given(total=LENGTHS, sizes=SIZES, n_mels=st.sampled_from([80, 128]))
def test_a_stream_equals_the_whole_to_the_last_bit(total: int, sizes: list[int], n_mels: int) -> None:
    samples = speechlike(total)
    whole = log_mel(samples, n_mels=n_mels)
    stream = LogMelStream(n_mels=n_mels)
    raw = streamed(lambda: stream, samples, sizes)
    np.testing.assert_array_equal(scaled(raw, stream.loudest), whole)
    parts = list(log_mel_pieces(lambda: cut(samples, sizes), n_mels=n_mels))
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_sample_by_sample() -> None:
    samples = speechlike(1_234)
    stream = LogMelStream()
    raw = streamed(lambda: stream, samples, [1] * samples.size)
    np.testing.assert_array_equal(scaled(raw, stream.loudest), log_mel(samples))


def test_frames_come_as_soon_as_they_are_complete() -> None:
    stream = LogMelStream()
    assert stream.push(np.zeros(200, np.float32)).shape == (80, 0)
    assert stream.push(np.zeros(1, np.float32)).shape == (80, 1)
    assert stream.push(np.zeros(159, np.float32)).shape == (80, 1)


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


def test_bad_input() -> None:
    with pytest.raises(InvalidAudio):
        log_mel(np.full(1_000, np.nan, np.float32))
    with pytest.raises(InvalidAudio):
        log_mel(np.zeros((1, 1_000), np.float32))
    with pytest.raises(InvalidOption):
        log_mel(np.zeros(1_000, np.float32), n_mels=0)
