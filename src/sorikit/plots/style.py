"""One look for every picture: colours, letters, axes, bars. Nothing of matplotlib's global state is changed.

Colours can be told apart by everyone: magma and viridis for strengths, Okabe and Ito's palette for speakers ("Color
Universal Design", 2008), blue and orange for signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.time import format_clock
from sorikit.plots import fonts
from sorikit.plots.options import PlotOptions
from sorikit.plots.sound import Sound

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

LEVELS, STRENGTHS, SIGNS = "magma", "viridis", "PuOr"
"""Names of the colour maps: for decibels, for shares of 1, for values around 0."""
DYNAMIC_RANGE = 80.0
"""Decibels shown below the loudest cell."""
FULL_SIZE = (7.5, 2.4)
"""Inches from which on letters have their full size."""
BASE_SIZE = 9.0
"""Points."""
_STEPS = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
    10800, 21600, 43200, 86400,
)  # fmt: skip
"""Seconds between two labels of a time axis."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of paper and ink."""

    paper: str
    panel: str
    ink: str
    quiet: str
    """Of what is read second: ticks, notes."""
    grid: str
    wave: str
    body: str
    """The inner part of a waveform: its RMS."""
    accent: str
    speakers: tuple[str, ...]
    nobody: str
    """Of speech that is nobody's."""


_OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#F0E442")
THEMES = {
    "light": Theme(
        "#FFFFFF", "#FFFFFF", "#1A1C20", "#5A5F69", "#DFE2E7", "#7FB2D9", "#0072B2", "#D55E00", _OKABE_ITO, "#8A8F98"
    ),
    "dark": Theme(
        "#15171C", "#15171C", "#E9EBEF", "#A9AFBA", "#343943", "#2F6E9C", "#7CC4F2", "#F2A03D",
        ("#3D9BE0", *_OKABE_ITO[1:]), "#8A8F98",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One panel of a page: its share of the height, and whether a bar stands beside it."""

    share: float = 1.0
    bar: bool = False


class Page:
    """A figure of panels above one another, sharing one time axis unless told otherwise."""

    def __init__(self, sound: Sound, options: PlotOptions, rows: Sequence[Row], aspect: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        height = options.height or max(200, round(options.width * aspect))
        self.options, self.sound = options, sound
        self.theme = THEMES[options.theme]
        self.inches = (options.width / options.dpi, height / options.dpi)
        fit = min(self.inches[0] / FULL_SIZE[0], self.inches[1] / FULL_SIZE[1])
        self.size = BASE_SIZE * float(np.clip(fit, 0.55, 1.0))
        self.figure: Figure = Figure(
            figsize=self.inches, dpi=options.dpi, facecolor=self.theme.paper, edgecolor="none", layout="constrained"
        )
        FigureCanvasAgg(self.figure)
        layout: Any = self.figure.get_layout_engine()
        layout.set(w_pad=0.06, h_pad=0.04, hspace=0.02, wspace=0.01)
        bars = any(row.bar for row in rows)
        self._grid: Any = self.figure.add_gridspec(
            len(rows),
            2 if bars else 1,
            height_ratios=[row.share for row in rows],
            width_ratios=[1, min(0.02, 0.16 / self.inches[0])] if bars else [1],
        )
        self._first: Axes | None = None
        self._panels: list[Axes] = []

    def say(self, en: str, ko: str) -> str:
        """Return a label in the language of the picture."""
        return ko if self.options.language == "ko" else en

    def panel(self, row: int, name: str, *, time: bool = True) -> Axes:
        """Return the axes of a row, called ``name``; with ``time`` they share the time axis."""
        axes: Axes = self.figure.add_subplot(self._grid[row, 0], sharex=self._first if time else None)
        if time and self._first is None:
            self._first = axes
        self._panels.append(axes)
        return self._dressed(axes, name)

    def halves(self, row: int, names: Sequence[str], shares: Sequence[float]) -> list[Axes]:
        """Return axes beside one another in a row, without time, as wide as ``shares`` say."""
        grid = self._grid[row, 0].subgridspec(1, len(names), width_ratios=shares)
        return [self._dressed(self.figure.add_subplot(grid[0, at]), name) for at, name in enumerate(names)]

    def _dressed(self, axes: Axes, name: str) -> Axes:
        theme = self.theme
        axes.set_facecolor(theme.panel)
        axes.set_title(name, loc="left", fontsize=self.size * 1.05, color=theme.ink, pad=3.0)
        for side, spine in axes.spines.items():
            spine.set_visible(side in ("left", "bottom"))
            spine.set_color(theme.quiet)
            spine.set_linewidth(0.6)
        axes.tick_params(
            colors=theme.quiet,
            labelsize=self.size * 0.9,
            width=0.6,
            length=2.5,
            pad=2.0,
            which="both",
            labelbottom=True,
        )
        axes.set_axisbelow(True)
        axes.grid(visible=False)
        return axes

    def lines(self, axes: Axes) -> None:
        """Draw quiet lines at the ticks."""
        axes.grid(visible=True, color=self.theme.grid, linewidth=0.6)

    def label(self, axes: Axes, *, x: str = "", y: str = "") -> None:
        """Name the axes."""
        if x:
            axes.set_xlabel(x, fontsize=self.size * 0.95, color=self.theme.quiet, labelpad=2.0)
        if y:
            axes.set_ylabel(y, fontsize=self.size * 0.95, color=self.theme.quiet, labelpad=3.0)

    def heat(self, axes: Axes, values: Samples, box: tuple[float, float, float, float], **look: Any) -> AxesImage:
        """Draw an array, first row below, into ``box`` (left, right, bottom, top); ``look`` is cmap, vmin, vmax.

        A few rows keep their edges; where there are more columns than pixels, neighbours are averaged.
        """
        bands = values.shape[0] <= 64
        if bands:
            values, box = averaged(values, box, self.options.width)
        smooth = "nearest" if bands else "antialiased"
        return axes.imshow(values, origin="lower", aspect="auto", extent=box, interpolation=smooth, **look)

    def bar(self, row: int, image: AxesImage, unit: str) -> None:
        """Draw the scale of a panel's colours beside it."""
        place = self.figure.add_subplot(self._grid[row, 1])
        scale = self.figure.colorbar(image, cax=place)
        scale.outline.set_visible(False)
        theme = self.theme
        place.tick_params(colors=theme.quiet, labelsize=self.size * 0.9, width=0.6, length=2.5, pad=2.0)
        place.set_ylabel(unit, fontsize=self.size * 0.95, color=theme.quiet, labelpad=3.0)
        few = max(2, min(6, int(self._points(place) / (3.2 * self.size))))
        low, high = image.get_clim()
        ticks = nice_ticks(low, high, few)
        while len(ticks) < 2 and few < 12:  # one number alone is no scale
            few += 1
            ticks = nice_ticks(low, high, few)
        scale.set_ticks(ticks, labels=[minus(tick) for tick in ticks])

    def clock(self, axes: Axes, *, labelled: bool = True) -> None:
        """Make the x axis a clock over the whole sound."""
        left, right = self.sound.start, max(self.sound.end, self.sound.start + 1e-4)
        axes.set_xlim(left, right)
        widest = len(clock(right, 0.0)) + 2
        few = max(2, int(self.inches[0] * 72 * 0.8 / (widest * self.size * 0.75)))
        step = next((step for step in _STEPS if (right - left) / step <= min(few, 12)), _STEPS[-1])
        ticks = np.arange(np.ceil(left / step - 1e-9), np.floor(right / step + 1e-9) + 1) * step
        axes.set_xticks(ticks, labels=[clock(tick, step) for tick in ticks])
        axes.tick_params(labelbottom=labelled)
        if labelled:
            unit = (
                self.say("time (h:mm:ss)", "시간 (h:mm:ss)")
                if right >= 3600
                else self.say("time (m:ss)", "시간 (m:ss)")
            )
            self.label(axes, x=unit)

    def few(self, axes: Axes, most: int = 6, *, spacing: float = 2.4) -> int:
        """Return how many tick labels fit along the y axis, ``spacing`` letters' heights apart."""
        return max(2, min(most, int(self._points(axes) / (spacing * self.size))))

    def finish(self, note: str = "") -> Figure:
        """Put the title and the note, and give every letter its font."""
        from matplotlib.text import Text  # noqa: PLC0415

        theme = self.theme
        title = heading(self.sound) if self.options.title is None else self.options.title
        if title:
            self.figure.suptitle(self._fitted(title), x=0.01, ha="left", fontsize=self.size * 1.35, color=theme.ink)
        if note:
            self.figure.supxlabel(note, x=0.99, ha="right", fontsize=self.size * 0.85, color=theme.quiet)
        for text in self.figure.findobj(Text):
            self.dress(text)
        self.figure.align_ylabels([axes for axes in self.figure.axes if axes.get_ylabel() and axes in self._panels])
        return self.figure

    def dress(self, text: Any) -> None:
        """Give a text the kit's font; file names and words are never read as mathematics."""
        text.set_parse_math(False)
        text.set_usetex(False)
        shown = fonts.printable(text.get_text()) if "\n" not in text.get_text() else text.get_text()
        if shown != text.get_text():
            text.set_text(shown)
        text.set_fontfamily(fonts.families(shown))

    def width_of(self, text: str, size: float) -> float:
        """Return how wide a text is, in pixels."""
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415

        renderer: Any = self.figure.canvas.get_renderer()  # type: ignore[attr-defined]
        properties = FontProperties(family=fonts.families(text), size=size)
        width, _, _ = renderer.get_text_width_height_descent(text, properties, ismath=False)
        return float(width)

    def _fitted(self, title: str) -> str:
        """Shorten a title in its middle until it fits."""
        shown = title = fonts.printable(title)
        room = self.options.width * 0.97
        keep = len(title)
        while keep > 8 and self.width_of(shown, self.size * 1.35) > room:
            keep = int(keep * 0.95) - 1
            shown = f"{title[: keep // 2]}…{title[-(keep - keep // 2) :]}"
        return shown

    def _points(self, axes: Axes) -> float:
        """Return about how high axes will be, in points."""
        ratios = self._grid.get_height_ratios()
        row = axes.get_subplotspec().rowspan.start  # type: ignore[union-attr]
        return float(self.inches[1] * 72 * 0.8 * ratios[row] / sum(ratios))


def heading(sound: Sound) -> str:
    """Return what a picture is of: the file, how long, its rate and channels."""
    if sound.start:
        length = f"{clock(sound.start, 0.1)} – {clock(sound.end, 0.1)}"
    else:
        length = clock(sound.duration, 0.01 if sound.duration < 10 else 1.0)
    if not sound.sample_rate:
        return f"{sound.name}  ·  {length}" if sound.name else length
    channels = {1: "mono", 2: "stereo"}.get(sound.channels, f"{sound.channels} ch")
    return f"{sound.name}  ·  {length}  ·  {sound.sample_rate / 1000:g} kHz {channels}"


def clock(seconds: float, step: float) -> str:
    """Return a time with the decimals that steps of ``step`` seconds need."""
    decimals = 0 if step >= 1 or step == 0.0 else int(np.ceil(-np.log10(step) - 1e-9))
    return format_clock(seconds + 10.0 ** -(decimals + 3), decimals=decimals)


def averaged(
    values: Samples, box: tuple[float, float, float, float], most: int
) -> tuple[Samples, tuple[float, float, float, float]]:
    """Return at most about ``most`` columns, each the mean of its neighbours (NaN left out), and where they stand."""
    group = values.shape[1] // most
    if group < 2:
        return values, box
    whole = values.shape[1] // group * group
    parts = values[:, :whole].reshape(values.shape[0], -1, group)
    known = np.isfinite(parts)
    count = known.sum(axis=2)
    mean = np.where(known, parts, 0.0).sum(axis=2) / np.maximum(count, 1)
    left, right, bottom, top = box
    shown = np.where(count > 0, mean, np.nan).astype(np.float32)
    return shown, (left, left + (right - left) * whole / values.shape[1], bottom, top)


def nice_ticks(low: float, high: float, few: int) -> list[float]:
    """Return at most about ``few`` round values between two."""
    if not high > low:
        return [low]
    rough = (high - low) / max(1, few)
    base = 10.0 ** np.floor(np.log10(rough))
    step = next(base * factor for factor in (1, 2, 5, 10, 20) if base * factor >= rough * 0.999)
    counts = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1)
    return [float(count) * float(step) + 0.0 for count in counts]  # + 0.0: never a minus zero


def minus(value: float) -> str:
    """Return a number with a proper minus sign."""
    return f"{value:g}".replace("-", "−") if abs(value) > 1e-12 else "0"


def hertz(value: float, *, kilo: bool) -> str:
    """Return a frequency without its unit, in kHz where ``kilo``."""
    return f"{value / 1000:g}" if kilo else f"{value:g}"


def decibels(power: Samples) -> tuple[Samples, float, float]:
    """Return power as dB, and the range to show: 80 dB up to the loudest cell (−80 … 0 for digital silence)."""
    loud = float(power.max(initial=0.0))
    top = 10 * np.log10(loud) if loud > 1e-16 else 0.0
    floor = top - DYNAMIC_RANGE
    shown = 10 * np.log10(np.maximum(power, np.float32(1e-30)))
    return np.asarray(np.maximum(shown, np.float32(floor)), np.float32), floor, top
