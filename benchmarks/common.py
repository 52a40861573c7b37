"""What all benchmarks share: the machine in words, the recordings, one table and one way to write it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("SORIKIT_DATA", ROOT / ".." / "shared" / "data")).resolve()
PACKAGES = ("sorikit", "ctranslate2", "onnxruntime", "numpy", "av", "faster-whisper", "jiwer", "pyannote.metrics")


@dataclass(frozen=True)
class Table:
    """One table of the benchmark page."""

    title: str
    command: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = field(default_factory=tuple)

    def markdown(self) -> str:
        lines = [f"## {self.title}", "", f"`{self.command}`", "", f"| {' | '.join(self.columns)} |"]
        lines.append("|---|" + "---:|" * (len(self.columns) - 1))
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join([*lines, "", *self.notes, ""])


def save(table: Table, path: Path | None) -> None:
    """Write a table as JSON for ``run.py``, and print it."""
    save_all([table], path)


def save_all(tables: Sequence[Table], path: Path | None) -> None:
    """Write the tables of one benchmark as JSON for ``run.py``, and print them."""
    if path is not None:
        rows = [asdict(table) for table in tables]
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for table in tables:
        print(table.markdown())


def load(path: Path) -> list[Table]:
    """Return the tables of one benchmark."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [Table(**row) for row in (found if isinstance(found, list) else [found])]


def machine() -> str:
    """Return the machine and the versions in one paragraph."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line]
        model = names[0] if names else model
    versions = []
    for package in PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}; {', '.join(versions)}."
