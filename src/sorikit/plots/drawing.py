"""From a sound to a picture: heard once, drawn, written under its name only when it is complete."""

from __future__ import annotations

import io
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.core.audio import Audio
from sorikit.core.errors import UnsupportedFormat
from sorikit.core.events import Event, Job
from sorikit.core.extras import optional_library
from sorikit.core.files import writing
from sorikit.core.media import Source
from sorikit.core.text import Transcript
from sorikit.plots.kinds import find_kind
from sorikit.plots.options import PlotOptions, wrong
from sorikit.plots.sound import listen

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("png", "svg", "pdf")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was written."""

    path: Path
    kind: str
    width: int
    """Pixels (for SVG and PDF at ``PlotOptions.dpi``)."""
    height: int
    start: float
    """Seconds from the start of the source."""
    duration: float
    """Seconds that are shown."""
    sample_rate: int
    channels: int


def plot(
    source: Source | Audio,
    path: str | os.PathLike[str],
    kind: str = "overview",
    options: PlotOptions | None = None,
    *,
    transcript: Transcript | None = None,
) -> Path:
    """Draw a sound into a PNG, SVG or PDF (by the ending of ``path``) and return the path.

    ``kind`` is one of ``plots.KINDS``. A ``transcript`` puts words and speakers into the overview; other kinds do not take
    one. A sound of any length is heard in one pass with bounded memory. Raises the errors of reading a file, InvalidOption,
    UnsupportedFormat, RuntimeMissing without the extra ``analysis``, OutputNotWritable, DiskFull.
    """
    return plot_job(source, path, kind, options, transcript=transcript).run().path


def plot_job(
    source: Source | Audio,
    path: str | os.PathLike[str],
    kind: str = "overview",
    options: PlotOptions | None = None,
    *,
    transcript: Transcript | None = None,
) -> Job[Picture]:
    """Return the work of ``plot`` as a Job that tells its progress. A wrong wish raises at once."""
    wanted = find_format(path)
    return Job(_plotted(Path(path), wanted, _drawn(source, kind, options or PlotOptions(), transcript)))


def draw(
    source: Source | Audio,
    kind: str = "overview",
    options: PlotOptions | None = None,
    *,
    transcript: Transcript | None = None,
) -> Figure:
    """Return the picture as a matplotlib Figure, to show in a notebook or to change. Errors as ``plot``."""
    drawn: _Drawn = Job(_drawn(source, kind, options or PlotOptions(), transcript)).run()
    figure: Figure = drawn.figure
    return figure


def find_format(path: str | os.PathLike[str]) -> str:
    """Return "png", "svg" or "pdf" by the ending of ``path``. Raises UnsupportedFormat."""
    ending = Path(path).suffix.lstrip(".").lower()
    if ending not in FORMATS:
        raise UnsupportedFormat(name=Path(path).suffix or Path(path).name, choices=", ".join(FORMATS))
    return ending


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    figure: Any
    kind: str
    start: float
    duration: float
    sample_rate: int
    channels: int


def _drawn(
    source: Source | Audio, kind: str, options: PlotOptions, transcript: Transcript | None
) -> Generator[Event, None, _Drawn]:
    row = find_kind(kind)
    optional_library("matplotlib", "analysis", "sori plot")
    if transcript is not None and not row.transcript:
        raise wrong(
            "transcript",
            f"has no place in a picture of kind {row.name}; it belongs to: overview",
            f"{row.name} 그림에는 쓰지 않습니다. 쓸 수 있는 그림: overview",
        )
    module = row.module
    sound = yield from listen(source, module.NEEDS, options)
    function = getattr(module, row.home.partition(":")[2])
    figure = function(sound, options, transcript) if row.transcript else function(sound, options)
    return _Drawn(figure, row.name, sound.start, sound.duration, sound.sample_rate, sound.channels)


def _plotted(path: Path, wanted: str, work: Generator[Event, None, _Drawn]) -> Generator[Event, None, Picture]:
    drawn = yield from work
    figure = drawn.figure
    encoded = io.BytesIO()
    dpi = figure.get_dpi()
    metadata = {"png": {"Software": "sorikit"}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[wanted]
    figure.savefig(encoded, format=wanted, dpi=dpi, facecolor=figure.get_facecolor(), metadata=metadata)
    with writing(path) as file:
        file.write(encoded.getbuffer())
    width, height = (round(float(inches * dpi)) for inches in figure.get_size_inches())
    return Picture(path, drawn.kind, width, height, drawn.start, drawn.duration, drawn.sample_rate, drawn.channels)
