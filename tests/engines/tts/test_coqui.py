"""Coqui TTS through its own library, in its managed environment, on tiny models in its own format.

The slow ones need that environment: ``sori engines install coqui && python -m pytest -m slow tests/engines/tts/test_coqui.py``
(``SORI_ENGINES`` where it is kept elsewhere).
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, ModelNotInstalled, RuntimeMissing
from sorikit.core.speech import sound_of
from sorikit.engines._on_disk import files_at
from sorikit.engines.tts import SpeakOptions, as_cloner, load, model_of
from sorikit.engines.tts._paths import card_of_path
from sorikit.engines.tts.coqui import CoquiSpeaker
from sorikit.store import card_of
from sorikit.store.environments import Environments, default_environments, set_default_environments

TEXT = "Hello there, my old friend."
MAKER = Path(__file__).with_name("tiny_coqui.py")
MODELS = {
    "tacotron2": "tacotron2", "tacotron2/vocoder": "hifigan", "griffin": "tacotron2", "glow": "glow", "glow/vocoder": "melgan",
    "fastpitch": "fastpitch", "vits": "vits", "phonemes": "vits_phonemes", "speakers": "vits_speakers", "xtts": "xtts",
    "bare": "xtts_bare",
}  # fmt: skip
"""Folder → how it is made."""


@pytest.fixture(scope="module")
def python() -> Path:
    """The environment's Python; makes it the one that engines find."""
    home = os.environ.get("SORI_ENGINES")
    environments = Environments(Path(home)) if home else default_environments()
    found = environments.look("coqui")
    if found.state != "ready":
        pytest.skip("sori engines install coqui")
    set_default_environments(environments)
    return found.python


@pytest.fixture(scope="module")
def models(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coqui")
    made = [f"{kind}={folder / name}" for name, kind in MODELS.items()]
    subprocess.run([python, "-I", MAKER, *made], check=True, capture_output=True)
    return folder


def speaker(folder: Path) -> CoquiSpeaker:
    card = card_of_path(str(folder))
    assert card.engine == "sorikit.engines.tts.coqui:CoquiSpeaker"
    return CoquiSpeaker(files_at(card), Device(threads=1))


def said(engine: CoquiSpeaker, text: str = TEXT, **wishes: object) -> Audio:
    return sound_of(engine.speak(text, SpeakOptions(**wishes)))  # type: ignore[arg-type]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "kind", "stretches"),
    [
        ("tacotron2", "tacotron2", False),
        ("griffin", "tacotron2", False),
        ("glow", "glow_tts", True),
        ("fastpitch", "fast_pitch", True),
        ("vits", "vits", True),
        ("phonemes", "vits", True),
    ],
)
def test_each_family_speaks(models: Path, name: str, kind: str, stretches: bool) -> None:
    before = digests(models / name)
    engine = speaker(models / name)
    assert (engine.kind, engine.languages, engine.sample_rate) == (kind, ("en",), 22_050)
    sound = said(engine)
    assert sound.sample_rate == 22_050
    assert sound.duration > 0.1
    assert 0.001 < sound.peak <= 1.0
    np.testing.assert_array_equal(said(engine).samples, sound.samples)  # the same words sound the same
    assert digests(models / name) == before  # nothing was written into the model's folder
    if stretches:
        usual, slow = (
            engine.say(["hello", "there"], engine.voices[0], SpeakOptions(speed=speed)).samples.size
            for speed in (1.0, 0.5)
        )
        assert slow > 1.2 * usual  # untrained models give most letters the least length, which is rounded up
    else:
        with pytest.raises(InvalidOption, match="speed"):
            said(engine, speed=0.5)
    for wishes in ({"pitch": 2.0}, {"language": "de"}, {"voice": "nobody"}):
        with pytest.raises(InvalidOption):
            said(engine, **wishes)
    if not engine.phonemes("a", "en"):
        with pytest.raises(InvalidOption):
            said(engine, "안녕하세요")
    assert as_cloner(engine) is None
    with pytest.raises(InvalidOption, match="cannot take on a voice"):
        engine.learn(sound)


