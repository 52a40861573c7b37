"""Power and mel spectrograms against librosa, streams against the whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dsp.pieces import LENGTHS, SIZES, speechlike, streamed

from sorikit.core.errors import InvalidOption
from sorikit.dsp.mel_scale import hz_to_mel, mel_to_hz
from sorikit.dsp.mel_spectrogram import MelOptions, MelStream, PowerStream, mel_spectrogram, power_spectrogram
from sorikit.dsp.stft import StftOptions

OPTIONS = [
    MelOptions(22_050),
    MelOptions(16_000, StftOptions(400, 160), n_mels=40),
    MelOptions(16_000, StftOptions(512, 160, 400), n_mels=64, scale="htk", norm="peak", fmin=60, fmax=7_600),
    MelOptions(8_000, StftOptions(401, 100, pad_mode="reflect"), n_mels=23, power=1.0),
    MelOptions(44_100, StftOptions(1_024, 400, center=False), n_mels=1, fmin=1_000.0),
    MelOptions(16_000, StftOptions(400, 160), n_mels=3, power=1.0, scale="htk"),
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.filterwarnings("ignore:Empty filters")
def test_equals_librosa(options: MelOptions) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    samples = speechlike(20_011)
    frames = options.stft
    expected = librosa.feature.melspectrogram(
        y=samples,
        sr=options.sample_rate,
        n_fft=frames.n_fft,
        hop_length=frames.hop_length,
        win_length=frames.win_length,
        center=frames.center,
        pad_mode="reflect" if frames.pad_mode == "reflect" else "constant",
        power=options.power,
        n_mels=options.n_mels,
        fmin=options.fmin,
        fmax=options.fmax,
        htk=options.scale == "htk",
        norm="slaney" if options.norm == "slaney" else None,
    )
    ours = mel_spectrogram(samples, options)
    assert ours.shape == expected.shape
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, expected, rtol=2e-3, atol=2e-6 * expected.max())


@settings(max_examples=20, deadline=None)
@given(total=LENGTHS, sizes=SIZES, options=st.sampled_from(OPTIONS))
def test_a_stream_equals_the_whole_to_the_last_bit(total: int, sizes: list[int], options: MelOptions) -> None:
    samples = speechlike(total)
    whole = mel_spectrogram(samples, options)
    np.testing.assert_array_equal(streamed(lambda: MelStream(options), samples, sizes), whole)
    power = power_spectrogram(samples, options.stft)
    np.testing.assert_array_equal(streamed(lambda: PowerStream(options.stft), samples, sizes), power)


@pytest.mark.parametrize("scale", ["slaney", "htk"])
def test_scales_equal_librosa_and_go_back(scale: str) -> None:
    librosa = pytest.importorskip("librosa", reason="librosa is not installed")
    hertz = np.linspace(0, 22_050, 500)
    mel = hz_to_mel(hertz, scale)  # type: ignore[arg-type]
    np.testing.assert_allclose(mel, librosa.hz_to_mel(hertz, htk=scale == "htk"), rtol=1e-5)
    np.testing.assert_allclose(mel_to_hz(mel, scale), hertz, atol=1e-8)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"sample_rate": 0}, "sample_rate"),
        ({"fmax": 8_001}, "fmax"),
        ({"fmax": float("nan")}, "fmax"),
        ({"fmin": -1}, "fmin"),
        ({"fmin": 4_000, "fmax": 4_000}, "fmin"),
        ({"n_mels": 0}, "n_mels"),
        ({"scale": "bark"}, "scale"),
        ({"norm": "l2"}, "norm"),
        ({"power": 3.0}, "power"),
    ],
    ids=str,
)
def test_options_out_of_range_say_which(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidOption, match=named) as caught:
        MelOptions(**{"sample_rate": 16_000, **wrong})  # type: ignore[arg-type]
    assert caught.value.sentence("ko") != caught.value.sentence("en")
