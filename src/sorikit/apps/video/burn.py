"""Subtitles drawn into the picture: frames are decoded, lettered and encoded again; sound is copied as it is.

Letters are laid over the frames as those are stored (YUV 4:2:0), and only where they stand: a frame without a cue is not touched.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from sorikit.apps.video.containers import (
    check_runtime,
    container_of,
    copied,
    moving_picture,
    opened,
    seconds_of,
    time_zero,
    writing_media,
)
from sorikit.apps.video.letters import Drawn, Letters
from sorikit.apps.video.mux import Track
from sorikit.core.errors import InvalidOption, NotAudio
from sorikit.core.events import Notice, Progress
from sorikit.formats.colours import colour_of
from sorikit.formats.cues import cues, shows_speakers, speaker_prefix
from sorikit.formats.subtitles import Cue

OPTION = "--burn"
QUALITY = {
    "libx264": {"crf": "18", "preset": "veryfast"},
    "libvpx-vp9": {"crf": "30", "b": "0", "row-mt": "1", "cpu-used": "4"},
}
"""Encoder → settings at which a viewer does not see the second encoding."""

Plane = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Letters as the picture stores its own: brightness at full size, colours at half."""

    top: int
    left: int
    planes: tuple[npt.NDArray[np.float32], ...]
    """Y, U, V times opacity."""
    clear: tuple[npt.NDArray[np.float32], ...]
    """1 − opacity, for each plane."""


def burn(
    video: Path, target: Path, track: Track, *, font: Path | None = None
) -> Generator[Progress | Notice, None, None]:
    """Write ``video`` to ``target`` with its subtitles drawn in ("burn" events).

    Frames keep their times; a rotation that the file only declares is carried out. Raises InvalidOption for a file without
    a picture and for sound that the container cannot hold, RuntimeMissing without Pillow, OutputNotWritable or DiskFull.
    """
    check_runtime()
    kind = container_of(target, OPTION)
    with opened(video) as source:
        picture = moving_picture(source)
        if picture is None:
            raise no_picture(video)
        first = next(source.decode(picture), None)
        if first is None:
            raise NotAudio(path=str(video), detail="its picture cannot be decoded")
        turn = _turn(first)
    width, height = (first.height, first.width) if turn % 2 else (first.width, first.height)
    letters = Letters(width & ~1, height & ~1, font=font)
    page = _Page(track, letters, _matrix(first, height))
    with opened(video) as source, writing_media(target, kind) as output:
        picture = moving_picture(source)
        if first.format.components and first.format.components[0].bits > 8:
            yield Notice(
                "The picture has more than 8 bits a colour; the new one has 8.",
                "원래 영상은 색마다 8비트가 넘습니다. 새 영상은 8비트입니다.",
            )
        made = _encoder(output, kind.video, picture, (width & ~1, height & ~1))
        sounds = {one.index: copied(output, one, target, OPTION) for one in source.streams.audio}
        output.metadata.update(source.metadata)
        yield from _work(source, output, _Streams(picture, made, sounds), page, turn)
    if letters.unknown:
        lacking = " ".join(sorted(letters.unknown)[:12])
        yield Notice(
            f"The font lacks {len(letters.unknown)} characters ({lacking}), shown as ?; give another one with --font FILE.",
            f"글꼴에 없는 글자 {len(letters.unknown)}개({lacking})를 ?로 그렸습니다. --font 파일 로 다른 글꼴을 주세요.",
        )


def no_picture(video: Path) -> InvalidOption:
    """Return the error for sound that was to be drawn on."""
    return InvalidOption(
        option=OPTION,
        detail=f"{video.name} has no picture to draw on, only sound. Leave {OPTION} out, or give a video",
        detail_ko=f"{video.name}에는 소리만 있고 글자를 새길 화면이 없습니다. {OPTION}을(를) 빼거나 영상을 주세요",
    )


@dataclass(frozen=True, slots=True)
class _Streams:
    picture: Any
    made: Any
    sounds: dict[int, Any]


def _encoder(output: Any, codec: str, picture: Any, size: tuple[int, int]) -> Any:
    made = output.add_stream(codec, rate=picture.average_rate or Fraction(25), options=dict(QUALITY[codec]))
    made.width, made.height = size
    made.pix_fmt = "yuv420p"
    made.codec_context.time_base = picture.time_base
    theirs, ours = picture.codec_context, made.codec_context
    for name in ("color_primaries", "color_trc", "colorspace", "sample_aspect_ratio"):
        value = getattr(theirs, name, None)
        if value:
            setattr(ours, name, value)
    made.metadata.update({k: v for k, v in picture.metadata.items() if k.lower() in ("language", "title")})
    return made


def _work(source: Any, output: Any, streams: _Streams, page: _Page, turn: int) -> Generator[Progress, None, None]:
    total, told, zero = seconds_of(source), 0, time_zero(source)
    last: int | None = None
    for packet in source.demux([streams.picture, *(source.streams[index] for index in streams.sounds)]):
        if packet.stream.index in streams.sounds:
            if packet.dts is not None:
                packet.stream = streams.sounds[packet.stream.index]
                output.mux(packet)
            continue
        for frame in _decoded(packet):
            if frame.pts is None or (last is not None and frame.pts <= last):
                continue  # a damaged clock: an encoder wants times that grow
            last = frame.pts
            now = float(frame.pts * frame.time_base - zero)
            output.mux(streams.made.encode(_lettered(frame, page, round(1000 * now), turn)))
            if now >= told + 1:
                told = int(now)
                yield Progress("burn", min(told, total) if total else told, total)
    output.mux(streams.made.encode(None))


