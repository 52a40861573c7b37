"""The two runtimes of a wav2vec2-CTC network: transformers (safetensors only) and ONNX Runtime. Same sound, same scores."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.extras import optional_library
from sorikit.engines._onnx import open_network

ONNX_NAMES = ("model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx")
"""Where exports are looked for, in this order."""
WEIGHTS = "model.safetensors"


class CtcNetwork(Protocol):
    """Scores of prepared sound."""

    def logits(self, samples: Samples) -> Samples:
        """Return ``(frames, tokens)`` of ``(samples,)``."""
        ...


class TorchNetwork:
    """``Wav2Vec2ForCTC`` of transformers, from safetensors: nothing of the folder is executed."""

    def __init__(self, folder: Path, device: Device, feature: str) -> None:
        """Raises RuntimeMissing without the extra ``torch``, InvalidOption for a folder without safetensors."""
        if not list(folder.glob("*.safetensors")):
            raise InvalidOption(
                option=str(folder),
                detail=f"{WEIGHTS} is missing; save the model with transformers: model.save_pretrained(FOLDER)",
                detail_ko=f"{WEIGHTS}가 없습니다. transformers의 model.save_pretrained(폴더)로 저장하세요",
            )
        self._torch: Any = optional_library("torch", "torch", feature)
        transformers = optional_library("transformers", "torch", feature)
        model = transformers.Wav2Vec2ForCTC.from_pretrained(str(folder), use_safetensors=True, local_files_only=True)
        self._model = model.to(device.name).eval()
        self._device = device.name

    def logits(self, samples: Samples) -> Samples:
        """Return ``(frames, tokens)`` of ``(samples,)``."""
        with self._torch.inference_mode():
            sound = self._torch.from_numpy(np.ascontiguousarray(samples)).to(self._device)
            scores = self._model(sound.unsqueeze(0)).logits[0]
        return np.asarray(scores.float().cpu().numpy(), np.float32)


class OnnxNetwork:
    """An export of the same network: first input the sound ``(1, samples)``, first output ``(1, frames, tokens)``."""

    def __init__(self, graph: Path, device: Device) -> None:
        self._session = open_network(graph, device.num_threads)
        inputs = [one.name for one in self._session.get_inputs()]
        self._sound = inputs[0]
        self._mask = inputs[1] if len(inputs) > 1 else None

    def logits(self, samples: Samples) -> Samples:
        """Return ``(frames, tokens)`` of ``(samples,)``."""
        feed: dict[str, Any] = {self._sound: np.ascontiguousarray(samples[np.newaxis], np.float32)}
        if self._mask is not None:
            feed[self._mask] = np.ones((1, samples.size), np.int64)
        return np.asarray(self._session.run(None, feed)[0][0], np.float32)


def find_graph(folder: Path) -> Path | None:
    """Return the ONNX export of a folder; None where there is none."""
    with contextlib.suppress(StopIteration):
        return next(folder / name for name in ONNX_NAMES if (folder / name).is_file())
    return None
