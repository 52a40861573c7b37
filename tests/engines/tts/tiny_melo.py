"""A MeloTTS folder as k2-fsa's export writes it, with a network that says each symbol for 512 samples as loud as its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

SYMBOLS = [
    "_",
    "aa",
    "ah",
    "ay",
    "b",
    "hh",
    "eh",
    "l",
    "ow",
    "w",
    "er",
    "d",
    "zh",
    "n",
    "i",
    "h",
    "ao",
    "s",
    "!",
    "?",
    "…",
    ",",
    ".",
    "'",
    "-",
    "SP",
    "UNK",
]
LEXICON = """hello hh ah l ow 7 7 7 9
world w er l d 7 9 7 7
b b eh 7 8
two d aa 7 8
你好 n i h ao 3 3 3 3
你 n i 3 3
好 h ao 3 3
二 ah l 4 4
十 zh i 2 2
母 b ao 3 3
恩 eh n 1 1
"""
STEP = 512
RATE = 44100


def metadata(language: str, speakers: int) -> dict[str, Any]:
    return {
        "model_type": "melo-vits",
        "comment": "melo",
        "version": 2,
        "language": language,
        "add_blank": 1,
        "n_speakers": speakers,
        "jieba": int(language != "English"),
        "sample_rate": RATE,
        "bert_dim": 1024,
        "ja_bert_dim": 768,
        "speaker_id": 0,
        "lang_id": 2 if language == "English" else 3,
        "tone_start": 7 if language == "English" else 0,
        "url": "https://github.com/myshell-ai/MeloTTS",
        "license": "MIT license",
    }


def make(folder: Path, *, language: str = "English", speakers: int = 1, **facts: Any) -> Path:
    """Write the folder; loudness is (number of the symbol + its tone + 100 × speaker) × length_scale."""
    onnx = pytest.importorskip("onnx", reason="the test writes a network")
    helper, kinds = onnx.helper, onnx.TensorProto
    folder.mkdir(parents=True, exist_ok=True)
    inputs = [("x", kinds.INT64, ["N", "L"]), ("x_lengths", kinds.INT64, ["N"]), ("tones", kinds.INT64, ["N", "L"])]
    inputs += [("sid", kinds.INT64, [1])]
    inputs += [(name, kinds.FLOAT, [1]) for name in ("noise_scale", "length_scale", "noise_scale_w")]
    nodes = [
        helper.make_node("Add", ["x", "tones"], ["toned"]),
        helper.make_node("Mul", ["sid", "hundred"], ["who"]),
        helper.make_node("Add", ["toned", "who"], ["whole"]),
        helper.make_node("Cast", ["whole"], ["loud"], to=kinds.FLOAT),
        helper.make_node("Mul", ["loud", "length_scale"], ["scaled"]),
        helper.make_node("Unsqueeze", ["scaled", "last"], ["columns"]),
        helper.make_node("Mul", ["columns", "wave"], ["parts"]),
        helper.make_node("Reshape", ["parts", "flat"], ["y"]),
    ]
    wave = np.sin(np.arange(STEP, dtype=np.float32) / 5) / 1000
    constants = {
        "hundred": np.array([100]),
        "last": np.array([2]),
        "wave": wave[None, None],
        "flat": np.array([1, 1, -1]),
    }
    graph = helper.make_graph(
        nodes,
        "melo",
        [helper.make_tensor_value_info(*one) for one in inputs],
        [helper.make_tensor_value_info("y", kinds.FLOAT, ["N", "S", "T"])],
        [onnx.numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    for key, value in {**metadata(language, speakers), **facts}.items():
        one = model.metadata_props.add()
        one.key, one.value = key, str(value)
    onnx.save(model, folder / "model.onnx")
    (folder / "tokens.txt").write_text("".join(f"{s} {n}\n" for n, s in enumerate(SYMBOLS)), encoding="utf-8")
    (folder / "lexicon.txt").write_text(LEXICON, encoding="utf-8")
    return folder
