"""Quantised convolutions over time as one matrix product each: the same numbers to the last bit, three times as fast.

ONNX Runtime's ``ConvInteger`` packs its operands anew on every call. Here the frames that a filter sees are gathered into rows, and
``MatMulInteger`` multiplies them with a matrix that is packed once, while loading, in signed bytes, for which processors have
their fastest instructions (VNNI, AMX). Both add up integers, so that nothing differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.engines._onnx import open_network
from sorikit.engines.tts._onnx_edit import (
    INT8,
    INT32,
    INT64,
    UINT8,
    Field,
    Tensor,
    graph_model,
    integers,
    list_fields,
    node,
    read_strings,
    tensor,
    typed_value,
)

LEAST_INPUTS = 256
"""Numbers that one output is the sum of; convolutions of fewer are left as they are."""
_AXIS_0, _AXIS_1, _FIRST, _NEXT = "#axis 0", "#axis 1", "#0", "#1"


def exact_signed_products() -> bool:
    """Whether this processor multiplies unsigned with signed bytes exactly.

    Those without VNNI add pairs of products in 16 bits, and saturate; there the convolutions must stay as they are.
    """
    weights = np.full((64, 16), 127, np.int8)
    graph = b"".join(
        (
            node("MatMulInteger", ["x", "w"], ["y"]),
            tensor("w", weights, INT8),
            typed_value(11, "x", UINT8, (4, 64)),
            typed_value(12, "y", INT32, (4, 16)),
        )
    )
    given = np.full((4, 64), 255, np.uint8)
    found = open_network(graph_model(graph), 1).run(None, {"x": given})[0]
    return bool((np.asarray(found) == 255 * 127 * 64).all())


def with_products(model: bytes) -> bytes:
    """Return the model with its dense convolutions over time as matrix products. Other parts stay as they are."""
    (graph,) = (field for field in list_fields(model) if field.number == 7)
    fields = list(list_fields(model, graph.begin, graph.end))
    tensors = {one.name: one for field in fields if field.number == 5 for one in [Tensor.read(model, field)]}
    made: list[bytes] = []
    replaced: set[int] = set()
    for field in fields:
        if field.number == 1 and model.find(b"ConvInteger", field.begin, field.end) >= 0:
            plan = _plan(model, field, tensors)
            if plan is not None:
                made += _product(plan)
                replaced |= {field.head, tensors[plan.filter].head}
    if not made:
        return model
    kept = [model[field.head : field.end] for field in fields if field.head not in replaced]
    made += [tensor(_AXIS_0, np.array([0]), INT64), tensor(_AXIS_1, np.array([1]), INT64)]
    made += [tensor(_FIRST, np.array(0), INT64), tensor(_NEXT, np.array(1), INT64)]
    rest = [model[one.head : one.end] for one in list_fields(model) if one.number != 7]
    return graph_model(b"".join(kept + made), b"".join(rest))


@dataclass(frozen=True, slots=True)
class _Plan:
    """One convolution: names of its filter and edges, its filter ``(outputs, inputs, taps)`` in signed bytes, its zero point."""

    filter: str
    x: str
    x_zero: str
    output: str
    weights: npt.NDArray[np.int8]
    zero: int
    dilation: int


def _plan(model: bytes, field: Field, tensors: Mapping[str, Tensor]) -> _Plan | None:
    inputs, outputs = (read_strings(model, field, number) for number in (1, 2))
    attributes = dict(_attributes(model, field))
    weights, zero = (tensors.get(name) for name in (inputs[1], inputs[3] if len(inputs) > 3 else ""))
    if weights is None or zero is None or len(weights.shape) != 3 or weights.kind != UINT8:
        return None
    taps, dilation = weights.shape[2], attributes.get("dilations", [1])[0]
    reach = (taps - 1) * dilation
    same = taps % 2 == 1 and attributes.get("pads", [0, 0]) == [reach // 2, reach // 2]
    dense = attributes.get("group", [1]) == [1] and attributes.get("strides", [1]) == [1]
    if not (same and dense and weights.shape[1] * taps >= LEAST_INPUTS and zero.size == 1):
        return None
    signed = (weights.array(np.uint8).astype(np.int16) - 128).astype(np.int8)
    return _Plan(
        inputs[1], inputs[0], inputs[2], outputs[0], signed, int(zero.array(np.uint8).reshape(-1)[0]) - 128, dilation
    )


def _attributes(model: bytes, field: Field) -> Iterator[tuple[str, list[int]]]:
    for attribute in list_fields(model, field.begin, field.end):
        if attribute.number == 5:
            (name,) = read_strings(model, attribute, 1)
            yield name, integers(model, attribute, 3) + integers(model, attribute, 8)


def _product(plan: _Plan) -> Iterator[bytes]:
    """Yield the nodes and constants of one convolution as a product; all names begin with that of its output."""
    outputs, inputs, taps = plan.weights.shape
    reach = (taps - 1) * plan.dilation // 2

    def name(part: str) -> str:
        return f"{plan.output}#{part}"

    yield node("Squeeze", [plan.x, _AXIS_0], [name("rows")])
    yield node("Transpose", [name("rows")], [name("frames")])
    rows = name("frames")
    if taps > 1:
        yield tensor(name("pads"), np.array([reach, 0, reach, 0]), INT64)
        yield tensor(name("taps"), np.arange(taps) * plan.dilation, INT64)
        yield tensor(name("width"), np.array([-1, taps * inputs]), INT64)
        yield node("Pad", [name("frames"), name("pads"), plan.x_zero], [name("padded")])
        yield node("Shape", [name("frames")], [name("shape")])
        yield node("Gather", [name("shape"), _FIRST], [name("length")])
        yield node("Range", [_FIRST, name("length"), _NEXT], [name("firsts")])
        yield node("Unsqueeze", [name("firsts"), _AXIS_1], [name("column")])
        yield node("Add", [name("column"), name("taps")], [name("places")])
        yield node("Gather", [name("padded"), name("places")], [name("seen")])
        yield node("Reshape", [name("seen"), name("width")], [name("gathered")])
        rows = name("gathered")
    matrix = np.ascontiguousarray(plan.weights.transpose(2, 1, 0).reshape(taps * inputs, outputs))
    yield tensor(name("weights"), matrix, INT8)
    yield tensor(name("zero"), np.array(plan.zero, np.int8), INT8)
    yield node("MatMulInteger", [rows, name("weights"), plan.x_zero, name("zero")], [name("sums")])
    yield node("Transpose", [name("sums")], [name("turned")])
    yield node("Unsqueeze", [name("turned"), _AXIS_0], [plan.output])
