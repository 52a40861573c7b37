"""Being written: the basic form until then."""

from __future__ import annotations

from sorikit.metrics import TextRule
from sorikit.metrics.normalize.basic import basic


def english(text: str, rule: TextRule | None = None) -> str:
    """Return the comparable form of ``text``."""
    return basic(text, rule)
