"""Loudness as broadcasters measure it: ITU-R BS.1770-4 and EBU R128 (Tech 3341), all channels, any length.

Each channel passes the K-weighting filter (a shelf for the head, a high pass for the ear; BS.1770-4, annex 1, tables 1 and 2,
for other rates than 48 kHz from the analogue prototypes of De Man, "Evaluation of implementations of the EBU R128 loudness
measurement", 2018). The loudness of a stretch is ``−0.691 + 10 log₁₀ Σ G_i z_i``, z_i the mean square of channel i and G_i 1, for
the two surround channels of a 5- or 5.1-channel sound 1.41 and for its LFE 0. A mono sound counts as one channel, so
the same signal in both channels of a stereo file is 3 LU louder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.core.time import seconds_to_samples
from sorikit.features._grid import library
from sorikit.features.analysis import Analysis, Stream
from sorikit.features.extraction import Sound, extract
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions, wrong

Floats = npt.NDArray[np.float64]
STEP = 0.1
"""Seconds between two readings: blocks of 0.4 s overlap by 75 %."""
MOMENTARY, SHORT_TERM = 4, 30
"""Steps in 0.4 s and in 3 s."""
ABSOLUTE_GATE = -70.0
"""LUFS below which a block is not heard."""
RELATIVE_GATE = -10.0
"""LU below the mean of the others at which a block is left out."""
LOWEST_RATE = 8_000
"""Hz: the filter reaches to 4 kHz."""


def loudness(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the integrated (gated) loudness: float32 ``(1,)`` in LUFS, −inf for silence.

    Blocks of 0.4 s overlapping by 75 %, those under −70 LUFS and then those 10 LU under the mean left out: BS.1770-4, annex 1.
    A stereo sine of 1 kHz at −23 dBFS gives −23.0. Less than 0.4 s is an error.
    """
    return extract(source, "loudness", options, **wishes)


def loudness_momentary(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the loudness over 0.4 s every 0.1 s: float32 ``(1, frames)`` in LUFS (EBU Tech 3341, §2.2), −inf for silence."""
    return extract(source, "loudness-momentary", options, **wishes)


def loudness_short_term(source: Sound, options: FeatureOptions | None = None, **wishes: Any) -> Features:
    """Return the loudness over 3 s every 0.1 s: float32 ``(1, frames)`` in LUFS (EBU Tech 3341, §2.2). Needs 3 s."""
    return extract(source, "loudness-short-term", options, **wishes)


def open_integrated(sample_rate: int, _options: FeatureOptions) -> Analysis:
    """Begin "loudness"."""
    return _Integrated(sample_rate)


def open_momentary(sample_rate: int, _options: FeatureOptions) -> Analysis:
    """Begin "loudness-momentary"."""
    return _Readings("loudness-momentary", "momentary", MOMENTARY, sample_rate)


def open_short_term(sample_rate: int, _options: FeatureOptions) -> Analysis:
    """Begin "loudness-short-term"."""
    return _Readings("loudness-short-term", "short-term", SHORT_TERM, sample_rate)


def k_weighting(sample_rate: int) -> Floats:
    """Return the two filters as second-order sections ``(2, 6)``; at 48 kHz those of the standard's tables."""
    shelf_hz, shelf_q, shelf_db = 1681.974450955533, 0.7071752369554196, 3.999843853973347
    k = np.tan(np.pi * shelf_hz / sample_rate)
    high = 10 ** (shelf_db / 20)
    middle = high**0.4996667741545416
    bottom = 1 + k / shelf_q + k * k
    shelf = [
        (high + middle * k / shelf_q + k * k) / bottom,
        2 * (k * k - high) / bottom,
        (high - middle * k / shelf_q + k * k) / bottom,
        1.0,
        2 * (k * k - 1) / bottom,
        (1 - k / shelf_q + k * k) / bottom,
    ]
    pass_hz, pass_q = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * pass_hz / sample_rate)
    bottom = 1 + k / pass_q + k * k
    high_pass = [1.0, -2.0, 1.0, 1.0, 2 * (k * k - 1) / bottom, (1 - k / pass_q + k * k) / bottom]
    return np.array([shelf, high_pass])


def channel_weights(channels: int) -> Floats:
    """Return G of each channel, ``(channels, 1)``; 5 and 6 channels are taken as L R C (LFE) Ls Rs."""
    special = {5: (1.0, 1.0, 1.0, 1.41, 1.41), 6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41)}
    return np.array(special.get(channels, (1.0,) * channels))[:, np.newaxis]


