"""Models of the hub by owner/name: looked up once, kept at that commit, converted, and used without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_bench import HubServer, random_bytes
from tests.engines.asr.tiny_whisper import save_checkpoint
from tests.engines.tts import tiny_vits

from sorikit.core.errors import DownloadError, InvalidOption, ModelNotInstalled, OfflineError, UnknownModel
from sorikit.engines import tts
from sorikit.store import Store, cards, default_store, set_default_store
from sorikit.store.catalogue import repository_aliases
from sorikit.store.pull import PullOptions
from sorikit.store.repositories import chosen_files, is_repository

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CHECKPOINT = {"config.json": b"{}", "tokenizer.json": b"{}", "model.safetensors": random_bytes(200_000)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    before = default_store()
    set_default_store(Store(cache=tmp_path / "cache"))
    yield default_store()
    set_default_store(before)


def publish(hub: HubServer, name: str, files: dict[str, bytes], **more: object) -> PullOptions:
    """Let the hub have a repository, as its API tells of it."""
    rows = [
        {"type": "file", "path": path, "size": len(data), "oid": "0" * 40,
         "lfs": {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}}
        for path, data in files.items()
    ]  # fmt: skip
    told = {"id": name, "sha": COMMIT, "siblings": [{"rfilename": path} for path in files], **more}
    hub.files[f"/api/models/{name}"] = json.dumps(told).encode()
    hub.files[f"/api/models/{name}/tree/{COMMIT}?recursive=true"] = json.dumps(rows).encode()
    for path, data in files.items():
        hub.files[f"/{name}/resolve/{COMMIT}/{path}"] = data
    return PullOptions(hub=hub.url, retries=0)


def test_a_repository_is_looked_up_once(hub: HubServer, store: Store) -> None:
    files = {**CHECKPOINT, "pytorch_model.bin": b"never", "README.md": b"# Tiny"}
    options = publish(hub, "owner/tiny", files, cardData={"license": "mit"})
    with pytest.raises(ModelNotInstalled, match="sori pull owner/tiny"):
        store.find("owner/tiny")
    here = store.pull("owner/tiny", options).run()
    assert {path.name: path.read_bytes() for path in here.folder.iterdir() if path.name in files} == CHECKPOINT
    asked = len(hub.requests)
    assert store.pull("owner/tiny", options).run() == here
    assert store.find("owner/tiny") == here
    assert len(hub.requests) == asked
    assert store.card_of("owner/tiny").license == "mit"
    assert [state.card.name for state in store.states() if state.place == "cache"] == ["owner/tiny"]
    assert store.remove("owner/tiny") > 0
    assert not store.is_known("owner/tiny")


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["model.bin", "vocabulary.json", "config.json", "README.md"], ["config.json", "model.bin", "vocabulary.json"]),
        (["pytorch_model.bin", "config.json"], []),
        (
            ["en_US-ann-low.onnx", "en_US-ann-low.onnx.json", "x.json"],
            ["en_US-ann-low.onnx", "en_US-ann-low.onnx.json"],
        ),
        (
            ["model.onnx", "model.int8.onnx", "lexicon.txt", "tokens.txt", "date.fst"],
            ["lexicon.txt", "model.onnx", "tokens.txt"],
        ),
        (["model.bin", "config.json"], []),  # some keep a pickle under this name
        (["flax_model.msgpack", "model.safetensors", "config.json"], ["config.json", "model.safetensors"]),
        (
            [
                "model.safetensors.index.json",
                "model-00001-of-00002.safetensors",
                "model.fp32-00001-of-00002.safetensors",
            ],
            ["model-00001-of-00002.safetensors", "model.safetensors.index.json"],
        ),
    ],
)
def test_only_what_is_needed_and_safe(names: list[str], chosen: list[str]) -> None:
    assert chosen_files(names) == chosen


def test_what_the_hub_may_answer(hub: HubServer, store: Store) -> None:
    with pytest.raises(DownloadError, match="never fetched"):
        store.pull("owner/pickles", publish(hub, "owner/pickles", {"pytorch_model.bin": b"x"})).run()
    with pytest.raises(DownloadError, match="cannot be read"):
        store.pull("owner/odd", publish(hub, "owner/odd", CHECKPOINT, sha="main")).run()
    with pytest.raises(DownloadError, match="no such"):
        store.pull("owner/gone", PullOptions(hub=hub.url, retries=0)).run()
    with pytest.raises(OfflineError):
        store.pull("owner/gone", PullOptions(offline=True)).run()
    assert not any(store.is_known(f"owner/{name}") for name in ("pickles", "odd", "gone"))


def test_names_of_the_field(store: Store) -> None:
    for alias, name in (
        ("turbo", "whisper-large-v3-turbo"),
        ("large-v3", "whisper-large-v3"),
        ("base", "whisper-base"),
    ):
        assert store.card_of(alias).name == name
    with pytest.raises(ModelNotInstalled, match="sori pull distil-large-v3"):
        store.find("distil-large-v3")
    with pytest.raises(UnknownModel):
        store.card_of("whisper-bass")
    names = [name for card in cards() for name in (card.name, *card.aliases)]
    assert len({*names, *repository_aliases()}) == len(names) + len(repository_aliases())
    assert all(is_repository(repository) for repository in repository_aliases().values())
    assert not is_repository("../x")
    assert not is_repository("a/b/c")


@pytest.mark.filterwarnings("ignore")
def test_from_the_hub_to_words(hub: HubServer, store: Store, tmp_path: Path) -> None:
    import numpy as np

    from sorikit.core.audio import Audio
    from sorikit.engines import asr

    save_checkpoint(tmp_path / "checkpoint")
    files = {path.name: path.read_bytes() for path in (tmp_path / "checkpoint").iterdir()}
    store.pull("owner/tiny-whisper", publish(hub, "owner/tiny-whisper", files)).run()
    asked = len(hub.requests)
    recognizer = asr.load("owner/tiny-whisper")
    sound = Audio(np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32), 16_000)
    (found,) = recognizer.transcribe(recognizer.listen([sound]), ["ko"], asr.AsrOptions())
    assert found.words
    assert len(hub.requests) == asked
    assert [path.name for path in (store.folder / "converted").iterdir()]
    store.remove("owner/tiny-whisper")
    assert not list((store.folder / "converted").iterdir())


@pytest.mark.filterwarnings("ignore")  # those of transformers are its own
def test_a_voice_of_the_hub_speaks(hub: HubServer, store: Store, tmp_path: Path) -> None:
    tiny_vits.make(tmp_path / "made")
    files = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    with pytest.raises(ModelNotInstalled, match="sori pull owner/mms-tts-eng"):
        tts.load("owner/mms-tts-eng")
    store.pull("owner/mms-tts-eng", publish(hub, "owner/mms-tts-eng", files)).run()
    speaker = tts.load("owner/mms-tts-eng")
    (said,) = speaker.speak("Hello there.")
    assert said.audio.duration > 0.1
    with pytest.raises(InvalidOption, match="owner/mms-tts-eng does not support it"):
        speaker.speak("Hello there.", tts.SpeakOptions(pitch=1.0))
