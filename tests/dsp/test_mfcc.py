"""Cepstra, Δ and ΔΔ against librosa; streams against the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import LENGTHS, SIZES, cut, speechlike, streamed

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.dsp.delta import DeltaStream, delta
from sorikit.dsp.mel_spectrogram import MelOptions
from sorikit.dsp.mfcc import (
    BandStream,
    MfccDeltaStream,
    MfccOptions,
    MfccStream,
    mfcc,
    mfcc_with_deltas,
    speech_mfcc,
)
from sorikit.dsp.stft import StftOptions

DECIBELS = 2e-2
"""Largest difference of a coefficient from librosa's: bands 70 dB under their neighbours differ by rounding."""
OPTIONS = [
    speech_mfcc(16_000),
    speech_mfcc(8_000, 40),
    MfccOptions(MelOptions(22_050), n_mfcc=20, preemphasis=0.0),
    MfccOptions(MelOptions(16_000, StftOptions(512, 160, 400), n_mels=26, scale="htk"), preemphasis=0.9),
]


def emphasised(samples: Samples, coefficient: float) -> Samples:
    return np.append(samples[:1], samples[1:] - np.float32(coefficient) * samples[:-1]).astype(np.float32)


@pytest.mark.parametrize("top_db", [None, 80.0])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_equals_librosa(options: MfccOptions, top_db: float | None) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    samples = speechlike(60_000)
    options = MfccOptions(options.mel, options.n_mfcc, options.preemphasis, options.lifter, top_db)
    frames = options.mel.stft
    bands = librosa.feature.melspectrogram(
        y=emphasised(samples, options.preemphasis),
        sr=options.mel.sample_rate,
        n_fft=frames.n_fft,
        hop_length=frames.hop_length,
        win_length=frames.win_length,
        n_mels=options.mel.n_mels,
        htk=options.mel.scale == "htk",
    )
    expected = librosa.feature.mfcc(S=librosa.power_to_db(bands, top_db=top_db), n_mfcc=options.n_mfcc)
    ours = mfcc(samples, options)
    assert ours.shape == expected.shape
    assert np.abs(ours - expected).max() <= DECIBELS
    assert np.abs(ours - expected).mean() <= 1e-4


def test_the_lifter_is_that_of_the_htk_book() -> None:
    bare = speech_mfcc(16_000)
    raised = MfccOptions(bare.mel, lifter=22.0)
    share = 1 + 11 * np.sin(np.pi * np.arange(13) / 22)  # librosa counts from 1 here, HTK and Kaldi from 0
    samples = speechlike(16_000)
    np.testing.assert_allclose(mfcc(samples, raised), mfcc(samples, bare) * share[:, None], rtol=1e-4, atol=2e-3)


@pytest.mark.parametrize(("n_mfcc", "rows"), [(13, 39), (40, 120)])
def test_the_classic_shapes(n_mfcc: int, rows: int) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    features = mfcc_with_deltas(speechlike(16_000), speech_mfcc(16_000, n_mfcc))
    assert features.shape == (rows, 101)
    assert features.dtype == np.float32
    cepstra = features[:n_mfcc]
    np.testing.assert_allclose(features[n_mfcc : 2 * n_mfcc], librosa.feature.delta(cepstra), atol=1e-4)
    np.testing.assert_allclose(features[2 * n_mfcc :], librosa.feature.delta(cepstra, order=2), atol=1e-4)


@settings(max_examples=15, deadline=None)
@given(total=LENGTHS, sizes=SIZES, options=st.sampled_from(OPTIONS))
def test_a_stream_equals_the_whole_to_the_last_bit(total: int, sizes: list[int], options: MfccOptions) -> None:
    samples = speechlike(total)
    np.testing.assert_array_equal(streamed(lambda: MfccStream(options), samples, sizes), mfcc(samples, options))
    whole = mfcc_with_deltas(samples, options)
    assert whole.shape == (3 * options.n_mfcc, options.mel.stft.frames.count(total))
    np.testing.assert_array_equal(streamed(lambda: MfccDeltaStream(options), samples, sizes), whole)


@settings(max_examples=10, deadline=None)
@given(total=LENGTHS, sizes=SIZES)
def test_a_floor_under_the_loudest_takes_two_passes(total: int, sizes: list[int]) -> None:
    samples = speechlike(total)
    options = MfccOptions(speech_mfcc(16_000).mel, top_db=30.0)
    first = BandStream(options)
    streamed(lambda: first, samples, sizes)
    second = streamed(lambda: MfccStream(options, loudest=first.loudest), samples, sizes)
    np.testing.assert_allclose(second, mfcc(samples, options), atol=1e-6 * 600)


@settings(max_examples=40, deadline=None)
@given(
    frames=st.integers(0, 60),
    sizes=st.lists(st.integers(0, 20)),
    width=st.sampled_from([3, 5, 9, 21]),
    order=st.sampled_from([1, 2]),
)
def test_deltas_of_a_stream(frames: int, sizes: list[int], width: int, order: int) -> None:
    features = np.random.default_rng(2).standard_normal((4, frames)).astype(np.float32)
    stream = DeltaStream(width=width, order=order)
    found = [stream.push(piece) for piece in cut(features, sizes)]
    np.testing.assert_array_equal(
        np.concatenate([*found, stream.finish()], axis=1), delta(features, width=width, order=order)
    )


@pytest.mark.parametrize("width", [3, 5, 9, 21])
@pytest.mark.parametrize("order", [1, 2])
def test_deltas_equal_librosa(width: int, order: int) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    features = np.random.default_rng(2).standard_normal((4, 5_000)).astype(np.float32)
    expected = librosa.feature.delta(features, width=width, order=order)
    np.testing.assert_allclose(delta(features, width=width, order=order), expected, atol=1e-5)


def test_the_slope_of_a_line_is_its_slope_even_of_a_short_one() -> None:
    line = np.arange(30, dtype=np.float32)[None] * 2
    np.testing.assert_allclose(delta(line), 2.0, atol=1e-5)
    np.testing.assert_allclose(delta(line, order=2), 0.0, atol=1e-5)
    assert delta(line[:, :4]).shape == (1, 4)  # the ends are repeated
    assert delta(line[:, :1]).tolist() == [[0.0]]


@pytest.mark.parametrize("wrong", [{"width": 4}, {"width": 1}, {"order": 3}], ids=str)
def test_deltas_out_of_range(wrong: dict[str, int]) -> None:
    with pytest.raises(InvalidOption):
        delta(np.zeros((1, 20), np.float32), **wrong)


@pytest.mark.parametrize(
    "wrong", [{"n_mfcc": 41}, {"n_mfcc": 0}, {"preemphasis": 1.5}, {"lifter": -1}, {"top_db": -1}], ids=str
)
def test_options_out_of_range(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidOption):
        MfccOptions(speech_mfcc(16_000).mel, **wrong)  # type: ignore[arg-type]


def test_bad_input() -> None:
    with pytest.raises(InvalidOption, match="sample_rate"):
        speech_mfcc(0)
    with pytest.raises(InvalidAudio):
        mfcc(np.full(1_000, np.inf, np.float32), speech_mfcc(16_000))
    with pytest.raises(InvalidOption, match="loudest"):
        MfccStream(MfccOptions(speech_mfcc(16_000).mel, top_db=80.0))
    assert mfcc_with_deltas(np.zeros(0, np.float32), speech_mfcc(16_000)).shape == (39, 0)
