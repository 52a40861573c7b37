"""Features on their way to a file: kept on disk while the sound is heard, then read back piece by piece."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sorikit.core.events import Notice, Progress
from sorikit.core.files import write_error
from sorikit.features.analysis import Analysis
from sorikit.features.extraction import Finished, Piece, Sound, analyse
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.options import FeatureOptions

VALUES_AT_ONCE = 1 << 20
"""Numbers read back at a time."""


class Spool:
    """The numbers of one kind in a nameless file, a frame after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by ``close``
        except OSError as error:
            raise write_error(error, folder) from error
        self._analysis: Analysis | None = None
        self._start = 0.0
        self._rows = 1
        self.length = 0
        """Entries of the last axis so far."""
        self.dtype = np.dtype(np.float32)

    def append(self, values: Values) -> None:
        """Write the next values down. Raises DiskFull or OutputNotWritable."""
        self._rows = values.shape[0] if values.ndim == 2 else 1
        self.dtype = values.dtype
        self.length += values.shape[-1]
        try:
            self._file.write(np.ascontiguousarray(values.T).tobytes())
        except OSError as error:
            raise write_error(error, self._folder) from error

    def complete(self, analysis: Analysis, start: float) -> None:
        """Say that all is there."""
        self._analysis, self._start = analysis, start

    @property
    def layout(self) -> Layout:
        """What the numbers are; times count from the start of the source."""
        assert self._analysis is not None
        layout = self._analysis.layout
        return replace(layout, first=layout.first + self._start) if layout.framed else layout

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of all the values."""
        return self._shape(self.length)

    def blocks(self) -> Iterator[Values]:
        """Yield the values in order, revised: ``(rows, n)``, ``(n,)`` for events and spectra; a vector comes as one."""
        assert self._analysis is not None
        step = max(1, VALUES_AT_ONCE // self._rows)
        self._file.seek(0)
        for first in range(0, self.length, step):
            count = min(step, self.length - first)
            raw = np.frombuffer(self._file.read(count * self._rows * self.dtype.itemsize), self.dtype)
            values: Values = raw.reshape(count, self._rows).T if self._analysis.layout.framed else raw
            revised = self._analysis.revise(values)
            yield revised + self._start if self._analysis.layout.events else revised

    def features(self) -> Features:
        """Return everything in memory."""
        parts = list(self.blocks()) or [np.zeros(self._shape(0), self.dtype)]
        return Features(np.concatenate(parts, axis=-1), self.layout)

    def close(self) -> None:
        """Let the file go."""
        with contextlib.suppress(OSError):
            self._file.close()

    def _shape(self, length: int) -> tuple[int, ...]:
        assert self._analysis is not None
        return (self._rows, length) if self._analysis.layout.framed else (length,)


@dataclass(frozen=True, slots=True)
class Heard:
    """All the kinds of one sound, on disk. Close it."""

    spools: dict[str, Spool]
    name: str
    """The source, as messages call it."""
    duration: float
    """Seconds that were heard."""
    sample_rate: int
    """Hz of the source itself."""

    def close(self) -> None:
        """Let the files go."""
        for spool in self.spools.values():
            spool.close()


def hear(
    source: Sound, kinds: Sequence[str], options: FeatureOptions, folder: Path
) -> Generator[Progress | Notice, None, Heard]:
    """Hear a sound once and keep its features in ``folder`` (a generator of events). Errors as ``extraction.extract``.

    Memory stays bounded where all the kinds stream.
    """
    spools: dict[str, Spool] = {}
    try:
        finished = yield from _spooled(analyse(source, kinds, options), spools, folder)
    except BaseException:
        for spool in spools.values():
            spool.close()
        raise
    for name, analysis in finished.analyses.items():
        spools[name].complete(analysis, finished.start)
    return Heard(spools, finished.name, finished.frames / finished.sample_rate, finished.sample_rate)


def _spooled(
    work: Generator[Piece | Progress | Notice, None, Finished], spools: dict[str, Spool], folder: Path
) -> Generator[Progress | Notice, None, Finished]:
    while True:
        try:
            event = next(work)
        except StopIteration as stop:
            finished: Finished = stop.value
            return finished
        if isinstance(event, Piece):
            if event.kind not in spools:
                spools[event.kind] = Spool(folder)
            spools[event.kind].append(event.values)
        else:
            yield event
