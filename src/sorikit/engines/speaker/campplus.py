"""CAM++ on ONNX Runtime (3D-Speaker, Apache-2.0; trained on 200,000 Chinese and English voices).

Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking" (2023).
Features: Kaldi's 80 log mel bands, minus their mean over the voice.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.time import Span
from sorikit.dsp.fbank import SAMPLE_RATE, fbank
from sorikit.engines._onnx import open_network
from sorikit.engines.speaker import Voice
from sorikit.engines.speaker._sound import FEWEST_FRAMES, check_sound, frames_inside
from sorikit.store import ModelFiles

GRAPH = "campplus_zh_en_16k.onnx"


class CamPlusEmbedder:
    """The embedder: (n, 192), unit length."""

    sample_rate = SAMPLE_RATE
    dim = 192

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._network = open_network(files.path(GRAPH), device.num_threads)

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, 192). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "CAM++")
        bands = fbank(audio.samples[0])
        chosen = [[Span(0.0, audio.duration)]] if voices is None else voices
        vectors = [self._embed_bands(bands[frames_inside(voice, len(bands))]) for voice in chosen]
        return np.stack(vectors) if vectors else np.zeros((0, self.dim), np.float32)

    def _embed_bands(self, bands: Samples) -> Samples:
        if len(bands) < FEWEST_FRAMES:
            return np.zeros(self.dim, np.float32)
        centred = bands - bands.mean(axis=0, dtype=np.float64).astype(np.float32)
        (vectors,) = self._network.run(["embeddings"], {"features": centred[None]})
        vector: Samples = vectors[0]
        return vector
