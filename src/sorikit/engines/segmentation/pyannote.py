"""pyannote segmentation-3.0 on ONNX Runtime (https://huggingface.co/pyannote/segmentation-3.0, MIT).

Plaquet & Bredin, "Powerset multi-class cross entropy loss for neural speaker diarization" (2023): SincNet, four
bidirectional LSTMs, seven classes (nobody, each of three speakers, each pair).
"""

from __future__ import annotations

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.dsp.powerset import to_speakers
from sorikit.engines._onnx import open_network, threads_each
from sorikit.store import ModelFiles

GRAPH = "segmentation_3.0.onnx"
STEP = 270
"""Samples from frame to frame: the strides 10, 3, 3, 3 of the front end."""
RECEPTIVE_FIELD = 991
"""Samples that one frame of the front end hears."""
SMALLEST = 1_261
"""Fewer samples make no second frame, which the instance norms need."""


class PyannoteSegmenter:
    """The segmenter. Its input is normalised inside, but not below −50 dB: bring quiet audio up first."""

    sample_rate = 16_000
    window_seconds = 10.0
    frame_seconds = STEP / 16_000
    frame_offset = (RECEPTIVE_FIELD - STEP) / 2 / 16_000
    speakers = 3

    def __init__(self, files: ModelFiles, device: Device) -> None:
        # not in bfloat16: probabilities move by up to 0.08, and with them borders (false alarm on a call 3.4 → 4.9 %)
        self._network = open_network(files.path(GRAPH), threads_each(device))

    def segment(self, windows: Samples) -> Samples:
        """Return (batch, frames, 3) probabilities for (batch, samples) at 16 kHz; 589 frames for 10 s."""
        batch, samples = windows.shape
        if samples < SMALLEST or batch == 0:
            return np.zeros((batch, 0, self.speakers), np.float32)
        waves = np.ascontiguousarray(windows[:, None, :], np.float32)
        (log_probabilities,) = self._network.run(["log_probabilities"], {"waveforms": waves})
        return to_speakers(log_probabilities)
