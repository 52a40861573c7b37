"""What tests of the apps share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def voice_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A voice library of the test's own, in English, with a lock that costs no time: where its file will be."""
    from sorikit.voices.library import Lock

    monkeypatch.setenv("SORI_LANG", "en")
    monkeypatch.setenv("SORI_VOICES", str(tmp_path / "voices.db"))
    monkeypatch.setenv("SORI_VOICES_PASSPHRASE", "correct horse")
    monkeypatch.setattr(Lock, "new", classmethod(lambda cls: cls(os.urandom(16), n=2, r=8, p=1)))
    return tmp_path / "voices.db"
