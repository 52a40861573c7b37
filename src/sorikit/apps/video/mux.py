"""A subtitle track beside the streams of a video: everything is copied as it is, nothing is encoded again."""

from __future__ import annotations

import contextlib
import struct
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from sorikit import formats
from sorikit.apps.video.codes import three_letters
from sorikit.apps.video.containers import (
    SHOWN,
    Container,
    check_runtime,
    container_of,
    copied,
    opened,
    seconds_of,
    time_zero,
    writing_media,
)
from sorikit.core.events import Notice, Progress
from sorikit.core.text import Transcript
from sorikit.formats.cues import cues, shows_speakers, speaker_prefix
from sorikit.formats.subtitles import SubtitleRule

OPTION = "--mux"
_MILLISECOND = Fraction(1, 1000)
_TEXT_STYLE = """[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""What timed text looks like by default: the style that FFmpeg gives SubRip, which players know."""


@dataclass(frozen=True, slots=True)
class Track:
    """Subtitles to be put into a video."""

    transcript: Transcript
    rule: SubtitleRule
    title: str = ""
    """Name of the track in players' menus."""


def mux(video: Path, target: Path, track: Track) -> Generator[Progress | Notice, None, None]:
    """Write ``video`` to ``target`` with a subtitle track more, which players show at once ("mux" events).

    Streams, their metadata and chapters are copied. mov_text in mp4 and mov, WebVTT in webm; in mkv SubRip, or ASS where
    words are to light up. What the container cannot hold of other kinds (data, attachments) is left out with a Notice.
    Raises InvalidOption where it cannot hold the picture or the sound, RuntimeMissing with an old PyAV, OutputNotWritable
    or DiskFull.
    """
    check_runtime()
    kind = container_of(target, OPTION)
    with opened(video) as source, writing_media(target, kind) as output, contextlib.ExitStack() as closing:
        streams: dict[int, Any] = {}
        for stream in source.streams:
            if stream.type in ("video", "audio"):
                streams[stream.index] = copied(output, stream, target, OPTION)
            else:
                other = _other(output, stream)
                if other is None:
                    yield _left_out(stream)
                else:
                    streams[stream.index] = other
        output.metadata.update(source.metadata)
        with contextlib.suppress(AttributeError):  # PyAV has chapters from 14.3 on
            output.set_chapters(source.chapters())
        made, waiting = _subtitles(output, kind, track, time_zero(source), closing)
        made.metadata["language"] = three_letters(track.transcript.language)
        if track.title:
            made.metadata["title"] = track.title
        made.disposition = SHOWN
        yield from _copy(source, output, streams, waiting)


def _copy(
    source: Any, output: Any, streams: dict[int, Any], waiting: Iterator[tuple[Fraction, Any]]
) -> Generator[Progress, None, None]:
    """Copy every packet, the subtitles' among them in order of time."""
    total, told = seconds_of(source), 0
    following = next(waiting, None)
    for packet in source.demux():
        if packet.dts is None or packet.stream.index not in streams:
            continue
        now = packet.dts * packet.time_base
        while following is not None and following[0] <= now:
            output.mux(following[1])
            following = next(waiting, None)
        packet.stream = streams[packet.stream.index]
        output.mux(packet)
        if now >= told + 1:
            told = int(now)
            yield Progress("mux", min(told, total) if total else told, total)
    while following is not None:
        output.mux(following[1])
        following = next(waiting, None)


def _subtitles(
    output: Any, kind: Container, track: Track, zero: Fraction, closing: contextlib.ExitStack
) -> tuple[Any, Iterator[tuple[Fraction, Any]]]:
    """Return the new stream and its packets, each with its time in seconds."""
    if kind.subtitles == "mov_text":
        stream = output.add_stream("mov_text")
        stream.codec_context.subtitle_header = _TEXT_STYLE.encode()
        stream.time_base = _MILLISECOND
        return stream, _text_samples(stream, track, zero)
    name = "vtt" if kind.subtitles == "webvtt" else "ass" if track.rule.highlight else "srt"
    folder = Path(closing.enter_context(tempfile.TemporaryDirectory()))
    file = formats.write(track.transcript, folder / f"track.{name}", rule=track.rule)
    document = closing.enter_context(opened(file))
    stream = output.add_stream_from_template(document.streams.subtitles[0])
    return stream, _packets(document, stream, zero)


def _packets(document: Any, stream: Any, zero: Fraction) -> Iterator[tuple[Fraction, Any]]:
    """Yield the packets of a subtitle document, moved to the clock of the video."""
    for packet in document.demux(document.streams.subtitles[0]):
        if packet.pts is None or not packet.size:
            continue
        shift = round(zero / packet.time_base)
        packet.pts = packet.dts = packet.pts + shift
        moment = packet.pts * packet.time_base
        packet.stream = stream
        yield moment, packet


def _text_samples(stream: Any, track: Track, zero: Fraction) -> Iterator[tuple[Fraction, Any]]:
    """Yield the samples of a timed text track (3GPP TS 26.245): two bytes of length, then the text in UTF-8."""
    named = shows_speakers(track.transcript, track.rule)
    shift = round(zero / _MILLISECOND)
    for cue in cues(track.transcript, track.rule, prefix=named):
        text = (speaker_prefix(cue.speaker) if named and cue.speaker else "") + "\n".join(cue.lines)
        data = text.encode("utf-8", "replace")
        sample = struct.pack(">H", len(data)) + data
        packet = av.Packet(len(sample))  # memory of its own: PyAV 17.0 lets packets outlive bytes they point to
        packet.update(sample)
        packet.time_base = _MILLISECOND
        packet.pts = packet.dts = cue.start + shift
        packet.duration = cue.end - cue.start
        packet.is_keyframe = True
        packet.stream = stream
        yield (cue.start + shift) * _MILLISECOND, packet


def _other(output: Any, stream: Any) -> Any:
    """Return a stream that takes a copy of subtitles or attachments; None where the container has no place for them."""
    try:
        made = output.add_stream_from_template(stream)
    except (av.error.FFmpegError, ValueError, TypeError, AttributeError):
        return None
    made.metadata.update(stream.metadata)
    if stream.type == "subtitle":
        made.disposition = 0  # the new track is the one shown
    return made


def _left_out(stream: Any) -> Notice:
    codec = stream.codec_context.name if stream.codec_context else ""
    what = f"{stream.type} {codec}".strip()
    return Notice(
        f"Stream {stream.index} ({what}) has no place in the new file and is left out.",
        f"{stream.index}번 스트림({what})은 새 파일에 담을 수 없어 뺐습니다.",
    )
