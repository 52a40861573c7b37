"""Mean and variance normalisation over an analysis of frames; see ``sorikit.dsp.cmvn``."""

from __future__ import annotations

import numpy as np

from sorikit.core.audio import Samples
from sorikit.dsp.cmvn import Moments, SlidingCmvnStream, SlidingRule
from sorikit.features.analysis import Analysis, Stream
from sorikit.features.layout import Values

SLIDING_SECONDS = 3.0
"""Window of the sliding kind, around the frame: 300 frames of 10 ms, as in Kaldi's speaker recipes."""


def normalised(inner: Analysis, rule: str | None) -> Analysis:
    """Return the analysis with its rows normalised: "none", "utterance" or "sliding" (None: none)."""
    if rule == "utterance":
        return _Utterance(inner)
    return _Sliding(inner) if rule == "sliding" else inner


class _Utterance(Stream):
    """Means are known at the end: until then frames are given out as they are."""

    def __init__(self, inner: Analysis) -> None:
        super().__init__(inner.layout)
        self._inner = inner
        self._moments = Moments()

    def feed(self, samples: Samples) -> Values:
        return self._counted(self._inner.feed(samples))

    def finish(self) -> Values:
        return self._counted(self._inner.finish())

    def revise(self, values: Values) -> Values:
        return self._moments.normalised(np.asarray(values, np.float32))

    def _counted(self, values: Values) -> Values:
        self._moments.push(np.asarray(values, np.float32))
        return values


class _Sliding(Stream):
    """Frames wait until half a window after them is known."""

    def __init__(self, inner: Analysis) -> None:
        super().__init__(inner.layout)
        assert inner.layout.hop is not None
        self._inner = inner
        self._window = SlidingCmvnStream(SlidingRule(window=max(1, round(SLIDING_SECONDS / inner.layout.hop))))

    def feed(self, samples: Samples) -> Values:
        return self._ready(self._inner.feed(samples))

    def finish(self) -> Values:
        return np.concatenate([self._ready(self._inner.finish()), self._shaped(self._window.finish())], axis=1)

    def _ready(self, values: Values) -> Values:
        return self._shaped(self._window.push(np.asarray(values, np.float32)))

    def _shaped(self, values: Samples) -> Values:
        return values if values.shape[1] else self.nothing()
