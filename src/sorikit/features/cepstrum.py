"""Mel-frequency cepstral coefficients: the classic description of speech."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.cmvn import Moments
from sorikit.dsp.mfcc import MfccDeltaStream, MfccOptions, MfccStream, speech_mfcc
from sorikit.dsp.stft import StftOptions
from sorikit.features._cmvn import normalised
from sorikit.features._grid import mel_options
from sorikit.features.analysis import Analysis, Mapped, Stream
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions

N_MFCC = 13
FEWEST_MELS = 40
ORDERS = ("", "_delta", "_delta2")


def mfcc(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the cepstra: float32 ``(n_mfcc × (1 + deltas), frames)``, rows "mfcc1", …, "mfcc1_delta", …, "mfcc1_delta2".

    13 coefficients of 40 mel bands (as many bands as coefficients, where more are wanted), pre-emphasis 0.97, 25 ms every
    10 ms at the sound's own rate, frame ``t`` with its middle at ``t × hop``. Coefficient 1 is the level. ``deltas`` 1
    adds the slope over 9 frames, 2 also the curvature; ``cmvn`` gives each row mean 0 and variance 1 over the "utterance" or
    the 3 s around a frame ("sliding"). Source: Davis & Mermelstein (1980); ``sorikit.dsp.mfcc``, equal to librosa's.
    """
    return extract(source, "mfcc", options, **wishes)


def mfcc_deltas(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return cepstra with Δ and ΔΔ: float32 ``(39, frames)``, or ``(120, frames)`` with ``n_mfcc=40``. See ``mfcc``."""
    return extract(source, "mfcc-deltas", options, **wishes)


def mfcc_stats(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the mean and then the standard deviation over time of each row of ``mfcc``: float32 ``(2 × rows,)``.

    26 numbers by default, 78 with ``deltas=2``; rows "mfcc1_mean", …, "mfcc1_std". The deviation is that of the frames
    themselves (divided by their number).
    """
    return extract(source, "mfcc-stats", options, **wishes)


def open_mfcc(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "mfcc"."""
    return normalised(_frames("mfcc", sample_rate, options), options.cmvn)


def open_with_deltas(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "mfcc-deltas"."""
    deltas = 2 if options.deltas is None else options.deltas
    return normalised(_frames("mfcc-deltas", sample_rate, replace(options, deltas=deltas)), options.cmvn)


def open_stats(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "mfcc-stats"."""
    return _Stats(_frames("mfcc-stats", sample_rate, options))


def mfcc_options(sample_rate: int, options: FeatureOptions) -> MfccOptions:
    """Return what the cepstra are made of: the habits of speech, and the wishes."""
    n_mfcc = options.n_mfcc or N_MFCC
    usual = speech_mfcc(sample_rate, n_mfcc, max(FEWEST_MELS, n_mfcc)).mel
    length = options.win_length or min(usual.stft.n_fft, options.n_fft or usual.stft.n_fft)
    cut = StftOptions(
        n_fft=options.n_fft or max(usual.stft.n_fft, length),
        hop_length=options.hop_length or usual.stft.hop_length,
        win_length=length,
        window=options.window or "hann",
    )
    return MfccOptions(mel_options(sample_rate, cut, options, n_mels=usual.n_mels), n_mfcc=n_mfcc)


def _frames(kind: str, sample_rate: int, options: FeatureOptions) -> Mapped:
    made = mfcc_options(sample_rate, options)
    orders = options.deltas or 0
    rows = tuple(f"mfcc{number}{order}" for order in ORDERS[: orders + 1] for number in range(1, made.n_mfcc + 1))
    hop = made.mel.stft.hop_length / sample_rate
    layout = Layout(kind, ("coefficient", "frame"), rows, ("",), sample_rate, hop=hop)
    if not orders:
        return Mapped(layout, MfccStream(made))

    def first_orders(stacked: Samples) -> Samples:
        return stacked[: len(rows)]

    return Mapped(layout, MfccDeltaStream(made), first_orders)


class _Stats(Stream):
    """Counts frames in, and gives their mean and deviation at the end."""

    def __init__(self, inner: Mapped) -> None:
        rows = tuple(f"{row}_{what}" for what in ("mean", "std") for row in inner.layout.rows)
        super().__init__(Layout(inner.layout.kind, ("feature",), rows, ("",), inner.layout.sample_rate))
        self._inner = inner
        self._moments = Moments()

    def feed(self, samples: Samples) -> Values:
        self._moments.push(np.asarray(self._inner.feed(samples), np.float32))
        return self.nothing()

    def finish(self) -> Values:
        self._moments.push(np.asarray(self._inner.finish(), np.float32))
        return np.concatenate([self._moments.mean, self._moments.std])
