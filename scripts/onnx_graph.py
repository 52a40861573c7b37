"""A few lines over ``onnx.helper`` to write a network layer by layer: named, ordered, the same bytes each time."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
Array = npt.NDArray[np.generic]


class Graph:
    """Collects nodes and weights; ``model`` closes it. Names are given by count, so equal calls give equal bytes."""

    def __init__(self, *, half: bool = False) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._known: dict[bytes, str] = {}
        self._half = half
        self._count = 0

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        """Append a node and return the name of its first output."""
        self._count += 1
        names = [f"{kind.lower()}_{self._count}"] + [f"{kind.lower()}_{self._count}_{n}" for n in range(1, outputs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, name=names[0], **attributes))
        return names[0]

    def constant(self, values: npt.ArrayLike, kind: type[np.generic] = np.float32) -> str:
        """Store a small constant as it is and return its name; equal ones are stored once."""
        array = np.asarray(values, dtype=kind)
        key = array.tobytes() + str((array.dtype, array.shape)).encode()
        if key not in self._known:
            self._known[key] = self._store(array)
        return self._known[key]

    def weight(self, values: npt.NDArray[np.float32], *, exact: bool = False) -> str:
        """Store a large weight and return the name of its float32 form.

        In half mode, unless ``exact``, it is stored in 16 bits: each output channel as int16 with its own scale
        (finer than float16, whose mantissa has 11 bits), which ONNX Runtime turns into float32 once, while loading.
        """
        array = np.ascontiguousarray(values, dtype=np.float32)
        if not self._half or exact or array.size < 1024:
            return self._store(array)
        axes = tuple(range(1, array.ndim))
        scale = (np.abs(array).max(axis=axes, keepdims=True) / np.float32(32767)).astype(np.float32)
        scale[scale == 0] = 1
        whole = self._store(np.rint(array / scale).astype(np.int16))
        return self.add("Mul", self.add("Cast", whole, to=TensorProto.FLOAT), self._store(scale))

    def model(
        self, name: str, inputs: dict[str, list[str | int]], outputs: dict[str, tuple[str, list[str | int]]]
    ) -> onnx.ModelProto:
        """Return the checked model; ``outputs`` maps public name → (inner name, shape)."""
        for public, (inner, _) in outputs.items():
            self._nodes.append(helper.make_node("Identity", [inner], [public], name=public))
        value = helper.make_tensor_value_info
        graph = helper.make_graph(
            self._nodes,
            name,
            [value(key, TensorProto.FLOAT, shape) for key, shape in inputs.items()],
            [value(key, TensorProto.FLOAT, shape) for key, (_, shape) in outputs.items()],
            self._weights,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="sorikit")
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return model

    def _store(self, array: Array) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name
