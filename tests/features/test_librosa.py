"""Equal to librosa, and to Kaldi and the lessons' own code, at stated tolerances."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from tests.sounds import noise

from sorikit import features
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode

librosa = pytest.importorskip("librosa", reason='pip install "sorikit[analysis]"')
RATE = 22_050


@pytest.fixture(scope="module")
def sound() -> Audio:
    """Noise whose colour and level change, and tones."""
    samples = noise(3.0, RATE)
    time = np.arange(samples.size) / RATE
    return Audio(
        np.asarray(
            np.cumsum(samples) * 0.02 * np.sin(3 * time) + 0.2 * np.sin(2 * np.pi * 500 * time**1.5), np.float32
        ),
        RATE,
    )


def close(found: features.Features, expected: np.ndarray, *, relative: float, absolute: float) -> None:
    assert found.values.shape == expected.shape
    np.testing.assert_allclose(found.values, expected, rtol=relative, atol=absolute)


@pytest.mark.parametrize("wishes", [{}, {"n_fft": 512, "hop_length": 100, "win_length": 400, "window": "hamming"}])
def test_stft(sound: Audio, wishes: dict[str, object]) -> None:
    y = sound.samples[0]
    expected = librosa.stft(y, **{"n_fft": 2048, **wishes})
    close(features.stft(sound, **wishes), np.abs(expected), relative=1e-4, absolute=1e-4)
    close(features.spectrogram(sound, **wishes), np.abs(expected) ** 2, relative=1e-3, absolute=1e-3)
    decibels = librosa.amplitude_to_db(np.abs(expected), ref=1.0, top_db=None)
    close(features.stft_db(sound, **wishes), decibels, relative=0, absolute=0.5)  # 115 dB below the loudest
    strong = np.abs(expected) > 0.1
    phase = features.stft_phase(sound, **wishes).values
    assert np.abs(np.angle(np.exp(1j * (phase - np.angle(expected)))))[strong].max() < 1e-3


@pytest.mark.parametrize("wishes", [{}, {"n_mels": 40, "fmin": 100.0, "fmax": 8_000.0}])
def test_mel(sound: Audio, wishes: dict[str, float]) -> None:
    y = sound.samples[0]
    expected = librosa.feature.melspectrogram(y=y, sr=RATE, **wishes)
    close(features.mel(sound, **wishes), expected, relative=1e-3, absolute=1e-5)
    close(features.mel_db(sound, **wishes), librosa.power_to_db(expected, top_db=None), relative=0, absolute=0.01)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # empty filters at 128 bands
        expected = librosa.feature.melspectrogram(y=y, sr=RATE, htk=True, norm=None, **wishes)
    close(features.mel(sound, htk=True, **wishes), expected, relative=1e-3, absolute=1e-3)


@pytest.mark.parametrize("n_mfcc", [13, 40])
def test_mfcc(sound: Audio, n_mfcc: int) -> None:
    y = sound.samples[0]
    emphasised = np.concatenate([y[:1], y[1:] - np.float32(0.97) * y[:-1]])
    cut = {"n_fft": 552, "hop_length": 220, "n_mels": 40}
    mel = librosa.feature.melspectrogram(y=emphasised, sr=RATE, **cut)
    cepstra = librosa.feature.mfcc(S=librosa.power_to_db(mel, top_db=None), n_mfcc=n_mfcc)
    close(features.mfcc(sound, n_mfcc=n_mfcc), cepstra, relative=1e-3, absolute=2e-2)
    stacked = np.concatenate([cepstra, librosa.feature.delta(cepstra), librosa.feature.delta(cepstra, order=2)])
    close(features.mfcc_deltas(sound, n_mfcc=n_mfcc), stacked, relative=1e-3, absolute=2e-2)
    statistics = np.concatenate([cepstra.mean(axis=1), cepstra.std(axis=1)])
    close(features.mfcc_stats(sound, n_mfcc=n_mfcc), statistics, relative=1e-3, absolute=1e-2)


def test_what_librosa_does_itself(sound: Audio) -> None:
    y = sound.samples[0]
    spectral = librosa.feature
    close(features.centroid(sound), spectral.spectral_centroid(y=y, sr=RATE), relative=1e-4, absolute=1e-2)
    close(features.bandwidth(sound), spectral.spectral_bandwidth(y=y, sr=RATE), relative=1e-4, absolute=1e-2)
    close(features.rolloff(sound), spectral.spectral_rolloff(y=y, sr=RATE), relative=1e-4, absolute=RATE / 2048 + 1)
    close(features.contrast(sound), spectral.spectral_contrast(y=y, sr=RATE), relative=1e-3, absolute=1e-2)
    close(features.flatness(sound), spectral.spectral_flatness(y=y), relative=1e-3, absolute=1e-6)
    close(features.zcr(sound), spectral.zero_crossing_rate(y), relative=0, absolute=1e-6)
    close(features.rms(sound), spectral.rms(y=y), relative=1e-4, absolute=1e-6)
    close(features.chroma_stft(sound), spectral.chroma_stft(y=y, sr=RATE), relative=1e-3, absolute=1e-3)
    close(features.chroma_cqt(sound), spectral.chroma_cqt(y=y, sr=RATE), relative=1e-4, absolute=1e-4)
    close(features.chroma_cens(sound), spectral.chroma_cens(y=y, sr=RATE), relative=1e-4, absolute=1e-4)


def test_kaldi_bank() -> None:
    kaldi = pytest.importorskip("kaldi_native_fbank", reason="the reference: pip install kaldi-native-fbank")
    sound = Audio(noise(1.0), 16_000)
    options = kaldi.FbankOptions()
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = 80
    bank = kaldi.OnlineFbank(options)
    bank.accept_waveform(16_000, sound.samples[0].tolist())
    bank.input_finished()
    expected = np.stack([bank.get_frame(frame) for frame in range(bank.num_frames_ready)])
    close(features.fbank(sound), expected.T, relative=0, absolute=2e-3)


def test_the_emotion_vector_is_the_lessons(data: Path) -> None:
    sound = decode(data / "asr-en" / "jfk.flac", sample_rate=16_000)
    x = sound.samples[0]
    magnitude = np.abs(librosa.stft(x))
    parts = [
        np.mean(librosa.feature.mfcc(y=x, sr=16_000, n_mfcc=40).T, axis=0),
        np.mean(librosa.feature.chroma_stft(S=magnitude, sr=16_000).T, axis=0),
        np.mean(librosa.feature.melspectrogram(y=x, sr=16_000).T, axis=0),
    ]
    close(features.emotion(sound), np.hstack(parts).astype(np.float32), relative=1e-4, absolute=1e-4)


def test_the_genre_vector_is_the_lessons(data: Path) -> None:
    sound = decode(data / "music" / "gtzan_blues.00000.flac", sample_rate=RATE)
    y = sound.samples[0]
    found = features.genre(sound)
    harmonic, percussive = librosa.effects.hpss(y)
    cepstra = librosa.feature.mfcc(y=y, sr=RATE, n_mfcc=20)
    for name, measure in {
        "chroma_stft": librosa.feature.chroma_stft(y=y, sr=RATE),
        "rolloff": librosa.feature.spectral_rolloff(y=y, sr=RATE),
        "harmony": harmonic,
        "perceptr": percussive,
        "mfcc7": cepstra[6],
    }.items():
        assert found.row(f"{name}_mean") == pytest.approx(measure.mean(), rel=1e-4, abs=1e-6)
        assert found.row(f"{name}_var") == pytest.approx(measure.var(), rel=1e-4)
