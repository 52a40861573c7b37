"""Small changes to an ONNX file's bytes: another output, another input, a factor on an edge. Needs no library.

An ONNX file is one protobuf message, and protobuf joins messages that are written one after another: repeated fields of the
second are added to those of the first (https://protobuf.dev/programming-guides/encoding/#last-one-wins). So adding to a graph
is appending a few bytes to its file. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from __future__ import annotations

from sorikit.core.errors import ModelCorrupted

FLOAT = 1
"""TensorProto.FLOAT."""
_MODEL_GRAPH = 7
_GRAPH_NODE, _GRAPH_INPUT, _GRAPH_OUTPUT = 1, 11, 12
_NODE_INPUT, _NODE_OUTPUT, _NODE_NAME, _NODE_TYPE = 1, 2, 3, 4
_VALUE_NAME, _VALUE_TYPE, _TYPE_TENSOR, _TENSOR_KIND, _TENSOR_SHAPE, _SHAPE_AXIS, _AXIS_SIZE = 1, 2, 1, 1, 2, 1, 1


def with_output(model: bytes, edge: str) -> bytes:
    """Return the model with the float edge ``edge`` as one more output, of unknown shape."""
    kind = _number(_TENSOR_KIND, FLOAT)
    value = _text(_VALUE_NAME, edge) + _message(_VALUE_TYPE, _message(_TYPE_TENSOR, kind))
    return model + _message(_MODEL_GRAPH, _message(_GRAPH_OUTPUT, value))


def with_factor(model: bytes, edge: str, factor: str) -> bytes:
    """Return the model in which ``edge`` is multiplied by a new float input ``factor`` of shape (1,).

    Raises ModelCorrupted where not exactly one node gives ``edge``.
    """
    given = _text(_NODE_OUTPUT, edge)
    if model.count(given) != 1:
        raise ModelCorrupted(name="kokoro", detail=f"no node gives {edge}", command="sori models verify kokoro")
    before = edge[:-1] + ("#" if edge[-1] != "#" else "%")  # of the same length, so that no size changes
    renamed = model.replace(given, _text(_NODE_OUTPUT, before))
    node = b"".join(
        (
            _text(_NODE_INPUT, before),
            _text(_NODE_INPUT, factor),
            _text(_NODE_OUTPUT, edge),
            _text(_NODE_NAME, f"{edge} times {factor}"),
            _text(_NODE_TYPE, "Mul"),
        )
    )
    shape = _message(_TENSOR_SHAPE, _message(_SHAPE_AXIS, _number(_AXIS_SIZE, 1)))
    kind = _number(_TENSOR_KIND, FLOAT) + shape
    value = _text(_VALUE_NAME, factor) + _message(_VALUE_TYPE, _message(_TYPE_TENSOR, kind))
    return renamed + _message(_MODEL_GRAPH, _message(_GRAPH_NODE, node) + _message(_GRAPH_INPUT, value))


def _message(field: int, payload: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(payload)) + payload


def _text(field: int, text: str) -> bytes:
    return _message(field, text.encode())


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)
