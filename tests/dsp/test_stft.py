"""STFT against librosa and its definition, streams against the whole, and back again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import LENGTHS, SIZES, speechlike, streamed

from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.dsp.decibels import amplitude_to_db, power_to_db
from sorikit.dsp.istft import istft
from sorikit.dsp.stft import StftOptions, StftStream, magnitude, phase, stft
from sorikit.dsp.windows import WINDOWS, window

OPTIONS = [
    StftOptions(),
    StftOptions(400, 160),
    StftOptions(512, 128, 400, "hamming"),
    StftOptions(401, 100, pad_mode="reflect"),
    StftOptions(1_000, 333, 900, "blackman"),
    StftOptions(256, 300, center=False),
    StftOptions(256, 64, window="boxcar", center=False),
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_equals_librosa(options: StftOptions) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    samples = speechlike(20_011)
    expected = librosa.stft(
        samples,
        n_fft=options.n_fft,
        hop_length=options.hop_length,
        win_length=options.win_length,
        window=options.window,
        center=options.center,
        pad_mode="reflect" if options.pad_mode == "reflect" else "constant",
    )
    ours = stft(samples, options)
    assert ours.shape == expected.shape
    assert ours.dtype == np.complex64
    assert np.abs(ours - expected).max() <= 1e-6 * np.abs(expected).max()
    np.testing.assert_allclose(magnitude(ours), np.abs(expected), atol=1e-6 * np.abs(expected).max())


@settings(max_examples=25, deadline=None)
@given(total=LENGTHS, sizes=SIZES, options=st.sampled_from(OPTIONS))
def test_a_stream_equals_the_whole_to_the_last_bit(total: int, sizes: list[int], options: StftOptions) -> None:
    samples = speechlike(total)
    whole = stft(samples, options)
    assert whole.shape == (options.bins, options.frames.count(total))
    np.testing.assert_array_equal(streamed(lambda: StftStream(options), samples, sizes), whole)


@pytest.mark.parametrize("options", [option for option in OPTIONS if option.hop_length <= option.n_fft // 2], ids=str)
def test_the_way_back(options: StftOptions) -> None:
    samples = speechlike(20_011)
    back = istft(stft(samples, options), options, length=samples.size)
    covered = slice(None) if options.center else slice(options.n_fft, -options.n_fft)
    np.testing.assert_allclose(back[covered], samples[covered], atol=1e-6)


def test_the_way_back_equals_librosa_for_a_changed_spectrum() -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    options = StftOptions(400, 160)
    spectrum = stft(speechlike(9_000), options)
    spectrum[:, ::3] *= np.complex64(0.5j)
    expected = librosa.istft(spectrum, n_fft=400, hop_length=160)
    ours = istft(spectrum, options)
    np.testing.assert_allclose(ours[: expected.size], expected, atol=1e-6)


def test_the_way_back_refuses_another_shape_and_takes_nothing() -> None:
    with pytest.raises(InvalidOption, match="201 bins"):
        istft(np.zeros((257, 3), np.complex64), StftOptions(400, 160))
    assert istft(np.zeros((201, 0), np.complex64), StftOptions(400, 160)).size == 0


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("length", [1, 2, 5, 400])
def test_windows_equal_scipy(name: str, length: int) -> None:
    signal = pytest.importorskip("scipy.signal", reason="scipy is not installed")
    if name == "povey":
        hann = signal.get_window("hann", length, fftbins=False)
        np.testing.assert_allclose(window(name, length, periodic=False), np.maximum(hann, 0) ** 0.85, atol=1e-6)
        return
    for periodic in (True, False):
        expected = signal.get_window(name, length, fftbins=periodic)
        np.testing.assert_allclose(window(name, length, periodic=periodic), expected, atol=1e-6)


def test_decibels_equal_librosa() -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    power = np.geomspace(1e-14, 1e4, 200, dtype=np.float32).reshape(2, -1)
    for top in (None, 80.0):
        expected = librosa.power_to_db(power, ref=2.0, top_db=top)
        np.testing.assert_allclose(power_to_db(power, reference=2.0, top_db=top), expected, atol=1e-4)
        expected = librosa.amplitude_to_db(power, top_db=top)
        np.testing.assert_allclose(amplitude_to_db(power, top_db=top), expected, atol=1e-4)


def test_phase_of_a_delayed_click() -> None:
    samples = np.zeros(64, np.float32)
    samples[3] = 1.0
    spectrum = stft(samples, StftOptions(64, 64, window="boxcar", center=False))
    np.testing.assert_allclose(phase(spectrum)[:10, 0], -2 * np.pi * 3 * np.arange(10) / 64, atol=1e-6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"n_fft": 0},
        {"hop_length": 0},
        {"win_length": 0},
        {"n_fft": 100, "win_length": 101},
        {"window": "round"},
        {"pad_mode": "wrap"},
    ],
    ids=str,
)
def test_options_out_of_range_say_so(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidOption) as caught:
        StftOptions(**wrong)  # type: ignore[arg-type]
    assert caught.value.sentence("ko") != caught.value.sentence("en")


def test_nothing_gives_no_frames_and_nan_is_refused() -> None:
    assert stft(np.zeros(0, np.float32), StftOptions()).shape == (1025, 0)
    assert stft(np.zeros(399, np.float32), StftOptions(400, 160, center=False)).shape == (201, 0)
    with pytest.raises(InvalidAudio):
        stft(np.array([0.0, np.nan], np.float32), StftOptions())


def test_frequencies_and_times() -> None:
    options = StftOptions(400, 160)
    assert options.frequencies(16_000)[-1] == 8_000
    assert options.times(3, 16_000).tolist() == [0.0, 0.01, 0.02]
    assert StftOptions(400, 160, center=False).times(2, 16_000).tolist() == [0.0125, 0.0225]
