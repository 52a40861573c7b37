"""Whisper's encoder on OpenVINO in bfloat16: for processors whose matrix unit (AMX) CTranslate2 leaves idle.

The same weights, read from the CTranslate2 model. Products are of 8 significant bits and summed in float32, which is
nearer to the exact result than CTranslate2's int8 and takes half of its time or less (docs/benchmarks.md). OpenVINO is
an extra; without it, or without such a processor, CTranslate2 encodes.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sorikit.core.audio import Samples
from sorikit.core.extras import without
from sorikit.engines._openvino import settings
from sorikit.engines.asr._ctranslate2_file import UnknownFormat, read_arrays

with without(
    "openvino_telemetry"
):  # it would tell OpenVINO's maker of every import; nothing of the kit is sent anywhere
    import openvino
    from openvino import opset13 as ops

EPSILON = 1e-5
"""Of layer normalisation (CTranslate2 ``LayerNorm``, openai-whisper)."""
FRAMES_AT_ONCE = 3000
"""Frames of all windows that are encoded in one call: as many as of one of 30 s, so that memory is no more than its."""

Arrays = dict[str, NDArray[Any]]


class OpenVinoEncoder:
    """The encoder of a converted Whisper of any size. Safe to share between threads."""

    def __init__(self, model: Path, threads: int, workers: int) -> None:
        """Read the ``model.bin``. Raises UnknownFormat for one that is not float16 or float32, or not of Whisper."""
        weights = read_arrays(model, "encoder/")
        try:
            graph = _graph(weights)
        except (KeyError, IndexError, RuntimeError) as error:
            raise UnknownFormat(f"{model.name}: {error}") from error
        self._compiled = openvino.Core().compile_model(graph, "CPU", settings(threads, workers))
        self._idle: list[Any] = []
        self._guard = threading.Lock()

    def encode(self, features: Samples) -> Samples:
        """Return ``(windows, positions, width)`` of log-mel features ``(windows, bands, frames)``.

        A window's output does not depend on those beside it.
        """
        with self._guard:
            request = self._idle.pop() if self._idle else self._compiled.create_infer_request()
        try:
            step = max(1, FRAMES_AT_ONCE // features.shape[2])
            parts = [_infer(request, features[first : first + step]) for first in range(0, len(features), step)]
        finally:
            with self._guard:
                self._idle.append(request)
        return np.concatenate(parts)


def _infer(request: Any, features: Samples) -> Samples:
    (encoded,) = request.infer([np.ascontiguousarray(features, np.float32)], share_inputs=True).values()
    return np.array(encoded, np.float32)  # the request's own memory is used again


def _graph(weights: Arrays) -> openvino.Model:
    """Return the network of Radford et al. 2022, 2.2: two convolutions, sinusoids, pre-norm transformer blocks."""
    heads = int(weights["encoder/num_heads"].ravel()[0])
    bands = weights["encoder/conv1/weight"].shape[1]
    features = ops.parameter([-1, bands, -1], np.float32)
    state = features
    for name, stride in (("conv1", 1), ("conv2", 2)):
        bias = weights[f"encoder/{name}/bias"].reshape(1, -1, 1)
        state = ops.convolution(state, _constant(weights[f"encoder/{name}/weight"]), [stride], [1], [1], [1])
        state = ops.gelu(ops.add(state, _constant(bias)), "erf")
    state = ops.transpose(state, _numbers(0, 2, 1))
    length = ops.gather(ops.shape_of(state, "i32"), _numbers(1), _number(0))
    sinusoids = _constant(weights["encoder/position_encodings/encodings"])
    state = ops.add(state, ops.slice(sinusoids, _numbers(0), length, _numbers(1), _numbers(0)))
    layer = 0
    while f"encoder/layer_{layer}/ffn/linear_0/weight" in weights:
        state = _block(state, weights, f"encoder/layer_{layer}", heads)
        layer += 1
    return openvino.Model([ops.result(_norm(state, weights, "encoder/layer_norm"))], [features], "whisper_encoder")


def _block(state: Any, weights: Arrays, name: str, heads: int) -> Any:
    attention = f"{name}/self_attention"
    width = weights[f"{attention}/linear_1/bias"].shape[0]
    fused = _linear(_norm(state, weights, f"{attention}/layer_norm"), weights, f"{attention}/linear_0")
    parts = ops.reshape(fused, _numbers(0, 0, 3, heads, width // heads), special_zero=True)
    parts = ops.transpose(parts, _numbers(2, 0, 3, 1, 4))
    query, key, value = (ops.squeeze(one, _numbers(0)) for one in ops.split(parts, _number(0), 3).outputs())
    mixed = ops.transpose(ops.scaled_dot_product_attention(query, key, value), _numbers(0, 2, 1, 3))
    mixed = ops.reshape(mixed, _numbers(0, 0, width), special_zero=True)
    state = ops.add(state, _linear(mixed, weights, f"{attention}/linear_1"))
    inner = _linear(_norm(state, weights, f"{name}/ffn/layer_norm"), weights, f"{name}/ffn/linear_0")
    return ops.add(state, _linear(ops.gelu(inner, "erf"), weights, f"{name}/ffn/linear_1"))


def _linear(state: Any, weights: Arrays, name: str) -> Any:
    product = ops.matmul(state, _constant(weights[f"{name}/weight"]), transpose_a=False, transpose_b=True)
    return ops.add(product, _constant(weights[f"{name}/bias"]))


def _norm(state: Any, weights: Arrays, name: str) -> Any:
    normal = ops.mvn(state, _numbers(-1), normalize_variance=True, eps=EPSILON, eps_mode="inside_sqrt")
    return ops.add(ops.multiply(normal, _constant(weights[f"{name}/gamma"])), _constant(weights[f"{name}/beta"]))


def _constant(values: NDArray[Any]) -> Any:
    if values.dtype not in (np.float16, np.float32):
        raise UnknownFormat(f"weights of {values.dtype}")
    return ops.constant(np.ascontiguousarray(values, np.float32))


def _numbers(*values: int) -> Any:
    return ops.constant(np.array(values, np.int32))


def _number(value: int) -> Any:
    return ops.constant(np.int32(value))
