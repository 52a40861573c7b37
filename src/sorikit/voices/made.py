"""Where the voices of the default engine lie: what each is like to a speaker model, how high and how fast (``scripts/make_voice_points``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sorikit.core.audio import Samples

FILE = Path(__file__).with_name("background") / "made.npz"


@dataclass(frozen=True, slots=True, eq=False)
class MadeVoices:
    """All voices, in order of their names."""

    names: tuple[str, ...]
    vectors: Samples
    """Of CAM++: float32 ``(voices, 192)``, unit length."""
    pitches: NDArray[np.float32]
    """Median in Hz."""
    rates: NDArray[np.float32]
    """Syllables a second."""


@lru_cache(maxsize=1)
def made_voices() -> MadeVoices:
    """Return the voices that come with the kit."""
    with np.load(FILE, allow_pickle=False) as file:
        vectors = file["vectors"].astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return MadeVoices(tuple(file["names"].tolist()), vectors, file["pitches"], file["rates"])
