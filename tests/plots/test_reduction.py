"""Columns of a stream: every sample is heard, memory is bounded, pieces of any size give the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sounds import noise, tone

from sorikit.core.audio import Samples
from sorikit.plots.reduction import EnvelopeStream, PieceKeeper, SpectrogramStream

RATE = 16_000


def cut(samples: Samples, sizes: list[int]) -> list[Samples]:
    parts, at, turn = [], 0, 0
    while at < samples.shape[-1]:
        size = sizes[turn % len(sizes)]
        parts.append(samples[..., at : at + size])
        at, turn = at + size, turn + 1
    return parts


@given(
    frames=st.integers(1, 5000), columns=st.integers(4, 60), sizes=st.lists(st.integers(1, 700), min_size=1, max_size=5)
)
def test_envelope_is_the_minimum_and_maximum_of_each_column(frames: int, columns: int, sizes: list[int]) -> None:
    samples = np.stack([noise(frames / RATE, seed=1)[:frames], noise(frames / RATE, seed=2)[:frames]])
    stream = EnvelopeStream(columns, 2)
    for part in cut(samples, sizes):
        stream.feed(part)
    envelope = stream.finish(RATE)
    size = round(envelope.column * RATE)
    assert envelope.low.shape[1] == -(-frames // size)
    assert envelope.low.shape[1] <= 2 * columns
    assert size == 1 or envelope.low.shape[1] >= columns
    for column in range(envelope.low.shape[1]):
        stretch = samples[:, column * size : (column + 1) * size]
        assert np.array_equal(envelope.low[:, column], stretch.min(axis=1))
        assert np.array_equal(envelope.high[:, column], stretch.max(axis=1))
        rms = np.sqrt(np.square(stretch, dtype=np.float64).mean(axis=1))
        assert envelope.rms[:, column] == pytest.approx(rms, rel=1e-4, abs=1e-7)
    assert envelope.raw == (size == 1)
    assert envelope.peak == pytest.approx(np.abs(samples).max())


def spectrogram(samples: Samples, sizes: list[int], columns: int = 50, n_fft: int = 256) -> SpectrogramStream:
    stream = SpectrogramStream(columns, n_fft)
    for part in cut(samples, sizes):
        stream.feed(part)
    return stream


@given(frames=st.integers(1, 60_000), sizes=st.lists(st.integers(1, 9_000), min_size=1, max_size=4))
def test_spectrogram_does_not_depend_on_how_the_sound_arrives(frames: int, sizes: list[int]) -> None:
    samples = noise(frames / RATE + 0.01, seed=3)[:frames]
    pieces = spectrogram(samples, sizes).finish(RATE)
    whole = spectrogram(samples, [frames]).finish(RATE)
    assert pieces.column == whole.column
    assert np.allclose(pieces.power, whole.power, rtol=1e-4, atol=1e-12)
    assert np.allclose(pieces.loudest, whole.loudest, rtol=1e-4, atol=1e-12)
    assert whole.power.shape[1] == -(-frames // round(whole.column * RATE))


@pytest.mark.parametrize("seconds", [0.05, 0.3, 2.0, 60.0])
@pytest.mark.parametrize("hertz", [500.0, 2000.0])
def test_a_full_scale_sine_is_0_db_at_its_frequency_at_any_length(hertz: float, seconds: float) -> None:
    found = spectrogram(tone(hertz, seconds, RATE, level=1.0), [8000]).finish(RATE)
    inner = found.power[:, found.power.shape[1] // 4 : -found.power.shape[1] // 4 or None]
    assert np.all(np.abs(inner.argmax(axis=0) * found.step - hertz) <= found.step)
    assert 10 * np.log10(inner.max()) == pytest.approx(0.0, abs=0.1)
    assert 50 <= found.power.shape[1] <= 100 or seconds < 0.1


def test_long_sounds_keep_the_mean_power_of_white_noise_and_lose_no_click() -> None:
    samples = noise(40.0, RATE, level=0.01, seed=5)
    samples[RATE * 30 + 77] = 1.0  # one sample in 640,000
    found = spectrogram(samples, [16_000]).finish(RATE)
    quiet = found.power[5:-5, : found.power.shape[1] // 2]
    window_gain = 4 * np.square(np.hanning(257)[:-1]).sum() / np.hanning(257)[:-1].sum() ** 2
    assert quiet.mean() == pytest.approx(0.01**2 * window_gain, rel=0.03)
    assert found.power.sum(axis=0).argmax() == pytest.approx(30.0 / found.column, abs=1.5)


@pytest.mark.parametrize("sizes", [[999], [16_000], [40_001]])
def test_pieces_are_the_sound_itself_until_it_is_long(sizes: list[int]) -> None:
    samples = noise(7.3, RATE, seed=6)
    keeper = PieceKeeper(RATE, 0.5, whole_seconds=10.0, most_pieces=4)
    for part in cut(samples, sizes):
        keeper.feed(part)
    pieces = keeper.finish()
    assert pieces.whole
    assert np.array_equal(np.concatenate(pieces.samples), samples)


@pytest.mark.parametrize("seconds", [10.6, 31.0, 200.0])
def test_of_a_long_sound_evenly_spaced_pieces_are_kept(seconds: float) -> None:
    samples = np.arange(int(seconds * 100), dtype=np.float32)
    keeper = PieceKeeper(100, 0.5, whole_seconds=10.0, most_pieces=8)
    for part in cut(samples, [70]):
        keeper.feed(part)
    pieces = keeper.finish()
    assert not pieces.whole
    assert 4 <= len(pieces.samples) <= 8
    for number, piece in enumerate(pieces.samples):
        assert piece.size == 50
        assert piece[0] == round(number * pieces.stride * 100)


def test_memory_of_an_hour_is_that_of_a_minute() -> None:
    block = noise(10.0, 8_000)
    stream, envelope = SpectrogramStream(100, 256), EnvelopeStream(100, 1)
    for _ in range(360):
        stream.feed(block)
        envelope.feed(block[None])
    assert stream.finish(8_000).power.shape[1] <= 200
    assert envelope.finish(8_000).low.shape[1] <= 200
