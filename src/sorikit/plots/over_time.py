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
    means: list[Samples] = []
    rows: tuple[str, ...] = ()
    for piece in pieces.samples:
        feature = extract(Audio(piece, pieces.sample_rate), kind, **wishes)
        rows = feature.rows
        known = np.isfinite(feature.values)
        total = np.where(known, feature.values, 0.0).sum(axis=1)
        count = known.sum(axis=1)
        means.append(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    values = np.stack(means, axis=1).astype(np.float32)
    return Columns(values, rows, sound.start, pieces.stride)


def whole_feature(sound: Sound, kind: str, **wishes: Any) -> Features:
    """Return a feature of the whole sound, which must have been kept; times count from its own beginning."""
    assert sound.pieces is not None
    return extract(Audio(np.concatenate(sound.pieces.samples), sound.pieces.sample_rate), kind, **wishes)


def piece_note(page: Page) -> str:
    """Say what was looked at of a long sound; empty for all of it."""
    pieces = page.sound.pieces
    if pieces is None or pieces.whole:
        return ""
    length, stride = f"{pieces.length:g}", clock(pieces.stride, 0.0)
    return page.say(f"mean of {length} s in every {stride}", f"{stride}마다 {length}초의 평균")
