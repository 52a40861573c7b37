"""Who encodes for Whisper: OpenVINO writes what CTranslate2 does, and only where the processor makes it worthwhile."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import pytest
from ctranslate2.specs.whisper_spec import WhisperSpec

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.core.errors import ModelNotInstalled
from sorikit.engines.asr._ctranslate2_file import UnknownFormat, read_arrays
from sorikit.engines.asr._whisper_encoder import CTranslate2Encoder, open_encoder
from sorikit.store import find_model

BANDS, WIDTH, HEADS, LAYERS = 128, 64, 4, 2
WITHOUT_MATRIX_UNIT = {"ONEDNN_MAX_CPU_ISA": "AVX2"}


def reference(folder: Path, features: Samples) -> Samples:
    """What CTranslate2 says in float32."""
    model = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32", intra_threads=1)
    return CTranslate2Encoder(lambda: model).encode(features)


def apart(left: Samples, right: Samples) -> float:
    """Root mean square of the difference, relative to that of the second."""
    return float(np.sqrt(np.mean((left - right) ** 2) / np.mean(right**2)))


def noise(windows: int, bands: int, frames: int) -> Samples:
    return np.random.default_rng(5).standard_normal((windows, bands, frames)).astype(np.float32)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of another size and with more bands, in the real format."""
    folder = tmp_path_factory.mktemp("small")
    random = np.random.default_rng(1)

    def fill(layer: Any, name: str, shape: tuple[int, ...]) -> None:
        scale = 0.3 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.1
        values = random.standard_normal(shape) * scale + (1.0 if name == "gamma" else 0.0)
        setattr(layer, name, values.astype(np.float32))

    def fill_linear(layer: Any, out: int, into: int) -> None:
        fill(layer, "weight", (out, into))
        fill(layer, "bias", (out,))

    def fill_norm(layer: Any) -> None:
        fill(layer, "gamma", (WIDTH,))
        fill(layer, "beta", (WIDTH,))

    def fill_block(layer: Any, *, crossed: bool) -> None:
        fill_norm(layer.self_attention.layer_norm)
        fill_linear(layer.self_attention.linear[0], 3 * WIDTH, WIDTH)
        fill_linear(layer.self_attention.linear[1], WIDTH, WIDTH)
        if crossed:
            fill_norm(layer.attention.layer_norm)
            for part, rows in zip(layer.attention.linear, (WIDTH, 2 * WIDTH, WIDTH), strict=True):
                fill_linear(part, rows, WIDTH)
        fill_norm(layer.ffn.layer_norm)
        fill_linear(layer.ffn.linear_0, 96, WIDTH)
        fill_linear(layer.ffn.linear_1, WIDTH, 96)

    tokens = [f"word{number}" for number in range(20)]
    tokens += ["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]
    spec = WhisperSpec(LAYERS, HEADS, LAYERS, HEADS)
    for layer, shape in ((spec.encoder.conv1, (WIDTH, BANDS, 3)), (spec.encoder.conv2, (WIDTH, WIDTH, 3))):
        fill(layer, "weight", shape)
        fill(layer, "bias", (WIDTH,))
    fill(spec.encoder.position_encodings, "encodings", (1500, WIDTH))
    fill(spec.decoder.position_encodings, "encodings", (448, WIDTH))
    fill(spec.decoder.embeddings, "weight", (len(tokens), WIDTH))
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for half, crossed in ((spec.encoder, False), (spec.decoder, True)):
        fill_norm(half.layer_norm)
        for layer in half.layer:
            fill_block(layer, crossed=crossed)
    spec.register_vocabulary(tokens)
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return folder


@pytest.fixture(scope="module")
def base() -> Path:
    try:
        return find_model("whisper-base").folder
    except ModelNotInstalled as error:
        pytest.skip(str(error))


def test_the_graph_computes_what_ctranslate2_computes(small: Path) -> None:
    openvino = pytest.importorskip("openvino")
    from sorikit.engines.asr._whisper_openvino import _graph

    graph = _graph(read_arrays(small / "model.bin", "encoder/"))
    compiled = openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    for windows, frames in ((1, 1000), (2, 400), (1, 3000)):
        features = noise(windows, BANDS, frames)
        (encoded,) = compiled([features]).values()
        assert encoded.shape == (windows, frames // 2, WIDTH)
        np.testing.assert_allclose(encoded, reference(small, features), atol=2e-4)


def test_real_weights_within_the_precision_of_bfloat16(base: Path) -> None:
    openvino = pytest.importorskip("openvino")
    from sorikit.engines._openvino import is_worthwhile
    from sorikit.engines.asr._whisper_openvino import OpenVinoEncoder

    if not is_worthwhile():
        pytest.skip("the processor has no matrix unit for bfloat16")
    del openvino
    encoder = OpenVinoEncoder(base / "model.bin", 2, 1)
    features = noise(3, 80, 1000)
    encoded = encoder.encode(features)
    assert apart(encoded, reference(base, features)) < 0.05  # CTranslate2's int8: 0.03 to 0.07
    alone = [encoder.encode(features[index : index + 1])[0] for index in range(3)]
    np.testing.assert_array_equal(encoded, np.stack(alone))  # to the bit: the others of a batch change nothing
    np.testing.assert_array_equal(encoded, OpenVinoEncoder(base / "model.bin", 1, 1).encode(features))


def test_a_named_format_and_a_gpu_are_ctranslate2s(small: Path) -> None:
    def never() -> ctranslate2.models.Whisper:
        raise AssertionError

    own = CTranslate2Encoder(never)
    for device in (Device(compute_type="int8"), Device(compute_type="float32"), Device("cuda")):
        assert open_encoder(small / "model.bin", device, own) is own


def test_without_a_matrix_unit_ctranslate2_encodes(small: Path) -> None:
    pytest.importorskip("openvino")
    program = (
        "import sys; from pathlib import Path; from sorikit.core.device import Device;"
        "from sorikit.engines.asr._whisper_encoder import open_encoder;"
        "own = object(); assert open_encoder(Path(sys.argv[1]), Device(), own) is own"
    )
    environment = {**os.environ, **WITHOUT_MATRIX_UNIT, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program, str(small / "model.bin")], env=environment, check=True)


def test_without_openvino_ctranslate2_encodes(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    for module in ("sorikit.engines._openvino", "sorikit.engines.asr._whisper_openvino"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    own = CTranslate2Encoder(lambda: ctranslate2.models.Whisper(str(small), device="cpu"))
    assert open_encoder(small / "model.bin", Device(), own) is own
    assert own.encode(noise(1, BANDS, 200)).shape == (1, 100, WIDTH)


def test_the_file_is_read_whole_or_refused(small: Path, tmp_path: Path) -> None:
    arrays = read_arrays(small / "model.bin")
    assert arrays["encoder/conv1/weight"].shape == (WIDTH, BANDS, 3)
    assert arrays["decoder/projection/weight"].shape == arrays["decoder/embeddings/weight"].shape
    assert all(name.startswith("encoder/") for name in read_arrays(small / "model.bin", "encoder/"))
    content = (small / "model.bin").read_bytes()
    for wrong in (content[:-1], content[:200_000], content[:3], struct.pack("<I", 5) + content[4:]):
        (tmp_path / "model.bin").write_bytes(wrong)
        with pytest.raises(UnknownFormat):
            read_arrays(tmp_path / "model.bin")


def test_nothing_is_told_to_the_maker_of_the_library(tmp_path: Path) -> None:
    """The library's reporter, where it is installed, is not even imported."""
    pytest.importorskip("openvino")
    (tmp_path / "openvino_telemetry.py").write_text("raise SystemExit('it was asked to report')\n", encoding="utf-8")
    code = "import sys; import sorikit.engines.asr._whisper_openvino; sys.exit('openvino_telemetry' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=120)
