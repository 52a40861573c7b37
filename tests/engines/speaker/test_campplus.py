"""CAM++ through its door, with its real weights, on real voices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.errors import InvalidAudio
from sorikit.core.time import Span
from sorikit.engines.speaker import SpeakerEmbedder, load


@pytest.fixture(scope="module")
def embedder() -> SpeakerEmbedder:
    return load(device=Device(threads=2))


def noise(seconds: float, seed: int = 0) -> Audio:
    return Audio((np.random.default_rng(seed).standard_normal(int(seconds * 16_000)) * 0.1).astype(np.float32), 16_000)


def test_shape_and_length(embedder: SpeakerEmbedder) -> None:
    audio = noise(2)
    vectors = embedder.embed(audio, [[Span(0, 2)], [Span(0, 0.5), Span(1, 2)], [Span(0, 0.05)], []])
    assert vectors.shape == (4, embedder.dim)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 0], atol=1e-5)  # too short: no vector


def test_the_whole_is_one_voice(embedder: SpeakerEmbedder) -> None:
    audio = noise(1)
    assert np.allclose(embedder.embed(audio), embedder.embed(audio, [[Span(0, 1)]]), atol=1e-6)


def test_each_span_changes_the_vector(embedder: SpeakerEmbedder) -> None:
    first, second = embedder.embed(noise(2), [[Span(0, 1)], [Span(1, 2)]])
    assert not np.allclose(first, second, atol=1e-3)


def test_loudness_does_not_matter(embedder: SpeakerEmbedder) -> None:
    audio = noise(1)
    assert float((embedder.embed(audio) @ embedder.embed(audio.scaled(0.5)).T).item()) > 0.999


def test_wrong_rate_or_channels(embedder: SpeakerEmbedder) -> None:
    with pytest.raises(InvalidAudio):
        embedder.embed(Audio(np.zeros(8_000, np.float32), 8_000))
    with pytest.raises(InvalidAudio):
        embedder.embed(Audio(np.zeros((2, 16_000), np.float32), 16_000))


def test_nothing(embedder: SpeakerEmbedder) -> None:
    assert embedder.embed(noise(1), []).shape == (0, embedder.dim)
    assert not embedder.embed(Audio(np.zeros(0, np.float32), 16_000)).any()


def test_same_and_different_people(embedder: SpeakerEmbedder, data: Path) -> None:
    names = ("1688-142285-0000", "1688-142285-0001", "2033-164914-0000", "2033-164914-0001")
    clips = [decode(data / "asr-en" / f"{name}.flac", sample_rate=16_000) for name in names]
    vectors = np.concatenate([embedder.embed(clip) for clip in clips])
    alike = vectors @ vectors.T
    assert min(alike[0, 1], alike[2, 3]) > 0.75
    assert alike[:2, 2:].max() < 0.45
