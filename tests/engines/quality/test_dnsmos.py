"""DNSMOS with its real weights: equal to its own package, noise rated worse than speech, odd input.

The package ``speechmos`` imports requests, pandas and librosa; where it is installed its own output is the reference.
The mel bands are held to librosa's alone, too.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sounds import noise

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidAudio, InvalidOption
from sorikit.engines import quality
from sorikit.engines.quality import Rating, RatingOptions
from sorikit.engines.quality.dnsmos import MEL_TAIL, WINDOW, mel_bands, window_starts

PUBLISHED = {
    "asr-en/jfk.flac": (3.4751351394, 2.9973800987, 2.7141451129, 3.0989131927),
    "meetings/ami_trn00.flac": (2.6234070814, 3.8339674023, 2.2164856816, 2.5644629002),
}
"""What speechmos 0.0.1.1 says of the first 40 s: sig, bak, ovr, p808."""


@pytest.fixture(scope="module")
def rater() -> quality.QualityRater:
    return quality.load()


def first_seconds(path: Path, seconds: int) -> Audio:
    samples = decode(path, sample_rate=16_000).samples[:, : seconds * 16_000]
    return Audio(np.clip(samples, -1.0, 1.0), 16_000)


def numbers(rating: Rating) -> tuple[float | None, ...]:
    return rating.sig, rating.bak, rating.ovr, rating.p808


@pytest.mark.parametrize("file", ["asr-en/jfk.flac", pytest.param("meetings/ami_trn00.flac", marks=pytest.mark.slow)])
def test_gives_the_numbers_of_its_own_package(rater: quality.QualityRater, data: Path, file: str) -> None:
    np.testing.assert_allclose(numbers(rater.rate(first_seconds(data / file, 40))), PUBLISHED[file], atol=1e-3)


@pytest.mark.slow
def test_equal_to_its_own_package(rater: quality.QualityRater, data: Path) -> None:
    reference = pytest.importorskip("speechmos.dnsmos", reason="the reference: pip install speechmos==0.0.1.1")
    for audio in (first_seconds(data / "asr-en" / "jfk.flac", 3), first_seconds(data / "meetings/ami_trn01.flac", 30)):
        expected = reference.run(audio.samples[0], 16_000)
        names = ("sig_mos", "bak_mos", "ovrl_mos", "p808_mos")
        np.testing.assert_allclose(numbers(rater.rate(audio)), [expected[name] for name in names], atol=1e-3)


@pytest.mark.parametrize("level", [0.0, 1e-3, 0.5])
def test_mel_bands_equal_librosas(level: float) -> None:
    librosa = pytest.importorskip("librosa")
    samples = (noise(9.01, level=1.0)[: WINDOW - MEL_TAIL] * level).astype(np.float32)
    power = librosa.feature.melspectrogram(y=samples, sr=16_000, n_fft=321, hop_length=160, n_mels=120)
    expected = (librosa.power_to_db(power, ref=np.max) + 40) / 40
    bands = mel_bands(samples)
    assert bands.shape == (900, 120)
    np.testing.assert_allclose(bands, expected.T, atol=1e-4)


def test_noise_lowers_the_rating_of_the_background(rater: quality.QualityRater, data: Path) -> None:
    clean = first_seconds(data / "asr-en" / "jfk.flac", 10)
    hiss = noise(clean.duration, level=0.05)[: clean.frames]
    noisy = Audio(np.clip(clean.samples + hiss, -1.0, 1.0), 16_000)
    better, worse = rater.rate(clean), rater.rate(noisy)
    assert worse.bak < better.bak - 0.5
    assert worse.ovr < better.ovr
    assert worse.p808 < better.p808


def test_windows_are_those_of_the_authors() -> None:
    assert window_starts(WINDOW) == [0]
    assert window_starts(16_000 * 12) == [0, 16_000, 32_000]
    assert [start // 16_000 for start in window_starts(16_000 * 40)] == [
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        24,
        25,
        26,
        27,
        28,
        29,
        30,
    ]
    assert window_starts(16_000 * 40, 9.0) == [0, 144_000, 288_000, 432_000]


def test_a_longer_hop_hears_fewer_windows(rater: quality.QualityRater) -> None:
    audio = Audio(noise(11.5, level=0.1), 16_000)
    assert (rater.rate(audio).windows, rater.rate(audio, RatingOptions(hop=2.0)).windows) == (2, 1)


def test_short_audio_is_repeated(rater: quality.QualityRater) -> None:
    half = noise(4.6, level=0.1)
    once, twice = rater.rate(Audio(half, 16_000)), rater.rate(Audio(np.tile(half, 2), 16_000))
    assert once.windows == twice.windows == 1
    np.testing.assert_allclose(numbers(once), numbers(twice), rtol=1e-6)


@pytest.mark.slow
def test_one_sample_is_audio_too(rater: quality.QualityRater) -> None:
    assert rater.rate(Audio(np.zeros(1, np.float32), 16_000)).windows >= 1


@pytest.mark.parametrize(
    "audio",
    [
        Audio(np.zeros(0, np.float32), 16_000),
        Audio(np.zeros(8_000, np.float32), 8_000),
        Audio(np.zeros((2, 16_000), np.float32), 16_000),
        Audio(np.full(16_000, np.nan, np.float32), 16_000),
    ],
    ids=["empty", "8 kHz", "stereo", "NaN"],
)
def test_what_it_cannot_hear_is_an_error(rater: quality.QualityRater, audio: Audio) -> None:
    with pytest.raises(InvalidAudio):
        rater.rate(audio)


@pytest.mark.parametrize("hop", [0.0, -1.0, 10.0, float("nan")])
def test_hop_out_of_range(hop: float) -> None:
    with pytest.raises(InvalidOption, match="hop"):
        RatingOptions(hop=hop)
