"""Bands that are spaced as the ear hears: mel spectrograms, Whisper's and Kaldi's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.decibels import power_to_db
from sorikit.dsp.fbank import FbankOptions, FbankStream
from sorikit.dsp.mel import HOP_LENGTH, SAMPLE_RATE, LogMelStream, scaled
from sorikit.dsp.mel_spectrogram import MelStream
from sorikit.features._cmvn import normalised
from sorikit.features._grid import band_centres, mel_options, stft_options
from sorikit.features.analysis import Analysis, Mapped
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values, hertz_names
from sorikit.features.options import FeatureOptions, wrong

WHISPER_MELS = (80, 128)


def mel(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the mel spectrogram, power: float32 ``(n_mels, frames)``, ``frequencies`` the band centres in Hz.

    128 bands from 0 Hz to half the rate over the power spectrogram (2048 samples every 512), unless wishes say otherwise.
    Slaney's scale with triangles of area 1 ("Auditory Toolbox", 1998), equal to librosa's ``melspectrogram``; with
    ``htk`` HTK's scale and triangles of height 1 (HTK book, §5.4). Source: ``sorikit.dsp.mel_spectrogram``.
    """
    return extract(source, "mel", options, **wishes)


def mel_db(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return ``10 log₁₀`` of the mel spectrogram in dB (at least −100; the reference is 1): as ``mel`` in all else."""
    return extract(source, "mel-db", options, **wishes)


def whisper(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the log-mel spectrogram that Whisper hears: float32 ``(n_mels, samples // 160)`` at 16 kHz, every 10 ms.

    ``n_mels`` 80 (default) or 128 (large-v3 and turbo); no padding to 30 s. Values are ``(log₁₀ power + 4) / 4``, floored
    80 dB below the loudest cell of the whole sound. Source: Radford et al. (2022), §2.2; ``sorikit.dsp.mel``.
    """
    return extract(source, "whisper", options, **wishes)


def fbank(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return Kaldi's log filter bank: float32 ``(n_mels, frames)``, natural logarithm, 25 ms every 10 ms.

    80 bands from 20 Hz up, at 16 kHz unless ``sample_rate`` says otherwise; samples count in −1 … 1, no dither. Networks
    want frames first: ``values.T``. Less than 25 ms is an error. Source: Kaldi ``feature-fbank.cc``; ``sorikit.dsp.fbank``.
    ``cmvn`` gives each band mean 0 and variance 1.
    """
    return extract(source, "fbank", options, **wishes)


def open_mel(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "mel"."""
    return _open("mel", "power", sample_rate, options)


def open_decibels(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "mel-db"."""
    return _open("mel-db", "dB", sample_rate, options)


def _open(kind: str, unit: str, sample_rate: int, options: FeatureOptions) -> Analysis:
    cut = stft_options(options)
    bands = mel_options(sample_rate, cut, options)
    centres = band_centres(bands.fmin, bands.fmax or sample_rate / 2, bands.n_mels, bands.scale)
    layout = Layout(
        kind,
        ("mel", "frame"),
        hertz_names(centres),
        (unit,),
        sample_rate,
        hop=cut.hop_length / sample_rate,
        frequencies=centres,
    )
    return Mapped(layout, MelStream(bands), power_to_db if unit == "dB" else None)


def open_whisper(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "whisper". Raises InvalidOption for another rate than 16 kHz, or bands that no Whisper has."""
    bands = options.n_mels or WHISPER_MELS[0]
    if bands not in WHISPER_MELS:
        raise wrong(
            "n_mels", f"Whisper hears 80 or 128 bands, not {bands}", f"위스퍼는 80개 또는 128개를 씁니다({bands})"
        )
    if sample_rate != SAMPLE_RATE:
        raise wrong(
            "sample_rate", f"Whisper hears 16000 Hz, not {sample_rate}", f"위스퍼는 16000 Hz를 씁니다({sample_rate})"
        )
    centres = band_centres(0.0, sample_rate / 2, bands, "slaney")
    hop = HOP_LENGTH / sample_rate
    names = hertz_names(centres)
    return _Whisper(Layout("whisper", ("mel", "frame"), names, ("",), sample_rate, hop=hop, frequencies=centres), bands)


class _Whisper(Mapped):
    """Gives raw logarithms out; the loudest cell, known at the end, makes features of them."""

    def __init__(self, layout: Layout, bands: int) -> None:
        self._mel = LogMelStream(n_mels=bands)
        super().__init__(layout, self._mel)

    def revise(self, values: Values) -> Values:
        return scaled(np.asarray(values, np.float32), self._mel.loudest)


def open_fbank(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "fbank"."""
    low = 20.0 if options.fmin is None else options.fmin
    bank = FbankOptions(sample_rate, options.n_mels or 80, low, options.fmax)
    centres = band_centres(low, bank.high_hz or sample_rate / 2, bank.n_mels, "htk")
    layout = Layout(
        "fbank",
        ("mel", "frame"),
        hertz_names(centres),
        ("ln power",),
        sample_rate,
        hop=bank.frames.hop / sample_rate,
        first=bank.frames.length / 2 / sample_rate,
        frequencies=centres,
    )
    if options.cmvn not in (None, "none"):
        layout = replace(layout, units=("",))
    return normalised(Mapped(layout, _Columns(FbankStream(bank))), options.cmvn)


class _Columns:
    """A stream of rows as one of columns."""

    def __init__(self, stream: FbankStream) -> None:
        self._stream = stream

    def push(self, samples: Samples, /) -> Samples:
        return self._stream.push(samples).T

    def finish(self) -> Samples:
        return self._stream.finish().T
