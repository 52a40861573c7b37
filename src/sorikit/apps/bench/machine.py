"""The machine in words: no number of a bench means anything without it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from sorikit import __version__
from sorikit.core.device import available_cores


@dataclass(frozen=True, slots=True)
class Machine:
    """Where a bench was run."""

    processor: str
    cores: int
    """That this process may use."""
    memory_gb: float | None
    """10⁹ bytes; None where the system does not tell."""
    system: str
    python: str
    sorikit: str
    load: float | None
    """Mean number of running processes over the last minute, before the bench: above 0.5, times are noisy."""

    @property
    def words(self) -> str:
        """One line."""
        memory = f", {self.memory_gb:.0f} GB" if self.memory_gb else ""
        return (
            f"{self.processor}, {self.cores} cores{memory}, {self.system}, Python {self.python}, sorikit {self.sorikit}"
        )


def this_machine() -> Machine:
    """Return the machine as it is now."""
    return Machine(
        processor=_processor(),
        cores=available_cores(),
        memory_gb=_memory(),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        sorikit=__version__,
        load=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> float | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (AttributeError, ValueError, OSError):
        return None
