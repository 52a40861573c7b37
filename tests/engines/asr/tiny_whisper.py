"""Whisper checkpoints in Hugging Face's own format, small and untrained, made by transformers itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer

from sorikit.core.errors import ModelNotInstalled
from sorikit.store import find_model

MULTILINGUAL, LARGE_V3, ENGLISH = "multilingual", "large-v3", "english"


def vocabulary(kind: str) -> dict[str, Any]:
    """Return a ``tokenizer.json`` laid out as the real ones: 51,865 tokens, 51,866 (large-v3), 51,864 (English only)."""
    try:
        path = find_model("whisper-base").path("tokenizer.json")
    except ModelNotInstalled as error:
        pytest.skip(str(error))
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if kind == LARGE_V3:  # Cantonese came between the last language and the tasks
        tasks = next(row["id"] for row in document["added_tokens"] if row["content"] == "<|translate|>")
        for row in document["added_tokens"]:
            row["id"] += row["id"] >= tasks
        yue = {**document["added_tokens"][0], "id": tasks, "content": "<|yue|>"}
        document["added_tokens"] = sorted([*document["added_tokens"], yue], key=lambda row: row["id"])
    if kind == ENGLISH:  # one merge fewer, so that everything after it has the number it has there
        words = document["model"]["vocab"]
        last = document["model"]["merges"].pop()
        merged = "".join(last if isinstance(last, list) else last.split(" "))
        gone = words.pop(merged)
        document["model"]["vocab"] = {word: number - (number > gone) for word, number in words.items()}
        for row in document["added_tokens"]:
            row["id"] -= row["id"] > gone
    return document


def save_checkpoint(folder: Path, kind: str = MULTILINGUAL, *, seed: int = 0, **changes: Any) -> Any:
    """Write an untrained checkpoint with ``save_pretrained`` and return the transformers model. ``changes``: of its config."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(vocabulary(kind)), "utf-8")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    number = tokenizer.token_to_id
    end, start = number("<|endoftext|>"), number("<|startoftranscript|>")
    torch.manual_seed(seed)
    config = transformers.WhisperConfig(
        **{
            "vocab_size": tokenizer.get_vocab_size(),
            "num_mel_bins": 128 if kind == LARGE_V3 else 80,
            "d_model": 64,
            "encoder_layers": 2,
            "decoder_layers": 2,
            "encoder_attention_heads": 4,
            "decoder_attention_heads": 4,
            "encoder_ffn_dim": 96,
            "decoder_ffn_dim": 96,
            "init_std": 0.3,  # larger than usual: an untrained model shall not write one token for ever
            "decoder_start_token_id": start,
            "bos_token_id": end,
            "eos_token_id": end,
            "pad_token_id": end,
            **changes,
        }
    )
    model = transformers.WhisperForConditionalGeneration(config).eval()
    languages = {
        token: number(token) for token in tokenizer.get_vocab() if start < number(token) < number("<|translate|>")
    }
    tasks = {task: number(f"<|{task}|>") for task in ("transcribe", "translate")}
    model.generation_config = transformers.GenerationConfig(
        decoder_start_token_id=start,
        eos_token_id=end,
        pad_token_id=end,
        bos_token_id=end,
        is_multilingual=kind != ENGLISH,
        **({} if kind == ENGLISH else {"lang_to_id": languages, "task_to_id": tasks}),
        no_timestamps_token_id=number("<|notimestamps|>"),
        suppress_tokens=[1, 2, 7, start, number("<|startofprev|>")],
        begin_suppress_tokens=[220, end],
        alignment_heads=[[1, 0], [1, 3]],
        max_length=60,
        return_timestamps=False,
    )
    model.save_pretrained(folder)
    features = {"feature_size": config.num_mel_bins, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), "utf-8")
    return model
