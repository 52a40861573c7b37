"""Numbers of a sound: every kind of feature by name.

>>> from sorikit import features
>>> mfcc = features.extract("a.wav", "mfcc-deltas")                                        # doctest: +SKIP
>>> mfcc.values.shape, mfcc.axes, mfcc.hop                                                 # doctest: +SKIP
((39, 498), ('coefficient', 'frame'), 0.01)

``extract`` and ``extract_all`` read files; ``open_analysis`` is for sound that comes piece by piece. The kinds stand in one
table (``KINDS``); what is not hot comes from librosa (the extra ``analysis``). Nothing heavy is imported until it is used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sorikit.features.analysis import Analysis
    from sorikit.features.extraction import extract, extract_all
    from sorikit.features.layout import Features, Layout
    from sorikit.features.options import FeatureOptions
    from sorikit.features.table import KINDS, Kind, find_kind, open_analysis

_HOME = {
    "Analysis": "analysis",
    "FeatureOptions": "options",
    "Features": "layout",
    "KINDS": "table",
    "Kind": "table",
    "Layout": "layout",
    "extract": "extraction",
    "extract_all": "extraction",
    "find_kind": "table",
    "open_analysis": "table",
}

__all__ = [
    "KINDS",
    "Analysis",
    "FeatureOptions",
    "Features",
    "Kind",
    "Layout",
    "extract",
    "extract_all",
    "find_kind",
    "open_analysis",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sorikit.features' has no attribute {name!r}")
    return getattr(importlib.import_module(f"sorikit.features.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
