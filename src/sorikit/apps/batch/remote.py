"""The far end of a cluster: one recording in, its transcript out, on whatever machine Ray chose.

Nothing is written here but temporary files, so that a task may be done twice, or half and then again somewhere else.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sorikit import __version__
from sorikit.core.device import Device
from sorikit.core.errors import SorikitError
from sorikit.formats.serial import to_plain
from sorikit.pipelines.sources import transcribe_source
from sorikit.pipelines.stages import digest_file
from sorikit.pipelines.transcribe import TranscribeOptions


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker is asked to do."""

    path: str
    """The recording as the driver sees it."""
    size: int
    digest: str
    """Of its bytes: a file of that path on another machine may be another one."""
    options: TranscribeOptions
    device: Device
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answers."""

    transcript: str = ""
    """As plain JSON (``formats.serial``); empty where there is none."""
    seconds: float = 0.0
    """Time that the work took."""
    bytes_wanted: bool = False
    """The recording is not to be seen from here: send its bytes."""
    error: SorikitError | None = None


def transcribe_remotely(errand: Errand, data: bytes | None) -> Reply:
    """Do an errand. ``data``: the bytes of the recording; None looks for it at its path. Raises only what is our mistake."""
    from sorikit.apps.settings import read_settings  # noqa: PLC0415 - each machine reads its own environment
    from sorikit.engines._remote import set_default_server  # noqa: PLC0415
    from sorikit.store import Store, set_default_store  # noqa: PLC0415

    if errand.version != __version__:
        return Reply(
            error=SorikitError(
                detail=f"the cluster has sorikit {__version__}, this machine {errand.version}; install the same on both",
                detail_ko=f"클러스터의 sorikit은 {__version__}, 이 컴퓨터는 {errand.version}입니다. 같은 판을 설치하세요",
            )
        )
    if data is None and not _is_here(errand):
        return Reply(bytes_wanted=True)
    settings = read_settings()
    set_default_store(Store(cache=settings.cache))
    set_default_server(settings.asr_server)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="sori-") as folder:
            path = Path(errand.path)
            if data is not None:
                path = Path(folder) / f"recording{path.suffix}"
                path.write_bytes(data)
            heard = transcribe_source(path, errand.options, device=errand.device).run()
    except SorikitError as error:
        return Reply(error=error)
    return Reply(json.dumps(to_plain(heard)), time.monotonic() - started)


def _is_here(errand: Errand) -> bool:
    path = Path(errand.path)
    try:
        return path.stat().st_size == errand.size and digest_file(path) == errand.digest
    except OSError:
        return False
