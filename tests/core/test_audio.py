"""Audio: its shapes and number types, and the resampler that lets nothing fold back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sounds import loudness, many, noise, tone

from sorikit.core.audio import Audio, as_float32, join
from sorikit.core.errors import InvalidAudio
from sorikit.core.resample import StreamResampler, resample
from sorikit.core.time import Span


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (np.uint8, [0, 128, 255], [-1.0, 0.0, 127 / 128]),
        (np.int8, [-128, 0, 127], [-1.0, 0.0, 127 / 128]),
        (np.int16, [-32768, 0, 32767], [-1.0, 0.0, 32767 / 32768]),
        (np.int32, [-(2**31), 0, 2**30], [-1.0, 0.0, 0.5]),
        (np.int64, [-(2**63), 0, 2**62], [-1.0, 0.0, 0.5]),
        (np.float16, [-1, 0, 0.5], [-1.0, 0.0, 0.5]),
        (np.float64, [-1, 0, 0.1], [-1.0, 0.0, np.float32(0.1)]),
    ],
)
def test_number_types(kind: type, values: list[float], expected: list[float]) -> None:
    audio = Audio(np.array(values, kind), 8000)
    assert audio.samples.dtype == np.float32
    assert audio.samples.tolist() == [[float(np.float32(value)) for value in expected]]


@given(hnp.arrays(np.int16, st.integers(0, 100)))
def test_sixteen_bit_is_exact(values: np.ndarray) -> None:
    assert (as_float32(values) * 32768 == values).all()


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((2, 3, 4), np.float32),
        np.float32(1),
        np.zeros((0, 5), np.float32),
        np.zeros((16000, 2), np.float32),
        np.zeros(5, complex),
        np.zeros(5, bool),
        np.zeros(5, np.uint16),
        np.array(["a"]),
        np.array([None]),
    ],
    ids=lambda samples: f"{np.asarray(samples).dtype}{np.shape(samples)}",
)
def test_what_is_not_audio(samples: np.ndarray) -> None:
    with pytest.raises(InvalidAudio):
        Audio(samples, 16000)


@pytest.mark.parametrize("rate", [0, -1, 10**7])
def test_impossible_rates(rate: int) -> None:
    with pytest.raises(InvalidAudio, match=str(rate)):
        Audio(np.zeros(4, np.float32), rate)


def test_properties_and_parts() -> None:
    audio = Audio(many(3, 1.0, 8000), 8000)
    assert (audio.channels, audio.frames, audio.duration) == (3, 8000, 1.0)
    assert audio.peak == pytest.approx(0.4, abs=1e-3)
    assert np.allclose(audio.mono().samples[0], audio.samples.mean(0), atol=1e-6)
    assert audio.cut(Span(0.25, 0.5)).frames == 2000
    assert audio.cut(Span(0.9, 2)).frames == 800
    assert audio.cut(Span(2, 3)).frames == 0
    assert audio.cut(Span(2, 3)).peak == 0.0
    halves = join([audio.cut(Span(0, 0.3)), audio.cut(Span(0.3, 1))])
    assert (halves.samples == audio.samples).all()
    assert np.allclose(audio.scaled(2).samples, 2 * audio.samples)


def test_what_cannot_be_joined() -> None:
    one = Audio(np.zeros(4, np.float32), 8000)
    for wrong in ([], [one, Audio(np.zeros(4, np.float32), 16000)], [one, Audio(np.zeros((2, 4), np.float32), 8000)]):
        with pytest.raises(InvalidAudio):
            join(wrong)


def test_nothing_folds_back() -> None:
    """A 15 kHz tone at 48 kHz is above what 16 kHz can hold; dropping samples would show it at 1 kHz, loudly."""
    low, high = tone(1000, 1, 48_000), tone(15_000, 1, 48_000)
    whole = resample(Audio(low + high, 48_000), 16_000)
    assert loudness(whole, 1000) == pytest.approx(0.5, rel=0.01)
    alone = resample(Audio(high, 48_000), 16_000)
    middle = alone.samples[0, 1600:-1600]
    assert np.sqrt((middle**2).mean()) < 0.5 / np.sqrt(2) * 10 ** (-60 / 20)
    stream = StreamResampler(48_000, 16_000)
    streamed = np.concatenate([stream.feed(high), stream.finish()])[1600:-1600]
    assert np.sqrt((streamed**2).mean()) < 0.5 / np.sqrt(2) * 10 ** (-60 / 20)


@pytest.mark.parametrize("rate", [8000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_tone_keeps_its_pitch_level_and_length(rate: int) -> None:
    audio = resample(Audio(tone(700, 1, rate), rate), 16_000)
    assert audio.frames == pytest.approx(16_000, abs=1)
    assert loudness(audio, 700) == pytest.approx(0.5, rel=0.005)


@given(
    st.sampled_from([8000, 11_025, 44_100, 48_000, 16_000]),
    st.lists(st.integers(0, 5000), min_size=1, max_size=12),
)
def test_pieces_of_any_size_equal_the_whole(rate: int, sizes: list[int]) -> None:
    samples = noise(sum(sizes) / rate + 0.01, rate)
    stream = StreamResampler(rate, 16_000)
    pieces, first = [], 0
    for size in sizes:
        pieces.append(stream.feed(samples[first : first + size]))
        first += size
    joined = np.concatenate([*pieces, stream.feed(samples[first:]), stream.finish()])
    whole = resample(Audio(samples, rate), 16_000).samples[0]
    assert abs(joined.size - whole.size) <= 1
    size = min(joined.size, whole.size)
    assert np.allclose(joined[:size], whole[:size], atol=1e-6)


def test_resampling_nothing_and_not_at_all() -> None:
    empty = Audio(np.zeros(0, np.float32), 8000)
    assert resample(empty, 16_000).frames == 0
    assert resample(empty, 8000) is empty
    stereo = resample(Audio(many(2, 0.5, 44_100), 44_100), 16_000)
    assert stereo.channels == 2
    assert loudness(Audio(stereo.samples[1], 16_000), 290) == pytest.approx(0.4, rel=0.01)