@pytest.mark.slow
def test_a_vocoder_changes_the_sound(models: Path) -> None:
    one, other = said(speaker(models / "tacotron2")), said(speaker(models / "griffin"))
    assert one.samples.shape != other.samples.shape or not np.allclose(one.samples, other.samples)


@pytest.mark.slow
def test_the_samples_are_those_of_the_librarys_own_synthesizer(python: Path, models: Path, tmp_path: Path) -> None:
    engine = speaker(models / "vits")
    asked = {"text": "hello there", "speaker": None, "language": "en", "speed": 1.0, "seed": 7}
    ours = engine._worker.ask("speak", asked).arrays["sound"]
    program = tmp_path / "theirs.py"
    program.write_text(
        f"""import sys; sys.argv[1:] = []
exec(open({str(MAKER)!r}).read().split("LETTERS =")[0])  # its imports
from TTS.utils.synthesizer import Synthesizer
voice = Synthesizer(tts_checkpoint={str(models / "vits" / "model.pth")!r}, tts_config_path={str(models / "vits" / "config.json")!r})
torch.manual_seed(7)
np.save({str(tmp_path / "theirs.npy")!r}, np.asarray(voice.tts("hello there", split_sentences=False), np.float32))
""",
        "utf-8",
    )
    subprocess.run([python, "-I", program], check=True, capture_output=True)
    theirs = np.load(tmp_path / "theirs.npy")[:-10_000]  # the silence that it appends
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


@pytest.mark.slow
def test_several_speakers_have_names_and_sound_apart(models: Path) -> None:
    engine = speaker(models / "speakers")
    assert [voice.name for voice in engine.voices] == ["p225", "p226", "p227"]
    first, third = said(engine), said(engine, voice="p227")
    assert first.samples.shape != third.samples.shape or not np.allclose(first.samples, third.samples, atol=1e-3)


@pytest.mark.slow
def test_xtts_speaks_with_its_voices_and_takes_on_others(models: Path) -> None:
    before = digests(models / "xtts")
    engine = speaker(models / "xtts")
    assert [voice.name for voice in engine.voices] == ["Claribel Dervla", "Damien Black"]
    assert {"en", "ko", "ja", "zh"} <= set(engine.languages)
    assert engine.sample_rate == 24_000
    own = said(engine, language="en")
    assert said(engine, language="ko", text="안녕하세요.").duration > 0.05
    assert said(engine, language="ja", text="こんにちは。").duration > 0.05
    assert said(engine, language="zh", text="你好。").duration > 0.05
    assert said(engine, language="en", speed=0.5).duration > 1.5 * own.duration
    random = np.random.default_rng(0)
    low, high = (
        Audio((0.1 * np.sin(2 * np.pi * np.cumsum(np.full(72_000, hertz)) / 24_000)).astype(np.float32)
              + 0.01 * random.standard_normal(72_000).astype(np.float32), 24_000)
        for hertz in (110.0, 330.0)
    )  # fmt: skip
    cloner = as_cloner(engine)
    assert cloner is not None
    names = [cloner.learn(low), cloner.learn(high), cloner.learn(low)]
    assert names[0] == names[2] != names[1]
    one, other = said(engine, voice=names[0], language="en"), said(engine, voice=names[1], language="en")
    assert one.samples.shape != other.samples.shape or not np.allclose(one.samples, other.samples, atol=1e-3)
    running = engine._worker._running
    assert running is not None
    running.process.kill()  # a new worker has to be told the voices again
    running.process.wait()
    np.testing.assert_array_equal(said(engine, voice=names[0], language="en").samples, one.samples)
    assert digests(models / "xtts") == before


