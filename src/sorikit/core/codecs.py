"""The door between bytes and audio: recordings become Audio (read by ``media``), Audio becomes WAV, FLAC or OGG.

Reading streams: memory does not grow with the length of the file. Damaged packets are skipped and counted;
a file of which nothing could be decoded is an error, one that ends early is not (whoever asks is told).
"""

from __future__ import annotations

import io
import os
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from sorikit.core.audio import Audio, Samples, downmix, join
from sorikit.core.errors import OutputNotWritable
from sorikit.core.files import write_error, writing
from sorikit.core.media import MediaReader, Source, check_file, display_name, recorded_on
from sorikit.core.resample import StreamResampler, resample

__all__ = [
    "DecodeReport",
    "Source",
    "check_file",
    "decode",
    "display_name",
    "recorded_on",
    "stream_mono",
    "write",
    "write_error",
]


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


def stream_mono(
    source: Source, sample_rate: int, *, block_seconds: float = 10.0
) -> Generator[Samples, None, DecodeReport]:
    """Yield mono float32 blocks of ``block_seconds`` at ``sample_rate``; the generator returns a DecodeReport.

    Channels become one before resampling (``audio.downmix``). Raises AudioNotFound, AudioNotReadable, NotAudio, NoAudioStream or
    EmptyAudio, each with the name of the source.
    """
    block = max(1, int(block_seconds * sample_rate))
    reader = MediaReader(source)
    pending: list[Samples] = []
    held = delivered = 0
    with reader:
        resampler: StreamResampler | None = None
        rate = 0
        for samples, frame_rate in reader.frames():
            if frame_rate != rate:  # some streams change their rate on the way
                pending += [resampler.finish()] if resampler else []
                resampler, rate = StreamResampler(frame_rate, sample_rate), frame_rate
            assert resampler is not None
            pending.append(resampler.feed(downmix(samples)))
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
        declared = reader.declared_seconds
    tail = np.concatenate(pending) if pending else np.zeros(0, np.float32)
    for first in range(0, tail.size, block):
        yield tail[first : first + block]
    delivered += tail.size
    if delivered == 0:
        raise reader.nothing_decoded()
    return DecodeReport(
        frames=delivered,
        damaged_packets=reader.damaged,
        non_finite=reader.non_finite,
        clipped=reader.clipped,
        ended_early=declared is not None and declared - delivered / sample_rate >= 1.0,
    )


def decode(source: Source, *, sample_rate: int | None = None, mono: bool = True) -> Audio:
    """Read a whole recording into memory, at its own rate or at ``sample_rate``. Errors as ``stream_mono``."""
    reader = MediaReader(source)
    with reader:
        parts = [Audio(downmix(samples) if mono else samples, rate) for samples, rate in reader.frames()]
    if not any(part.frames for part in parts):
        raise reader.nothing_decoded()
    rate = sample_rate or parts[0].sample_rate
    channels = parts[0].channels
    whole = [part if part.channels == channels else _spread(part, channels) for part in parts]
    if len({part.sample_rate for part in whole}) > 1:  # some streams change their rate on the way
        whole = [resample(part, rate) for part in whole]
    return resample(join(whole), rate)


def write(audio: Audio, path: str | os.PathLike[str], *, subtype: str | None = None) -> None:
    """Write WAV, FLAC or OGG by the ending of ``path``, atomically. Values beyond ±1 are clipped, never wrapped.

    ``subtype`` is soundfile's ("PCM_16", "PCM_24", "FLOAT"); None takes 16 bit for WAV. Raises OutputNotWritable
    or DiskFull.
    """
    kind = Path(path).suffix.lstrip(".").upper() or "WAV"
    samples = audio.samples.T if subtype == "FLOAT" else np.clip(audio.samples.T, -1.0, 1.0)
    encoded = io.BytesIO()  # libsndfile does not tell a full disk from other failures, so Python writes the file
    try:
        soundfile.write(encoded, samples, audio.sample_rate, subtype=subtype, format=kind)
    except (ValueError, soundfile.SoundFileError) as error:
        raise OutputNotWritable(path=os.fspath(path), detail=str(error).rstrip(".")) from error
    with writing(path) as file:
        file.write(encoded.getbuffer())


def _spread(part: Audio, channels: int) -> Audio:
    """Give a stretch whose channel count differs (a stream may change it) the count of the first one."""
    return Audio(np.repeat(part.mono().samples, channels, axis=0), part.sample_rate)
