"""What tests of several rooms share. Makes this folder importable, too (``made_up_meeting``, ``sounds``)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", settings.get_profile("house"), derandomize=False, max_examples=2000)
settings.load_profile("house")  # the same examples every time; look for new ones with --hypothesis-profile=search

DATA = Path(os.environ.get("SORIKIT_DATA") or Path(__file__).parents[2] / "shared" / "data")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real recordings; tests that need it are skipped where it is absent."""
    if not DATA.is_dir():
        pytest.skip("no real recordings here: set SORIKIT_DATA to their folder")
    return DATA