@pytest.mark.slow
def test_xtts_without_voices_wants_a_recording(models: Path) -> None:
    engine = speaker(models / "bare")
    assert engine.voices == ()
    with pytest.raises(InvalidOption, match="--like"):
        said(engine, language="en")
    with pytest.raises(InvalidOption, match="too short"):
        engine.learn(Audio(np.zeros(2_000, np.float32), 24_000))


@pytest.mark.slow
def test_nothing_in_a_models_files_is_run(python: Path, models: Path, tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    evil = f"""
import sys, numpy as np, os, shutil, torch
class Evil:
    def __reduce__(self): return (open, ({str(bait)!r}, "w"))
for name, kind in (("weights", "vits"), ("stats", "griffin")):
    shutil.copytree({str(models)!r} + "/" + kind, {str(tmp_path)!r} + "/" + name)
torch.save({{"model": Evil()}}, {str(tmp_path / "weights" / "model.pth")!r})
np.save({str(tmp_path / "stats" / "scale_stats.npy")!r}, {{"mel_mean": Evil()}}, allow_pickle=True)
"""
    subprocess.run([python, "-I", "-c", evil], check=True, capture_output=True)
    assert not bait.exists()
    for name in ("weights", "stats"):
        with pytest.raises(InvalidOption):
            speaker(tmp_path / name)
        assert not bait.exists()


@pytest.mark.slow
def test_folders_that_are_no_model_are_told(python: Path, models: Path, tmp_path: Path) -> None:
    del python
    config = (models / "vits" / "config.json").read_text("utf-8")
    (tmp_path / "config.json").write_text(config, "utf-8")
    with pytest.raises(InvalidOption, match="weights are missing"):
        speaker(tmp_path)
    (tmp_path / "model.pth").write_bytes(b"no weights")
    with pytest.raises(InvalidOption, match="cannot load it"):
        speaker(tmp_path)


def test_without_the_environment_it_says_what_to_type(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model": "vits", "audio": {}}), "utf-8")
    before = default_environments()
    set_default_environments(Environments(tmp_path / "engines"))
    try:
        with pytest.raises(RuntimeMissing, match=r"needs coqui .* Install it with: sori engines install coqui"):
            speaker(folder)
    finally:
        set_default_environments(before)


def test_an_engine_and_a_model_are_one_name(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model": "vits", "audio": {}}), "utf-8")
    folder = str(tmp_path)
    assert model_of(None, None) is None
    assert model_of("kokoro", None) == "kokoro"
    assert model_of(None, folder) == model_of("coqui", folder) == folder
    assert model_of("coqui", "xtts-v2") == "xtts-v2"
    assert model_of("openai", "tts-1") == "openai:tts-1"
    with pytest.raises(InvalidOption, match="is a model of the engine coqui"):
        model_of("piper", folder)
    with pytest.raises(InvalidOption, match="xtts-v2"):
        model_of("coqui", None)


@pytest.mark.skipif(sys.platform != "linux", reason="where a person's data lies differs")
def test_what_coqui_downloaded_itself_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    name = "tts_models/en/ljspeech/vits"
    assert model_of("coqui", name) == name
    with pytest.raises(ModelNotInstalled, match=f"tts --model_name {name}"):
        load(name)
    folder = tmp_path / "tts" / "tts_models--en--ljspeech--vits"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"model": "vits", "audio": {}}), "utf-8")
    before = default_environments()
    set_default_environments(Environments(tmp_path / "engines"))
    try:
        with pytest.raises(RuntimeMissing, match=f"model '{name}' needs coqui"):
            load(name)
    finally:
        set_default_environments(before)


def test_xtts_is_known_by_its_names_and_its_terms() -> None:
    for name in ("xtts-v2", "coqui/XTTS-v2", "tts_models/multilingual/multi-dataset/xtts_v2"):
        assert card_of(name).name == "xtts-v2"
    assert "non-commercial" in card_of("xtts-v2").terms