def _decoded(packet: Any) -> Iterator[Any]:
    try:
        yield from packet.decode()
    except (av.error.FFmpegError, ValueError):
        return  # a damaged frame: the one before stands a little longer


def _lettered(frame: Any, page: _Page, moment: int, turn: int) -> Any:
    """Return a frame upright, of even size, 4:2:0, with its letters and its own time."""
    width, height = frame.width & ~1, frame.height & ~1
    sheet = page.at(moment)
    plain = frame.reformat(width=width, height=height, format="yuv420p")
    if sheet is None and not turn:
        plain.pts, plain.time_base, plain.pict_type = frame.pts, frame.time_base, 0
        return plain
    planes = _planes(plain.to_ndarray(), width, height)
    if turn:
        planes = [np.rot90(plane, turn) for plane in planes]
        width, height = (height, width) if turn % 2 else (width, height)
    if sheet is not None:
        planes = [plane.copy() for plane in planes]
        for plane, ink, clear, half in zip(planes, sheet.planes, sheet.clear, (1, 2, 2), strict=True):
            rows, columns = ink.shape
            top, left = sheet.top // half, sheet.left // half
            part = plane[top : top + rows, left : left + columns]
            part[:] = part * clear[: part.shape[0], : part.shape[1]] + ink[: part.shape[0], : part.shape[1]] + 0.5
    packed = np.concatenate([plane.reshape(-1) for plane in planes]).reshape(height * 3 // 2, width)
    made = av.VideoFrame.from_ndarray(packed, format="yuv420p")
    made.pts, made.time_base = frame.pts, frame.time_base
    return made


def _planes(packed: Plane, width: int, height: int) -> list[Plane]:
    """Return the planes of 4:2:0 samples that lie one after the other."""
    flat = packed.reshape(-1)
    full, half = width * height, (width // 2) * (height // 2)
    y, u, v = flat[:full], flat[full : full + half], flat[full + half : full + 2 * half]
    small = (height // 2, width // 2)
    return [y.reshape(height, width), u.reshape(small), v.reshape(small)]


def _turn(frame: Any) -> int:
    """Return how many quarter turns against the clock set a frame upright."""
    return round(getattr(frame, "rotation", 0) / 90) % 4


def _matrix(frame: Any, height: int) -> tuple[float, float]:
    """Return the weights of red and blue in brightness: BT.601 or BT.709, which the frame says or its size suggests."""
    space = int(getattr(frame, "colorspace", 2) or 2)
    return (0.2126, 0.0722) if space == 1 or (space == 2 and height >= 720) else (0.299, 0.114)


class _Page:
    """Which letters stand when."""

    def __init__(self, track: Track, letters: Letters, weights: tuple[float, float]) -> None:
        self._named = shows_speakers(track.transcript, track.rule)
        self._cues: Sequence[Cue] = cues(track.transcript, track.rule, prefix=self._named)
        self._colours = colour_of(track.transcript) if track.rule.speakers is not False else {}
        self._highlight = track.rule.highlight
        self._letters, self._weights = letters, weights
        self._next = 0
        self._sheet = lru_cache(maxsize=8)(self._draw)

    def at(self, moment: int) -> _Sheet | None:
        """Return the letters of a moment in milliseconds; moments come in order."""
        while self._next < len(self._cues) and self._cues[self._next].end <= moment:
            self._next += 1
        if self._next == len(self._cues) or moment < self._cues[self._next].start:
            return None
        return self._sheet(self._next, self._lit(self._cues[self._next], moment))

    def _lit(self, cue: Cue, moment: int) -> tuple[int, int] | None:
        if not self._highlight:
            return None
        spoken = ((row, at, times) for row, line in enumerate(cue.moments()) for at, times in enumerate(line))
        return next(((row, at) for row, at, (start, end) in spoken if start <= moment < end), None)

    def _draw(self, index: int, lit: tuple[int, int] | None) -> _Sheet:
        cue = self._cues[index]
        prefix = speaker_prefix(cue.speaker) if self._named and cue.speaker else ""
        colour = self._colours.get(cue.label or "", "ffffff")
        return _sheet(self._letters.draw(cue, prefix=prefix, colour=colour, lit=lit), self._weights)


def _sheet(drawn: Drawn, weights: tuple[float, float]) -> _Sheet:
    """Return letters as Y, U, V of limited range (ITU-R BT.601 and BT.709), on even borders."""
    top, left = drawn.top & ~1, drawn.left & ~1
    rows, columns = drawn.pixels.shape[:2]
    pad = (
        (drawn.top - top, (rows + drawn.top - top) % 2),
        (drawn.left - left, (columns + drawn.left - left) % 2),
        (0, 0),
    )
    pixels = np.pad(drawn.pixels, pad)
    red, green, blue, opacity = ((pixels[:, :, channel] / 255).astype(np.float32) for channel in range(4))
    kr, kb = weights
    bright = kr * red + (1 - kr - kb) * green + kb * blue
    tinted = (16 + 219 * bright, 128 + 112 * (blue - bright) / (1 - kb), 128 + 112 * (red - bright) / (1 - kr))
    ink = [plane.astype(np.float32) * opacity for plane in tinted]
    small = _halved(opacity)
    clear = (np.float32(1) - opacity, np.float32(1) - small, np.float32(1) - small)
    return _Sheet(top, left, (ink[0], _halved(ink[1]), _halved(ink[2])), clear)


def _halved(plane: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    rows, columns = plane.shape
    halved: npt.NDArray[np.float32] = plane.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3), dtype=np.float32)
    return halved
