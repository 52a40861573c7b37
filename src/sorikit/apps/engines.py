"""The job of ``sori engines install``: make an environment, and let its worker greet before it counts as ready."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sorikit.core.events import Job
from sorikit.engines._worker import Program, Worker
from sorikit.engines.workers import script_of
from sorikit.store.engine_rows import EngineRow, InstallOptions
from sorikit.store.environments import Environment, default_environments


def install_engine(name: str, options: InstallOptions | None = None) -> Job[Environment]:
    """Return the job that installs a library into an environment of its own. Raises as ``Environments.install``."""
    environments = default_environments()
    row = environments.row_of(name)
    return environments.install(name, lambda python: greeting(row, python), options)


def greeting(row: EngineRow, python: Path) -> Mapping[str, str]:
    """Start a worker, let it load its library, end it; return package → version. Raises WorkerFailed."""
    worker = Worker(Program(row.name, python, script_of(row.worker)))
    try:
        _ = worker.told
        return worker.versions
    finally:
        worker.close()
