"""OpenVoice: what is told without its environment; and, slow, a small checkpoint of the real form through coqui-tts itself.

The slow ones need the environment: ``sori engines install coqui``, then ``pytest -m slow tests/engines/conversion``.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from sorikit.apps.cli.main import main
from sorikit.core.audio import Audio
from sorikit.core.codecs import decode, write
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, RuntimeMissing
from sorikit.engines import conversion
from sorikit.pipelines.converting import ConversionOptions, convert_source
from sorikit.pipelines.reference import Reference
from sorikit.pipelines.timbre import Ear
from sorikit.store.environments import Environments, default_environments, set_default_environments

RATE = 24_000


def voice(seconds: float, pitch: float) -> Audio:
    """Return a buzz with the gaps of syllables."""
    times = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * n * pitch * times) / n for n in range(1, 20))
    return Audio(np.asarray(0.1 * buzz * (np.sin(2 * np.pi * 2 * times) > -0.3), np.float32), RATE)


def files_in(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("config.json", "checkpoint.pth"):
        (folder / name).write_bytes(b"{}")
    return folder


@pytest.mark.parametrize("inside", ["", "converter", "checkpoints_v2/converter"])
def test_without_the_environment_it_says_what_to_type(tmp_path: Path, inside: str) -> None:
    files_in(tmp_path / "model" / inside)
    before = default_environments()
    set_default_environments(Environments(home=tmp_path / "engines"))
    try:
        with pytest.raises(RuntimeMissing, match="sori engines install coqui"):
            conversion.load(str(tmp_path / "model"))
    finally:
        set_default_environments(before)


def test_a_folder_that_holds_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match=r"config\.json and checkpoint\.pth are not there"):
        conversion.load(str(tmp_path))
    with pytest.raises(InvalidOption, match="not there"):
        conversion.load("./nowhere")
    with pytest.raises(InvalidOption, match="is a model for asr"):
        conversion.load("whisper-base")


def test_mistakes_of_the_command_are_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(voice(2.0, 120.0), tmp_path / "a.wav")
    like = [
        "convert",
        str(tmp_path / "a.wav"),
        "--like",
        str(tmp_path / "a.wav"),
        "--consent",
        "Mina Kim: a test",
        "-q",
    ]
    for more, sentence in (
        (["--engine", "magic"], "spectral, openvoice"),
        (["--engine", "spectral", "--model", "x"], "none"),
    ):
        assert main([*like, *more, "-o", str(tmp_path / "out.wav")]) == 2
        said = capsys.readouterr().err
        assert sentence in said
        assert said.count("\n") == 1
    assert not (tmp_path / "out.wav").exists()


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small converter, written by the library's own classes."""
    environment = default_environments().look("coqui")
    if environment.state != "ready":
        pytest.skip("the environment is not installed: sori engines install coqui")
    folder = tmp_path_factory.mktemp("openvoice")
    script = Path(__file__).with_name("tiny_openvoice.py")
    subprocess.run([environment.python, script, folder / "converter"], check=True, capture_output=True)
    return folder


@pytest.mark.slow
def test_a_checkpoint_changes_a_voice(checkpoint: Path) -> None:
    converter = conversion.load(str(checkpoint), Device(threads=1))
    assert converter.sample_rate == 22_050
    source, reference = voice(3.0, 120.0), voice(3.0, 200.0)
    changer = converter.toward(source, reference)
    made = changer.change(source)
    assert made.samples.shape == source.samples.shape
    assert made.sample_rate == RATE
    assert made.peak > 0.001
    assert np.array_equal(made.samples, changer.change(source).samples)
    same = converter.toward(source, source).change(source)
    assert np.abs(same.samples - made.samples).max() > 0.0  # the reference matters
    with pytest.raises(InvalidOption, match="too little sound"):
        converter.toward(Audio(np.zeros(100, np.float32), RATE), reference)


@pytest.mark.slow
def test_a_long_recording_comes_part_by_part(checkpoint: Path) -> None:
    ear = Ear()
    source, other = voice(40.0, 120.0), voice(6.0, 200.0)
    parts: list[Audio] = []
    options = ConversionOptions("openvoice", str(checkpoint))
    done = convert_source(source, Reference("b", other, ear.timbre(other), 30.0), ear, parts.append, options).run()
    assert len(parts) == 2
    assert sum(part.frames for part in parts) == source.frames
    assert done.way is None
    assert done.duration == pytest.approx(40.0)
    assert -1.0 <= done.after.cosine <= 1.0


@pytest.mark.slow
def test_the_command_converts(checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sorikit.engines.tts.kokoro")
    from sorikit.core.speech import sound_of
    from sorikit.engines import tts
    from sorikit.store import default_store

    if not default_store().state("kokoro").installed:
        pytest.skip("the model kokoro is not installed")
    text = "The ship was drawing on towards the island. Nobody knew how long the storm would last."
    for name in ("am_michael", "af_bella"):
        options = tts.SpeakOptions(voice=name, language="en")
        write(sound_of(tts.load("kokoro").speak(text, options)), tmp_path / f"{name}.wav")
    arguments = ["convert", str(tmp_path / "am_michael.wav"), "--like", str(tmp_path / "af_bella.wav")]
    arguments += ["--consent", "Mina Kim: a test", "--engine", "openvoice", "--model", str(checkpoint)]
    capsys.readouterr()
    assert main([*arguments, "-o", str(tmp_path / "out.flac"), "--json", "-q"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["stretch"] is None
    assert {"cosine", "probability", "second_cosine"} <= set(told["after"])
    made, heard = decode(tmp_path / "out.flac"), decode(tmp_path / "am_michael.wav")
    assert made.duration == pytest.approx(heard.duration, abs=0.01)


@pytest.mark.slow
def test_a_checkpoint_that_is_none_is_one_sentence(checkpoint: Path, tmp_path: Path) -> None:
    broken = files_in(tmp_path / "broken")
    with pytest.raises(InvalidOption, match="coqui-tts cannot load it"):
        conversion.load(str(broken))
    (broken / "config.json").write_bytes((checkpoint / "converter" / "config.json").read_bytes())
    pickle = b"cos\nsystem\n(S'touch " + str(tmp_path / "ran").encode() + b"'\ntR."
    (broken / "checkpoint.pth").write_bytes(pickle)
    with pytest.raises(InvalidOption, match="coqui-tts cannot load it"):
        conversion.load(str(broken))
    assert not (tmp_path / "ran").exists()  # code in a file of weights is not run
