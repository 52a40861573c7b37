"""One way to open a network in ONNX Runtime, for every engine that runs there."""

from __future__ import annotations

from pathlib import Path

import onnxruntime


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
