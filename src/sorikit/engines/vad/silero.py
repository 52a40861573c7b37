"""Silero VAD v6 on ONNX Runtime (https://github.com/snakers4/silero-vad, MIT).

The network hears frames of 512 samples at 16 kHz, each with the 64 samples before it, and keeps an LSTM state. Its
"sequence" graph takes many frames in one call, with the same result as one by one: that is what makes it cheap.
"""

from __future__ import annotations

import numpy as np
import onnxruntime

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.engines._onnx import open_network
from sorikit.store import ModelFiles

GRAPH = "silero_vad_16k_sequence.onnx"
FRAME = 512
CONTEXT = 64
STATE = (1, 1, 128)
FRAMES_PER_CALL = 512
"""16 s in one call: more saves nothing, and costs memory."""


class Silero:
    """The detector. Always on one core of the CPU: frames depend on one another, more threads would only wait."""

    sample_rate = 16_000
    frame_seconds = FRAME / 16_000

    def __init__(self, files: ModelFiles, device: Device) -> None:  # noqa: ARG002 - every engine is built so
        self._network = open_network(files.path(GRAPH), threads=1)

    def open(self) -> SileroSession:
        """Begin a stream."""
        return SileroSession(self._network)


class SileroSession:
    """One stream: the LSTM state, the context and the samples that do not fill a frame yet."""

    def __init__(self, network: onnxruntime.InferenceSession) -> None:
        self._network = network
        self._hidden = np.zeros(STATE, np.float32)
        self._cell = np.zeros(STATE, np.float32)
        self._held = np.zeros(CONTEXT, np.float32)  # context, then the samples still waiting

    def detect(self, samples: Samples) -> Samples:
        """Take the next 16 kHz mono samples; return one probability (0 … 1) for each whole frame of 32 ms."""
        audio = np.concatenate([self._held, np.asarray(samples, np.float32)])
        count = (audio.size - CONTEXT) // FRAME
        self._held = audio[count * FRAME :].copy()
        if count == 0:
            return np.zeros(0, np.float32)
        frames = np.lib.stride_tricks.sliding_window_view(audio, CONTEXT + FRAME)[::FRAME]
        parts = [self._run(frames[at : at + FRAMES_PER_CALL]) for at in range(0, count, FRAMES_PER_CALL)]
        return np.concatenate(parts)

    def finish(self) -> Samples:
        """Return the probability of the rest, filled up with silence."""
        rest = self._held.size - CONTEXT
        if rest == 0:
            return np.zeros(0, np.float32)
        return self.detect(np.zeros(FRAME - rest, np.float32))

    def _run(self, frames: Samples) -> Samples:
        inputs = {"input": np.ascontiguousarray(frames), "h": self._hidden, "c": self._cell}
        probabilities, self._hidden, self._cell = self._network.run(["speech_probs", "hn", "cn"], inputs)
        return np.asarray(probabilities, np.float32).reshape(-1)
