"""Checkpoints of transformers become CTranslate2 models: the same bytes as its own converter's, the same tokens as transformers'."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
from tests.engines.asr.tiny_whisper import ENGLISH, LARGE_V3, MULTILINGUAL, save_checkpoint

from sorikit.engines.asr._safetensors import BadWeights, read_weights
from sorikit.engines.asr._whisper_convert import convert
from sorikit.engines.asr._whisper_tokens import WhisperTokens

pytest.importorskip("transformers")
pytestmark = pytest.mark.filterwarnings("ignore")  # transformers' own
KINDS = (MULTILINGUAL, *(pytest.param(kind, marks=pytest.mark.slow) for kind in (LARGE_V3, ENGLISH)))


@pytest.fixture(scope="module", params=KINDS)
def checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Any]:
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, folder, save_checkpoint(folder, request.param)


@pytest.fixture(scope="module")
def converted(checkpoint: tuple[str, Path, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("converted")
    convert(checkpoint[1], target)
    return target


def test_the_same_files_as_ctranslate2s_own_converter(
    checkpoint: tuple[str, Path, Any], converted: Path, tmp_path: Path
) -> None:
    from ctranslate2.converters import TransformersConverter

    reference = Path(TransformersConverter(str(checkpoint[1])).convert(str(tmp_path / "reference")))
    assert (converted / "model.bin").read_bytes() == (reference / "model.bin").read_bytes()
    for name in ("config.json", "vocabulary.json"):
        ours, theirs = (json.loads((folder / name).read_text("utf-8")) for folder in (converted, reference))
        if checkpoint[0] == ENGLISH and name == "config.json":
            del ours["lang_ids"], theirs["lang_ids"]  # nobody asks an English-only model for the language
        assert ours == theirs


def test_the_same_tokens_as_transformers(checkpoint: tuple[str, Path, Any], converted: Path) -> None:
    import torch

    kind, _, model = checkpoint
    ours = ctranslate2.models.Whisper(str(converted), device="cpu", compute_type="float32", intra_threads=1)
    assert WhisperTokens(converted / "tokenizer.json").multilingual == (kind != ENGLISH)
    assert ours.n_mels == model.config.num_mel_bins
    features = np.random.default_rng(3).normal(0, 1, (1, ours.n_mels, 3000)).astype(np.float32)
    config = model.generation_config
    start = [config.decoder_start_token_id]
    prompt = start if kind == ENGLISH else [*start, config.lang_to_id["<|ko|>"], config.task_to_id["transcribe"]]
    prompt = [*prompt, config.no_timestamps_token_id]
    result = ours.generate(
        ctranslate2.StorageView.from_array(features),
        [prompt],
        beam_size=1,
        max_length=40,
        suppress_tokens=config.suppress_tokens,
    )
    spoken = {"language": "ko", "task": "transcribe"} if kind != ENGLISH else {}
    with torch.no_grad():
        theirs = model.generate(torch.from_numpy(features), do_sample=False, num_beams=1, max_new_tokens=36, **spoken)
    for row, expected in zip(result, theirs.tolist(), strict=True):
        written = [token for token in expected if token not in (*prompt, config.eos_token_id)]
        length = min(len(written), len(row.sequences_ids[0]))
        assert length >= 20
        assert row.sequences_ids[0][:length] == written[:length]


def test_half_precision_is_kept(tmp_path: Path) -> None:
    import torch

    for name, dtype in (("half", torch.float16), ("brain", torch.bfloat16)):
        model = save_checkpoint(tmp_path / name)
        model.to(dtype).save_pretrained(tmp_path / name)
        weights = read_weights(tmp_path / name)
        for key, values in model.state_dict().items():
            if key in weights:
                assert weights[key].dtype == (np.float16 if dtype == torch.float16 else np.float32)
                np.testing.assert_array_equal(weights[key].astype(np.float32), values.float().numpy())
    (tmp_path / "out").mkdir()
    convert(tmp_path / "half", tmp_path / "out")
    size = (tmp_path / "out" / "model.bin").stat().st_size
    assert size == pytest.approx(2 * model.num_parameters(), rel=0.05)


def test_several_files_and_an_old_tokenizer(checkpoint: tuple[str, Path, Any], converted: Path, tmp_path: Path) -> None:
    kind, folder, model = checkpoint
    if kind != MULTILINGUAL:
        pytest.skip("once is enough")
    model.save_pretrained(tmp_path, max_shard_size="2MB")
    assert (tmp_path / "model.safetensors.index.json").is_file()
    document = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    (tmp_path / "vocab.json").write_text(json.dumps(document["model"]["vocab"]), "utf-8")
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in document["model"]["merges"]]
    (tmp_path / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges), "utf-8")
    added = {
        row["content"]: row["id"] for row in document["added_tokens"] if row["id"] >= len(document["model"]["vocab"])
    }
    (tmp_path / "added_tokens.json").write_text(json.dumps(added), "utf-8")
    (tmp_path / "out").mkdir()
    convert(tmp_path, tmp_path / "out")
    for name in ("model.bin", "vocabulary.json"):
        assert (tmp_path / "out" / name).read_bytes() == (converted / name).read_bytes()
    from tokenizers import Tokenizer

    text = " 안녕하세요. It's 3:45 p.m., 뷁!"
    new, old = (Tokenizer.from_file(str(place / "tokenizer.json")) for place in (converted, tmp_path / "out"))
    assert old.encode(text, add_special_tokens=False).ids == new.encode(text, add_special_tokens=False).ids


def header(document: object) -> bytes:
    raw = json.dumps(document).encode()
    return struct.pack("<Q", len(raw)) + raw


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x02}q\x00.",  # a pickle
        struct.pack("<Q", 1 << 60) + b"{}",
        header([1, 2]),
        header({"a": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}) + b"\0" * 8,
        header({"a": {"dtype": "F32", "shape": [-4], "data_offsets": [0, 16]}}) + b"\0" * 16,
        header({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 16]}}) + b"\0" * 16,
        header({"a": {"dtype": "I64", "shape": [2], "data_offsets": [0, 16]}}) + b"\0" * 16,
        header({"a": {"dtype": "F32"}}),
    ],
)
def test_damaged_weights_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(BadWeights, match="safetensors"):
        read_weights(tmp_path)


@pytest.mark.parametrize("name", ["../model.safetensors", "gone.safetensors", 3])
def test_an_index_names_files_of_its_folder_only(tmp_path: Path, name: object) -> None:
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}), "utf-8")
    with pytest.raises(BadWeights, match="not in the folder"):
        read_weights(tmp_path)
