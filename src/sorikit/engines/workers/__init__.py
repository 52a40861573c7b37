"""Programs for managed environments: one file per library that cannot live in the kit's own installation.

``wire`` is what both sides of the pipe speak; every other file is one worker, run by an environment's own Python, where
the kit is not installed: it imports the standard library, numpy, the library that it is about, and ``wire``.
"""

from __future__ import annotations

from pathlib import Path


def script_of(name: str) -> Path:
    """Return the file of a worker of this package."""
    return Path(__file__).with_name(f"{name}.py")
