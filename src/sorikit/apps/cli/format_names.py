"""Formats as they are given on a command line."""

from __future__ import annotations

from sorikit.formats import find_format


def parse_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a comma-separated list. Raises UnsupportedFormat."""
    names = [find_format(name).name for name in text.split(",") if name.strip()]
    return tuple(dict.fromkeys(names)) or (find_format(text).name,)
