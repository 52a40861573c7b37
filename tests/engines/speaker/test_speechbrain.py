"""SpeechBrain's checkpoints through the real library, and folders that are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.errors import InvalidOption, RuntimeMissing
from sorikit.core.time import Span
from sorikit.engines.speaker import choose, load
from sorikit.engines.speaker.speechbrain import checked_yaml

NOISE = Audio((np.random.default_rng(3).standard_normal(32_000) * 0.1).astype(np.float32), 16_000)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["ecapa", "xvector"])
def test_the_same_vectors_as_the_library_gives(kind: str, tmp_path: Path) -> None:
    pytest.importorskip("speechbrain", reason="the extra speechbrain is not installed")
    import torch
    from speechbrain.inference.classifiers import EncoderClassifier
    from tiny_speechbrain import write_checkpoint

    write_checkpoint(tmp_path / kind, kind)
    embedder = load(choose("speechbrain", str(tmp_path / kind)))
    assert embedder.dim == 24
    vectors = embedder.embed(NOISE, [[Span(0, 2)], [Span(0.5, 1.5)], [Span(0, 0.05)]])
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 1, 0], atol=1e-5)
    theirs = EncoderClassifier.from_hparams(str(tmp_path / kind), overrides={"pretrained_path": str(tmp_path / kind)})
    expected = theirs.encode_batch(torch.tensor(NOISE.samples)).numpy().reshape(-1)
    assert np.abs(vectors[0] - expected / np.linalg.norm(expected)).max() < 1e-3  # its x-vectors add a little noise


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_broken_checkpoint_is_one_sentence(tmp_path: Path) -> None:
    pytest.importorskip("speechbrain", reason="the extra speechbrain is not installed")
    from tiny_speechbrain import write_checkpoint

    write_checkpoint(tmp_path / "a", "ecapa")
    (tmp_path / "a" / "embedding_model.ckpt").unlink()
    with pytest.raises(InvalidOption, match="SpeechBrain cannot load it"):
        load(str(tmp_path / "a"))
    write_checkpoint(tmp_path / "b", "ecapa")
    (tmp_path / "b" / "embedding_model.ckpt").write_bytes(b"not weights")
    with pytest.raises(InvalidOption, match="SpeechBrain cannot load it"):
        load(str(tmp_path / "b"))


@pytest.mark.parametrize(
    "line",
    [
        "x: !apply:os.system [touch here]",
        "x: !new:subprocess.Popen [sh]",
        "x: [!name:speechbrain.utils.superpowers.run_shell ls]",
        "x: !!python/object/apply:os.system [ls]",
        "x: !include:other.yaml",
        "x: !module:os",
    ],
)
def test_nothing_but_networks_is_built(line: str, tmp_path: Path) -> None:
    (tmp_path / "hyperparams.yaml").write_text(f"n_mels: 80 # !ref is fine\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidOption, match="no speaker model needs"):
        checked_yaml(tmp_path)


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "speechbrain", None)
    monkeypatch.setitem(sys.modules, "speechbrain.inference.classifiers", None)
    (tmp_path / "hyperparams.yaml").write_text("n_mels: 80\n", encoding="utf-8")
    with pytest.raises(RuntimeMissing, match=r"sorikit\[speechbrain\]"):
        load(str(tmp_path))
