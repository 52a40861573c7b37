"""A known voice: a name, the consent it was given with, and what the voice looks like to an embedding model."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sorikit.core.errors import InvalidOption

Vector = NDArray[np.float32]

LONGEST_NAME = 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who allowed that the voice is kept, when and what for. Raises InvalidOption where one of them is not said."""

    who: str
    """The person who agreed: the speaker, or who may decide for them."""
    when: datetime
    """With its time zone."""
    purpose: str

    def __post_init__(self) -> None:
        if not self.who.strip() or not self.purpose.strip():
            raise InvalidOption(
                option="--consent",
                detail='say who agreed and what for, for example: --consent "Mina Kim: names in our minutes"',
                detail_ko='누가 무엇을 위해 동의했는지 적어 주세요. 예: --consent "김민아: 우리 회의록의 이름 표시"',
            )
        if self.when.tzinfo is None:
            raise InvalidOption(
                option="consent", detail="needs a time with its time zone", detail_ko="시간대가 있는 때가 필요합니다"
            )


def parse_consent(text: str, now: datetime) -> Consent:
    """Return the consent of ``"WHO: WHAT FOR"``. Raises InvalidOption."""
    who, _, purpose = text.partition(":")
    return Consent(who.strip(), now, purpose.strip())


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One recording of a voice, as a unit vector."""

    vector: Vector
    """float32 ``(dim,)``, of length 1 (made so)."""
    seconds: float
    """How much of the voice was heard."""
    source: str
    """File name of the recording, without its folder."""

    def __post_init__(self) -> None:
        vector = np.asarray(self.vector, np.float32).reshape(-1)
        length = float(np.linalg.norm(vector))
        if not math.isfinite(length) or length == 0.0:
            raise InvalidOption(
                option="voice", detail="there is no voice in this sample", detail_ko="이 표본에는 목소리가 없습니다"
            )
        if abs(length - 1.0) > 1e-5:  # one of length 1 stays as it is, bit for bit
            vector = (vector / length).astype(np.float32)
        object.__setattr__(self, "vector", vector)


@dataclass(frozen=True, slots=True, eq=False)
class KnownVoice:
    """An entry of the library."""

    name: str
    model: str
    """Catalogue name of the embedding model: vectors of two models cannot be compared."""
    consent: Consent
    samples: tuple[Sample, ...]

    @property
    def centre(self) -> Vector:
        """The unit vector in the middle of its samples, each weighing by the root of its seconds.

        Ten minutes say more than ten seconds, but one long recording on one microphone must not drown the others.
        """
        weights = np.sqrt([max(sample.seconds, 0.1) for sample in self.samples])
        middle = (np.stack([sample.vector for sample in self.samples]) * weights[:, None]).sum(axis=0)
        unit: Vector = (middle / max(float(np.linalg.norm(middle)), 1e-12)).astype(np.float32)
        return unit

    @property
    def seconds(self) -> float:
        """Seconds heard in all."""
        return sum(sample.seconds for sample in self.samples)


def checked_name(name: str) -> str:
    """Return the name without surrounding spaces. Raises InvalidOption for one that is empty, too long or unprintable."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise InvalidOption(
            option="name",
            detail=f"{name[:40]!r} is not a name of 1 to {LONGEST_NAME} printable characters",
            detail_ko=f"{name[:40]!r}은(는) 1–{LONGEST_NAME}자의 이름이 아닙니다",
        )
    return plain
