"""Where and how an engine computes: chosen by the apps, handed to engines, never a global."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Device:
    """A device, its threads and its number format."""

    name: str = "cpu"
    """"cpu" or "cuda"."""
    threads: int = 0
    """Threads per engine; 0 takes the cores this process may use, at most 8."""
    compute_type: str = "auto"
    """CTranslate2's name ("int8", "float16", "float32" …); "auto" takes int8 on a CPU and float16 on a GPU."""

    workers: int = 1
    """Calls of one engine that run at once, each on its share of the threads, where the engine can do that."""

    @property
    def num_threads(self) -> int:
        """``threads``, with 0 resolved."""
        return self.threads or min(8, available_cores())


def available_cores() -> int:
    """Return the number of cores this process may run on (which may be fewer than the machine has)."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
