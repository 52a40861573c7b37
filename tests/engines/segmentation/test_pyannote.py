"""pyannote segmentation-3.0 through its door, with its real weights."""

from __future__ import annotations

import numpy as np
import pytest

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.engines.segmentation import Segmenter, load


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load(device=Device(threads=2))


def hum(seconds: float, seed: int = 0) -> Samples:
    """Return something like a voice: a pulse train with moving formants."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * 16_000)) / 16_000
    pitch = 110 + 20 * np.sin(2 * np.pi * 0.7 * time)
    pulses = np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / 16_000)) * (0.5 + 0.5 * np.sin(2 * np.pi * 3 * time))
    return (0.1 * pulses + 0.003 * random.standard_normal(time.size)).astype(np.float32)


def test_shape_and_time_of_frames(segmenter: Segmenter) -> None:
    activity = segmenter.segment(np.stack([hum(10), hum(10, 1)]))
    assert activity.shape == (2, 589, 3)
    assert activity.dtype == np.float32
    assert ((activity >= 0) & (activity <= 1)).all()
    last = segmenter.frame_offset + 588 * segmenter.frame_seconds
    assert 9.9 < last + segmenter.frame_seconds <= 10


def test_a_batch_equals_one_by_one(segmenter: Segmenter) -> None:
    windows = np.stack([hum(10), np.zeros(160_000, np.float32), hum(10, 2)])
    alone = np.concatenate([segmenter.segment(window[None]) for window in windows])
    assert np.allclose(segmenter.segment(windows), alone, atol=1e-5)


@pytest.mark.parametrize("window", [np.zeros(160_000, np.float32), np.full(160_000, 0.5, np.float32)])
def test_nobody_talks_in_silence(segmenter: Segmenter, window: Samples) -> None:
    assert segmenter.segment(window[None]).max() < 0.5


@pytest.mark.parametrize("samples", [0, 1, 990, 1_260, 1_261, 8_000])
def test_short_windows(segmenter: Segmenter, samples: int) -> None:
    activity = segmenter.segment(np.zeros((2, samples), np.float32))
    assert activity.shape[0] == 2
    assert activity.shape[2] == 3
    assert np.isfinite(activity).all()
    assert (activity.shape[1] > 0) == (samples >= 1_261)
