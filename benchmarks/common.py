"""What all benchmarks share: the machine in words, the recordings, one table and one way to write it."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
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
    measured: str = ""
    """The day, YYYY-MM-DD; ``save_all`` puts today where nobody says."""

    def markdown(self) -> str:
        lines = [f"## {self.title}", "", f"`{self.command}`", "", f"| {' | '.join(self.columns)} |"]
        lines.append("|---|" + "---:|" * (len(self.columns) - 1))
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join([*lines, "", *self.notes, ""])


def save(table: Table, path: Path | None) -> None:
    """Write a table as JSON for ``run.py``, and print it."""
    save_all([table], path)


def save_all(tables: Sequence[Table], path: Path | None, *, keep: bool = False) -> None:
    """Write the tables of one benchmark as JSON for ``run.py``, and print them.

    ``keep``: only a part was measured; tables of other titles that are in the file stay, with their days, and in a table of
    the same title and columns the rows of other names.
    """
    today = dt.datetime.now(tz=dt.timezone.utc).date().isoformat()
    tables = [table if table.measured else replace(table, measured=today) for table in tables]
    if path is not None:
        kept = _merged(load(path), tables) if keep and path.exists() else tables
        rows = [asdict(table) for table in kept]
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    for table in tables:
        print(table.markdown())


def _merged(old: Sequence[Table], new: Sequence[Table]) -> list[Table]:
    fresh = {table.title: table for table in new}
    merged = [_with_rows_of(fresh.pop(table.title), table) if table.title in fresh else table for table in old]
    return [*merged, *fresh.values()]


def _with_rows_of(new: Table, old: Table) -> Table:
    if list(new.columns) != list(old.columns):
        return new
    rows = {row[0]: row for row in old.rows} | {row[0]: row for row in new.rows}
    return replace(new, rows=list(rows.values()))


def load(path: Path) -> list[Table]:
    """Return the tables of one benchmark; those that hold no day were measured when their file was last committed."""
    found = json.loads(path.read_text(encoding="utf-8"))
    tables = [Table(**row) for row in (found if isinstance(found, list) else [found])]
    if all(table.measured for table in tables):
        return tables
    day = _committed(path)
    return [table if table.measured else replace(table, measured=day) for table in tables]


def _committed(path: Path) -> str:
    """Return the day of the commit that a file is of; that of its last change where git does not know it."""
    git = subprocess.run(
        ["git", "log", "-1", "--format=%cs", "--", path.name],
        cwd=path.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    changed = dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.timezone.utc).date().isoformat()
    return git.stdout.strip() or changed


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


def on_openvino(threads: int) -> bool:
    """Return whether the engines that can run there choose OpenVINO on this machine: tables say so."""
    from sorikit.core.device import Device
    from sorikit.engines._onnx import has_matrix_unit

    return has_matrix_unit(Device(threads=threads))
