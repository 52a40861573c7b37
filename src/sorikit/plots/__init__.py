"""Pictures of a sound: every kind by name, one look.

>>> from sorikit import plots
>>> plots.plot("a.wav", "a.png", "comparison")                                             # doctest: +SKIP
>>> figure = plots.draw("a.wav", "mel", plots.PlotOptions(theme="dark"))                   # doctest: +SKIP

A file of any length is heard in one pass and reduced to the columns of its picture. matplotlib (the extra ``analysis``)
is imported when something is drawn; none of its global state is changed, so threads may draw side by side.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sorikit.plots.drawing import Picture, draw, find_format, plot, plot_job
    from sorikit.plots.kinds import KINDS, Kind, find_kind
    from sorikit.plots.options import PlotOptions

_HOME = {
    "KINDS": "kinds",
    "Kind": "kinds",
    "Picture": "drawing",
    "PlotOptions": "options",
    "draw": "drawing",
    "find_format": "drawing",
    "find_kind": "kinds",
    "plot": "drawing",
    "plot_job": "drawing",
}

__all__ = ["KINDS", "Kind", "Picture", "PlotOptions", "draw", "find_format", "find_kind", "plot", "plot_job"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sorikit.plots' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sorikit.plots.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
