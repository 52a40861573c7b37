"""Tempo and beats of real music against what people tapped."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sorikit import features

pytestmark = pytest.mark.slow
TOLERANCE = 0.07
"""Seconds, as in MIREX."""


def f_measure(found: np.ndarray, truth: np.ndarray) -> float:
    """Each beat counts once: found and truth are matched greedily in order of time."""
    free, hits = list(truth), 0
    for beat in found:
        near = [other for other in free if abs(other - beat) <= TOLERANCE]
        if near:
            free.remove(near[0])
            hits += 1
    return 2 * hits / (len(found) + len(truth)) if len(found) + len(truth) else 1.0


def test_tempo_and_beats_of_gtzan(data: Path) -> None:
    folder = data / "music"
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    tapped = [row for row in rows if row.get("tempo_bpm") and row.get("beats")]
    if not tapped:
        pytest.skip("no tapped beats here")
    measures, right = [], []
    for row in tapped:
        found = features.extract_all(folder / row["audio"], ("tempo", "beats"))
        ratio = float(found["tempo"].values[0]) / row["tempo_bpm"]
        right.append(any(abs(ratio / factor - 1) < 0.04 for factor in (1, 2, 3, 1 / 2, 1 / 3)))
        measures.append(f_measure(found["beats"].values, np.array([beat[0] for beat in row["beats"]])))
    assert np.mean(right) >= 0.7  # octave errors forgiven, as is usual
    assert np.mean(measures) >= 0.5
