"""Silero VAD with its real weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.sounds import noise, tone

from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.engines import vad


@pytest.fixture(scope="module")
def detector() -> vad.VoiceDetector:
    return vad.load()


def listen(detector: vad.VoiceDetector, samples: np.ndarray, piece: int = 1_000_000) -> np.ndarray:
    session = detector.open()
    parts = [session.detect(samples[at : at + piece]) for at in range(0, samples.size, piece)]
    return np.concatenate([*parts, session.finish()])


def test_any_cutting_of_the_stream_gives_the_same(detector: vad.VoiceDetector) -> None:
    samples = noise(3.0) * np.linspace(0, 1, 48_000, dtype=np.float32)
    whole = listen(detector, samples)
    assert whole.size == int(np.ceil(3.0 / detector.frame_seconds))
    for piece in (1, 511, 512, 7_777):
        if piece == 1:
            np.testing.assert_allclose(
                listen(detector, samples[:2_000], 1), listen(detector, samples[:2_000]), atol=1e-5
            )
        else:
            np.testing.assert_allclose(listen(detector, samples, piece), whole, atol=1e-5)


@pytest.mark.parametrize("level", [0.0, 0.003, 0.1])
def test_noise_is_no_speech(detector: vad.VoiceDetector, level: float) -> None:
    assert (listen(detector, noise(8.0, level=level)) > 0.5).mean() < 0.01


def test_hum_is_no_speech(detector: vad.VoiceDetector) -> None:
    hum = sum((tone(50 * n, 8.0, level=0.1 / n) for n in (1, 2, 3, 5)), np.zeros(128_000, np.float32))
    assert (listen(detector, hum) > 0.5).mean() < 0.01


def test_speech_is_speech(detector: vad.VoiceDetector, data: Path) -> None:
    speech = decode(data / "asr-en" / "jfk.flac", sample_rate=16_000).samples[0]
    probabilities = listen(detector, speech)
    assert (probabilities > 0.5).mean() > 0.6
    assert probabilities.min() >= 0.0
    assert probabilities.max() <= 1.0


def test_nothing_gives_nothing(detector: vad.VoiceDetector) -> None:
    session = detector.open()
    assert session.detect(np.zeros(0, np.float32)).size == 0
    assert session.finish().size == 0


def test_sessions_do_not_mix(detector: vad.VoiceDetector) -> None:
    quiet, loud = detector.open(), detector.open()
    first, second = noise(1.0, level=0.001), noise(1.0, level=0.2, seed=1)
    mixed = [
        (quiet.detect(first[at : at + 4_000]), loud.detect(second[at : at + 4_000])) for at in range(0, 16_000, 4_000)
    ]
    alone = vad.load(device=Device(threads=1)).open().detect(first)
    np.testing.assert_allclose(np.concatenate([pair[0] for pair in mixed])[: alone.size], alone, atol=1e-5)
