"""Resemblyzer's GE2E encoder on ONNX Runtime (Resemble AI, Apache-2.0; trained on 8,500 English voices).

Wan et al. 2018, "Generalized End-to-End Loss for Speaker Verification" (https://arxiv.org/abs/1710.10467). Three LSTMs
hear 40 mel bands (powers, not logarithms) in windows of 1.6 s; what they say of each is averaged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.dsp.fbank import SAMPLE_RATE
from sorikit.dsp.mel_spectrogram import MelOptions, mel_spectrogram
from sorikit.dsp.stft import StftOptions
from sorikit.engines._onnx import open_network
from sorikit.engines.speaker import Voice
from sorikit.engines.speaker._sound import check_sound, embed_sounds
from sorikit.store import ModelFiles

GRAPH = "resemblyzer_ge2e.onnx"
MEL = MelOptions(SAMPLE_RATE, StftOptions(n_fft=400, hop_length=160), n_mels=40)
WINDOW_FRAMES = 160
"""1.6 s, what the network was trained on."""
STEP_FRAMES = 77
"""From window to window: 1.3 windows a second."""
LEAST_COVERAGE = 0.75
"""Share of the last window that must be sound; the rest is silence."""
LEAST_RMS = 10 ** (-30 / 20)
"""Quieter voices are made as loud as this."""


class ResemblyzerEmbedder:
    """The embedder: (n, 256), unit length, nothing negative."""

    sample_rate = SAMPLE_RATE
    dim = 256

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._network = open_network(files.path(GRAPH), device.num_threads)

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, 256). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "Resemblyzer")
        return embed_sounds(audio, voices, self.dim, self._embed_samples)

    def _embed_samples(self, samples: Samples) -> Samples:
        starts = window_starts(samples.size)
        end = (starts[-1] + WINDOW_FRAMES) * MEL.stft.hop_length
        padded = np.pad(_loud_enough(samples), (0, max(0, end - samples.size)))
        bands = mel_spectrogram(padded, MEL).T
        windows = np.stack([bands[start : start + WINDOW_FRAMES] for start in starts])
        (vectors,) = self._network.run(["embeddings"], {"mels": windows})
        mean: Samples = vectors.mean(axis=0)
        return mean


def window_starts(samples: int) -> list[int]:
    """Return the first frame of each window of so many samples, as the network's authors cut them; always one."""
    hop = MEL.stft.hop_length
    frames = -(-(samples + 1) // hop)
    starts = list(range(0, max(1, frames - WINDOW_FRAMES + STEP_FRAMES + 1), STEP_FRAMES))
    covered = (samples - starts[-1] * hop) / (WINDOW_FRAMES * hop)
    return starts[:-1] if covered < LEAST_COVERAGE and len(starts) > 1 else starts


def _loud_enough(samples: Samples) -> Samples:
    rms = float(np.sqrt(np.square(samples, dtype=np.float64).mean()))
    return samples * np.float32(LEAST_RMS / rms) if 0.0 < rms < LEAST_RMS else samples
