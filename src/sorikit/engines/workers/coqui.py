"""The worker of Coqui TTS."""

from __future__ import annotations

from sorikit.engines.workers.wire import Verbs

NAME = "coqui"
PACKAGES = ("coqui-tts", "torch", "transformers")


def start() -> Verbs:
    """Load the library."""
    import torch  # noqa: F401

    return {}
