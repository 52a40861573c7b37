"""VITS models in the real format, with random weights: written by transformers itself, 1 MB, a second to make."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

LATIN = {letter: at for at, letter in enumerate("_ abcdefghijklmnopqrstuvwxyz'-")}


def make(
    folder: Path, *, language: str = "eng", vocabulary: dict[str, int] | None = None, speakers: int = 1, **tokens: Any
) -> Any:
    """Write a checkpoint with its tokenizer; return transformers' model. ``tokens``: what the tokenizer is told."""
    torch = pytest.importorskip("torch", reason="needs torch (extra: torch)")
    transformers = pytest.importorskip("transformers", reason="needs transformers (extra: torch)")
    table = vocabulary or LATIN
    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = transformers.VitsModel(
            transformers.VitsConfig(
                vocab_size=len(table),
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=2,
                ffn_dim=48,
                flow_size=32,
                spectrogram_bins=33,
                duration_predictor_num_flows=2,
                duration_predictor_flow_bins=4,
                depth_separable_num_layers=1,
                depth_separable_channels=2,
                prior_encoder_num_flows=1,
                prior_encoder_num_wavenet_layers=1,
                posterior_encoder_num_wavenet_layers=1,
                wavenet_dilation_rate=1,
                upsample_initial_channel=32,
                upsample_rates=[8, 8],
                upsample_kernel_sizes=[16, 16],
                resblock_kernel_sizes=[3],
                resblock_dilation_sizes=[[1, 3]],
                num_speakers=speakers,
                speaker_embedding_size=8 if speakers > 1 else 0,
                sampling_rate=16_000,
            )
        ).eval()
        model.save_pretrained(folder)
    (folder / "vocab.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    told = {"tokenizer_class": "VitsTokenizer", "language": language, "phonemize": False, "pad_token": "_"}
    (folder / "tokenizer_config.json").write_text(json.dumps(told | tokens), encoding="utf-8")
    return model
