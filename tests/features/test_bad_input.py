"""What is wrong with a sound or a wish is said in one sentence, in both languages; what has a meaning gets a result."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tests.sounds import noise, tone, wav

from sorikit import features
from sorikit.core.audio import Audio
from sorikit.core.errors import AudioNotFound, EmptyAudio, InvalidAudio, InvalidOption, NotAudio, RuntimeMissing
from sorikit.features import KINDS, FeatureOptions

RATE = 16_000
SLOW = {"tempo", "beats", "f0-pyin"}
TOO_SHORT = ("fbank", "loudness", "loudness-momentary", "loudness-short-term", "genre", "emotion")
CENTRED = (
    "stft",
    "stft-db",
    "spectrogram",
    "mel",
    "mfcc",
    "mfcc-deltas",
    "rms",
    "zcr",
    "centroid",
    "contrast",
    "chroma-stft",
)


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.slow if kind in SLOW else ()) for kind in KINDS])
@pytest.mark.parametrize("frames", [1, 390])
def test_a_sound_shorter_than_a_window(kind: str, frames: int) -> None:
    """A finite result, or InvalidAudio: never another exception, never a warning."""
    sound = Audio(tone(440, 1.0)[:frames], RATE)
    if kind in TOO_SHORT or (kind, frames) == ("whisper", 1):
        with pytest.raises(InvalidAudio, match=kind) as caught:
            features.extract(sound, kind)
        assert caught.value.sentence("ko") != str(caught.value)
        return
    found = features.extract(sound, kind)
    assert np.isfinite(found.values).all() or kind.startswith("f0")


def test_kinds_that_pad_give_one_frame_of_one_sample() -> None:
    for kind in CENTRED:
        assert features.extract(Audio(tone(440, 1.0)[:1], RATE), kind).shape[1] == 1, kind
    with pytest.raises(InvalidAudio, match=r"0\.0244 s of sound is shorter than one window of fbank"):
        features.fbank(Audio(tone(440, 1.0)[:390], RATE))


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.slow if kind in SLOW else ()) for kind in KINDS])
def test_silence_has_features(kind: str) -> None:
    found = features.extract(Audio(np.zeros(RATE * 4, np.float32), RATE), kind)
    assert not np.isnan(found.values).any() or kind.startswith("f0")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_number(bad: float, tmp_path: Path) -> None:
    samples = noise(0.5)
    samples[77] = bad
    with pytest.raises(InvalidAudio, match="1 samples are NaN or infinite; replace them first"):
        features.mel(Audio(samples, RATE))
    file = tmp_path / "bad.wav"
    file.write_bytes(wav(samples, subtype="FLOAT"))
    assert np.isfinite(features.mel(file).values).all()  # in a file: silence, and a notice


def test_no_sound() -> None:
    with pytest.raises(EmptyAudio):
        features.mel(Audio(np.zeros(0, np.float32), RATE))
    with pytest.raises(EmptyAudio):
        features.mel(wav(np.zeros(0, np.float32)))
    with pytest.raises(AudioNotFound):
        features.mel("no such file.wav")
    with pytest.raises(NotAudio):
        features.mel(b"this is no sound at all")


@pytest.mark.parametrize(
    ("kind", "wishes", "sentence"),
    [
        ("mel", {"fmax": 9_000.0}, "fmax: 9000 Hz is above half of the sample rate, 8000 Hz"),
        ("fbank", {"fmax": 9_000.0}, "fmax: 9000 Hz is above half"),
        ("mfcc", {"fmax": 8_001.0}, "fmax: 8001 Hz is above half"),
        ("f0-pyin", {"fmax": 9_000.0}, "fmax: 9000 Hz is above half"),
        ("mel", {"fmin": 500.0, "fmax": 400.0}, "fmax: 400 Hz is not above fmin, 500 Hz"),
        ("mel", {"fmin": -1.0}, "fmin: -1 is not between 0 and"),
        ("stft", {"hop_length": 0}, "hop_length: 0 is not between 1 and 16,777,216"),
        ("stft", {"n_fft": 0}, "n_fft: 0 is not between 2 and"),
        ("stft", {"n_fft": 256, "win_length": 512}, "win_length: a window of 512 samples is longer than n_fft, 256"),
        ("stft", {"window": "triangle"}, "window: 'triangle' is not one of hann"),
        ("stft", {"hop_length": 2.5}, "hop_length: 2.5 is not a number"),
        ("stft", {"sample_rate": 10}, "sample_rate: 10 is not between"),
        ("mel", {"n_mels": 0}, "n_mels: 0 is not between"),
        ("mfcc", {"n_mfcc": 30, "n_mels": 20}, "n_mfcc: 30 coefficients cannot come from 20 mel bands"),
        ("mfcc", {"cmvn": "global"}, "cmvn: 'global' is not one of none, utterance, sliding"),
        ("whisper", {"n_mels": 64}, "n_mels: Whisper hears 80 or 128 bands, not 64"),
        ("whisper", {"sample_rate": 8_000}, r"sample_rate: has no meaning for whisper \(its rate is 16000 Hz"),
        ("f0", {"fmin": 3_000.0}, "too narrow"),
        ("chroma-cqt", {"hop_length": 500}, "hop_length: 500 is not a multiple of 64"),
        ("contrast", {"fmin": 400.0}, "fmin: six octaves from 400 Hz do not fit"),
        ("mel", {"start": 3.0}, r"start: 3 s is after the end of audio \(1.00 s\)"),
        ("mel", {"duration": 0.0}, "duration: 0.0 is not a positive number"),
    ],
)
def test_wishes_that_cannot_be(kind: str, wishes: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidOption, match=sentence) as caught:
        features.extract(Audio(noise(1.0), RATE), kind, **wishes)
    assert caught.value.sentence("ko") != caught.value.sentence("en")


def test_low_rates_have_chroma_too() -> None:
    assert features.chroma_cqt(Audio(tone(440, 2.0, 8_000), 8_000)).shape[0] == 12
    assert features.mfcc(Audio(tone(440, 1.0, 8_000), 8_000)).shape == (13, 101)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "librosa", None)
    with pytest.raises(RuntimeMissing, match=r'chroma-stft needs librosa.*pip install "sorikit\[analysis\]"'):
        features.chroma_stft(Audio(noise(0.5), RATE))
    assert features.mfcc(Audio(noise(0.5), RATE)).shape == (13, 51)


def test_options_are_checked_when_made() -> None:
    assert FeatureOptions(n_mels=40, htk=True).given == ("n_mels", "htk")
    with pytest.raises(InvalidOption):
        FeatureOptions(deltas=3)


def test_what_needs_the_whole_sound_says_when_it_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sorikit.features.analysis.LONGEST", 20_000)
    monkeypatch.setattr("sorikit.features.fourier.LONGEST", 20_000)
    long = Audio(noise(2.0), RATE)
    with pytest.raises(InvalidAudio, match="chroma-stft needs the whole sound in memory, and takes 20000 samples"):
        features.chroma_stft(long)
    assert features.chroma_stft(long, duration=1.0).shape[1] == 32
    with pytest.raises(InvalidAudio, match="take windows of it with n_fft"):
        features.spectrum(long)
    assert features.spectrum(long, n_fft=512).shape == (257,)
