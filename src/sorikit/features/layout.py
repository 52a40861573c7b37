"""What a feature is: an array that knows its axes, its units and its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import InvalidAudio

Values = npt.NDArray[np.floating]
"""float32, but for times of events (float64)."""
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What the numbers of a feature are, known before the first of them is."""

    kind: str
    """The name it is asked for by."""
    axes: tuple[str, ...]
    """One name per axis: ("mel", "frame"), ("feature",), ("beat",) … Time, where there is any, is the last axis."""
    rows: tuple[str, ...]
    """A name for each entry of the first axis, such as "C#" or "440.0 Hz"; () for a spectrum and for events."""
    units: tuple[str, ...]
    """One unit for all ("Hz",), or one for each row. "" is a plain number."""
    sample_rate: int
    """Hz of the sound that was looked at (after resampling, where that was asked for or the kind fixes it)."""
    hop: float | None = None
    """Seconds from frame to frame; None where there are no frames."""
    first: float = 0.0
    """Time in seconds of the middle of the first frame."""
    frequencies: Doubles | None = field(default=None, repr=False)
    """Hz of each entry of the first axis, float64, where these are frequencies (band centres for mel)."""
    events: bool = False
    """Whether the values are moments, in seconds."""

    @property
    def unit(self) -> str:
        """The one unit, or "mixed"."""
        return self.units[0] if len(set(self.units)) == 1 else "mixed"

    @property
    def framed(self) -> bool:
        """Whether the last axis is time in frames."""
        return self.hop is not None


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The numbers of one kind about one sound: ``values`` and what they are.

    A feature over time is always 2-D, ``(rows, frames)``, even with one row; a fixed-length vector is ``(rows,)``, a spectrum
    ``(bins,)``; a list of events (beats) is ``(events,)`` of seconds. Raises InvalidAudio where the array does not fit the layout.
    """

    values: Values
    layout: Layout

    def __post_init__(self) -> None:
        rows = len(self.layout.rows)
        shape = self.values.shape
        if len(shape) != len(self.layout.axes) or (rows and shape[0] != rows):
            raise InvalidAudio(detail=f"{self.layout.kind}: {shape} does not fit {self.layout.axes} of {rows} rows")

    @property
    def kind(self) -> str:
        """The name it is asked for by."""
        return self.layout.kind

    @property
    def axes(self) -> tuple[str, ...]:
        """Names of the axes."""
        return self.layout.axes

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the entries of the first axis."""
        return self.layout.rows

    @property
    def unit(self) -> str:
        """The unit of all values, or "mixed" (see ``layout.units``)."""
        return self.layout.unit

    @property
    def sample_rate(self) -> int:
        """Hz of the sound that was looked at."""
        return self.layout.sample_rate

    @property
    def hop(self) -> float | None:
        """Seconds from frame to frame; None where there are no frames."""
        return self.layout.hop

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of ``values``."""
        return self.values.shape

    @property
    def frequencies(self) -> Doubles | None:
        """Hz of each row, float64 ``(rows,)``, or None."""
        return self.layout.frequencies

    @property
    def times(self) -> Doubles:
        """Seconds of the middle of each frame (or of each event), float64; () for a vector without time."""
        if self.layout.hop is not None:
            frames = np.arange(self.values.shape[-1], dtype=np.float64)
            return frames * self.layout.hop + self.layout.first
        return np.asarray(self.values if self.layout.events else (), np.float64)

    def row(self, name: str) -> Values:
        """Return the values of one row by its name, ``(frames,)`` (or one number). Raises KeyError."""
        if name not in self.layout.rows:
            raise KeyError(name)
        values: Values = self.values[self.layout.rows.index(name)]
        return values

    def moved(self, seconds: float) -> Features:
        """Return the same numbers, later by ``seconds`` (of an excerpt: where it starts)."""
        if seconds == 0.0:
            return self
        if self.layout.events:
            return replace(self, values=self.values + seconds)
        return replace(self, layout=replace(self.layout, first=self.layout.first + seconds))


def hertz_names(frequencies: Sequence[float] | Doubles) -> tuple[str, ...]:
    """Return names of rows that are frequencies: "440.0 Hz"."""
    return tuple(f"{hertz:.1f} Hz" for hertz in frequencies)
