"""DistillMOS on ONNX Runtime: one opinion score of speech (Microsoft, MIT).

Stahl & Gamper, "Distillation and Pruning for Scalable Self-Supervised Representation-Based Speech Quality Assessment"
(2025), https://github.com/microsoft/Distill-MOS. A convolutional and a transformer network of 4 million numbers, taught
by a far larger one, hears windows of 7.68 s: their spectrum in frames of 20 ms, each magnitude raised to the power 0.3. Shorter audio is followed by silence; longer audio is heard in
windows at most a second apart, evenly spread from the first sample to the last, as in the authors' program.
"""

from __future__ import annotations

import math

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidAudio
from sorikit.dsp.windows import window
from sorikit.engines._onnx import open_network
from sorikit.engines.quality import Rating, RatingOptions
from sorikit.store import ModelFiles

GRAPH = "distillmos.onnx"
SAMPLE_RATE = 16_000
WINDOW = 122_880
"""Samples: 7.68 s."""
N_FFT, HOP_LENGTH = 320, 160
BORDER = (N_FFT - HOP_LENGTH) // 2
"""Samples mirrored at each end of a window, for frames in steps of exactly one hop."""
COMPRESSION = 0.3
SMALLEST = 1e-12
"""Magnitude that counts as none."""


class DistillMos:
    """The rater."""

    sample_rate = SAMPLE_RATE

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._network = open_network(files.path(GRAPH), device.num_threads)

    def rate(self, audio: Audio, options: RatingOptions | None = None) -> Rating:
        """Return the mean opinion over the windows of ``audio``; its level does not matter.

        Raises InvalidAudio where it is not 16 kHz mono, is empty, or holds NaN or infinity.
        """
        samples = _checked(audio)
        starts = window_starts(samples.size, (options or RatingOptions()).hop)
        opinions = [self._judge(samples[start : start + WINDOW]) for start in starts]
        return Rating(float(np.mean(opinions)), len(starts))

    def _judge(self, samples: Samples) -> float:
        (opinion,) = self._network.run(None, {"spectrum": compressed_spectrum(samples)[None]})
        return float(opinion[0, 0])


def compressed_spectrum(samples: Samples) -> Samples:
    """Return what the network hears of one window (122880,): float32 (2, 161, 768), real and imaginary parts."""
    loudest = np.abs(samples).max() + np.float32(1e-8)
    bordered = np.pad(samples / loudest, BORDER, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(bordered, N_FFT)[::HOP_LENGTH]
    spectrum = np.fft.rfft(frames * window("hann", N_FFT)).T
    magnitude = np.maximum(np.abs(spectrum), SMALLEST)
    compressed = spectrum * magnitude ** (COMPRESSION - 1)
    return np.stack([compressed.real, compressed.imag]).astype(np.float32)


def window_starts(frames: int, hop: float = 1.0) -> list[int]:
    """Return the first sample of each window in ``frames`` (at least one window's) samples, at most ``hop`` seconds apart."""
    room = frames - WINDOW
    shares = np.linspace(0, 1, math.ceil(room / min(hop * SAMPLE_RATE, WINDOW)) + 1)
    return [int(share * room) for share in shares]


def _checked(audio: Audio) -> Samples:
    """Return samples of at least one window."""
    if audio.sample_rate != SAMPLE_RATE or audio.channels != 1:
        raise InvalidAudio(
            detail=f"{audio.channels} channels at {audio.sample_rate} Hz; DistillMOS hears 16 kHz mono",
            detail_ko=f"{audio.channels}채널 {audio.sample_rate} Hz입니다. DistillMOS는 16 kHz 모노를 듣습니다",
        )
    if audio.frames == 0 or not np.all(np.isfinite(audio.samples)):
        raise InvalidAudio(
            detail="there is nothing to rate, or samples are not numbers",
            detail_ko="평가할 소리가 없거나 숫자가 아닌 샘플이 있습니다",
        )
    samples: Samples = np.pad(audio.samples[0], (0, max(0, WINDOW - audio.frames)))
    return samples