def as_lufs(powers: Floats) -> Floats:
    """Return loudness in LUFS of weighted mean squares, of the same shape."""
    with np.errstate(divide="ignore"):
        return np.asarray(-0.691 + 10 * np.log10(powers))


class StepPowers:
    """The weighted power of each whole 0.1 s of a sound that arrives in pieces: what all readings are made of."""

    def __init__(self, sample_rate: int) -> None:
        if sample_rate < LOWEST_RATE:
            raise wrong(
                "sample_rate",
                f"loudness needs {LOWEST_RATE} Hz or more, not {sample_rate}",
                f"음량은 {LOWEST_RATE} Hz 이상이어야 잽니다({sample_rate})",
            )
        self._signal = library("scipy.signal", "loudness")
        self._rate = sample_rate
        self._filter = k_weighting(sample_rate)
        self._state: Floats | None = None
        self._rest = np.zeros(0)
        self._first = 0

    def feed(self, samples: Samples) -> Floats:
        """Return the power of each step that these samples ``(channels, frames)`` complete, ``(steps,)``."""
        channels = samples.shape[0]
        if not samples.shape[1]:
            return np.zeros(0)
        if self._state is None:
            self._state = np.zeros((2, channels, 2))
        weighted, self._state = self._signal.sosfilt(self._filter, samples.astype(np.float64), axis=1, zi=self._state)
        np.square(weighted, out=weighted)
        power = weighted[0] if channels == 1 else (channel_weights(channels) * weighted).sum(axis=0)
        self._rest = np.concatenate([self._rest, power])
        edges = self._edges()
        self._first += len(edges) - 1
        whole, self._rest = self._rest[: edges[-1]], self._rest[edges[-1] :].copy()
        return np.add.reduceat(whole, edges[:-1]) / np.diff(edges) if len(edges) > 1 else np.zeros(0)

    def _edges(self) -> npt.NDArray[np.int64]:
        """Return where the whole steps of what is held begin, and where the last one ends."""
        start = seconds_to_samples(self._first * STEP, self._rate)
        edges = [0]
        while (end := seconds_to_samples((self._first + len(edges)) * STEP, self._rate) - start) <= self._rest.size:
            edges.append(end)
        return np.asarray(edges)


def running(powers: Floats, steps: int) -> Floats:
    """Return the mean power of each stretch of so many steps, one a step: ``(len(powers) − steps + 1,)``, or none."""
    if powers.size < steps:
        return np.zeros(0)
    means: Floats = np.lib.stride_tricks.sliding_window_view(powers, steps).mean(axis=1)
    return means


class _Readings(Stream):
    """Loudness over so many steps, at every step."""

    def __init__(self, kind: str, row: str, steps: int, sample_rate: int) -> None:
        first = steps * STEP / 2
        super().__init__(Layout(kind, ("feature", "frame"), (row,), ("LUFS",), sample_rate, hop=STEP, first=first))
        self._powers = StepPowers(sample_rate)
        self._steps = steps
        self._held = np.zeros(0)

    def feed(self, samples: Samples) -> Values:
        return as_lufs(self.means(samples)).astype(np.float32)[np.newaxis, :]

    def means(self, samples: Samples) -> Floats:
        """Return the mean power of each stretch that is now whole."""
        self._held = np.concatenate([self._held, self._powers.feed(samples)])
        means = running(self._held, self._steps)
        self._held = self._held[len(means) :].copy()
        return means

    def finish(self) -> Values:
        return self.nothing()


class _Integrated(Stream):
    """Keeps the power of every block (8 bytes each 0.1 s), and gates them at the end."""

    def __init__(self, sample_rate: int) -> None:
        super().__init__(Layout("loudness", ("feature",), ("integrated",), ("LUFS",), sample_rate))
        self._blocks = _Readings("loudness", "momentary", MOMENTARY, sample_rate)
        self._powers: list[Floats] = []

    def feed(self, samples: Samples) -> Values:
        self._powers.append(self._blocks.means(samples))
        return self.nothing()

    def finish(self) -> Values:
        powers = np.concatenate(self._powers) if self._powers else np.zeros(0)
        return np.asarray([gated(powers)], np.float32) if powers.size else self.nothing()


def gated(powers: Floats) -> float:
    """Return the loudness in LUFS of blocks by their weighted powers, both gates applied; −inf where none passes."""
    heard = powers[as_lufs(powers) > ABSOLUTE_GATE]
    if not heard.size:
        return -np.inf
    loud = heard[as_lufs(heard) > float(as_lufs(heard.mean())) + RELATIVE_GATE]
    return float(as_lufs(loud.mean())) if loud.size else -np.inf
