"""One way to open a network in ONNX Runtime, for every engine that runs there."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import onnxruntime

from sorikit.core.audio import Samples
from sorikit.core.device import Device


class Network(Protocol):
    """A network that takes named arrays. Safe to share between threads."""

    def run(self, outputs: list[str], inputs: dict[str, Samples], /) -> list[Samples]:
        """Return the arrays called ``outputs``."""
        ...


def open_network(graph: Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    """Return the network of ``graph`` (a file, or its bytes) on the CPU with so many threads, which sleep while they wait.

    Busy waiting, the runtime's own choice, starves the other engines of a pipeline.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors: its warnings are about how a model was made
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(
        graph if isinstance(graph, bytes) else str(graph), options, providers=["CPUExecutionProvider"]
    )


def open_fastest(graph: Path, device: Device) -> Network:
    """Return the network of ``graph`` on OpenVINO in bfloat16 where that is installed and faster, else on ONNX Runtime.

    ``device.workers`` calls run at once, each on its share of the threads. Whoever names a number format gets ONNX Runtime.
    """
    if has_matrix_unit(device):
        from sorikit.engines._openvino import OpenVinoNetwork  # noqa: PLC0415 - an extra

        return OpenVinoNetwork(graph, device.num_threads, min(device.workers, device.num_threads))
    network: Network = open_network(graph, threads_each(device))
    return network


def threads_each(device: Device) -> int:
    """Return the threads of one call where ``device.workers`` run at once."""
    return device.num_threads // min(device.workers, device.num_threads)


def has_matrix_unit(device: Device) -> bool:
    """Whether OpenVINO is installed, and the processor one where it is faster on ``device``."""
    if device.name != "cpu" or device.compute_type != "auto":
        return False
    try:
        from sorikit.engines._openvino import is_worthwhile  # noqa: PLC0415 - an extra
    except ImportError:
        return False
    return is_worthwhile()
