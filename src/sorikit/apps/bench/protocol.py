"""What bench and workers say to each other: one JSON object a line over pipes, each of a known type.

The bench asks ``Load`` once and then ``Ask``; each is answered by one of ``Loaded``, ``Answered``, ``Failed``. A closed pipe
is the end of the worker. Nothing else is ever sent, and nothing is executed from it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeVar

from sorikit.apps.bench.records import Clip, Outcome, Setup, Start, Timing
from sorikit.core.errors import InvalidDocument
from sorikit.formats.serial import from_plain, to_plain

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Load:
    """Get ready."""

    setup: Setup


@dataclass(frozen=True, slots=True)
class Ask:
    """Do one item."""

    clip: Clip


@dataclass(frozen=True, slots=True)
class Loaded:
    """Ready."""

    start: Start


@dataclass(frozen=True, slots=True)
class Answered:
    """Done."""

    outcome: Outcome
    timing: Timing


@dataclass(frozen=True, slots=True)
class Failed:
    """Could not do it, and lives on."""

    en: str
    ko: str
    exit_code: int = 1


Request = Load | Ask
Reply = Loaded | Answered | Failed
REQUESTS: tuple[type[Any], ...] = (Load, Ask)
REPLIES: tuple[type[Any], ...] = (Loaded, Answered, Failed)


def encode(message: object) -> bytes:
    """Return a dataclass as one line that names its type."""
    plain = {"type": type(message).__name__, **to_plain(message)}
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes, kinds: tuple[type[T], ...], *, name: str = "message") -> T:
    """Return the message of a line, one of ``kinds``. Raises InvalidDocument for everything else."""
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument(name=name, detail=f"not JSON ({error})") from error
    called = plain.get("type") if isinstance(plain, dict) else None
    for kind in kinds:
        if kind.__name__ == called:
            return from_plain(plain, kind, name=name)
    raise InvalidDocument(name=name, detail=f"type {called!r} is not one of {', '.join(k.__name__ for k in kinds)}")
