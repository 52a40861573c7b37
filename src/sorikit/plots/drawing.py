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
from sorikit.plots.sound import Sound, listen

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

    ``kind`` is one of ``plots.KINDS``. A ``transcript`` puts words and speakers into the overview; "turns" is drawn from it
    alone (``source`` is not opened); other kinds do not take one. A sound of any length is heard in one pass with bounded memory. Raises the errors of reading a file, InvalidOption,
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
            f"has no place in a picture of kind {row.name}; it belongs to: overview, turns",
            f"{row.name} 그림에는 쓰지 않습니다. 쓸 수 있는 그림: overview, turns",
        )
    module = row.module
    if row.silent:
        sound = _silent(transcript, row.name, options)
    else:
        sound = yield from listen(source, module.NEEDS, options)
    function = getattr(module, row.home.partition(":")[2])
    figure = function(sound, options, transcript) if row.transcript else function(sound, options)
    return _Drawn(figure, row.name, sound.start, sound.duration, sound.sample_rate, sound.channels)


def _silent(transcript: Transcript | None, kind: str, options: PlotOptions) -> Sound:
    """Return what is known of a sound that nobody needs to hear: its name and length. Raises InvalidOption."""
    if transcript is None:
        raise wrong(
            "transcript",
            f"a picture of kind {kind} is drawn from who speaks when; give a transcript or an RTTM",
            f"{kind} 그림은 누가 언제 말하는지로 그립니다. 녹취록이나 RTTM을 주세요",
        )
    whole = transcript.turn_statistics.duration
    if not whole:
        raise wrong("transcript", "holds no turns and no length", "발언도 길이도 들어 있지 않습니다")
    if options.start >= whole:
        raise wrong(
            "start",
            f"{options.start:g} s is behind the end at {whole:.1f} s",
            f"{options.start:g}초는 끝({whole:.1f}초)보다 뒤입니다",
        )
    length = min(whole - options.start, options.duration or whole)
    return Sound(Path(transcript.source).name, 0, 0, options.start, length)


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
