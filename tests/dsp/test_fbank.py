"""Kaldi's filter bank: the same numbers as kaldi-native-fbank, and a stream that equals the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorikit.core.audio import Samples
from sorikit.dsp.fbank import HOP, WINDOW, fbank, frame_count


def kaldi(samples: Samples) -> Samples:
    native = pytest.importorskip("kaldi_native_fbank", reason="the reference implementation is not installed")
    options = native.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = 80
    options.energy_floor = 0
    extractor = native.OnlineFbank(options)
    extractor.accept_waveform(16_000, samples.tolist())
    extractor.input_finished()
    frames = [extractor.get_frame(number) for number in range(extractor.num_frames_ready)]
    return np.stack(frames) if frames else np.zeros((0, 80), np.float32)


def noise(seconds: float, level: float = 0.1) -> Samples:
    return (np.random.default_rng(3).standard_normal(int(seconds * 16_000)) * level).astype(np.float32)


def sweep(seconds: float) -> Samples:
    time = np.arange(int(seconds * 16_000)) / 16_000
    return (0.3 * np.sin(2 * np.pi * (60 * time + 3_500 * time**2 / seconds / 2))).astype(np.float32)


@pytest.mark.parametrize("samples", [noise(3), noise(1, 1e-3), sweep(2), np.zeros(8_000, np.float32)])
def test_equals_kaldi(samples: Samples) -> None:
    expected = kaldi(samples)
    ours = fbank(samples)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() < 2e-2  # single bands of almost no energy, which differ by rounding …
    assert np.abs(ours - expected).mean() < 1e-4  # … everything else is the same


@given(samples=st.integers(0, 2_000))
def test_number_of_frames(samples: int) -> None:
    assert len(fbank(np.zeros(samples, np.float32))) == frame_count(samples)
    assert frame_count(samples) == sum(1 for start in range(0, samples, HOP) if start + WINDOW <= samples)


@given(at=st.integers(0, 90))
def test_a_stream_equals_the_whole(at: int) -> None:
    samples = noise(1)
    assert np.allclose(fbank(samples)[at:], fbank(samples[at * HOP :]), atol=1e-5)


def test_silence_is_finite() -> None:
    assert np.isfinite(fbank(np.zeros(16_000, np.float32))).all()
