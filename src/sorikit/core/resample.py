"""The only resampler: soxr, a filtering one, so that nothing above the new Nyquist frequency folds back."""

from __future__ import annotations

import numpy as np
import soxr

from sorikit.core.audio import Audio, Samples

QUALITY = "HQ"
"""soxr's 20-bit quality: the pass band reaches 0.91 of Nyquist, aliases are below −120 dB."""


def resample(audio: Audio, sample_rate: int) -> Audio:
    """Return ``audio`` at ``sample_rate`` Hz, filtered. The same object where the rate already fits."""
    if audio.sample_rate == sample_rate:
        return audio
    if audio.frames == 0:
        return Audio(audio.samples, sample_rate)
    resampled = soxr.resample(audio.samples.T, audio.sample_rate, sample_rate, quality=QUALITY)
    return Audio(np.ascontiguousarray(np.atleast_2d(resampled.T), dtype=np.float32), sample_rate)


class StreamResampler:
    """The same filter over mono pieces of any size: their outputs joined equal the whole at once.

    ``feed`` gives what is ready, ``finish`` the tail. One object per stream.
    """

    def __init__(self, source_rate: int, target_rate: int) -> None:
        self._stream = (
            None
            if source_rate == target_rate
            else soxr.ResampleStream(source_rate, target_rate, 1, dtype="float32", quality=QUALITY)
        )

    def feed(self, samples: Samples) -> Samples:
        """Resample a 1-D float32 piece."""
        if self._stream is None:
            return samples
        piece: Samples = self._stream.resample_chunk(samples)
        return piece

    def finish(self) -> Samples:
        """Return the last samples of the stream."""
        if self._stream is None:
            return np.zeros(0, np.float32)
        tail: Samples = self._stream.resample_chunk(np.zeros(0, np.float32), last=True)
        return tail
