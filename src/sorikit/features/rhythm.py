"""Tempo and beats, by librosa's beat tracker."""

from __future__ import annotations

from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.features._grid import HOP_LENGTH, library, librosa_at_work
from sorikit.features.analysis import Analysis, Whole
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions


def tempo(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the tempo in beats per minute: float32 ``(1,)``, 0 where nothing beats.

    Heard at 22,050 Hz (what the tracker was tuned for) with 512 samples from frame to frame, unless wishes say otherwise.
    Half or double of what a person taps is common. Ellis, "Beat tracking by dynamic programming" (2007). By librosa.
    """
    return extract(source, "tempo", options, **wishes)


def beats(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the times of the beats in seconds: float64 ``(beats,)``, rising; empty where nothing beats. See ``tempo``."""
    return extract(source, "beats", options, **wishes)


def open_tempo(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "tempo"."""

    def work(samples: Samples) -> Values:
        return np.asarray([track("tempo", samples, sample_rate, options)[0]], np.float32)

    library("librosa", "tempo")
    return Whole(Layout("tempo", ("feature",), ("tempo",), ("BPM",), sample_rate), work)


def open_beats(sample_rate: int, options: FeatureOptions) -> Analysis:
    """Begin "beats"."""

    def work(samples: Samples) -> Values:
        return track("beats", samples, sample_rate, options)[1]

    library("librosa", "beats")
    return Whole(Layout("beats", ("beat",), (), ("s",), sample_rate, events=True), work)


def track(kind: str, samples: Samples, sample_rate: int, options: FeatureOptions) -> tuple[float, Values]:
    """Return beats per minute and the times of the beats."""
    librosa = library("librosa", kind)
    with librosa_at_work(kind):
        found, times = librosa.beat.beat_track(
            y=samples, sr=sample_rate, hop_length=options.hop_length or HOP_LENGTH, units="time"
        )
    return float(np.ravel(found)[0]), np.asarray(times, np.float64)
