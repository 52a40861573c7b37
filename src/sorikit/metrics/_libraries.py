"""The field's own judges, imported when they are needed: they are the extra ``eval``."""

from __future__ import annotations

from typing import Any

from sorikit.core.extras import optional_library


def library(module: str, feature: str) -> Any:
    """Return the module called ``module``. Raises RuntimeMissing where it is not installed."""
    return optional_library(module, "eval", feature, name=".".join(module.split(".")[:2]))
