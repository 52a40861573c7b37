"""Opens recordings with PyAV (FFmpeg inside its wheel): what a file is, and its sound frame by frame.

Only files are opened: a playlist or a name that looks like an address never reaches the network. Damaged packets
are skipped and counted.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import stat
from collections.abc import Generator
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error
import numpy as np

from sorikit.core.audio import Samples, as_float32
from sorikit.core.errors import (
    AudioNotFound,
    AudioNotReadable,
    EmptyAudio,
    NoAudioStream,
    NotAudio,
    SorikitError,
)
from sorikit.core.raw import RawAudio

Source = str | os.PathLike[str] | bytes | BinaryIO
"""A path (a RawAudio where the file has no header), the bytes of a file, or an open binary file (read from its start). ``-`` is
left to the apps."""

EARLIEST_YEAR = 1995
"""Dates before this are of a clock that was never set."""
HEADERLESS = frozenset({".raw", ".pcm", ".s16", ".s16le", ".sw"})
"""Endings of files that hold nothing but samples."""

_READABLE = frozenset({"u8", "u8p", "s16", "s16p", "s32", "s32p", "flt", "fltp", "dbl", "dblp"})
"""FFmpeg's sample formats for which PyAV knows a numpy type."""
_SAFE_PLANES = 7
"""One less than FFmpeg's AV_NUM_DATA_POINTERS."""
_GUESSED_LENGTH = frozenset({"aac", "amr", "ac3", "eac3", "dts", "loas", "mpeg", "mpegts"})
"""Containers that do not say how long they are; FFmpeg then guesses from the bit rate."""
_TOLERANT: dict[str, Any] = {"metadata_errors": "ignore"} if int(av.__version__.split(".")[0]) < 19 else {}
"""Tags that are not UTF-8 must not hinder the sound; from PyAV 19 on they never do, and the option is gone."""
_OPTIONS = {"protocol_whitelist": "file"}

_RAW = ("raw samples without a header that tells their rate", "샘플링 속도를 알려 주는 머리말이 없는 원시 데이터입니다")
_REASONS = {
    "invalid data found when processing input": (
        "its contents are of no known audio or video format",
        "내용이 알려진 소리나 영상 형식이 아닙니다",
    ),
    "end of file": ("it ends before its first sound", "소리가 시작되기 전에 끝납니다"),
}
_KINDS = {"video": ("video", "영상"), "subtitle": ("subtitles", "자막")}


def display_name(source: Source) -> str:
    """Return the name to use in messages: the path as given (printable), else ``<audio>``."""
    name = os.fspath(source) if isinstance(source, (str, os.PathLike)) else str(getattr(source, "name", "<audio>"))
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def check_file(path: str | os.PathLike[str], *, name: str = "") -> None:
    """Raise AudioNotFound, NotAudio, EmptyAudio or AudioNotReadable unless ``path`` is a file with bytes in it.

    ``name`` is what messages call it (default: the path). Pipes pass unread.
    """
    file, shown = Path(path), name or display_name(path)
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise NotAudio(path=shown, detail="it is a folder", detail_ko="폴더입니다")
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
            raise NotAudio(path=shown, detail="it is a device, not a file", detail_ko="파일이 아니라 장치입니다")
        if stat.S_ISFIFO(mode):
            return
        with file.open("rb") as handle:
            if not handle.read(1):
                raise EmptyAudio(path=shown)
    except SorikitError:
        raise
    except PermissionError as error:
        raise AudioNotReadable(path=shown, detail=error.strerror or str(error)) from error
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a null character
        raise AudioNotFound(path=shown) from error
    except OSError as error:
        raise AudioNotReadable(path=shown, detail=error.strerror or str(error)) from error


