"""From a sound to files of features, with progress and a summary: what ``sori features`` does for each file."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from sorikit.core.events import Event, Job, Progress
from sorikit.features.extraction import Sound, with_wishes
from sorikit.features.layout import Features, Layout
from sorikit.features.options import FeatureOptions
from sorikit.features.saving import TABLES, fits, format_of, write_spools
from sorikit.features.spool import Heard, Spool, hear

FEW = 200
"""Up to so many numbers stand in a summary."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where features go: to one ``file``, or into a ``folder`` under ``stem``; neither: nowhere, only a summary."""

    file: Path | None = None
    folder: Path | None = None
    stem: str = ""
    format: str = "npz"
    """In a folder: "npz", "npy", "csv" or "parquet"; a file per kind where one cannot hold all of them."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One kind in a few words."""

    layout: Layout
    shape: tuple[int, ...]
    low: float | None
    """Smallest finite value; None where there is none."""
    high: float | None
    mean: float | None
    """Of the finite values."""
    numbers: tuple[float, ...]
    """All values of a vector, or of a short list of events; () for frames."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of one sound."""

    name: str
    duration: float
    """Seconds that were heard."""
    sample_rate: int
    """Hz of the source itself."""
    summaries: tuple[Summary, ...]
    files: tuple[Path, ...] = ()
    vectors: dict[str, Features] = field(default_factory=dict)
    """The kinds that are one vector, in memory."""


def save(source: Sound, kinds: Sequence[str], target: Target, options: FeatureOptions | None = None) -> Job[Saved]:
    """Work out ``kinds`` of a sound and write them (a Job). Memory stays bounded where all the kinds stream.

    Raises what ``extraction.extract`` raises, UnsupportedFormat, InvalidOption for kinds that one file cannot hold, DiskFull
    or OutputNotWritable.
    """
    wishes = with_wishes(options, {})
    if target.file is not None:
        format_of(target.file)  # a format that nobody writes is told before an hour of work

    def work() -> Generator[Event, None, Saved]:
        place = target.file.parent if target.file is not None else target.folder
        heard = yield from hear(source, kinds, wishes, place or Path(tempfile.gettempdir()))
        try:
            files = yield from _written(heard, target)
            summaries = tuple(summary_of(spool) for spool in heard.spools.values())
            vectors = {
                kind: spool.features() for kind, spool in heard.spools.items() if spool.layout.axes == ("feature",)
            }
        finally:
            heard.close()
        return Saved(heard.name, heard.duration, heard.sample_rate, summaries, tuple(files), vectors)

    return Job(work())


def _written(heard: Heard, target: Target) -> Generator[Event, None, list[Path]]:
    plan = _plan(heard, target)
    for done, (path, spools) in enumerate(plan.items()):
        yield Progress("write", done, len(plan), unit="")
        write_spools(spools, path, name=Path(heard.name).name)
    if plan:
        yield Progress("write", len(plan), len(plan), unit="")
    return list(plan)


def _plan(heard: Heard, target: Target) -> dict[Path, dict[str, Spool]]:
    """Return which kinds go to which file."""
    if target.file is not None:
        return {target.file: heard.spools}
    if target.folder is None:
        return {}
    spools = heard.spools
    lengths = {spool.length for spool in spools.values() if spool.layout.framed}
    together = fits(list(spools), [spool.layout for spool in spools.values()], target.format) and (
        target.format not in TABLES or len(lengths) <= 1
    )
    if together:
        return {target.folder / f"{target.stem}.{target.format}": spools}
    return {target.folder / f"{target.stem}.{kind}.{target.format}": {kind: spool} for kind, spool in spools.items()}


def summary_of(spool: Spool) -> Summary:
    """Return the numbers of a spool in a few words."""
    low, high, total, count = np.inf, -np.inf, 0.0, 0
    for block in spool.blocks():
        finite = block[np.isfinite(block)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
            total += float(finite.sum(dtype=np.float64))
            count += finite.size
    layout = spool.layout
    few = not layout.framed and layout.frequencies is None and spool.length <= FEW
    numbers = tuple(float(value) for block in spool.blocks() for value in block) if few else ()
    if not count:
        return Summary(layout, spool.shape, None, None, None, numbers)
    return Summary(layout, spool.shape, low, high, total / count, numbers)
