"""pip as a program of its own, which fills a managed environment. Only ``Environments.install`` calls it."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
import venv
from collections.abc import Generator, Sequence
from pathlib import Path

from sorikit.core.errors import DiskFull, DownloadError, RuntimeMissing
from sorikit.core.events import Event, Notice, Progress
from sorikit.store.engine_rows import EngineRow, InstallOptions

QUIET = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off", "--no-color")
OFFLINE = (
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Network is unreachable",
    "Connection refused",
    "NewConnectionError",
)
"""What pip says where it cannot reach an index."""
STEPS = ("Collecting ", "Downloading ", "Using cached ", "Processing ", "Building wheel ", "Installing collected ")


def make_python(folder: Path) -> None:
    """Make an empty virtual environment of the running Python. Raises OSError."""
    venv.EnvBuilder(with_pip=False, symlinks=sys.platform != "win32").create(folder)


def fill(row: EngineRow, python: Path, options: InstallOptions) -> Generator[Event, None, None]:
    """Let pip install the requirements of a row into the environment of ``python``.

    Where the device is a CPU on Linux, torch is asked for at its own index first: the usual one brings gigabytes of CUDA.
    An index that was named by the person is the only one. Raises RuntimeMissing, DownloadError, DiskFull.
    """
    pip = _pip_for(row, python)
    own = options.index_url or options.find_links or options.no_index
    if row.torch and row.torch_index and sys.platform == "linux" and not (options.cuda or own):
        asked = ("--no-deps", "--retries", "1", "--index-url", row.torch_index, *row.torch)
        code, _ = yield from _run([*pip, "install", *QUIET, *asked], 0)
        if code:
            yield Notice(
                f"{row.torch_index} has none for this machine or cannot be reached; the usual index may bring builds for CUDA, "
                "some 3 GB more.",
                f"{row.torch_index} 에 이 컴퓨터용이 없거나 닿지 않습니다. 보통 색인에서는 CUDA용(3GB쯤 더)이 올 수 있습니다.",
            )
    code, said = yield from _run([*pip, "install", *QUIET, *options.pip, *row.requirements], 1)
    if code:
        _complain(row, python, said)


def _pip_for(row: EngineRow, python: Path) -> list[str]:
    """Return the command of a pip that works for another Python: our own (22.3 and later can), else one put there."""
    if importlib.util.find_spec("pip") is not None:
        from importlib.metadata import version

        major, minor = (int(part) for part in version("pip").split(".")[:2])
        if (major, minor) >= (22, 3):
            return [sys.executable, "-m", "pip", "--python", str(python)]
    command = [str(python), "-m", "ensurepip", "--default-pip"]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - the interpreter that we made
    if done.returncode:
        raise RuntimeMissing(feature=row.command, library="pip", command="python -m ensurepip")
    return [str(python), "-m", "pip"]


def _run(command: Sequence[str], first: int) -> Generator[Event, None, tuple[int, list[str]]]:
    """Run pip, yielding a step for each package; return its exit code and what it said."""
    said: list[str] = []
    steps = first
    process = subprocess.Popen(  # noqa: S603 - pip itself, no shell; arguments from the catalogue and the person
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            said.append(line.rstrip())
            if line.strip().startswith(STEPS):
                steps += 1
                yield Progress("install", steps, 0, "steps")
        process.wait()
    finally:
        with contextlib.suppress(OSError):
            process.kill()
        process.stdout.close()
        process.wait()
    return process.returncode, said


def _complain(row: EngineRow, python: Path, said: Sequence[str]) -> None:
    """Raise the error that says what pip could not do."""
    text = "\n".join(said)
    if "No space left on device" in text:
        raise DiskFull(path=str(python.parent.parent))
    errors = [line.removeprefix("ERROR:").strip() for line in said if line.startswith("ERROR:")]
    detail = errors[-1].rstrip(".") if errors else "pip failed"
    if any(sign in text for sign in OFFLINE):
        raise DownloadError(
            name=row.name,
            detail=f"the package index cannot be reached ({detail}); --index-url names another, --find-links a folder",
            detail_ko=f"패키지 색인에 닿지 않습니다({detail}). --index-url로 다른 색인을, --find-links로 폴더를 줄 수 있습니다",
        )
    raise DownloadError(name=row.name, detail=detail)
