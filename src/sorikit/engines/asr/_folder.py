"""Recognisers by their folder: a CTranslate2 or Hugging Face checkpoint of Whisper, a Vosk model, a wav2vec2 checkpoint.

What a folder holds is read from its files. A Hugging Face Whisper is converted once, into the cache of models. Nothing
of a folder is ever executed: weights in Python's pickle format (``pytorch_model.bin``, ``.pt``) are refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sorikit.engines._on_disk import card_at, refused_path, states
from sorikit.engines.asr._safetensors import BadWeights, files_of
from sorikit.engines.asr._whisper_convert import VERSION, convert, read_json
from sorikit.store import ModelCard, ModelFiles, default_store
from sorikit.store.disk import check_room, disk_errors
from sorikit.store.files import conversions_of
from sorikit.store.locks import locked

WHISPER = "sorikit.engines.asr.whisper:Whisper"
VOSK = "sorikit.engines.asr.vosk:Vosk"
ENGINES = {"whisper": WHISPER, "wav2vec2": "sorikit.engines.asr.wav2vec2:Wav2Vec2"}
"""``model_type`` of a Hugging Face ``config.json`` → engine."""
PICKLES = ("pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt", "checkpoint.pt")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a folder holds."""

    engine: str
    """``module:Class``."""
    ready: bool = True
    """False where it has to be converted first."""


def card_of_folder(name: str, title: str = "") -> ModelCard:
    """Return the card of the recogniser in a folder; it changes with the files. Raises InvalidOption."""
    folder = Path(name).expanduser().absolute()
    card = card_at(folder, "asr", kind_of(folder).engine, title=title, sample_rate=16_000)
    return replace(card, languages=_languages(folder), source=f"{folder.as_uri()}#{_digest(folder)}")


def files_of_folder(card: ModelCard) -> ModelFiles:
    """Return the files of a folder's card, converted if need be. Raises InvalidOption, CacheNotWritable, DiskFull."""
    folder = Path(card.name)
    if kind_of(folder).ready:
        return ModelFiles(card, folder)
    return ModelFiles(card, _converted(folder))


def kind_of(folder: Path) -> Kind:
    """Return what a folder holds. Raises InvalidOption with a sentence for what it cannot be."""
    if not folder.is_dir():
        raise refused_path(folder, "there is no such folder", "그런 폴더가 없습니다")
    if _is_ctranslate2(folder / "model.bin"):
        if not (folder / "tokenizer.json").is_file():
            raise refused_path(
                folder,
                "tokenizer.json is missing; copy it there from the model this one was converted from",
                "tokenizer.json이 없습니다. 변환하기 전의 모델에서 복사해 넣으세요",
            )
        return Kind(WHISPER)
    if (folder / "am" / "final.mdl").is_file() or (folder / "final.mdl").is_file():
        return Kind(VOSK)
    return _hugging_face(folder)


def _hugging_face(folder: Path) -> Kind:
    if not (folder / "config.json").is_file():
        raise refused_path(
            folder,
            "is neither a CTranslate2, a Hugging Face nor a Vosk model",
            "CTranslate2, Hugging Face, Vosk 모델 가운데 어느 것도 아닙니다",
        )
    with _telling(folder):
        model_type = read_json(folder / "config.json").get("model_type")
        weights = files_of(folder)
    if model_type not in ENGINES:
        raise refused_path(
            folder,
            f"model_type {model_type!r} of its config.json is not one of {', '.join(ENGINES)}",
            f"config.json의 model_type {model_type!r}은(는) {', '.join(ENGINES)} 가운데 하나가 아닙니다",
        )
    if model_type != "whisper":
        return Kind(ENGINES[model_type])
    if weights:
        return Kind(WHISPER, ready=False)
    if any((folder / name).is_file() for name in PICKLES):
        raise refused_path(
            folder,
            "its weights are a pickle, which could run code; save them as safetensors first "
            "(transformers: model.save_pretrained(FOLDER))",
            "가중치가 코드를 실행할 수 있는 pickle 형식입니다. 먼저 safetensors로 저장하세요"
            "(transformers: model.save_pretrained(폴더))",
        )
    raise refused_path(folder, "model.safetensors is missing", "model.safetensors가 없습니다")


def _is_ctranslate2(path: Path) -> bool:
    """Whether a ``model.bin`` begins like a CTranslate2 Whisper: its version, and the name of its layout."""
    try:
        with path.open("rb") as file:
            begin = file.read(6)
            if len(begin) < 6:
                return False
            version, length = struct.unpack("<IH", begin)
            return version < 100 and file.read(min(length, 64)) == b"WhisperSpec\0"
    except OSError:
        return False


def _languages(folder: Path) -> tuple[str, ...]:
    """Return the language that Vosk writes into a model's name ("vosk-model-small-ko-0.22"); others know theirs themselves."""
    named = re.match(r"vosk-model-(?:small-)?([a-z]{2})\b", folder.name)
    return (named.group(1),) if named else ("*",)


def _digest(folder: Path) -> str:
    """Return sixteen hexadecimal digits that change whenever a file of the folder is written anew."""
    return hashlib.sha256("\n".join([f"converter {VERSION}", *states(folder)]).encode()).hexdigest()[:16]


def _converted(folder: Path) -> Path:
    """Return the conversion of a checkpoint, made once: another process waits for the one that makes it.

    It appears under its name only when it is whole; conversions of the folder's earlier files are removed.
    """
    home = conversions_of(default_store().folder, folder)
    target = home / _digest(folder)
    if target.is_dir():
        return target
    with locked(default_store().folder / ".locks" / f"{home.name}.lock"):
        if target.is_dir():  # whoever held the lock made it
            return target
        with _telling(folder):
            check_room(home, sum((folder / name).stat().st_size for name in files_of(folder)))
        with disk_errors(home):
            for old in home.iterdir():
                shutil.rmtree(old, ignore_errors=True)
            unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=home))
            try:
                with _telling(folder):
                    convert(folder, unfinished)
                unfinished.chmod(0o755)
                unfinished.replace(target)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)
    return target


@contextlib.contextmanager
def _telling(folder: Path) -> Iterator[None]:
    """Turn what is wrong with a checkpoint's files into one sentence about its folder."""
    try:
        yield
    except BadWeights as error:
        raise refused_path(folder, str(error), str(error)) from error
