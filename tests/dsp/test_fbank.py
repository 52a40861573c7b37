"""Kaldi's filter bank and cepstra: the same numbers as kaldi-native-fbank, and a stream that equals the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import LENGTHS, SIZES, speechlike, streamed

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.dsp.fbank import HOP, SIXTEEN_BIT, SPEECH, WINDOW, FbankOptions, FbankStream, fbank, frame_count
from sorikit.dsp.kaldi_mfcc import KaldiMfccOptions, KaldiMfccStream, kaldi_mfcc

REASON = "the reference implementation is not installed"


def kaldi(samples: Samples, wanted: FbankOptions) -> Samples:
    native = pytest.importorskip("kaldi_native_fbank", reason=REASON)
    options = native.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = wanted.sample_rate
    options.mel_opts.num_bins = wanted.n_mels
    options.mel_opts.low_freq = wanted.low_hz
    options.mel_opts.high_freq = wanted.high_hz or 0
    options.energy_floor = 0
    return extracted(native.OnlineFbank(options), samples, wanted)


def kaldi_cepstra(samples: Samples, wanted: KaldiMfccOptions) -> Samples:
    native = pytest.importorskip("kaldi_native_fbank", reason=REASON)
    options = native.MfccOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = wanted.bank.sample_rate
    options.mel_opts.num_bins = wanted.bank.n_mels
    options.num_ceps = wanted.n_mfcc
    options.cepstral_lifter = wanted.lifter
    options.use_energy = wanted.energy
    return extracted(native.OnlineMfcc(options), samples, wanted.bank).T


def extracted(extractor: object, samples: Samples, wanted: FbankOptions) -> Samples:
    extractor.accept_waveform(wanted.sample_rate, (samples * wanted.gain).tolist())  # type: ignore[attr-defined]
    extractor.input_finished()  # type: ignore[attr-defined]
    frames = [extractor.get_frame(number) for number in range(extractor.num_frames_ready)]  # type: ignore[attr-defined]
    return np.stack(frames) if frames else np.zeros((0, wanted.n_mels), np.float32)


def noise(seconds: float, level: float = 0.1) -> Samples:
    return (np.random.default_rng(3).standard_normal(int(seconds * 16_000)) * level).astype(np.float32)


def sweep(seconds: float) -> Samples:
    time = np.arange(int(seconds * 16_000)) / 16_000
    return (0.3 * np.sin(2 * np.pi * (60 * time + 3_500 * time**2 / seconds / 2))).astype(np.float32)


@pytest.mark.parametrize(
    "options",
    [
        SPEECH,
        FbankOptions(16_000, n_mels=40, gain=SIXTEEN_BIT),
        FbankOptions(8_000, n_mels=23, low_hz=64.0, high_hz=3_800.0),
        FbankOptions(44_100, n_mels=128),
    ],
    ids=str,
)
@pytest.mark.parametrize("samples", [noise(3), noise(1, 1e-3), sweep(2) + noise(2, 1e-3), np.zeros(8_000, np.float32)])
def test_equals_kaldi(samples: Samples, options: FbankOptions) -> None:
    expected = kaldi(samples, options)
    ours = fbank(samples, options)
    assert ours.shape == expected.shape
    assert ours.dtype == np.float32
    assert np.abs(ours - expected).max() < 2e-2  # single bands of almost no energy, which differ by rounding …
    assert np.abs(ours - expected).mean() < 1e-4  # … everything else is the same


def test_equals_kaldi_in_all_but_empty_bands() -> None:
    expected, ours = kaldi(sweep(2), SPEECH), fbank(sweep(2))
    assert np.abs(ours - expected).max() < 2e-2
    assert np.abs(ours - expected).mean() < 1e-4


@pytest.mark.parametrize(
    "options",
    [
        KaldiMfccOptions(FbankOptions(16_000, n_mels=23, gain=SIXTEEN_BIT)),
        KaldiMfccOptions(FbankOptions(8_000, n_mels=40), n_mfcc=40, energy=False),
        KaldiMfccOptions(FbankOptions(16_000, n_mels=30), n_mfcc=20, lifter=0.0),
    ],
    ids=str,
)
def test_cepstra_equal_kaldi(options: KaldiMfccOptions) -> None:
    for samples in (speechlike(32_000), noise(1, 1e-3), sweep(2) + noise(2, 1e-3)):
        expected = kaldi_cepstra(samples, options)
        ours = kaldi_mfcc(samples, options)
        assert ours.shape == expected.shape
        assert np.abs(ours - expected).max() < 5e-2
        assert np.abs(ours - expected).mean() < 1e-3


@given(samples=st.integers(0, 2_000))
def test_number_of_frames(samples: int) -> None:
    assert len(fbank(np.zeros(samples, np.float32), SPEECH)) == frame_count(samples)
    assert frame_count(samples) == sum(1 for start in range(0, samples, HOP) if start + WINDOW <= samples)


@given(at=st.integers(0, 90))
def test_a_part_equals_the_whole(at: int) -> None:
    samples = noise(1)
    assert np.allclose(fbank(samples)[at:], fbank(samples[at * HOP :]), atol=1e-5)


@settings(max_examples=20, deadline=None)
@given(total=LENGTHS, sizes=SIZES)
def test_a_stream_equals_the_whole_to_the_last_bit(total: int, sizes: list[int]) -> None:
    samples = speechlike(total)
    bank = FbankOptions(16_000, n_mels=64)
    np.testing.assert_array_equal(streamed(lambda: FbankStream(bank), samples, sizes, axis=0), fbank(samples, bank))
    cepstra = KaldiMfccOptions(bank)
    np.testing.assert_array_equal(
        streamed(lambda: KaldiMfccStream(cepstra), samples, sizes), kaldi_mfcc(samples, cepstra)
    )


def test_silence_is_finite() -> None:
    assert np.isfinite(fbank(np.zeros(16_000, np.float32))).all()
    assert np.isfinite(kaldi_mfcc(np.zeros(16_000, np.float32), KaldiMfccOptions(FbankOptions(16_000)))).all()


@pytest.mark.parametrize(
    "wrong",
    [{"sample_rate": 0}, {"n_mels": 0}, {"high_hz": 8_001.0}, {"low_hz": -1.0}, {"low_hz": 8_000.0}, {"gain": 0.0}],
    ids=str,
)
def test_options_out_of_range(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidOption):
        FbankOptions(**{"sample_rate": 16_000, **wrong})  # type: ignore[arg-type]


def test_bad_input() -> None:
    with pytest.raises(InvalidAudio):
        fbank(np.full(1_000, np.nan, np.float32))
    with pytest.raises(InvalidOption, match="n_mfcc"):
        KaldiMfccOptions(FbankOptions(16_000, n_mels=10))
