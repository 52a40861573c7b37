"""Mean and variance normalisation of features, over a whole utterance or a sliding window; the fixed-length vector.

Viikki & Laurila, "Cepstral domain segmental feature vector normalization for noise robust speech recognition" (1998);
the sliding window: Kaldi ``feature-functions.cc`` (``SlidingWindowCmn``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Samples
from sorikit.dsp.framing import at_least

Doubles = npt.NDArray[np.float64]
SMALLEST_VARIANCE = 1e-10
"""Less counts as this: what never changes becomes 0."""


class Moments:
    """Mean and standard deviation of features that arrive in pieces of any size, in double precision."""

    def __init__(self) -> None:
        self.frames = 0
        self._mean: Doubles = np.zeros((0, 1))
        self._squares: Doubles = np.zeros((0, 1))

    def push(self, features: Samples) -> None:
        """Count in ``features`` (dims, frames). Chan, Golub & LeVeque (1979): no catastrophic cancellation."""
        count = features.shape[1]
        if not count:
            return
        mean = features.mean(axis=1, keepdims=True, dtype=np.float64)
        squares = np.square(features - mean).sum(axis=1, keepdims=True)
        if not self.frames:
            self.frames, self._mean, self._squares = count, mean, squares
            return
        total, step = self.frames + count, mean - self._mean
        self._mean = self._mean + step * (count / total)
        self._squares = self._squares + squares + step**2 * (self.frames * count / total)
        self.frames = total

    @property
    def mean(self) -> Samples:
        """float32 ``(dims,)``."""
        return self._mean[:, 0].astype(np.float32)

    @property
    def std(self) -> Samples:
        """float32 ``(dims,)``: of the frames themselves, divided by their number."""
        return np.sqrt(self._squares[:, 0] / max(self.frames, 1)).astype(np.float32)

    def normalised(self, features: Samples, *, variance: bool = True) -> Samples:
        """Return ``features`` (dims, frames) minus the mean and, with ``variance``, over the standard deviation."""
        if not features.shape[1]:
            return np.array(features, np.float32)
        centred = features - self._mean
        if variance:
            centred /= np.sqrt(np.maximum(self._squares / max(self.frames, 1), SMALLEST_VARIANCE))
        return centred.astype(np.float32)


def cmvn(features: Samples, *, variance: bool = True) -> Samples:
    """Return ``features`` (dims, frames) with mean 0 and, with ``variance``, standard deviation 1 in each row.

    float32 of the same shape. A row that never changes becomes 0; no frames stay no frames. For a stream: push all
    frames into ``Moments`` first, then ``normalised`` piece by piece.
    """
    moments = Moments()
    moments.push(features)
    return moments.normalised(features, variance=variance)


def mean_and_std(features: Samples) -> Samples:
    """Return the mean and then the standard deviation of each row of ``features`` (dims, frames): float32 (2 × dims,).

    The fixed-length vector of a sound of any length; zeros for no frames.
    """
    moments = Moments()
    moments.push(features)
    if not moments.frames:
        return np.zeros(2 * len(features), np.float32)
    return np.concatenate([moments.mean, moments.std])


@dataclass(frozen=True, slots=True)
class SlidingRule:
    """Over which frames a frame is normalised. Raises InvalidOption for what is out of range."""

    window: int = 600
    """Frames, at least 1 (Kaldi's default: 6 s)."""
    center: bool = True
    """Whether the window lies around the frame (runs ``window / 2`` behind) or before it."""
    min_window: int = 100
    """Without ``center``: the first frames look ahead until the window holds so many."""
    variance: bool = True

    def __post_init__(self) -> None:
        at_least("window", self.window, 1)
        at_least("min_window", self.min_window, 1)


def sliding_cmvn(features: Samples, rule: SlidingRule) -> Samples:
    """Return ``features`` (dims, frames), each frame normalised over the window around or before it: the same shape."""
    stream = SlidingCmvnStream(rule)
    return np.concatenate([stream.push(features), stream.finish()], axis=1)


class SlidingCmvnStream:
    """Sliding normalisation of features that arrive in pieces of any size; what it keeps is about one window long."""

    def __init__(self, rule: SlidingRule) -> None:
        self._rule = rule
        self._frames = 0
        self._done = 0
        self._first = 0
        self._waiting: Samples | None = None
        self._sums: Doubles = np.zeros((2, 0, 1))

    def push(self, features: Samples) -> Samples:
        """Return the frames whose window is complete: float32 ``(dims, frames)``."""
        values = np.asarray(features, np.float32)
        if self._waiting is None:
            self._waiting = np.zeros((len(values), 0), np.float32)
            self._sums = np.zeros((2, len(values), 1))
        doubles = values.astype(np.float64)
        steps = np.concatenate([self._sums[:, :, -1:], np.stack([doubles, doubles**2])], axis=2)
        self._sums = np.concatenate([self._sums, np.cumsum(steps, axis=2)[:, :, 1:]], axis=2)
        self._waiting = np.concatenate([self._waiting, values], axis=1)
        self._frames += values.shape[1]
        ends = self._spans(np.arange(self._done, self._frames), None)[1]
        return self._emit(int(np.searchsorted(ends, self._frames, side="right")), None)

    def finish(self) -> Samples:
        """Return the frames whose window reaches over the end."""
        if self._waiting is None:
            return np.zeros((0, 0), np.float32)
        return self._emit(self._frames - self._done, self._frames)

    def _spans(
        self, frames: npt.NDArray[np.int64], total: int | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return first and one past last frame of each window, as Kaldi has it."""
        rule = self._rule
        first = frames - (rule.window // 2 if rule.center else rule.window)
        end = first + rule.window if rule.center else frames + 1
        end = np.where(first < 0, end - first, end)
        first = np.maximum(first, 0)
        if not rule.center:
            end = np.where(end > frames, np.maximum(frames + 1, rule.min_window), end)
        if total is not None:
            first = np.maximum(first - np.maximum(end - total, 0), 0)
            end = np.minimum(end, total)
        return first, end

    def _emit(self, count: int, total: int | None) -> Samples:
        assert self._waiting is not None
        frames = np.arange(self._done, self._done + count)
        first, end = self._spans(frames, total)
        sums = self._sums[:, :, end - self._first] - self._sums[:, :, first - self._first]
        width = (end - first).astype(np.float64)
        mean = sums[0] / width
        values = self._waiting[:, :count] - mean
        if self._rule.variance:
            spread = np.maximum(sums[1] / width - mean**2, SMALLEST_VARIANCE)
            values = np.where(width == 1, 0.0, values / np.sqrt(spread))
        self._done += count
        self._waiting = self._waiting[:, count:]
        keep = max(0, self._frames - self._rule.window - self._rule.min_window, 0)
        keep = min(keep, max(0, self._done - self._rule.window))
        self._sums = self._sums[:, :, keep - self._first :]
        self._first = keep
        normalised: Samples = values.astype(np.float32)
        return normalised
