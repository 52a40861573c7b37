"""Managed environments: Python installations of their own, for libraries that cannot live with the kit's requirements.

Each is a folder ``<home>/<name>/<fingerprint>`` made by ``venv`` and filled by pip, from the ranges in ``engines.toml``. A
virtual environment cannot be moved, so it is made where it will stay; the marker ``ready.json`` is written last, after its
worker has greeted. What has no marker is no environment: it is not used, and the next attempt removes it.

Nothing is installed but by ``install``. pip, a program of its own, opens the network there, as the person has configured it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sorikit.core.errors import RuntimeMissing, UnknownEngine
from sorikit.core.events import Event, Job, Notice
from sorikit.store.disk import Expected, check_room, disk_errors, write_whole
from sorikit.store.engine_rows import EngineRow, InstallOptions, engine_rows

MARKER = "ready.json"
LAYOUT = 1
"""Changes where environments made before can no longer be used."""

State = Literal["ready", "outdated", "broken", "unfinished", "missing"]
"""Usable; made for other requirements; its Python is gone; an installation was cut; not here."""

Check = Callable[[Path], Mapping[str, str]]
"""Tries an environment's Python; returns package → version. Raises a SorikitError where it does not work."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment, or the place where it would be."""

    row: EngineRow
    folder: Path
    state: State
    versions: Mapping[str, str]
    """Package → version, as its worker told when it was made; empty where it was not."""
    size: int
    """Bytes on the disk when it was made."""

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return python_of(self.folder)


@dataclass(frozen=True, slots=True)
class Environments:
    """The environments of this machine."""

    home: Path | None = None
    """None takes the user's data folder (``~/.local/share/sorikit/engines`` on Linux)."""
    rows: tuple[EngineRow, ...] | None = None
    """None takes the kit's."""

    @property
    def folder(self) -> Path:
        """Where they are."""
        if self.home is not None:
            return self.home
        import platformdirs

        return Path(platformdirs.user_data_dir("sorikit", appauthor=False)) / "engines"

    def row_of(self, name: str) -> EngineRow:
        """Return the row called ``name``. Raises UnknownEngine."""
        rows = engine_rows() if self.rows is None else self.rows
        for row in rows:
            if row.name == name:
                return row
        raise UnknownEngine(name=name, choices=", ".join(row.name for row in rows))

    def all(self) -> list[Environment]:
        """Return every environment, here or not, in the catalogue's order."""
        return [self.look(row.name) for row in (engine_rows() if self.rows is None else self.rows)]

    def look(self, name: str) -> Environment:
        """Return an environment as it is found on the disk. Raises UnknownEngine."""
        row = self.row_of(name)
        folder = self.folder / row.name / _fingerprint(row)
        note = _note(folder)
        versions = {str(package): str(version) for package, version in note.get("versions", {}).items()}
        return Environment(row, folder, self._state(folder, bool(note)), versions, int(note.get("size", 0)))

    def find(self, name: str, feature: str) -> Environment:
        """Return an environment that can be used. Raises RuntimeMissing with what to type; ``feature`` needs it."""
        found = self.look(name)
        if found.state == "ready":
            return found
        again = found.row.command + (" --again" if found.state == "broken" else "")
        raise RuntimeMissing(feature=feature, library=f"{found.row.name} ({found.row.title})", command=again)

    def install(self, name: str, check: Check, options: InstallOptions | None = None) -> Job[Environment]:
        """Return the job that makes an environment. Yields Progress ("install") and Notice.

        Raises UnknownEngine, RuntimeMissing (no pip), DownloadError with pip's complaint, DiskFull, CacheNotWritable, and
        what ``check`` raises; then nothing is left but what pip keeps in its own cache.
        """
        return Job(self._install(name, check, options or InstallOptions()))

    def remove(self, name: str) -> int:
        """Delete an environment, with its older versions; return the bytes freed. Raises UnknownEngine, CacheNotWritable."""
        from sorikit.store.locks import locked

        folder = self.folder / self.row_of(name).name
        if not folder.is_dir():
            return 0
        with locked(self._lock(name)), disk_errors(folder):
            freed = size_of(folder)
            for marker in folder.glob(f"*/{MARKER}"):
                marker.unlink()  # first, so that nobody ever takes half of it for the whole
            shutil.rmtree(folder)
        return freed

    def _state(self, folder: Path, noted: bool) -> State:
        if noted:
            return "ready" if python_of(folder).exists() else "broken"
        if folder.is_dir():
            return "unfinished"
        return "outdated" if any(folder.parent.glob(f"*/{MARKER}")) else "missing"

    def _lock(self, name: str) -> Path:
        return self.folder / ".locks" / f"{name}.lock"

    def _install(self, name: str, check: Check, options: InstallOptions) -> Generator[Event, None, Environment]:
        from sorikit.store.installing import fill, make_python
        from sorikit.store.locks import is_locked, locked

        row = self.row_of(name)
        if is_locked(self._lock(name)):
            yield Notice(
                f"{name}: another process is installing it; waiting.",
                f"{name}: 다른 프로세스가 설치하고 있어 기다립니다.",
            )
        with locked(self._lock(name)):
            found = self.look(name)
            if found.state == "ready" and not options.again:
                return found
            _clear(found.folder)
            check_room(found.folder.parent, row.disk + row.download)
            begun = time.monotonic()
            try:
                with disk_errors(found.folder):
                    make_python(found.folder)
                yield from fill(row, found.python, options)
                versions = check(found.python)
            except BaseException:
                shutil.rmtree(found.folder, ignore_errors=True)
                raise
            _mark(found.folder, row, versions, time.monotonic() - begun)
            for older in found.folder.parent.iterdir():
                if older != found.folder and older.is_dir():
                    shutil.rmtree(older, ignore_errors=True)
            return self.look(name)


_default = [Environments()]


def default_environments() -> Environments:
    """Return the environments that are used where nobody names others."""
    return _default[0]


def set_default_environments(environments: Environments) -> None:
    """Choose those that are used where nobody names others. For apps, once, at their start."""
    _default[0] = environments


def coqui_folder(name: str) -> Path:
    """Return where Coqui's own downloader puts the model of a name such as ``tts_models/en/ljspeech/vits``."""
    import platformdirs

    return Path(platformdirs.user_data_dir("tts", appauthor=False)) / name.replace("/", "--")


def python_of(folder: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def size_of(folder: Path) -> int:
    """Return the bytes of the files below a folder; links count as nothing."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _fingerprint(row: EngineRow) -> str:
    said = [LAYOUT, *sys.version_info[:2], row.worker, *sorted(row.requirements)]
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:12]


def _note(folder: Path) -> dict[str, Any]:
    try:
        note = json.loads((folder / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) and isinstance(note.get("versions"), dict) else {}


def _clear(folder: Path) -> None:
    """Remove what a cut installation left, and its marker first."""
    with disk_errors(folder):
        (folder / MARKER).unlink(missing_ok=True)
        if folder.is_dir():
            shutil.rmtree(folder)


def _mark(folder: Path, row: EngineRow, versions: Mapping[str, str], seconds: float) -> None:
    note = {
        "name": row.name,
        "requirements": list(row.requirements),
        "versions": dict(versions),
        "size": size_of(folder),
        "seconds": round(seconds, 1),
    }
    write_whole(folder / MARKER, [json.dumps(note, indent=1).encode()], Expected())
