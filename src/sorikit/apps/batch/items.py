"""What was asked for, one item per recording: files, everything below folders, addresses, standard input."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sorikit.apps.recordings import STDIN, check_named
from sorikit.core.errors import AudioNotFound, AudioNotReadable, NoRecordings
from sorikit.store.fetch import check_url, is_url, name_of_url

_ENDINGS = (
    "3g2 3gp 8svx aa aac aax ac3 ac4 adts aif aifc aiff alac amr ape asf au avi caf dff divx dsf dss dts dv eac3 f4a f4v "
    "flac flv gsm m2ts m4a m4b m4r m4v mka mkv mogg mov mp1 mp2 mp3 mp4 mpc mpeg mpg mpga mts mxf nist oga ogg ogm ogv "
    "opus qcp qt ra ram rm rmvb sln snd sox sph spx tta voc vob w64 wav wave webm wma wmv wv xwma"
)
ENDINGS = frozenset(_ENDINGS.split())
"""Endings of the audio and video files that are looked for in folders. Files given by name may be called anything."""


@dataclass(frozen=True, slots=True)
class Found:
    """A recording that was asked for."""

    source: str
    """Path, address, or ``-``."""
    name: PurePosixPath
    """File name of the recording, below the folder that was given."""
    identity: str
    """What tells it from others from run to run: the whole path; addresses only as a digest (they may hold passwords)."""


def find_items(inputs: Sequence[str]) -> list[Found]:
    """Return the recordings of ``inputs``, in their order, each once; folders in the order of their names.

    Hidden files and folders are passed over. A file that is not there is an item all the same (its error does not stop the
    others). Raises AudioNotFound for a folder that vanished and for an empty name, NoRecordings for one without recordings, InvalidOption
    for an address that cannot be fetched.
    """
    found: dict[str, Found] = {}
    for one in inputs:
        for item in _items(one):
            found.setdefault(item.identity, item)
    return list(found.values())


def _items(source: str) -> Iterable[Found]:
    check_named(source)
    if source == STDIN:
        return [Found(STDIN, PurePosixPath("stdin"), STDIN)]
    if is_url(source) and not Path(source).exists():
        check_url(source)
        digest = hashlib.blake2b(source.encode(), digest_size=12).hexdigest()
        return [Found(source, PurePosixPath(name_of_url(source)), f"url:{digest}")]
    if not Path(source).is_dir():
        return [_file(source, PurePosixPath(Path(source).name or source))]
    files = [_file(str(path), PurePosixPath(path.relative_to(source).as_posix())) for path in _below(Path(source))]
    if not files:
        raise NoRecordings(path=source)
    return files


def _file(source: str, name: PurePosixPath) -> Found:
    return Found(source, name, os.path.realpath(source))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the recordings below a folder; links to folders are not followed, so that no way leads in circles."""

    def refuse(error: OSError) -> None:
        if Path(error.filename) == folder:
            kind = AudioNotFound if isinstance(error, FileNotFoundError) else AudioNotReadable
            raise kind(path=str(folder), detail=error.strerror or str(error)) from error

    for place, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower().lstrip(".") in ENDINGS:
                yield Path(place) / name