def recorded_on(source: Source) -> dt.date | None:
    """Return the local day that the recorder wrote into the file, or None (most formats have no place for it).

    The file system's own dates are not used: they are those of the last copy.
    """
    if not _opens_twice(source):
        return None
    try:
        with MediaReader(source) as reader:
            written = reader.metadata.get("creation_time") or reader.metadata.get("date", "")
        moment = dt.datetime.fromisoformat(written.replace("Z", "+00:00"))
    except (SorikitError, ValueError):
        return None
    if moment.year < EARLIEST_YEAR:  # recorders with no clock write the epoch of their container
        return None
    return (moment.astimezone() if moment.tzinfo else moment).date()


def read_tags(source: Source) -> dict[str, str]:
    """Return what a file says of itself, its container and its sound, by lower-case name. Errors as ``MediaReader``."""
    with MediaReader(source) as reader:
        return reader.tags


def declared_seconds(source: Source) -> float:
    """Return how long a recording says it is, to show progress by; 0 where it does not say or cannot be read."""
    if not _opens_twice(source):
        return 0.0
    try:
        with MediaReader(source) as reader:
            return reader.declared_seconds or 0.0
    except SorikitError:
        return 0.0


def _opens_twice(source: Source) -> bool:
    """Whether looking into a source leaves it whole: not so for pipes."""
    if isinstance(source, (str, os.PathLike)):
        return Path(source).is_file()
    return isinstance(source, bytes) or source.seekable()


