"""Features over the time of a picture: of all of a sound, or of the pieces that were kept of a long one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.features.extraction import extract
from sorikit.features.layout import Features
from sorikit.plots.sound import Sound
from sorikit.plots.style import Page, clock


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A feature by columns of equal width: float32 ``(rows, columns)``."""

    values: Samples
    rows: tuple[str, ...]
    left: float
    """Seconds from the start of the source at which the first column begins."""
    column: float
    """Seconds of a column."""

    @property
    def right(self) -> float:
        """Seconds at which the last column ends."""
        return self.left + int(self.values.shape[1]) * self.column

    @property
    def times(self) -> Samples:
        """Seconds of the middle of each column."""
        times: Samples = self.left + (np.arange(self.values.shape[1]) + 0.5) * self.column
        return times

    def box(self, bottom: float, top: float) -> tuple[float, float, float, float]:
        """Return where an image of the columns stands."""
        return self.left, self.right, bottom, top


def over_time(sound: Sound, kind: str, **wishes: Any) -> Columns:
    """Return the feature ``kind`` in columns.

    One column a frame where the whole sound was kept; else one a piece, the mean of its frames (NaN frames, such as
    unvoiced ones, left out). Raises as ``features.extract``.
    """
    pieces = sound.pieces
    assert pieces is not None
    if pieces.whole:
        feature = whole_feature(sound, kind, **wishes)
        hop = feature.hop or sound.duration
        return Columns(feature.values, feature.rows, sound.start + feature.layout.first - hop / 2, hop)
    feature = whole_feature(sound, kind, **wishes)  # end to end: filters are made once, not once a piece
    place = (feature.times / pieces.length).astype(int)
    edges = np.minimum(np.searchsorted(place, np.arange(len(pieces.samples))), place.size - 1)
    known = np.isfinite(feature.values)
    total = np.add.reduceat(np.where(known, feature.values, 0.0), edges, axis=1)
    count = np.add.reduceat(known, edges, axis=1, dtype=np.int64)
    values = np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)
    return Columns(values, feature.rows, sound.start, pieces.stride)


def whole_feature(sound: Sound, kind: str, **wishes: Any) -> Features:
    """Return a feature of what was kept of the sound, end to end; times count from its own beginning."""
    assert sound.pieces is not None
    return extract(Audio(np.concatenate(sound.pieces.samples), sound.pieces.sample_rate), kind, **wishes)


def piece_note(page: Page) -> str:
    """Say what was looked at of a long sound; empty for all of it."""
    pieces = page.sound.pieces
    if pieces is None or pieces.whole:
        return ""
    length, stride = f"{pieces.length:g}", clock(pieces.stride, 0.0)
    return page.say(f"mean of {length} s in every {stride}", f"{stride}마다 {length}초의 평균")
