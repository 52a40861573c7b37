"""DistillMOS with its real weights: equal to its PyTorch original, the same at any level, odd input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sounds import noise

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.errors import InvalidAudio
from sorikit.engines import quality
from sorikit.engines.quality import RatingOptions
from sorikit.engines.quality.distillmos import WINDOW, compressed_spectrum, window_starts

TOLERANCE = 2e-3
"""MOS."""
ORIGINAL = {
    "asr-en/LDC93S1.wav": 4.4018,
    "asr-en/367-130732-0008.flac": 3.5597,
    "asr-ko/avb00005.flac": 4.3457,
    "asr-ko/ada00001.flac": 4.5647,
    "asr-en/2033-164914-0008.flac": 4.1144,
    "asr-en/jfk.flac": 3.0177,
    "emotion/emodb_10a01Ac.flac": 1.8263,
    "emotion/nel00201.flac": 3.8605,
    "emotion/ravdess_03-01-06-01-02-01-06.flac": 2.6585,
    "meetings/ami_trn00.flac": 1.6758,
}
"""What distillmos 0.9.1 (PyTorch, float32) says of the first 12 s."""


@pytest.fixture(scope="module")
def rater() -> quality.QualityRater:
    return quality.load("distillmos")


def first_seconds(path: Path, seconds: int = 12) -> Audio:
    return Audio(decode(path, sample_rate=16_000).samples[:, : seconds * 16_000], 16_000)


@pytest.mark.parametrize(
    "file", [pytest.param(f, marks=[pytest.mark.slow] if n else []) for n, f in enumerate(ORIGINAL)]
)
def test_gives_the_numbers_of_the_original(rater: quality.QualityRater, data: Path, file: str) -> None:
    assert rater.rate(first_seconds(data / file)).ovr == pytest.approx(ORIGINAL[file], abs=TOLERANCE)


@pytest.mark.slow
def test_equals_the_original(rater: quality.QualityRater, data: Path) -> None:
    torch = pytest.importorskip("torch", reason="the reference needs torch")
    package = pytest.importorskip("distillmos", reason="the reference: pip install distillmos==0.9.1 torchaudio")
    network = package.ConvTransformerSQAModel().eval()
    for file in ORIGINAL:
        audio = first_seconds(data / file, 40)
        with torch.no_grad():
            expected = network(torch.from_numpy(audio.samples)).item()
        assert rater.rate(audio).ovr == pytest.approx(expected, abs=TOLERANCE)


def test_noise_lowers_the_rating_and_level_does_not(rater: quality.QualityRater, data: Path) -> None:
    clean = first_seconds(data / "asr-en" / "LDC93S1.wav")
    rated = rater.rate(clean)
    noisy = rater.rate(Audio(clean.samples + noise(clean.duration, level=0.05)[: clean.frames], 16_000))
    assert noisy.ovr < rated.ovr - 0.5
    assert rater.rate(Audio(clean.samples * np.float32(0.1), 16_000)).ovr == pytest.approx(rated.ovr, abs=1e-3)
    assert (rated.windows, rated.sig, rated.bak, rated.p808) == (1, None, None, None)


def test_windows_are_spread_from_the_first_sample_to_the_last() -> None:
    assert window_starts(WINDOW) == [0]
    assert window_starts(WINDOW + 1) == [0, 1]
    assert window_starts(WINDOW + 40_000) == [0, 13_333, 26_666, 40_000]
    assert window_starts(WINDOW * 3, 9.0) == [0, WINDOW, 2 * WINDOW]


def test_the_spectrum_of_silence_is_nothing() -> None:
    spectrum = compressed_spectrum(np.zeros(WINDOW, np.float32))
    assert spectrum.shape == (2, 161, 768)
    assert not spectrum.any()


@pytest.mark.slow
def test_one_sample_is_audio_too(rater: quality.QualityRater) -> None:
    rating = rater.rate(Audio(np.ones(1, np.float32), 16_000), RatingOptions(hop=9.0))
    assert 1.0 <= rating.ovr <= 5.0


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
