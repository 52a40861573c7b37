"""Speaker models by file and folder: WeSpeaker's networks, and what is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, ModelNotInstalled
from sorikit.core.time import Span
from sorikit.engines.speaker import choose, is_path, load

NOISE = Audio((np.random.default_rng(3).standard_normal(32_000) * 0.1).astype(np.float32), 16_000)


def write_network(path: Path, *, bands: int = 80, dim: int = 16, rank: int = 3) -> np.ndarray:
    """Write mean over time → matrix → vector, with WeSpeaker's names; return the matrix."""
    onnx = pytest.importorskip("onnx", reason="the test writes a network")
    from onnx import TensorProto, helper, numpy_helper

    matrix = np.random.default_rng(0).standard_normal((bands, dim)).astype(np.float32)
    shape = ["B", "T", bands][:rank]
    nodes = [
        helper.make_node("Mul", ["feats", "feats"], ["squares"]),
        helper.make_node("ReduceMean", ["squares"], ["means"], axes=[1], keepdims=0),
        helper.make_node("MatMul", ["means", "matrix"], ["embs"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("feats", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("embs", TensorProto.FLOAT, ["B", dim])],
        [numpy_helper.from_array(matrix, "matrix")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))
    return matrix


def test_features_are_those_that_wespeaker_takes(tmp_path: Path) -> None:
    knf = pytest.importorskip("kaldi_native_fbank", reason="the reference features")
    matrix = write_network(tmp_path / "tiny.onnx")
    embedder = load(str(tmp_path / "tiny.onnx"), Device(threads=1))
    options = knf.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.window_type = "hamming"
    options.mel_opts.num_bins = 80
    options.energy_floor = 0.0
    bank = knf.OnlineFbank(options)
    bank.accept_waveform(16_000, (NOISE.samples[0] * 32_768).tolist())
    bank.input_finished()
    bands = np.stack([bank.get_frame(at) for at in range(bank.num_frames_ready)])
    expected = ((bands - bands.mean(axis=0)) ** 2).mean(axis=0) @ matrix
    expected /= np.linalg.norm(expected)
    assert np.abs(embedder.embed(NOISE)[0] - expected).max() < 1e-3


def test_a_folder_with_one_network(tmp_path: Path) -> None:
    write_network(tmp_path / "model" / "avg_model.onnx", bands=40, dim=8)
    (tmp_path / "model" / "config.yaml").write_text("model: tiny\n", encoding="utf-8")
    embedder = load(choose(None, str(tmp_path / "model")))
    vectors = embedder.embed(NOISE, [[Span(0, 1)], [Span(1, 2)], [Span(0, 0.05)], []])
    assert vectors.shape == (4, embedder.dim) == (4, 8)
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0, 0], atol=1e-5)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-4)
    write_network(tmp_path / "model" / "second.onnx")
    with pytest.raises(InvalidOption, match="2 networks"):
        load(str(tmp_path / "model"))


def test_what_is_no_speaker_model(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="no such file"):
        load(str(tmp_path / "gone.onnx"))
    with pytest.raises(InvalidOption, match="holds neither"):
        load(str(tmp_path))
    (tmp_path / "broken.onnx").write_bytes(b"not a network")
    with pytest.raises(InvalidOption, match="ONNX Runtime"):
        load(str(tmp_path / "broken.onnx"))
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(InvalidOption, match="not a speaker model"):
        load(str(tmp_path / "notes.txt"))
    write_network(tmp_path / "flat.onnx", rank=2)
    with pytest.raises(InvalidOption, match="not features"):
        load(str(tmp_path / "flat.onnx"))
    with pytest.raises(ModelNotInstalled, match="sori pull"):
        load("Wespeaker/never-pulled")


def test_engines_and_models_that_do_not_fit(tmp_path: Path) -> None:
    assert choose(None, None) == choose("campplus", None) == "campplus"
    assert choose("resemblyzer", None) == "resemblyzer"
    write_network(tmp_path / "tiny.onnx")
    assert choose("wespeaker", str(tmp_path / "tiny.onnx")) == str(tmp_path / "tiny.onnx")
    for engine, model, said in (
        ("magic", None, "choose from"),
        ("wespeaker", None, "--model FILE.onnx"),
        ("ivector", str(tmp_path / "tiny.onnx"), "leave --engine out"),
        ("campplus", "resemblyzer", "leave --engine out"),
    ):
        with pytest.raises(InvalidOption, match=said):
            choose(engine, model)
    assert not is_path("campplus")
    assert not is_path("owner/name")
