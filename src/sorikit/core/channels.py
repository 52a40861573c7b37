"""A recording channel by channel, as it is decoded: for calls that keep each side of the conversation in a channel of its own."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.media import MediaReader, Source
from sorikit.core.resample import StreamResampler


def stream_channels(source: Source, sample_rate: int) -> Generator[Samples, None, None]:
    """Yield blocks of float32 ``(channels, frames)`` at ``sample_rate``, of any length; memory does not grow with the file.

    The first frame says how many channels there are; what comes with more or fewer later is cut, or has its first
    repeated. Raises AudioNotFound, AudioNotReadable, NotAudio, NoAudioStream or EmptyAudio, each with the name of the source.
    """
    reader = MediaReader(source)
    resamplers: list[StreamResampler] = []
    rate, delivered = 0, 0
    with reader:
        for samples, frame_rate in reader.frames():
            count = len(resamplers) or samples.shape[0]
            if frame_rate != rate:  # some streams change their rate on the way
                if resamplers:
                    yield np.stack([one.finish() for one in resamplers])
                resamplers, rate = [StreamResampler(frame_rate, sample_rate) for _ in range(count)], frame_rate
            rows = [samples[min(at, samples.shape[0] - 1) if samples.shape[0] >= count else 0] for at in range(count)]
            block = np.stack([one.feed(row) for one, row in zip(resamplers, rows, strict=True)])
            delivered += block.shape[1]
            if block.shape[1]:
                yield block
        if resamplers:
            block = np.stack([one.finish() for one in resamplers])
            delivered += block.shape[1]
            if block.shape[1]:
                yield block
    if not delivered:
        raise reader.nothing_decoded()


def count_channels(source: Source) -> int:
    """Return how many channels the first frame of a recording has, 0 where there is none. Errors as ``stream_channels``."""
    with MediaReader(source) as reader:
        first = next(reader.frames(), None)
    return 0 if first is None else int(first[0].shape[0])
