"""Vectors of fixed length that well-known lessons describe a whole sound with, column by column as they do.

Both are librosa at its defaults (2048 samples every 512, 128 mel bands), so that what a lesson's model learned fits.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.features._grid import library, librosa_at_work
from sorikit.features.analysis import Analysis, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions
from sorikit.features.pitch_classes import CLASSES

GENRE_MEASURES = (
    ("chroma_stft", ""),
    ("rms", "amplitude"),
    ("spectral_centroid", "Hz"),
    ("spectral_bandwidth", "Hz"),
    ("rolloff", "Hz"),
    ("zero_crossing_rate", "per sample"),
    ("harmony", "amplitude"),
    ("perceptr", "amplitude"),
    *((f"mfcc{number}", "") for number in range(1, 21)),
)
"""28 measures and their units, in the order of the table ``features_30_sec.csv``."""
GENRE_COLUMNS = tuple(f"{name}_{what}" for name, _ in GENRE_MEASURES for what in ("mean", "var"))
GENRE_UNITS = tuple(part for _, unit in GENRE_MEASURES for part in (unit, f"{unit}²" if unit else ""))
SHORTEST = 2048
"""Samples of one window; a shorter sound is an error."""
EMOTION_MFCC, EMOTION_MELS = 40, 128
EMOTION_COLUMNS = (
    *(f"mfcc{number}" for number in range(1, EMOTION_MFCC + 1)),
    *(f"chroma_{name}" for name in CLASSES),
    *(f"mel{number}" for number in range(1, EMOTION_MELS + 1)),
)
EMOTION_UNITS = ("",) * (EMOTION_MFCC + len(CLASSES)) + ("power",) * EMOTION_MELS


def genre(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the 56 numbers that lessons on GTZAN describe a piece with: float32 ``(56,)``, rows ``GENRE_COLUMNS``.

    Mean and variance of 28 measures, heard at 22,050 Hz: chroma_stft, rms, spectral_centroid, spectral_bandwidth, rolloff,
    zero_crossing_rate, harmony and perceptr (the waveforms of the harmonic and the percussive part), mfcc1 … mfcc20. They are
    the columns of the dataset's ``features_30_sec.csv``, under its names and in its order, without ``length`` and ``tempo``
    (ask for "tempo" too). Tzanetakis & Cook, "Musical genre classification of audio signals" (2002). By librosa.
    """
    return extract(source, "genre", options, **wishes)


def emotion(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the 180 numbers that lessons on RAVDESS describe a voice with: float32 ``(180,)``, rows ``EMOTION_COLUMNS``.

    The mean over time of 40 MFCC, 12 chroma (of the magnitude, as the lessons do) and 128 mel powers, in this order,
    heard at 16 kHz (the lessons' converted files) unless ``sample_rate`` says otherwise. By librosa.
    """
    return extract(source, "emotion", options, **wishes)


def open_genre(sample_rate: int, _options: FeatureOptions) -> Analysis:
    """Begin "genre"."""

    def work(samples: Samples) -> Values:
        if samples.size < SHORTEST:
            return np.zeros(0, np.float32)
        librosa = library("librosa", "genre")
        with librosa_at_work("genre"):
            measures = _genre_measures(librosa, samples, sample_rate)
        pairs = [(float(np.mean(measure)), float(np.var(measure))) for measure in measures]
        return np.asarray(pairs, np.float32).reshape(-1)

    library("librosa", "genre")
    return Whole(Layout("genre", ("feature",), GENRE_COLUMNS, GENRE_UNITS, sample_rate), work)


def _genre_measures(librosa: Any, samples: Samples, sample_rate: int) -> list[Values]:
    feature = librosa.feature
    harmonic, percussive = librosa.effects.hpss(samples)
    return [
        feature.chroma_stft(y=samples, sr=sample_rate),
        feature.rms(y=samples),
        feature.spectral_centroid(y=samples, sr=sample_rate),
        feature.spectral_bandwidth(y=samples, sr=sample_rate),
        feature.spectral_rolloff(y=samples, sr=sample_rate),
        feature.zero_crossing_rate(samples),
        harmonic,
        percussive,
        *feature.mfcc(y=samples, sr=sample_rate, n_mfcc=20),
    ]


def open_emotion(sample_rate: int, _options: FeatureOptions) -> Analysis:
    """Begin "emotion"."""

    def work(samples: Samples) -> Values:
        if samples.size < SHORTEST:
            return np.zeros(0, np.float32)
        librosa = library("librosa", "emotion")
        with librosa_at_work("emotion"):
            magnitudes = np.abs(librosa.stft(samples))
            parts = [
                librosa.feature.mfcc(y=samples, sr=sample_rate, n_mfcc=EMOTION_MFCC),
                librosa.feature.chroma_stft(S=magnitudes, sr=sample_rate),
                librosa.feature.melspectrogram(y=samples, sr=sample_rate, n_mels=EMOTION_MELS),
            ]
        return np.concatenate([part.mean(axis=1) for part in parts]).astype(np.float32)

    library("librosa", "emotion")
    return Whole(Layout("emotion", ("feature",), EMOTION_COLUMNS, EMOTION_UNITS, sample_rate), work)
