"""What mux and burn share: which containers there are, opening a video, and an output that appears only when complete."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
from av.subtitles.codeccontext import SubtitleCodecContext

from sorikit.core.errors import InvalidOption, NotAudio, OutputError, RuntimeMissing
from sorikit.core.files import write_error
from sorikit.core.media import check_file


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of video file."""

    name: str
    """FFmpeg's name of it."""
    subtitles: str
    """Codec of a subtitle track in it."""
    video: str
    """Encoder of the picture where letters are burned in."""
    options: tuple[tuple[str, str], ...] = ()


_START = (("movflags", "+faststart"),)
"""The index stands first, so that a video plays while it is loaded."""
CONTAINERS = {
    ".mp4": Container("mp4", "mov_text", "libx264", _START),
    ".m4v": Container("mp4", "mov_text", "libx264", _START),
    ".mov": Container("mov", "mov_text", "libx264", _START),
    ".mkv": Container("matroska", "subrip", "libx264"),
    ".webm": Container("webm", "webvtt", "libvpx-vp9"),
}
"""Ending of the file → what it is."""


SHOWN = 1
"""FFmpeg's AV_DISPOSITION_DEFAULT: players show such a track at once."""
_COVER = 0x400
"""FFmpeg's AV_DISPOSITION_ATTACHED_PIC."""


def check_runtime() -> None:
    """Raise RuntimeMissing where PyAV is older than what knows the header of subtitle tracks (16.1)."""
    if not hasattr(SubtitleCodecContext, "subtitle_header"):
        raise RuntimeMissing(
            feature="Putting subtitles into videos",
            library="PyAV 16.1 or newer",
            command='pip install "sorikit[video]"',
        )


def container_of(path: Path, option: str) -> Container:
    """Return the kind of video that ``path`` is to be. Raises InvalidOption."""
    found = CONTAINERS.get(path.suffix.lower())
    if found is None:
        endings = ", ".join(CONTAINERS)
        raise InvalidOption(
            option=option,
            detail=f"{path.name} must end in one of {endings}",
            detail_ko=f"{path.name}은(는) 다음 가운데 하나로 끝나야 합니다: {endings}",
        )
    return found


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file shows."""

    width: int
    height: int
    fps: float
    seconds: float


def picture_of(path: Path) -> Picture | None:
    """Return the moving picture of a file; None where it has none. Raises what ``opened`` raises."""
    with opened(path) as container:
        stream = moving_picture(container)
        if stream is None:
            return None
        return Picture(stream.width, stream.height, float(stream.average_rate or 25), seconds_of(container))


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a video or sound file. Raises AudioNotFound, AudioNotReadable, EmptyAudio or NotAudio."""
    check_file(path)
    try:
        container = av.open(f"file:{path.absolute()}", "r", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, ValueError) as error:
        raise NotAudio(path=str(path), detail=str(getattr(error, "strerror", None) or error)) from error
    with container:
        yield container


def moving_picture(container: Any) -> Any:
    """Return the first video stream that is no cover; None where there is none."""
    return next((one for one in container.streams.video if not disposition_of(one) & _COVER), None)


def disposition_of(stream: Any) -> int:
    """Return FFmpeg's flags of a stream (a number only from PyAV 17 on)."""
    flags = getattr(stream, "disposition", 0)
    return int(getattr(flags, "value", flags))


def seconds_of(container: Any) -> float:
    """Return how long a file says it is, 0 where it does not."""
    return container.duration / av.time_base if container.duration else 0.0


def time_zero(container: Any) -> Fraction:
    """Return where the sound begins on the file's own clock: the moment that a transcript calls 0."""
    stream = next(iter(container.streams.audio), None)
    if stream is None or stream.start_time is None or stream.time_base is None:
        return Fraction(0)
    return Fraction(stream.start_time) * Fraction(stream.time_base)


@contextlib.contextmanager
def writing_media(path: Path, kind: Container) -> Iterator[Any]:
    """Open an output container beside ``path``; it takes the name when the block ends well, else nothing is left.

    Raises OutputNotWritable or DiskFull.
    """
    partial = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with av.open(f"file:{partial.absolute()}", "w", format=kind.name, options=dict(kind.options)) as output:
            yield output
        partial.replace(path)
    except av.error.FFmpegError as error:
        raise write_error(error, path) from error
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise write_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def copied(output: Any, stream: Any, path: Path, option: str) -> Any:
    """Return a stream of ``output`` that takes the packets of ``stream`` as they are. Raises InvalidOption."""
    try:
        made = output.add_stream_from_template(stream)
    except (av.error.FFmpegError, ValueError) as error:
        codec = stream.codec_context.name if stream.codec_context else stream.type
        raise InvalidOption(
            option=option,
            detail=f"{path.suffix} cannot hold {codec} as it is; choose another ending, .mkv holds anything",
            detail_ko=f"{path.suffix}에는 {codec}을(를) 그대로 담을 수 없습니다. 다른 확장자를 쓰세요. .mkv에는 무엇이든 담깁니다",
        ) from error
    made.metadata.update(stream.metadata)
    with contextlib.suppress(AttributeError, ValueError):
        made.disposition = disposition_of(stream)
    return made
