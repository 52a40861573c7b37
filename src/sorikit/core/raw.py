"""Sound without a header: recordings whose rate must be said, and samples for whoever takes nothing else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption

FASTEST = 768_000
"""Hz."""


@dataclass(frozen=True, slots=True)
class RawAudio(os.PathLike[str]):
    """A file that holds nothing but samples: 16 bits, little-endian, one channel. Everything that decodes a path takes it.

    >>> RawAudio(Path("KsponSpeech_000001.pcm"), 16_000).sample_rate
    16000
    """

    path: Path
    sample_rate: int
    """Hz, 1 … 768,000. Raises InvalidOption for anything else."""

    def __post_init__(self) -> None:
        if not 1 <= self.sample_rate <= FASTEST:
            raise InvalidOption(
                option="sample_rate",
                detail=f"{self.sample_rate} is not between 1 and {FASTEST:,}",
                detail_ko=f"{self.sample_rate}은(는) 1~{FASTEST:,} 범위 밖입니다",
            )

    def __fspath__(self) -> str:
        return os.fspath(self.path)


def pcm16(audio: Audio) -> bytes:
    """Return mono sound as 16-bit little-endian samples; what is beyond full scale is clipped."""
    samples: bytes = (np.clip(audio.mono().samples[0], -1.0, 1.0) * 32767.0).round().astype("<i2").tobytes()
    return samples
