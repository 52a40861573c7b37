"""Other people's diarization, for ``benchmarks/diarization.py --peers``: run by the Python of an environment of their own.

    python benchmarks/diarization_peers.py JOB.json

``JOB.json`` holds ``peers``, ``threads``, ``segmentation`` (the checkpoint of pyannote segmentation-3.0, ``pytorch_model.bin``),
``embedding`` (our CAM++ network) and ``files``; written is ``JOB.out.json``: peer → file → turns, seconds, CPU seconds.
Wanted there: numpy, soundfile, soxr, and for pyannote torch, torchaudio, pyannote.audio, onnx, onnxruntime; for resemblyzer
Resemblyzer (PyPI), spectralcluster, webrtcvad. The models are those of this kit, so that only the pipelines differ: pyannote.audio
with its 3.1 recipe (step 1 s, centroid linkage, 0.7046, 12) on our segmentation weights and CAM++; ``pyannote-0.6`` and the like take
another threshold, as 3.1's was tuned for another embedding. These cluster what the first of them has heard, so that only its time is
one of the whole pipeline.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

RATE = 16_000
Turns = list[tuple[float, float, str]]
Diarizer = Callable[[str, np.ndarray], Turns]
"""Of the name and the samples of a recording."""
RECIPE = {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7045654963945799}
"""Of pyannote/speaker-diarization-3.1."""
FRAME = 0.03
"""Seconds that the voice activity detector of the resemblyzer baseline decides about."""


def pyannote(job: dict[str, Any]) -> Callable[[float], Diarizer]:
    """Return pyannote.audio's pipeline over our networks, by the threshold of its clustering."""
    import onnx
    import torch
    from pyannote.audio import Model
    from pyannote.audio.pipelines import speaker_diarization

    torch.set_num_threads(job["threads"])
    folder = Path(tempfile.mkdtemp())
    graph = onnx.load(job["embedding"])
    names = {"features": "feats", "embeddings": "embs"}  # what its reader of ONNX embeddings asks for
    for node in graph.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
        node.output[:] = [names.get(name, name) for name in node.output]
    for value in (*graph.graph.input, *graph.graph.output):
        value.name = names.get(value.name, value.name)
    embedding = folder / "wespeaker-campplus.onnx"
    onnx.save(graph, embedding)
    speaker_diarization.get_plda = lambda *_, **__: None  # used by another clustering only, and not on this machine
    pipeline = speaker_diarization.SpeakerDiarization(
        segmentation=Model.from_pretrained(job["segmentation"]),
        embedding=str(embedding),
        embedding_exclude_overlap=True,
        clustering="AgglomerativeClustering",
        segmentation_batch_size=8,
    )
    pipeline.training = True  # keeps what the networks gave in the file's own dictionary
    files: dict[str, dict[str, Any]] = {}

    def of(threshold: float) -> Diarizer:
        def run(name: str, samples: np.ndarray) -> Turns:
            clustering = {**RECIPE, "threshold": threshold}
            pipeline.instantiate({"segmentation": {"min_duration_off": 0.0}, "clustering": clustering})
            file = files.setdefault(
                name, {"waveform": torch.from_numpy(samples)[None], "sample_rate": RATE, "uri": name}
            )
            found = pipeline(file)
            tracks = getattr(found, "speaker_diarization", found).itertracks(yield_label=True)
            return [(float(span.start), float(span.end), str(label)) for span, _, label in tracks]

        return run

    return of


def resemblyzer(job: dict[str, Any]) -> Diarizer:
    """Return GE2E vectors of 1.6 s, four a second, and Google's spectral clustering (Wang et al. 2018), after WebRTC's VAD."""
    import torch
    import webrtcvad
    from resemblyzer import VoiceEncoder, normalize_volume
    from spectralcluster import configs

    torch.set_num_threads(job["threads"])
    encoder = VoiceEncoder("cpu", verbose=False)
    size = int(FRAME * RATE)

    def run(_: str, samples: np.ndarray) -> Turns:
        loud = normalize_volume(samples, -30, increase_only=True)
        pcm = (np.clip(loud, -1, 1) * 32767).astype("<i2")
        detector = webrtcvad.Vad(3)
        count = len(pcm) // size
        talk = np.array(
            [detector.is_speech(pcm[i * size : (i + 1) * size].tobytes(), RATE) for i in range(count)], bool
        )
        if not talk.any() or len(samples) < 2 * RATE:
            return []
        _, vectors, places = encoder.embed_utterance(loud, return_partials=True, rate=4)
        middles = np.array([(place.start + place.stop) / 2 / RATE for place in places])
        frames = (np.arange(count) + 0.5) * FRAME
        nearest = np.abs(frames[:, None] - middles).argmin(axis=1)
        used = np.unique(nearest[talk])
        labels = configs.icassp2018_clusterer.predict(vectors[used]) if len(used) > 2 else np.zeros(len(used), int)
        who = dict(zip(used.tolist(), np.asarray(labels).tolist(), strict=True))
        owner = [who[int(near)] if speaks else -1 for near, speaks in zip(nearest, talk, strict=True)]
        edges = [0, *(np.flatnonzero(np.diff(owner)) + 1).tolist(), count]
        return [(a * FRAME, b * FRAME, str(owner[a])) for a, b in pairwise(edges) if owner[a] >= 0]

    return run


def heard(path: str) -> np.ndarray:
    """Return a file as mono float32 at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == RATE else soxr.resample(mono, rate, RATE)


def measured(peer: Diarizer, path: str) -> dict[str, Any]:
    """Return what a peer found in a file, and what it took; decoding included."""
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    turns = peer(path, heard(path))
    after, ended = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"turns": turns, "seconds": ended - began, "cpu": used}


def main() -> None:
    warnings.simplefilter("ignore")
    path = Path(sys.argv[1])
    job = json.loads(path.read_text(encoding="utf-8"))
    results = {}
    by_threshold = cache(lambda: pyannote(job))
    for name in job["peers"]:
        kind, _, threshold = name.partition("-")
        peer = resemblyzer(job) if kind == "resemblyzer" else by_threshold()(float(threshold or RECIPE["threshold"]))
        peer("noise", np.random.default_rng(0).normal(0, 0.01, 5 * RATE).astype(np.float32))  # the first call prepares
        results[name] = {file: measured(peer, file) for file in job["files"]}
        path.with_suffix(".out.json").write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main()
