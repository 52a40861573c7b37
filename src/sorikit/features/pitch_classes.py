"""Chroma: how strong each of the twelve pitch classes is, by librosa."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.mel_spectrogram import power_spectrogram
from sorikit.features._grid import HOP_LENGTH, library, librosa_at_work, stft_options
from sorikit.features.analysis import Analysis, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions, wrong

CLASSES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
OCTAVES = 7
LOWEST_HZ = 32.703
"""C1, where the constant-Q transform begins."""


def chroma_stft(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return chroma of the power spectrogram: float32 ``(12, frames)``, rows C, C#, … B, the strongest of a frame is 1.

    2048 samples every 512 unless wishes say otherwise; the tuning of the sound is estimated first. Ellis, "Chroma feature
    analysis and synthesis" (2007). By librosa's ``chroma_stft``. A silent frame is all 0.
    """
    return extract(source, "chroma-stft", options, **wishes)


def chroma_cqt(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return chroma of the constant-Q transform: float32 ``(12, frames)`` every 512 samples, the strongest of a frame is 1.

    Seven octaves from C1 (32.7 Hz), fewer where they would pass half the rate. By librosa's ``chroma_cqt``.
    """
    return extract(source, "chroma-cqt", options, **wishes)


def chroma_cens(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return chroma energy normalised statistics: float32 ``(12, frames)`` every 512 samples, each frame of length 1.

    Quantised and smoothed over 41 frames, so that loudness and ornaments do not matter: Müller & Ewert, "Chroma toolbox"
    (2011). By librosa's ``chroma_cens``.
    """
    return extract(source, "chroma-cens", options, **wishes)


def open_stft(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "chroma-stft"."""
    feature = library("librosa", "chroma-stft").feature.chroma_stft
    cut = stft_options(options)

    def work(samples: Samples) -> Values:
        power = power_spectrogram(samples, cut)
        with librosa_at_work("chroma-stft"):
            return np.asarray(feature(S=power, sr=sample_rate, n_fft=cut.n_fft), np.float32)

    return Whole(_layout("chroma-stft", sample_rate, cut.hop_length), work)


def open_cqt(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "chroma-cqt"."""
    return _constant_q("chroma-cqt", sample_rate, options)


def open_cens(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "chroma-cens"."""
    return _constant_q("chroma-cens", sample_rate, options)


def _constant_q(kind: str, sample_rate: int, options: FeatureOptions) -> Analysis:
    feature = getattr(library("librosa", kind).feature, kind.replace("-", "_"))
    octaves = octaves_below(sample_rate)
    hop = options.hop_length or HOP_LENGTH
    if hop % 2 ** (octaves - 1):
        raise wrong(
            "hop_length",
            f"{hop} is not a multiple of {2 ** (octaves - 1)}, which {octaves} octaves need",
            f"{hop}은(는) {octaves}옥타브에 필요한 {2 ** (octaves - 1)}의 배수가 아닙니다",
        )

    def work(samples: Samples) -> Values:
        with librosa_at_work(kind):
            return np.asarray(feature(y=samples, sr=sample_rate, hop_length=hop, n_octaves=octaves), np.float32)

    return Whole(_layout(kind, sample_rate, hop), work)


def octaves_below(sample_rate: int) -> int:
    """Return how many octaves from C1 fit under half the rate, filters and all: at most 7, at least 1."""
    return max(1, min(OCTAVES, math.floor(math.log2(0.45 * sample_rate / LOWEST_HZ))))


def _layout(kind: str, sample_rate: int, hop: int) -> Layout:
    return Layout(kind, ("pitch class", "frame"), CLASSES, ("",), sample_rate, hop=hop / sample_rate)
