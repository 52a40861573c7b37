"""Numbers of a sound: every kind of feature by name.

>>> from sorikit import features
>>> mfcc = features.extract("a.wav", "mfcc-deltas")                                        # doctest: +SKIP
>>> mfcc.values.shape, mfcc.axes, mfcc.hop                                                 # doctest: +SKIP
((39, 498), ('coefficient', 'frame'), 0.01)

Each kind is also a function: ``features.mfcc("a.wav", n_mfcc=40)``, which says what it gives and where its formula comes from.
``extract`` and ``extract_all`` read files; ``open_analysis`` is for sound that comes piece by piece. The kinds stand in one
table (``KINDS``); what is not hot comes from librosa (the extra ``analysis``). Nothing heavy is imported until it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sorikit.features.analysis import Analysis
    from sorikit.features.bands import fbank, mel, mel_db, whisper
    from sorikit.features.bs1770 import loudness, loudness_momentary, loudness_short_term
    from sorikit.features.cepstrum import mfcc, mfcc_deltas, mfcc_stats
    from sorikit.features.extraction import extract, extract_all
    from sorikit.features.fourier import spectrogram, spectrum, stft, stft_db, stft_phase
    from sorikit.features.layout import Features, Layout
    from sorikit.features.levels import rms, zcr
    from sorikit.features.options import FeatureOptions
    from sorikit.features.pitch_classes import chroma_cens, chroma_cqt, chroma_stft
    from sorikit.features.rhythm import beats, tempo
    from sorikit.features.shapes import bandwidth, centroid, contrast, flatness, rolloff
    from sorikit.features.table import KINDS, Kind, find_kind, open_analysis
    from sorikit.features.vectors import emotion, genre
    from sorikit.features.voice import f0, f0_pyin

_HOME = {
    "Analysis": "analysis",
    "FeatureOptions": "options",
    "Features": "layout",
    "KINDS": "table",
    "Kind": "table",
    "Layout": "layout",
    "extract": "extraction",
    "extract_all": "extraction",
    "find_kind": "table",
    "open_analysis": "table",
    "bandwidth": "shapes",
    "beats": "rhythm",
    "centroid": "shapes",
    "chroma_cens": "pitch_classes",
    "chroma_cqt": "pitch_classes",
    "chroma_stft": "pitch_classes",
    "contrast": "shapes",
    "emotion": "vectors",
    "f0": "voice",
    "f0_pyin": "voice",
    "fbank": "bands",
    "flatness": "shapes",
    "genre": "vectors",
    "loudness": "bs1770",
    "loudness_momentary": "bs1770",
    "loudness_short_term": "bs1770",
    "mel": "bands",
    "mel_db": "bands",
    "mfcc": "cepstrum",
    "mfcc_deltas": "cepstrum",
    "mfcc_stats": "cepstrum",
    "rms": "levels",
    "rolloff": "shapes",
    "spectrogram": "fourier",
    "spectrum": "fourier",
    "stft": "fourier",
    "stft_db": "fourier",
    "stft_phase": "fourier",
    "tempo": "rhythm",
    "whisper": "bands",
    "zcr": "levels",
}

__all__ = [
    "KINDS",
    "Analysis",
    "FeatureOptions",
    "Features",
    "Kind",
    "Layout",
    "bandwidth",
    "beats",
    "centroid",
    "chroma_cens",
    "chroma_cqt",
    "chroma_stft",
    "contrast",
    "emotion",
    "extract",
    "extract_all",
    "f0",
    "f0_pyin",
    "fbank",
    "find_kind",
    "flatness",
    "genre",
    "loudness",
    "loudness_momentary",
    "loudness_short_term",
    "mel",
    "mel_db",
    "mfcc",
    "mfcc_deltas",
    "mfcc_stats",
    "open_analysis",
    "rms",
    "rolloff",
    "spectrogram",
    "spectrum",
    "stft",
    "stft_db",
    "stft_phase",
    "tempo",
    "whisper",
    "zcr",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sorikit.features' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sorikit.features.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
