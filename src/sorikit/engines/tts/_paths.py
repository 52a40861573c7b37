"""Voices by their path: which engine says what lies there. Nothing is opened but names and a ``config.json``."""

from __future__ import annotations

import json
from pathlib import Path

from sorikit.core.errors import ModelNotInstalled
from sorikit.engines._on_disk import card_at, refused_path
from sorikit.store import ModelCard, ModelFiles
from sorikit.store.environments import coqui_folder, default_environments

HUGGING_FACE = {
    "vits": "sorikit.engines.tts.vits:VitsSpeaker",
    "fastspeech2_conformer": "sorikit.engines.tts.fastspeech2:FastSpeech2Speaker",
    "fastspeech2_conformer_with_hifigan": "sorikit.engines.tts.fastspeech2:FastSpeech2Speaker",
}
"""``model_type`` of a ``config.json`` → engine."""
COQUI = "sorikit.engines.tts.coqui:CoquiSpeaker"
WEIGHTS = "model.safetensors"
ONNX = ".onnx"
PIPER = "sorikit.engines.tts.piper:PiperSpeaker"
TOKENS, LEXICON = "tokens.txt", "lexicon.txt"
MELOTTS = "sorikit.engines.tts.melotts:MeloSpeaker"
TRAINED = "checkpoint.pth"
"""MeloTTS's own weights; what reads them (``melo``) is in no package index in a form that installs."""


def engine_of_path(path: Path) -> str:
    """Return the engine (``module:Class``) of the voice at a path. Raises InvalidOption for what it cannot be."""
    if not path.exists():
        raise refused_path(path, "there is no such file or folder", "그런 파일이나 폴더가 없습니다")
    if path.is_dir() and (path / TOKENS).is_file() and (path / LEXICON).is_file() and any(path.glob("*" + ONNX)):
        return MELOTTS
    if path.suffix == ONNX or (path.is_dir() and len(list(path.glob("*" + ONNX))) == 1):
        network = path if path.suffix == ONNX else next(path.glob("*" + ONNX))
        if not network.with_name(network.name + ".json").is_file():
            raise refused_path(
                network, f"{network.name}.json is missing beside it", f"{network.name}.json이 옆에 있어야 합니다"
            )
        return PIPER
    config = path / "config.json"
    if not config.is_file():
        raise refused_path(
            path,
            "is no voice: a folder with the config.json of a Hugging Face checkpoint or of Coqui, a network of Piper (.onnx), or a MeloTTS folder (model.onnx, tokens.txt, lexicon.txt)",
            "목소리가 아닙니다. config.json이 있는 Hugging Face 체크포인트나 Coqui 모델 폴더, Piper의 .onnx, MeloTTS 폴더(model.onnx, tokens.txt, lexicon.txt) 가운데 하나여야 합니다",
        )
    settings = read_config(config)
    kind = settings.get("model_type")
    if kind is None and "symbols" in settings and (path / TRAINED).is_file():
        raise refused_path(
            path,
            "is a MeloTTS checkpoint of PyTorch, which no installable library reads; its ONNX form is read: "
            "sori pull melotts-en or melotts-zh-en, or a folder with model.onnx, tokens.txt and lexicon.txt",
            "PyTorch용 MeloTTS 체크포인트라서 읽을 라이브러리를 설치할 수 없습니다. ONNX 형식을 쓰세요: "
            "sori pull melotts-en 또는 melotts-zh-en, 아니면 model.onnx, tokens.txt, lexicon.txt가 있는 폴더",
        )
    if kind is None and "audio" in settings and isinstance(settings.get("model"), str):
        return COQUI
    if kind not in HUGGING_FACE:
        known = ", ".join(HUGGING_FACE)
        raise refused_path(
            path,
            f"model_type {kind!r} of its config.json is not one of {known}",
            f"config.json의 model_type {kind!r}은(는) {known} 가운데 하나가 아닙니다",
        )
    if not (path / WEIGHTS).is_file():
        raise refused_path(
            path,
            f"{WEIGHTS} is missing (weights in Python's pickle format could run code); "
            "save the model with transformers: model.save_pretrained(FOLDER)",
            f"{WEIGHTS}가 없습니다(pickle 가중치는 코드를 실행할 수 있습니다). "
            "transformers의 model.save_pretrained(폴더)로 저장하세요",
        )
    return HUGGING_FACE[kind]


def coqui_download(name: str) -> Path:
    """Return the folder of a model that Coqui's own downloader brought. Raises ModelNotInstalled with what to type."""
    folder = coqui_folder(name)
    if not folder.is_dir():
        tool = default_environments().look("coqui").python.with_name("tts")
        raise ModelNotInstalled(name=name, command=f"{tool} --model_name {name} --text Hello --out_path hello.wav")
    return folder


def read_config(path: Path) -> dict[str, object]:
    """Return a JSON object. Raises InvalidOption where a file holds none."""
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise refused_path(path, "cannot be read", "읽을 수 없습니다") from error
    if not isinstance(document, dict):
        raise refused_path(path, "is not a JSON object", "JSON 객체가 아닙니다")
    return document


def card_of_path(name: str, title: str = "") -> ModelCard:
    """Return the card of the voice at a path; it changes with its files. Raises InvalidOption."""
    path = Path(name).expanduser().absolute()
    return card_at(path, "tts", engine_of_path(path), title=title)


def network_of(files: ModelFiles) -> Path:
    """Return the one ``.onnx`` file of a card: of the catalogue, of a folder, or the path itself."""
    named = [file.name for file in files.card.files if file.name.endswith(ONNX)]
    if named:
        return files.path(named[0])
    path = Path(files.card.name)
    return path if path.suffix == ONNX else next(files.folder.glob("*" + ONNX))


def melotts_network(folder: Path) -> Path:
    """Return the network of a MeloTTS folder: ``model.onnx``, else its only one, else the largest."""
    networks = sorted(folder.glob("*" + ONNX), key=lambda path: path.stat().st_size)
    plain = folder / ("model" + ONNX)
    return plain if plain in networks else networks[-1]
