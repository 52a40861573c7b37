"""Libraries that are not always there: imported when they are needed, and where they lack, the sentence that says what to type."""

from __future__ import annotations

import importlib
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
