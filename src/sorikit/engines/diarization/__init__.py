"""Diarization in one piece: libraries that find who speaks when by themselves. One verb, ``diarize``: sound in, turns out.

The kit's own way joins two tasks and is a pipeline (``sorikit.pipelines.diarize``); it gives the same turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.time import Turn

ENGINES = ("pyannote",)


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """How many people speak, as far as it is known."""

    fewest: int = 1
    most: int | None = None
    """None: any number."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who speaks when: labels are the engine's own."""

    turns: tuple[Turn, ...]
    """Sorted; turns of different speakers may overlap."""
    exclusive: tuple[Turn, ...]
    """One speaker at any moment."""


class Diarizer(Protocol):
    """Finds who speaks when. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    def diarize(self, audio: Audio, count: SpeakerCount) -> Found:
        """Return the turns of a whole mono recording of ``sample_rate``."""
        ...


def load(engine: str, model: str | None = None, device: Device | None = None) -> Diarizer:
    """Return a diarizer: "pyannote" with the name, folder or ``config.yaml`` of one of its pipelines (None: its default).

    Raises InvalidOption for an unknown engine or a model that it cannot load, RuntimeMissing without its library, and
    ModelNotInstalled, with the address to open, where a model must be agreed to first.
    """
    if engine not in ENGINES:
        raise InvalidOption(
            option=f"--engine {engine}",
            detail=f"there is none of that name; choose from: {', '.join(ENGINES)}",
            detail_ko=f"그런 엔진은 없습니다. 다음 가운데 고르세요: {', '.join(ENGINES)}",
        )
    from sorikit.engines.diarization.pyannote import load_pipeline  # noqa: PLC0415 - brings torch

    return load_pipeline(model, device or Device())
