"""The only file that turns bytes into audio and back: PyAV (FFmpeg inside its wheel) reads, soundfile writes.

Reading streams: memory does not grow with the length of the file. Damaged packets are skipped and counted;
a file of which nothing could be decoded is an error, one that ends early is not (whoever asks is told).
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import av
import av.error
import numpy as np
import soundfile

from sorikit.core.audio import Audio, Samples, as_float32, join
from sorikit.core.errors import (
    AudioNotFound,
    AudioNotReadable,
    DiskFull,
    EmptyAudio,
    NoAudioStream,
    NotAudio,
    OutputNotWritable,
    SorikitError,
)
from sorikit.core.resample import StreamResampler, resample

_READABLE = frozenset({"u8", "u8p", "s16", "s16p", "s32", "s32p", "flt", "fltp", "dbl", "dblp"})
"""FFmpeg's sample formats for which PyAV knows a numpy type."""
_SAFE_PLANES = 7
"""One less than FFmpeg's AV_NUM_DATA_POINTERS."""

EARLIEST_YEAR = 1995
"""Dates before this are of a clock that was never set."""

Source = str | os.PathLike[str] | bytes | BinaryIO
"""A path, the bytes of a file, or an open binary file. ``-`` is left to the apps."""


@dataclass(frozen=True, slots=True)
class DecodeReport:
    """What happened while decoding."""

    frames: int
    """Mono frames delivered, at the delivered rate."""
    damaged_packets: int
    """Packets FFmpeg could not decode; they are missing from the audio."""
    non_finite: int
    """NaN or infinite samples, replaced by silence."""
    clipped: int
    """Samples at or beyond full scale, before resampling."""
    ended_early: bool
    """True where the file stops before its container says it would, by a second or more."""


def display_name(source: Source) -> str:
    """Return the name to use in messages: the path as given, else ``<audio>``."""
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source)
    return str(getattr(source, "name", "<audio>"))


def stream_mono(source: Source, sample_rate: int, *, block_seconds: float = 10.0) -> Generator[Samples, None, DecodeReport]:
    """Yield mono float32 blocks of ``block_seconds`` at ``sample_rate``; the generator returns a DecodeReport.

    Channels are averaged before resampling. Raises AudioNotFound, AudioNotReadable, NotAudio, NoAudioStream or
    EmptyAudio, each with the name of the source.
    """
    name = display_name(source)
    block = max(1, int(block_seconds * sample_rate))
    reader = _PacketReader(source, name)
    pending: list[Samples] = []
    held = delivered = 0
    with reader:
        resampler: StreamResampler | None = None
        rate = 0
        for samples, frame_rate in reader.mono_frames():
            if frame_rate != rate:  # some streams change their rate on the way
                pending += [resampler.finish()] if resampler else []
                resampler, rate = StreamResampler(frame_rate, sample_rate), frame_rate
            assert resampler is not None
            pending.append(resampler.feed(samples))
            held += pending[-1].size
            if held >= block:
                whole = np.concatenate(pending)
                for first in range(0, whole.size - block + 1, block):
                    yield whole[first : first + block]
                    delivered += block
                rest = whole[whole.size - whole.size % block :]
                pending, held = [rest], rest.size
        if resampler is not None:
            pending.append(resampler.finish())
    tail = np.concatenate(pending) if pending else np.zeros(0, np.float32)
    for first in range(0, tail.size, block):
        yield tail[first : first + block]
    delivered += tail.size
    if delivered == 0:
        raise reader.nothing_decoded()
    declared = reader.declared_seconds
    return DecodeReport(
        frames=delivered,
        damaged_packets=reader.damaged,
        non_finite=reader.non_finite,
        clipped=reader.clipped,
        ended_early=declared is not None and declared - delivered / sample_rate >= 1.0,
    )


def decode(source: Source, *, sample_rate: int | None = None, mono: bool = True) -> Audio:
    """Read a whole recording into memory, at its own rate or at ``sample_rate``. Errors as ``stream_mono``."""
    name = display_name(source)
    reader = _PacketReader(source, name)
    with reader:
        parts = [Audio(samples, rate) for samples, rate in reader.frames()]
    if not parts or not sum(part.frames for part in parts):
        raise reader.nothing_decoded()
    rate = sample_rate or parts[0].sample_rate
    channels = parts[0].channels
    same = [part if part.channels == channels else Audio(np.repeat(part.mono().samples, channels, 0), part.sample_rate) for part in parts]
    audio = join(same) if len({part.sample_rate for part in same}) == 1 else join([resample(part, rate) for part in same])
    return resample(audio.mono() if mono else audio, rate)


