"""A wav2vec2-CTC model in the real format, with random weights and a Korean vocabulary: seconds to make, 100 kB."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

LETTERS = "가나다라마바사아자차"
VOCABULARY = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, **{text: 5 + at for at, text in enumerate(LETTERS)}}


def make(folder: Path) -> Any:
    """Write config, processor files and ``model.safetensors``; return transformers' model."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(7)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = transformers.Wav2Vec2ForCTC(
            transformers.Wav2Vec2Config(
                vocab_size=len(VOCABULARY),
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=2,
                intermediate_size=48,
                conv_dim=(16,) * 7,
                num_conv_pos_embeddings=16,
                num_conv_pos_embedding_groups=2,
                feat_extract_norm="layer",
                do_stable_layer_norm=True,
                pad_token_id=0,
            )
        ).eval()
        with torch.no_grad():
            model.lm_head.weight.mul_(40.0)  # so that it says something …
            model.lm_head.bias[1:4] = -1000.0  # … but no special tokens, which are no text …
            model.lm_head.bias[4] += 3.0  # … and words of some letters
        model.save_pretrained(folder)
    processor(folder)
    return model


def processor(folder: Path, *, vocabulary: dict[str, int] | None = None) -> None:
    """Write the processor's files as ``Wav2Vec2Processor.save_pretrained`` does."""
    folder.mkdir(exist_ok=True)
    table = VOCABULARY if vocabulary is None else vocabulary
    (folder / "vocab.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    sound = {"do_normalize": True, "feature_size": 1, "padding_value": 0.0, "sampling_rate": 16000}
    (folder / "preprocessor_config.json").write_text(json.dumps(sound), encoding="utf-8")
    tokens = {"pad_token": "<pad>", "unk_token": {"content": "<unk>"}, "word_delimiter_token": "|", "bos_token": "<s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokens), encoding="utf-8")


def export(model: Any, folder: Path) -> None:
    """Write ``model.onnx`` of any length of sound."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            (torch.zeros(1, 16_000),),
            str(folder / "model.onnx"),
            input_names=["input_values"],
            output_names=["logits"],
            dynamic_axes={"input_values": {0: "batch", 1: "samples"}, "logits": {0: "batch", 1: "frames"}},
            dynamo=False,
        )


def voice(seconds: float, seed: int = 0) -> np.ndarray:
    """Return something that changes with time, as speech does."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * 16_000)) / 16_000
    wave = np.sin(2 * np.pi * (150 + 80 * np.sin(5 * at)) * at) * (0.5 + 0.5 * np.sin(9 * at))
    return (0.3 * wave + 0.01 * rng.standard_normal(at.size)).astype(np.float32)
