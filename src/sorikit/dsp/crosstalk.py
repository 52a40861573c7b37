"""Several channels of one conversation: whether they hold different voices, and which sound in a channel leaked from another.

Everything is said of levels per frame, in decibels, so that hours take little memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

SILENT_DB = -70.0
"""Full scale is 0: a channel that is never louder holds nothing."""
QUIET_DB = -120.0
"""Level of digital silence."""
SAME = 0.95
"""Correlation from which two channels are one sound: even noise of its own in each leaves this."""
APART_DB = 10.0
"""By how much one channel leads where only its side speaks."""
LEAK_SHARE = 10.0
"""Percentile of the levels heard beside a leading channel that its leak has: above are those of a second voice."""
LEAK_MARGIN_DB = 9.0
"""By how much a voice must pass what leaks in from the other channel to be somebody else's."""
LEAST_LEAD_DB = 3.0
"""However loud the leak is: a channel whose own speaker speaks is not farther than this below the other one, if that leaks."""
ACTIVE_DB = 25.0
"""Under the loud parts of the recording: what is quieter counts as nobody speaking."""


@dataclass(frozen=True, slots=True, eq=False)
class ChannelLevels:
    """What was measured of all channels."""

    decibels: Levels
    """``(channels, frames)``."""
    correlation: npt.NDArray[np.float64]
    """``(channels, channels)``: of the samples of each two, −1 … 1; 0 where one of them is silent."""
    frame_seconds: float

    @property
    def silent(self) -> tuple[bool, ...]:
        """Whether a channel holds nothing, for each."""
        return tuple(bool(row.max(initial=QUIET_DB) < SILENT_DB) for row in self.decibels)

    @property
    def same(self) -> bool:
        """Whether every channel that holds something holds the same sound, be it louder, softer or upside down."""
        sounding = [at for at, silent in enumerate(self.silent) if not silent]
        table = np.abs(self.correlation[np.ix_(sounding, sounding)])
        return len(sounding) > 1 and bool((table >= SAME).all())

    @property
    def apart(self) -> bool:
        """Whether two channels take turns, as the sides of a call do: each leads for a good part of what is said."""
        if self.same or sum(not silent for silent in self.silent) != 2:
            return False
        first, second = (row for row, silent in zip(self.decibels, self.silent, strict=True) if not silent)
        first, second = (row - np.percentile(row, 95) for row in (first, second))  # each side has its own loudness
        active = np.maximum(first, second) > -ACTIVE_DB
        if not active.any():
            return False
        leads = [(one - other)[active] > APART_DB for one, other in ((first, second), (second, first))]
        shares = [float(lead.mean()) for lead in leads]
        return min(shares) >= 0.1 and sum(shares) >= 0.6


class ChannelMeter:
    """Measures channels as their samples arrive."""

    def __init__(self, sample_rate: int, frame_seconds: float) -> None:
        self._frame = round(sample_rate * frame_seconds)
        self._frame_seconds = self._frame / sample_rate
        self._rest: Levels | None = None
        self._rows: list[Levels] = []
        self._products: npt.NDArray[np.float64] | None = None

    def feed(self, block: Levels) -> None:
        """Take the next samples ``(channels, frames)``."""
        doubles = block.astype(np.float64)
        products = doubles @ doubles.T
        self._products = products if self._products is None else self._products + products
        joined = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        whole = joined.shape[1] - joined.shape[1] % self._frame
        frames = joined[:, :whole].reshape(len(joined), -1, self._frame)
        self._rows.append(_decibels(frames))
        self._rest = joined[:, whole:].copy()

    def levels(self) -> ChannelLevels:
        """Return what was measured; the last, incomplete frame counts as one."""
        assert self._rest is not None, "nothing was fed"
        assert self._products is not None
        rows = [*self._rows, _decibels(self._rest[:, None, :])] if self._rest.shape[1] else self._rows
        power = np.sqrt(np.diag(self._products))
        scale = np.outer(power, power)
        correlation = np.divide(self._products, scale, out=np.zeros_like(scale), where=scale > 0)
        return ChannelLevels(np.concatenate(rows, axis=1), correlation, self._frame_seconds)


def without_leaks(decibels: Levels, speaking: Flags) -> Flags:
    """Return ``speaking`` ``(channels, frames)`` without the frames that only leaked from a louder channel.

    How loud one channel is heard in another is read off the frames in which the one leads by far: there the other holds
    its leak and noise. Both ``(channels, frames)``.
    """
    own = speaking.copy()
    smooth = np.stack([np.convolve(row, np.ones(5) / 5, mode="same") if row.size >= 5 else row for row in decibels])
    for heard in range(len(decibels)):
        for source in range(len(decibels)):
            if heard == source:
                continue
            ratio = smooth[heard] - smooth[source]
            leading = speaking[source] & (ratio < -LEAST_LEAD_DB)
            if leading.any():
                leak = float(np.percentile(ratio[leading], LEAK_SHARE))
                own[heard] &= ~(speaking[source] & (ratio < min(leak + LEAK_MARGIN_DB, -LEAST_LEAD_DB)))
    return own


def _decibels(frames: Levels) -> Levels:
    power = np.square(frames, dtype=np.float64).mean(axis=-1)
    decibels: Levels = np.maximum(10.0 * np.log10(np.maximum(power, 1e-12)), QUIET_DB).astype(np.float32)
    return decibels
