"""Libraries that are not always there: imported when they are needed, and where they lack, the sentence that says what to type."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sorikit.core.errors import RuntimeMissing


def optional_library(module: str, extra: str, feature: str, *, name: str = "") -> Any:
    """Return the module called ``module``, of the kit's extra ``extra``.

    ``feature`` is what needs it and ``name`` what people call it (its top package, where empty). Raises RuntimeMissing
    with the command that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        library = name or module.partition(".")[0]
        raise RuntimeMissing(feature=feature, library=library, command=f'pip install "sorikit[{extra}]"') from error


@contextmanager
def without(module: str) -> Iterator[None]:
    """Let imports inside behave as if ``module`` were not installed: for libraries that report their use where it is."""
    missing = object()
    before: Any = sys.modules.get(module, missing)
    sys.modules[module] = None  # type: ignore[assignment]  # what the import system reads as "not there"
    try:
        yield
    finally:
        if before is missing:
            del sys.modules[module]
        else:
            sys.modules[module] = before
