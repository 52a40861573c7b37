"""Small changes to an ONNX file's bytes: another output, a factor on an edge, other nodes. Needs no library.

An ONNX file is one protobuf message, and protobuf joins messages that are written one after another: repeated fields of the
second are added to those of the first (https://protobuf.dev/programming-guides/encoding/#last-one-wins). So adding to a graph
is appending a few bytes to its file. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.errors import ModelCorrupted

FLOAT, UINT8, INT8, INT32, INT64 = 1, 2, 3, 6, 7
"""TensorProto.DataType."""
_GRAPH, _OPSET = 7, 8
_NODE, _INITIALIZER, _INPUT, _OUTPUT = 1, 5, 11, 12
_TYPES = {UINT8: np.uint8, INT8: np.int8, INT64: np.int64, FLOAT: np.float32}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a message, by its places in the whole file."""

    number: int
    head: int
    """Where its tag is."""
    begin: int
    """Where its value begins."""
    end: int
    wire: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A constant of the graph."""

    head: int
    """Where it is in the file."""
    name: str
    kind: int
    shape: tuple[int, ...]
    raw: bytes
    single: tuple[int, ...] = ()
    """Its numbers, where they are written one by one."""

    @classmethod
    def read(cls, data: bytes, field: Field) -> Tensor:
        """Return the TensorProto in a field."""
        name, kind, raw, shape, single = "", 0, b"", integers(data, field, 1), integers(data, field, 5)
        for part in list_fields(data, field.begin, field.end):
            if part.number == 2:
                kind = _varint_at(data, part.begin)[0]
            elif part.number == 8:
                name = data[part.begin : part.end].decode()
            elif part.number == 9:
                raw = data[part.begin : part.end]
        return cls(field.head, name, kind, tuple(shape), raw, tuple(single))

    @property
    def size(self) -> int:
        """How many numbers."""
        return math.prod(self.shape)

    def array(self, kind: type[np.uint8]) -> npt.NDArray[np.uint8]:
        """Return its numbers."""
        flat = np.frombuffer(self.raw, kind) if self.raw else np.array(self.single, kind)
        return flat.reshape(self.shape)


def with_output(model: bytes, edge: str) -> bytes:
    """Return the model with the float edge ``edge`` as one more output, of unknown shape."""
    return model + _message(_GRAPH, typed_value(_OUTPUT, edge, FLOAT, None))


def with_factor(model: bytes, edge: str, factor: str) -> bytes:
    """Return the model in which ``edge`` is multiplied by a new float input ``factor`` of shape (1,).

    Raises ModelCorrupted where not exactly one node gives ``edge``.
    """
    given = _text(2, edge)  # as an output of a node
    if model.count(given) != 1:
        raise ModelCorrupted(name="kokoro", detail=f"no node gives {edge}", command="sori models verify kokoro")
    before = edge[:-1] + ("#" if edge[-1] != "#" else "%")  # of the same length, so that no size changes
    renamed = model.replace(given, _text(2, before))
    return renamed + _message(_GRAPH, node("Mul", [before, factor], [edge]) + typed_value(_INPUT, factor, FLOAT, (1,)))


def node(kind: str, inputs: Sequence[str], outputs: Sequence[str]) -> bytes:
    """Return a node as a field of a graph; it is named after its first output."""
    parts = [_text(1, name) for name in inputs] + [_text(2, name) for name in outputs]
    return _message(_NODE, b"".join([*parts, _text(3, f"{kind} {outputs[0]}"), _text(4, kind)]))


def tensor(name: str, values: npt.NDArray[np.generic], kind: int) -> bytes:
    """Return a constant as a field of a graph."""
    array = np.ascontiguousarray(values, _TYPES[kind])
    dims = b"".join(_number(1, size) for size in np.shape(values))
    return _message(_INITIALIZER, dims + _number(2, kind) + _text(8, name) + _message(9, array.tobytes()))


def typed_value(field: int, name: str, kind: int, shape: Sequence[int] | None) -> bytes:
    """Return an input (field 11) or output (12) of a graph; ``shape`` None is unknown."""
    axes = b"" if shape is None else _message(2, b"".join(_message(1, _number(1, size)) for size in shape))
    return _message(field, _text(1, name) + _message(2, _message(1, _number(1, kind) + axes)))


def graph_model(graph: bytes, rest: bytes = b"") -> bytes:
    """Return a model of a graph's fields; ``rest`` are the model's other fields (default: ONNX opset 17)."""
    return (rest or _number(1, 8) + _message(_OPSET, _number(2, 17))) + _message(
        _GRAPH, (b"" if rest else _text(2, "g")) + graph
    )


def list_fields(data: bytes, begin: int = 0, end: int | None = None) -> Iterator[Field]:
    """Yield the fields of the message between two places, without looking into them."""
    end = len(data) if end is None else end
    at = begin
    while at < end:
        head = at
        tag, at = _varint_at(data, at)
        wire = tag & 7
        if wire == 2:
            size, at = _varint_at(data, at)
            yield Field(tag >> 3, head, at, at + size, wire)
            at += size
            continue
        first, at = at, _varint_at(data, at)[1] if wire == 0 else at + (8 if wire == 1 else 4)
        yield Field(tag >> 3, head, first, at, wire)


def read_strings(data: bytes, field: Field, number: int) -> list[str]:
    """Return the texts of one field of a message."""
    parts = list_fields(data, field.begin, field.end)
    return [data[part.begin : part.end].decode() for part in parts if part.number == number and part.wire == 2]


def integers(data: bytes, field: Field, number: int) -> list[int]:
    """Return the whole numbers of one field of a message, written one by one or packed."""
    found: list[int] = []
    for part in list_fields(data, field.begin, field.end):
        if part.number == number and part.wire in (0, 2):
            at = part.begin
            while at < part.end:
                value, at = _varint_at(data, at)
                found.append(value)
    return found


def _varint_at(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7


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
