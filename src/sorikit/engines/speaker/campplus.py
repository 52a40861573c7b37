"""CAM++ on ONNX Runtime or OpenVINO (3D-Speaker, Apache-2.0; trained on 200,000 Chinese and English voices).

Wang et al., "CAM++: A Fast and Efficient Network for Speaker Verification Using Context-Aware Masking" (2023).
Features: Kaldi's 80 log mel bands, minus their mean over the voice.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.dsp.fbank import SAMPLE_RATE, fbank
from sorikit.engines._onnx import Network, has_matrix_unit, open_fastest, open_network, threads_each
from sorikit.engines.speaker import Voice
from sorikit.engines.speaker._sound import FEWEST_FRAMES, check_sound, frames_inside
from sorikit.store import ModelFiles

GRAPH = "campplus_zh_en_16k.onnx"
COMMON = (100, 260)
"""Frames of 10 ms: voices of so many are the pieces of conversations, which come by the hundred …"""
STEP = 25
"""… and get a length that is a multiple of this, since each new length costs the faster runtime some preparation: their
beginning follows again. (Cut instead, they are clustered worse.)"""
MOST = COMMON[1] // STEP * STEP


class CamPlusEmbedder:
    """The embedder: (n, 192), unit length."""

    sample_rate = SAMPLE_RATE
    dim = 192

    def __init__(self, files: ModelFiles, device: Device) -> None:
        self._any = open_network(files.path(GRAPH), threads_each(device))
        self._open = partial(open_fastest, files.path(GRAPH), device) if has_matrix_unit(device) else lambda: self._any
        self._opened: Network | None = None
        self._opening = threading.Lock()

    @property
    def _common(self) -> Network:
        """The network for pieces of conversations, opened when the first one comes: whole recordings need none."""
        with self._opening:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, 192). Raises InvalidAudio where the rate or the channels are not 16 kHz mono."""
        check_sound(audio, "CAM++")
        bands = fbank(audio.samples[0])
        if voices is None:
            return self._vector(bands, self._any)[None]
        vectors = [self._of_voice(bands[frames_inside(voice, len(bands))]) for voice in voices]
        return np.stack(vectors) if vectors else np.zeros((0, self.dim), np.float32)

    def _of_voice(self, bands: Samples) -> Samples:
        if not COMMON[0] <= len(bands) <= COMMON[1]:
            return self._vector(bands, self._any)
        missing = -len(bands) % STEP
        return self._vector(np.concatenate([bands, bands[:missing]])[:MOST], self._common)

    def _vector(self, bands: Samples, network: Network) -> Samples:
        if len(bands) < FEWEST_FRAMES:
            return np.zeros(self.dim, np.float32)
        centred = bands - bands.mean(axis=0, dtype=np.float64).astype(np.float32)
        (vectors,) = network.run(["embeddings"], {"features": centred[None]})
        vector: Samples = vectors[0]
        return vector
