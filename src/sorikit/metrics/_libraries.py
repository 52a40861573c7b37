"""The field's own judges, imported when they are needed: they are the extra ``eval``."""

from __future__ import annotations

import importlib
from typing import Any

from sorikit.core.errors import RuntimeMissing

COMMAND = 'pip install "sorikit[eval]"'


def library(module: str, feature: str) -> Any:
    """Return the module called ``module``. Raises RuntimeMissing where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RuntimeMissing(feature=feature, library=".".join(module.split(".")[:2]), command=COMMAND) from error
