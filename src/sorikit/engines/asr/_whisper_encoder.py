"""Who encodes: CTranslate2 itself, or on processors with a matrix unit OpenVINO, in half of the time or less."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import ctranslate2
import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.engines._onnx import has_matrix_unit
from sorikit.engines.asr._ctranslate2_file import UnknownFormat


class Encoder(Protocol):
    """The first half of the network. Safe to share between threads."""

    def encode(self, features: Samples) -> Samples:
        """Return ``(windows, positions, width)`` of log-mel features ``(windows, bands, frames)``."""
        ...


class CTranslate2Encoder:
    """The encoder of the loaded model."""

    def __init__(self, model: Callable[[], ctranslate2.models.Whisper]) -> None:
        self._model = model

    def encode(self, features: Samples) -> Samples:
        """Encode windows one by one: larger batches leave a CPU's cache."""
        model = self._model()
        views = [ctranslate2.StorageView.from_array(np.ascontiguousarray(one[np.newaxis])) for one in features]
        return np.concatenate([np.array(model.encode(view, to_cpu=True)) for view in views])


def open_encoder(model: Path, device: Device, otherwise: Encoder) -> Encoder:
    """Return the fastest encoder for the ``model.bin``: ``otherwise`` where none is faster.

    Whoever names a number format gets CTranslate2's, in that format.
    """
    if not has_matrix_unit(device):
        return otherwise
    from sorikit.engines.asr._whisper_openvino import OpenVinoEncoder  # noqa: PLC0415 - an extra

    try:
        return OpenVinoEncoder(model, device.num_threads, min(device.workers, device.num_threads))
    except UnknownFormat:
        return otherwise