def write(audio: Audio, path: str | os.PathLike[str], *, subtype: str | None = None) -> None:
    """Write WAV, FLAC or OGG by the ending of ``path``, atomically. Values beyond ±1 are clipped, never wrapped.

    ``subtype`` is soundfile's ("PCM_16", "PCM_24", "FLOAT"); None takes 16 bit for WAV. Raises OutputNotWritable
    or DiskFull.
    """
    target = Path(path)
    partial = target.with_name(f".{target.name}.part")
    kind = target.suffix.lstrip(".").upper() or "WAV"
    samples = audio.samples.T if subtype == "FLOAT" else np.clip(audio.samples.T, -1.0, 1.0)
    try:
        soundfile.write(partial, samples, audio.sample_rate, subtype=subtype, format=kind)
        partial.replace(target)
    except (OSError, soundfile.SoundFileError) as error:
        partial.unlink(missing_ok=True)
        raise write_error(error, target) from error


def write_error(error: Exception, path: str | os.PathLike[str]) -> OutputNotWritable | DiskFull:
    """Return the kit's error for a failed write to ``path``."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(path=os.fspath(path))
    detail = getattr(error, "strerror", None) or str(error)
    return OutputNotWritable(path=os.fspath(path), detail=detail)


class _PacketReader:
    """Opens a source and yields decoded frames as float32, skipping what is damaged."""

    def __init__(self, source: Source, name: str) -> None:
        self.name = name
        self.damaged = self.non_finite = self.clipped = 0
        self.declared_seconds: float | None = None
        self._reason = "nothing in it could be decoded"
        self._interleaver: tuple[tuple[str, str, int], av.AudioResampler] | None = None
        self._container = _open(source, name)

    def __enter__(self) -> _PacketReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def mono_frames(self) -> Generator[tuple[Samples, int], None, None]:
        """Yield ``(samples (frames,), rate)``."""
        for samples, rate in self.frames():
            yield (samples[0] if samples.shape[0] == 1 else samples.mean(axis=0, dtype=np.float32)), rate

    def frames(self) -> Generator[tuple[Samples, int], None, None]:
        """Yield ``(samples (channels, frames), rate)``."""
        streams = self._container.streams.audio
        if not streams:
            kinds = sorted({stream.type for stream in self._container.streams}) or ["data"]
            raise NoAudioStream(path=self.name, detail=" and ".join(kinds))
        stream = streams[0]
        if self._container.duration:
            self.declared_seconds = self._container.duration / av.time_base
        for frame in self._decoded(stream):
            if frame.samples:
                yield self._clean(self._packed(frame)), frame.sample_rate

    def _decoded(self, stream: av.AudioStream) -> Generator[av.AudioFrame, None, None]:
        packets = self._container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.error.FFmpegError, ValueError) as error:  # the container itself breaks off here
                self.damaged += 1
                self._reason = _reason(error)
                return
            try:
                yield from packet.decode()  # type: ignore[misc]
            except (av.error.FFmpegError, ValueError) as error:
                self.damaged += 1
                self._reason = _reason(error)

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

    def nothing_decoded(self) -> NotAudio | EmptyAudio:
        """Return the error for a file that gave no sample."""
        return NotAudio(path=self.name, detail=self._reason) if self.damaged else EmptyAudio(path=self.name)


def _open(source: Source, name: str) -> av.container.InputContainer:
    if isinstance(source, (str, os.PathLike)):
        check_file(source, name=name)
        handle: str | BinaryIO = os.fspath(source)
    else:
        handle = io.BytesIO(source) if isinstance(source, bytes) else source
    try:
        return av.open(handle, metadata_errors="ignore")
    except (av.error.FFmpegError, ValueError, UnicodeDecodeError) as error:
        raise NotAudio(path=name, detail=_reason(error)) from error


def check_file(path: str | os.PathLike[str], *, name: str = "") -> None:
    """Raise AudioNotFound, NotAudio, EmptyAudio or AudioNotReadable unless ``path`` is a file with bytes in it.

    ``name`` is what messages call it (default: the path).
    """
    file, shown = Path(path), name or os.fspath(path)
    if not file.exists():
        raise AudioNotFound(path=shown)
    if file.is_dir():
        raise NotAudio(path=shown, detail="it is a folder")
    try:
        with file.open("rb") as handle:
            if not handle.read(1):
                raise EmptyAudio(path=shown)
    except OSError as error:
        raise AudioNotReadable(path=shown, detail=error.strerror or str(error)) from error


def recorded_on(source: Source) -> dt.date | None:
    """Return the local day that the recorder wrote into the file, or None (most formats have no place for it).

    The file system's own dates are not used: they are those of the last copy.
    """
    try:
        with _open(source, display_name(source)) as container:
            written = container.metadata.get("creation_time") or container.metadata.get("date", "")
        moment = dt.datetime.fromisoformat(written.replace("Z", "+00:00"))
    except (SorikitError, ValueError):
        return None
    if moment.year < EARLIEST_YEAR:  # recorders with no clock write the epoch of their container
        return None
    return (moment.astimezone() if moment.tzinfo else moment).date()


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return str(text).strip().rstrip(".").lower() or type(error).__name__