class MediaReader:
    """An open source, whose ``frames`` come as float32. Use it with ``with``, once.

    Raises AudioNotFound, AudioNotReadable, NotAudio or EmptyAudio.
    """

    def __init__(self, source: Source) -> None:
        self.name = display_name(source)
        self.damaged = 0
        """Packets that could not be decoded."""
        self.non_finite = 0
        """NaN or infinite samples, replaced by silence."""
        self.clipped = 0
        """Samples at or beyond full scale."""
        self._interleaver: tuple[tuple[str, str, int], av.AudioResampler] | None = None
        self._file: BinaryIO | None = None
        self._raw_name = Path(self.name).suffix.lower() in HEADERLESS and not isinstance(source, RawAudio)
        self._container = self._open(source)

    def __enter__(self) -> MediaReader:  # noqa: PYI034
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()
        if self._file is not None:
            self._file.close()

    @property
    def metadata(self) -> dict[str, str]:
        """What the container says of itself."""
        return self._container.metadata

    @property
    def tags(self) -> dict[str, str]:
        """What the container and its first sound say of themselves, by lower-case name."""
        found = dict(self.metadata)
        for stream in self._container.streams.audio[:1]:
            found.update(stream.metadata)
        return {name.lower(): text for name, text in found.items()}

    @property
    def declared_seconds(self) -> float | None:
        """The length of the sound as the file declares it; None where it does not, or only by a guess."""
        container = self._container
        stream = next(iter(container.streams.audio), None)
        if stream is None or container.format.name in _GUESSED_LENGTH:
            return None
        if container.format.name == "mp3" and not stream.start_time:
            return None  # no Xing header: guessed from the bit rate
        if stream.duration and stream.time_base:
            return float(stream.duration * stream.time_base)
        if container.duration and not container.streams.video:
            return container.duration / av.time_base
        return None

    def frames(self) -> Generator[tuple[Samples, int], None, None]:
        """Yield ``(samples (channels, frames), rate)``. Raises NoAudioStream or NotAudio."""
        stream = self._audio_stream()
        for frame in self._decoded(stream):
            if frame.samples and frame.sample_rate:
                yield self._clean(self._packed(frame)), frame.sample_rate

    def nothing_decoded(self) -> NotAudio | EmptyAudio:
        """Return the error for a file that gave no sample."""
        if self.damaged:
            return self._not_audio(
                ("it is damaged, nothing in it could be decoded", "손상되어 풀 수 있는 부분이 없습니다")
            )
        return EmptyAudio(path=self.name)

    def _open(self, source: Source) -> av.container.InputContainer:
        handle: str | BinaryIO
        if isinstance(source, (str, os.PathLike)):
            check_file(source)
            path = str(Path(source).absolute())
            if path == path.encode("utf-8", "replace").decode("utf-8"):
                handle = f"file:{path}"  # so that "10:30.m4a" is a name, not a protocol
            else:  # a name that is not UTF-8, which FFmpeg's wrapper cannot take
                handle = self._file = Path(path).open("rb")  # noqa: SIM115 - closed with the reader
        else:
            handle = io.BytesIO(source) if isinstance(source, bytes) else source
            if handle.seekable():
                handle.seek(0)
        raw = isinstance(source, RawAudio)
        options = {**_OPTIONS, "sample_rate": str(source.sample_rate)} if isinstance(source, RawAudio) else _OPTIONS
        try:
            container: av.container.InputContainer = av.open(
                handle, "r", format="s16le" if raw else None, options=options, **_TOLERANT
            )
        except (av.error.FFmpegError, ValueError) as error:
            if self._file is not None:
                self._file.close()
            raise self._not_audio(_RAW if self._raw_name else _reason(error)) from error
        return container

    def _audio_stream(self) -> av.AudioStream:
        container = self._container
        kind = container.format.name
        if not container.streams.audio:
            if kind == "tty":
                raise self._not_audio(("it is text", "글입니다"))
            picture = kind in ("image2", "gif", "apng") or kind.endswith("_pipe")
            if picture and self._raw_name:
                raise self._not_audio(_RAW)
            kinds = ["picture" if picture else stream.type for stream in container.streams] or ["data"]
            names = [
                _KINDS.get(kind, ("a picture", "그림") if picture else ("data", "데이터")) for kind in sorted({*kinds})
            ]
            raise NoAudioStream(
                path=self.name,
                detail=" and ".join(dict.fromkeys(en for en, _ in names)),
                detail_ko=", ".join(dict.fromkeys(ko for _, ko in names)),
            )
        for stream in container.streams.audio:
            if stream.codec_context is not None:
                return stream
        raise self._not_audio(("its sound is locked or of an unknown codec", "잠겨 있거나 알 수 없는 코덱입니다"))

    def _decoded(self, stream: av.AudioStream) -> Generator[av.AudioFrame, None, None]:
        packets = self._container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, ValueError):  # the container itself breaks off here
                self.damaged += 1
                return
            try:
                yield from stream.decode(packet)
            except (av.error.FFmpegError, ValueError):
                self.damaged += 1

    def _packed(self, frame: av.AudioFrame) -> Samples:
        """Return a frame as float32 ``(channels, frames)``, integers scaled by their width.

        PyAV finds the planes of a frame by looking for a null pointer, which is not there for 8 planar channels
        and more: reading them crashes the process. Those frames (and formats that numpy has no type for) are
        interleaved by FFmpeg first.
        """
        channels = frame.layout.nb_channels
        if frame.format.name not in _READABLE or (frame.format.is_planar and channels > _SAFE_PLANES):
            frame = self._interleaved(frame)
        raw = frame.to_ndarray()
        return as_float32(raw if frame.format.is_planar else raw.reshape(-1, channels).T)

    def _interleaved(self, frame: av.AudioFrame) -> av.AudioFrame:
        key = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._interleaver is None or self._interleaver[0] != key:
            self._interleaver = key, av.AudioResampler(format="flt")
        return self._interleaver[1].resample(frame)[0]

    def _clean(self, samples: Samples) -> Samples:
        finite = np.isfinite(samples)
        if not finite.all():
            self.non_finite += int(samples.size - finite.sum())
            samples = np.where(finite, samples, np.float32(0))
        self.clipped += int((np.abs(samples) >= 0.9999).sum())
        return samples

    def _not_audio(self, reason: tuple[str, str]) -> NotAudio:
        return NotAudio(path=self.name, detail=reason[0], detail_ko=reason[1])


def _reason(error: Exception) -> tuple[str, str]:
    """Return why FFmpeg gave up, in English and Korean."""
    text = str(getattr(error, "strerror", None) or error).strip().rstrip(".").lower() or type(error).__name__
    return _REASONS.get(text, (text, text))
