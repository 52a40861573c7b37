"""DistillMOS as an ONNX graph: convolutions over the compressed spectrum, then a transformer and attentive pooling.

The network is that of the PyPI packages ``distillmos`` 0.9.1 (``sqa.py``) and ``xls-r-sqa`` 0.1.0, written from their
weights alone; what is fixed when it hears (batch norms before the first product) is folded into the weights.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import onnx
from onnx_graph import Graph

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
FRAMES, BINS = 768, 161
"""Of one window: 7.68 s, 10 ms apart; 0 … 8 kHz."""
WIDTH, HEADS, LAYERS = 200, 8, 7
STRIDES = ([1, 1], [2, 1], [2, 1], [2, 1], [2, 1], [2, 2])
"""Over bins and frames, of the convolutions one after another."""


def distillmos_graph(weights: Mapping[str, Floats]) -> onnx.ModelProto:
    """Write the network: ``spectrum (batch, 2, 161, 768)`` → ``mos (batch, 1)``, 1 … 5.

    The spectrum is real and imaginary part, each magnitude raised to the power 0.3.
    """
    g = Graph(half=True)
    out = "spectrum"
    for layer, strides in enumerate(STRIDES):
        name = f"cnn.cnn.{2 * layer}"
        matrix, bias = g.weight(weights[f"{name}.weight"]), g.weight(weights[f"{name}.bias"])
        out = g.add("LeakyRelu", g.add("Conv", out, matrix, bias, strides=strides, pads=[0, 1, 0, 1]), alpha=0.1)
    out = g.add("Reshape", out, g.constant([0, -1, FRAMES // 2], np.int64))
    out = _linear(g, g.add("Transpose", out, perm=[0, 2, 1]), *_projection(weights))
    out = g.add("Add", out, g.weight(weights["transformer_pool_attn.transformer.position_encoding.pe"], exact=True))
    for layer in range(LAYERS):
        out = _encoder_layer(g, out, weights, f"transformer_pool_attn.transformer.transformer_encoder.layers.{layer}")
    scale, shift = _affine(weights, "transformer_pool_attn.norm_trans")
    out = g.add("Add", g.add("Mul", out, g.weight(_single(scale))), g.weight(_single(shift)))
    out = g.add("Sigmoid", _pooled(g, out, weights))
    out = g.add("Add", g.add("Mul", out, g.constant([4.0])), g.constant([1.0]))
    return g.model("distillmos", {"spectrum": ["batch", 2, BINS, FRAMES]}, {"mos": (out, ["batch", 1])})


def _projection(weights: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """Return the matrix and bias from 1024 channels to the transformer, with both batch norms before it folded in."""
    first_scale, first_shift = _affine(weights, "transformer_pool_attn.norm_input")
    scale, shift = _affine(weights, "transformer_pool_attn.transformer.norm")
    matrix = weights["transformer_pool_attn.transformer.linear_proj.weight"].astype(np.float64)
    bias = weights["transformer_pool_attn.transformer.linear_proj.bias"] + matrix @ (scale * first_shift + shift)
    return _single(matrix * (first_scale * scale)), _single(bias)


def _encoder_layer(g: Graph, x: str, weights: Mapping[str, Floats], name: str) -> str:
    """Append self-attention and a feed-forward part, a layer norm after each."""
    attention = f"{name}.self_attn"
    matrices = np.split(weights[f"{attention}.in_proj_weight"], 3)
    biases = np.split(weights[f"{attention}.in_proj_bias"], 3)
    split = g.constant([0, 0, HEADS, WIDTH // HEADS], np.int64)
    query, key, value = (
        g.add("Reshape", _linear(g, x, matrix, bias), split) for matrix, bias in zip(matrices, biases, strict=True)
    )
    query, value = (g.add("Transpose", part, perm=[0, 2, 1, 3]) for part in (query, value))
    alike = g.add("MatMul", query, g.add("Transpose", key, perm=[0, 2, 3, 1]))
    shares = g.add("Softmax", g.add("Mul", alike, g.constant([(WIDTH // HEADS) ** -0.5])), axis=-1)
    heard = g.add("Transpose", g.add("MatMul", shares, value), perm=[0, 2, 1, 3])
    heard = g.add("Reshape", heard, g.constant([0, 0, WIDTH], np.int64))
    heard = _linear(g, heard, weights[f"{attention}.out_proj.weight"], weights[f"{attention}.out_proj.bias"])
    x = _layer_norm(g, g.add("Add", x, heard), weights, f"{name}.norm1")
    inner = g.add("Relu", _linear(g, x, weights[f"{name}.linear1.weight"], weights[f"{name}.linear1.bias"]))
    inner = _linear(g, inner, weights[f"{name}.linear2.weight"], weights[f"{name}.linear2.bias"])
    return _layer_norm(g, g.add("Add", x, inner), weights, f"{name}.norm2")


def _pooled(g: Graph, x: str, weights: Mapping[str, Floats]) -> str:
    """Append the mean over the frames, weighed by attention, and its one number."""
    name = "transformer_pool_attn.pool"
    matrices = [
        (weights[f"{name}.linear{number}.weight"], weights[f"{name}.linear{number}.bias"]) for number in (1, 2, 3)
    ]
    attention = _linear(g, g.add("Relu", _linear(g, x, *matrices[0])), *matrices[1])
    shares = g.add("Transpose", g.add("Softmax", attention, axis=1), perm=[0, 2, 1])
    return _linear(g, g.add("Squeeze", g.add("MatMul", shares, x), g.constant([1], np.int64)), *matrices[2])


def _linear(g: Graph, x: str, matrix: Floats, bias: Floats) -> str:
    return g.add("Add", g.add("MatMul", x, g.add("Transpose", g.weight(matrix), perm=[1, 0])), g.weight(bias))


def _layer_norm(g: Graph, x: str, weights: Mapping[str, Floats], name: str) -> str:
    scale, shift = g.weight(weights[f"{name}.weight"]), g.weight(weights[f"{name}.bias"])
    return g.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-5)


def _affine(weights: Mapping[str, Floats], name: str) -> tuple[Doubles, Doubles]:
    """Return the scale and shift that a batch norm applies when it hears."""
    mean, variance = (weights[f"{name}.running_{part}"].astype(np.float64) for part in ("mean", "var"))
    scale = weights[f"{name}.weight"] / np.sqrt(variance + 1e-5)
    return scale, weights[f"{name}.bias"] - mean * scale


def _single(values: Doubles) -> Floats:
    return values.astype(np.float32)
