"""Recognisers by their folder: what is in it is found out, converted once, and never executed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.engines.asr.tiny_whisper import ENGLISH, LARGE_V3, save_checkpoint

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.engines import asr
from sorikit.engines._load import unload
from sorikit.engines.asr import _folder
from sorikit.store import Store, default_store, find_model, set_default_store

EXACT = Device(threads=1, compute_type="float32")
pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Path]:
    before = default_store()
    set_default_store(Store(cache=tmp_path / "cache"))
    yield tmp_path / "cache"
    set_default_store(before)
    unload()


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoints") / "my-whisper"
    save_checkpoint(folder)
    return folder


def sound(seconds: float = 5.0) -> Audio:
    noise = np.random.default_rng(1).normal(0, 0.1, int(seconds * 16_000)).astype(np.float32)
    return Audio(noise, 16_000)


def written(recognizer: asr.Recognizer, language: str) -> asr.Recognition:
    (recognition,) = recognizer.transcribe(recognizer.listen([sound()]), [language], asr.AsrOptions(beam_size=1))
    return recognition


def test_a_checkpoint_is_converted_once_and_used(checkpoint: Path, cache: Path) -> None:
    recognizer = asr.load(str(checkpoint), EXACT)
    (home,) = (cache / "converted").iterdir()
    (conversion,) = home.iterdir()
    made = (conversion / "model.bin").stat().st_mtime_ns
    assert written(recognizer, "ko") == written(asr.load(str(checkpoint), EXACT), "ko")
    unload()
    assert written(asr.load(str(conversion), EXACT), "ko") == written(asr.load(str(checkpoint), EXACT), "ko")
    assert (conversion / "model.bin").stat().st_mtime_ns == made
    assert {"en", "ko"} <= set(recognizer.languages)


def test_a_changed_checkpoint_is_converted_anew(checkpoint: Path, cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changing"
    save_checkpoint(folder)
    before = written(asr.load(str(folder), EXACT), "en")
    save_checkpoint(folder, seed=7)
    assert written(asr.load(str(folder), EXACT), "en") != before
    (home,) = (cache / "converted").iterdir()
    assert len(list(home.iterdir())) == 1  # the older one is gone


def test_two_threads_convert_once(checkpoint: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    convert = _folder.convert

    def counted(source: Path, target: Path) -> None:
        made.append(target)
        convert(source, target)

    monkeypatch.setattr(_folder, "convert", counted)
    card = _folder.card_of_folder(str(checkpoint))
    threads = [threading.Thread(target=_folder.files_of_folder, args=(card,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert _folder.files_of_folder(card).folder.is_dir()


def test_a_broken_conversion_leaves_nothing(checkpoint: Path, cache: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cut"
    folder.mkdir()
    for path in checkpoint.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InvalidOption, match=r"cut.*model\.safetensors is damaged"):
        asr.load(str(folder))
    assert not [path for path in (cache / "converted").rglob("*") if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [LARGE_V3, ENGLISH])
def test_other_layouts(kind: str, cache: Path, tmp_path: Path) -> None:
    save_checkpoint(tmp_path / kind, kind)
    recognizer = asr.load(str(tmp_path / kind), EXACT)
    assert ("yue" in recognizer.languages) == (kind == LARGE_V3)
    assert recognizer.languages == ("en",) or kind == LARGE_V3
    (heard,) = recognizer.listen([sound()])
    assert sum(recognizer.tell_language(heard).values()) == pytest.approx(1.0, abs=1e-3)
    assert written(recognizer, "en").words


def test_a_ctranslate2_folder_is_used_as_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_default_store(Store())
    folder = find_model("whisper-base").folder
    monkeypatch.chdir(folder.parent)
    for name in (str(folder), f"./{folder.name}", folder.name):
        assert asr.load(name, EXACT) is asr.load(str(folder), EXACT)
    assert not (cache / "converted").exists()


def made(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


WHISPER = json.dumps({"model_type": "whisper"})


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "neither a CTranslate2"),
        ({"config__json": "{"}, "config.json cannot be read"),
        ({"config__json": "[]"}, "config.json is not an object"),
        ({"config__json": '{"model_type": "bert"}'}, "'bert'.*not one of whisper"),
        ({"config__json": WHISPER}, "model.safetensors is missing"),
        ({"config__json": WHISPER, "pytorch_model__bin": b"\x80\x02cposix\nsystem\n"}, "pickle.*safetensors"),
        ({"config__json": WHISPER, "model__safetensors": b"\x80\x02cposix\nsystem\n"}, "not a safetensors file"),
        ({"model__bin": b"\x06\0\0\0\x0c\0WhisperSpec\0"}, "tokenizer.json is missing"),
        ({"model__bin": b"\x80\x02cposix\nsystem\n"}, "neither a CTranslate2"),
    ],
)
def test_what_is_no_model_is_one_sentence(
    tmp_path: Path, cache: Path, files: dict[str, str | bytes], said: str
) -> None:
    folder = made(tmp_path / "model", **files)
    with pytest.raises(InvalidOption, match=said) as caught:
        asr.load(str(folder))
    for language in ("en", "ko"):
        sentence = caught.value.sentence(language)
        assert sentence.startswith(str(folder))
        assert "\n" not in sentence


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="no such folder"):
        asr.load(str(tmp_path / "gone"))
