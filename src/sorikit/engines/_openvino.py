"""OpenVINO, an extra: networks in bfloat16 on processors with a matrix unit (AMX), which other runtimes leave idle.

Products are of 8 significant bits and summed in float32. Without OpenVINO, or without such a processor, ONNX Runtime and
CTranslate2 do the same work (``_onnx.open_fastest``).
"""

from __future__ import annotations

import functools
import threading
from pathlib import Path
from typing import Any

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.extras import without

with without(
    "openvino_telemetry"
):  # it would tell OpenVINO's maker of every import; nothing of the kit is sent anywhere
    import openvino
    from openvino import opset13 as ops

PROBE = 64
"""Rows and columns of the product that tells what the processor has."""


@functools.cache
def is_worthwhile() -> bool:
    """Whether a product of bfloat16 runs on the processor's matrix unit here: asked of a small one, once.

    Without that unit bfloat16 takes four times as long as CTranslate2's int8 (measured).
    """
    try:
        core = openvino.Core()
        if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            return False
        rows = ops.parameter([-1, PROBE], np.float32)
        square = np.eye(PROBE, dtype=np.float32)
        model = openvino.Model([ops.result(ops.matmul(rows, ops.constant(square), False, True))], [rows], "probe")
        compiled = core.compile_model(model, "CPU", settings(1, 1))
        compiled([square])
        kinds = [node.get_rt_info()["primitiveType"].astype(str) for node in compiled.get_runtime_model().get_ops()]
    except (RuntimeError, KeyError):  # an OpenVINO without what was asked of it
        return False
    return any("amx" in kind for kind in kinds)


def settings(threads: int, workers: int) -> dict[str, Any]:
    """Return how a network runs: ``workers`` calls at once on ``threads`` threads in all."""
    return {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": workers,
        "ENABLE_CPU_PINNING": False,  # other engines run beside it
    }


class OpenVinoNetwork:
    """A network of an ONNX file. Safe to share between threads.

    Each new shape of input costs some 60 ms of preparation and memory, once: give it few.
    """

    def __init__(self, graph: Path, threads: int, workers: int) -> None:
        """Read the file. Raises RuntimeError where OpenVINO cannot."""
        core = openvino.Core()
        self._compiled = core.compile_model(core.read_model(str(graph)), "CPU", settings(threads, workers))
        self._idle: list[Any] = []
        self._guard = threading.Lock()

    def run(self, outputs: list[str], inputs: dict[str, Samples]) -> list[Samples]:
        """Return the named outputs of named inputs, as ``onnxruntime.InferenceSession.run`` does."""
        with self._guard:
            request = self._idle.pop() if self._idle else self._compiled.create_infer_request()
        try:
            found = request.infer({name: np.ascontiguousarray(value) for name, value in inputs.items()})
            return [np.array(found[name], np.float32) for name in outputs]  # the request's own memory is used again
        finally:
            with self._guard:
                self._idle.append(request)
