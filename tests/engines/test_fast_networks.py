"""Networks on OpenVINO, where it is installed and the processor has a matrix unit: what ONNX Runtime computes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.time import Span
from sorikit.engines import speaker
from sorikit.engines._onnx import has_matrix_unit

PLAIN = Device(threads=1, compute_type="float32")
"""Who names a number format gets ONNX Runtime."""
AT_ONCE = Device(threads=2, workers=2)


@pytest.fixture(scope="module")
def here() -> None:
    if not has_matrix_unit(Device()):
        pytest.skip("OpenVINO is not installed, or the processor has no matrix unit for bfloat16")


def voiced(seconds: float, seed: int) -> Samples:
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * 16_000)) / 16_000
    pulses = np.sign(np.sin(2 * np.pi * (100 + 20 * seed) * time)) * (0.5 + 0.5 * np.sin(2 * np.pi * 3 * time))
    return (0.1 * pulses + 0.01 * random.standard_normal(time.size)).astype(np.float32)


def at_once(work: Callable[[int], Samples], count: int) -> list[Samples]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, range(count)))


@pytest.mark.usefixtures("here")
def test_voices_are_the_same_within_bfloat16() -> None:
    audio = Audio(voiced(4, 1), 16_000)
    voices = [[Span(0, 0.7)], [Span(0, 1.3)], [Span(0.2, 2.7)], [Span(0, 1), Span(2, 3.2)], [Span(0, 4)], []]
    fast, plain = speaker.load(device=AT_ONCE), speaker.load(device=PLAIN)
    wanted = plain.embed(audio, voices)
    for found in at_once(lambda _: fast.embed(audio, voices), 3):
        assert ((found * wanted).sum(axis=1)[:5] > 0.998).all()
        np.testing.assert_allclose(found[[0, 4]], wanted[[0, 4]], atol=1e-5)  # lengths that are rare


def test_a_piece_of_a_conversation_goes_on_from_its_beginning() -> None:
    samples = voiced(3, 2)
    plain = speaker.load(device=PLAIN)
    frames = 130  # of 10 ms; 25 ms long
    piece = samples[: 160 * (frames - 1) + 400]
    (found,) = plain.embed(Audio(piece, 16_000), [[Span(0, len(piece) / 16_000)]])
    exact = plain.embed(Audio(samples[: 160 * 149 + 400], 16_000), [[Span(0, 10)]])[0]
    whole = plain.embed(Audio(piece, 16_000))[0]
    assert found @ whole > 0.97  # 1.3 s heard as 1.5 s of the same voice
    assert not np.allclose(found, whole, atol=1e-4)
    np.testing.assert_allclose(np.linalg.norm([found, exact], axis=1), 1, atol=1e-5)


def test_a_processor_without_a_matrix_unit_uses_onnx_runtime() -> None:
    pytest.importorskip("openvino")
    program = "from sorikit.core.device import Device; from sorikit.engines._onnx import has_matrix_unit;"
    environment = {**os.environ, "ONEDNN_MAX_CPU_ISA": "AVX2", "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run(
        [sys.executable, "-c", f"{program} assert not has_matrix_unit(Device())"], env=environment, check=True
    )


def test_a_named_format_or_a_gpu_is_never_openvinos() -> None:
    assert not has_matrix_unit(Device(compute_type="float32"))
    assert not has_matrix_unit(Device("cuda"))
