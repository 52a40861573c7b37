"""Small audio for listening: a recording becomes a mono MP3 that every browser plays and seeks in exactly.

MP3 because Chrome, Firefox and Safari all play it on every system. Constant bit rate without a bit reservoir:
each frame stands alone and lies at ``time × bit rate``, so a jump lands on the right sound. 24 kHz, because the
codec's delay (1,105 samples, which the file declares in its gapless header) is then 46 ms even for a player
that does not skip it.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from typing import BinaryIO

import av
import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.events import Progress
from sorikit.core.files import writing
from sorikit.core.recording import Recording
from sorikit.core.resample import StreamResampler

MP3_RATE = 24_000
"""Hz; an MPEG-2 rate, so that 32 kbit/s frames are exactly 96 bytes."""
MP3_BIT_RATE = 32_000
"""bit/s: 14.4 MB an hour, clear for speech."""
MP3_MIME = "audio/mpeg"
HEADROOM = 0.97
"""Peak of what is encoded: MP3 may overshoot its input a little."""


def listening_gain(recording: Recording) -> float:
    """Return the linear factor that makes a quiet recording comfortable and a full-scale one safe from clipping."""
    levels = recording.levels
    if levels.peak <= 0.0:
        return 1.0
    return min(max(levels.gain, 1.0), HEADROOM / levels.peak)


def write_mp3(
    recording: Recording, target: str | os.PathLike[str], *, bit_rate: int = MP3_BIT_RATE
) -> Generator[Progress, None, None]:
    """Write ``recording`` to ``target`` as mono MP3 (a generator of "write" events; exhaust it).

    Memory does not grow with the length; the file appears under its name only when it is complete. Times in it
    equal times in the recording. Raises OutputNotWritable or DiskFull.
    """
    with writing(target) as file:
        yield from _encode(recording, file, bit_rate)


def _encode(recording: Recording, file: BinaryIO, bit_rate: int) -> Generator[Progress, None, None]:
    with av.open(file, "w", format="mp3", options={"id3v2_version": "0", "write_xing": "1"}) as container:
        stream = container.add_stream("libmp3lame", rate=MP3_RATE, layout="mono", options={"reservoir": "0"})
        stream.bit_rate = bit_rate
        written = 0
        for samples in _resampled(recording, listening_gain(recording)):
            if not samples.size:
                continue
            container.mux(stream.encode(_frame(samples, written)))
            written += samples.size
            yield Progress("write", min(written / MP3_RATE, recording.duration), recording.duration)
        container.mux(stream.encode(None))


def _resampled(recording: Recording, gain: float) -> Iterator[Samples]:
    resampler = StreamResampler(recording.sample_rate, MP3_RATE)
    for block in recording.blocks(10.0, gain=gain):
        yield resampler.feed(block.samples[0])
    yield resampler.finish()


def _frame(samples: Samples, first: int) -> av.AudioFrame:
    planar = np.ascontiguousarray(np.clip(samples, -1.0, 1.0)[np.newaxis, :])
    frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout="mono")
    frame.sample_rate, frame.pts = MP3_RATE, first
    return frame
