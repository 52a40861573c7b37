"""From a Hugging Face checkpoint of Whisper to a CTranslate2 model: without torch, without transformers.

CTranslate2 itself says how a model is written (``ctranslate2.specs``); here is only which tensor goes where. The files
are those that CTranslate2's own converter writes (a test compares them byte by byte).
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import LayerSpec
from ctranslate2.specs.whisper_spec import WhisperSpec

from sorikit.engines.asr._safetensors import BadWeights, Tensor, read_weights
from sorikit.engines.asr._whisper_vocabulary import tokenizer_of, vocabulary_of

VERSION = 1
"""Counted up whenever what is written changes: older conversions are then made anew."""


def convert(source: Path, target: Path) -> None:
    """Write the CTranslate2 model of the checkpoint in ``source`` into the folder ``target``, which must exist.

    Weights keep their precision. Raises BadWeights where something is missing or does not fit, OSError.
    """
    config = read_json(source / "config.json")
    weights = _Weights(read_weights(source))
    try:
        spec = WhisperSpec(
            int(config["encoder_layers"]),
            int(config["encoder_attention_heads"]),
            int(config["decoder_layers"]),
            int(config["decoder_attention_heads"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadWeights(f"config.json: {error!r}") from error
    _encoder(spec.encoder, weights)
    _decoder(spec.decoder, weights)
    tokenizer = tokenizer_of(source)
    spec.register_vocabulary(vocabulary_of(tokenizer, len(weights["model.decoder.embed_tokens.weight"])))
    _configure(spec.config, config, read_json(source / "generation_config.json", missing={}), tokenizer.get_vocab())
    try:
        spec.validate()
    except ValueError as error:
        raise BadWeights(str(error)) from error
    spec.optimize()
    spec.save(str(target))
    tokenizer.save(str(target / "tokenizer.json"), pretty=False)
    if (source / "preprocessor_config.json").is_file():
        shutil.copyfile(source / "preprocessor_config.json", target / "preprocessor_config.json")


def read_json(path: Path, missing: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a JSON object. Raises BadWeights for another document, or where it lacks and ``missing`` is None."""
    if missing is not None and not path.is_file():
        return dict(missing)
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadWeights(f"{path.name} cannot be read") from error
    if not isinstance(document, dict):
        raise BadWeights(f"{path.name} is not an object")
    return document


class _Weights:
    """Tensors by name; a missing one is told by its name."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self._tensors = tensors

    def get(self, name: str, default: Tensor) -> Tensor:
        """Return a tensor, or ``default`` where it lacks."""
        return self._tensors.get(name, default)

    def __contains__(self, name: str) -> bool:
        return name in self._tensors

    def __getitem__(self, name: str) -> Tensor:
        if name not in self._tensors:
            raise BadWeights(f"the weights have no {name}")
        return self._tensors[name]

    def fused(self, parts: list[str]) -> tuple[Tensor, Tensor]:
        """Return weight and bias of several linear layers as one; Whisper's keys have no bias, which is zero."""
        layers = [self[f"{part}.weight"] for part in parts]
        biases = [
            self[f"{part}.bias"] if f"{part}.bias" in self else np.zeros(len(layer), layer.dtype)
            for part, layer in zip(parts, layers, strict=True)
        ]
        return np.concatenate(layers), np.concatenate(biases)


def _encoder(spec: LayerSpec, weights: _Weights) -> None:
    for name, layer in (("conv1", spec.conv1), ("conv2", spec.conv2)):
        layer.weight, layer.bias = weights[f"model.encoder.{name}.weight"], weights[f"model.encoder.{name}.bias"]
    spec.position_encodings.encodings = weights["model.encoder.embed_positions.weight"]
    _norm(spec.layer_norm, weights, "model.encoder.layer_norm")
    for number, layer in enumerate(spec.layer):
        _layer(layer, weights, f"model.encoder.layers.{number}")


def _decoder(spec: LayerSpec, weights: _Weights) -> None:
    embeddings = weights["model.decoder.embed_tokens.weight"]
    spec.embeddings.weight = embeddings
    spec.projection.weight = weights.get("proj_out.weight", embeddings)
    spec.position_encodings.encodings = weights["model.decoder.embed_positions.weight"]
    _norm(spec.layer_norm, weights, "model.decoder.layer_norm")
    for number, layer in enumerate(spec.layer):
        prefix = f"model.decoder.layers.{number}"
        _layer(layer, weights, prefix)
        query, keys, out = layer.attention.linear
        source = f"{prefix}.encoder_attn"
        query.weight, query.bias = weights.fused([f"{source}.q_proj"])
        keys.weight, keys.bias = weights.fused([f"{source}.k_proj", f"{source}.v_proj"])
        _linear(out, weights, f"{source}.out_proj")
        _norm(layer.attention.layer_norm, weights, f"{prefix}.encoder_attn_layer_norm")


def _layer(layer: LayerSpec, weights: _Weights, prefix: str) -> None:
    """Self-attention and feed-forward, the same on both sides."""
    fused, out = layer.self_attention.linear
    fused.weight, fused.bias = weights.fused([f"{prefix}.self_attn.{part}_proj" for part in "qkv"])
    _linear(out, weights, f"{prefix}.self_attn.out_proj")
    _norm(layer.self_attention.layer_norm, weights, f"{prefix}.self_attn_layer_norm")
    _linear(layer.ffn.linear_0, weights, f"{prefix}.fc1")
    _linear(layer.ffn.linear_1, weights, f"{prefix}.fc2")
    _norm(layer.ffn.layer_norm, weights, f"{prefix}.final_layer_norm")


def _linear(spec: LayerSpec, weights: _Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(spec: LayerSpec, weights: _Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _configure(
    target: Any, config: Mapping[str, Any], generation: Mapping[str, Any], vocabulary: Mapping[str, int]
) -> None:
    """Say which tokens are never written, which are languages, and which heads look at where a word is heard.

    The checkpoint's ``generation_config.json`` knows, older ones have it in ``config.json``. Where nobody named the
    heads, those of the upper half of the decoder are taken, as CTranslate2 does.
    """
    target.suppress_ids = _first(generation.get("suppress_tokens"), config.get("suppress_tokens"), [])
    target.suppress_ids_begin = _first(generation.get("begin_suppress_tokens"), config.get("begin_suppress_tokens"), [])
    languages = generation.get("lang_to_id") or {
        token: vocabulary[token] for token in vocabulary if _is_language(token, vocabulary)
    }
    target.lang_ids = sorted(languages.values())
    layers = int(config["decoder_layers"])
    upper = itertools.product(range(layers // 2, layers), range(int(config["decoder_attention_heads"])))
    target.alignment_heads = generation.get("alignment_heads") or [list(pair) for pair in upper]


def _is_language(token: str, vocabulary: Mapping[str, int]) -> bool:
    """Whether a control token is one of the languages, which stand between the start and the tasks."""
    start, tasks = vocabulary.get("<|startoftranscript|>"), vocabulary.get("<|translate|>")
    return start is not None and tasks is not None and start < vocabulary[token] < tasks


def _first(*values: Any) -> Any:
    return next(value for value in values if value is not None)
