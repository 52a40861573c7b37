"""Speaker models by their path: which engine runs what lies there. Nothing is opened but names and a line of YAML."""

from __future__ import annotations

import os
from pathlib import Path

from sorikit.core.errors import InvalidOption
from sorikit.store import ModelCard, ModelFiles

CLASSES = {
    "wespeaker": "sorikit.engines.speaker.wespeaker:WespeakerEmbedder",
    "speechbrain": "sorikit.engines.speaker.speechbrain:SpeechbrainEmbedder",
    "ivector": "sorikit.engines.speaker.ivector:IvectorEmbedder",
}
BY_ENDING = {".onnx": "wespeaker", ".npz": "ivector"}
SPEECHBRAIN = "hyperparams.yaml"


def engine_of_path(name: str) -> str:
    """Return the engine of the model at a path. Raises InvalidOption with a sentence for what it cannot be."""
    path = Path(name).expanduser()
    if path.is_dir():
        if (path / SPEECHBRAIN).is_file():
            return "speechbrain"
        networks = sorted(path.glob("*.onnx"))
        if len(networks) == 1:
            return "wespeaker"
        if networks:
            raise _refused(
                path,
                f"holds {len(networks)} networks; name one of them: {networks[0]}",
                "여러 개의 .onnx가 있습니다. 하나를 적어 주세요",
            )
        raise _refused(
            path,
            "holds neither a network (.onnx) nor a checkpoint of SpeechBrain (hyperparams.yaml)",
            ".onnx 신경망도 SpeechBrain 체크포인트(hyperparams.yaml)도 없습니다",
        )
    if not path.is_file():
        raise _refused(path, "there is no such file or folder", "그런 파일이나 폴더가 없습니다")
    if path.suffix not in BY_ENDING:
        raise _refused(
            path, "is not a speaker model (.onnx, .npz, or a folder)", "화자 모델이 아닙니다(.onnx, .npz 또는 폴더)"
        )
    return BY_ENDING[path.suffix]


def card_of_path(name: str) -> ModelCard:
    """Return the card of the model at a path; it changes with its files. Raises InvalidOption."""
    engine = engine_of_path(name)
    path = Path(name).expanduser().absolute()
    return ModelCard(
        name=os.fspath(path),
        title=path.name,
        task="speaker",
        engine=CLASSES[engine],
        default=False,
        sample_rate=16_000,
        languages=("*",),
        license="",
        source=f"{path.as_uri()}#{_state(path)}",
        extra="",
        files=(),
    )


def files_of_path(card: ModelCard) -> ModelFiles:
    """Return the files of such a card; ``folder`` is the folder that the model is or lies in."""
    path = Path(card.name)
    return ModelFiles(card, path if path.is_dir() else path.parent)


def network_of(card: ModelCard) -> Path:
    """Return the one ``.onnx`` file of such a card."""
    path = Path(card.name)
    return next(path.glob("*.onnx")) if path.is_dir() else path


def _state(path: Path) -> str:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return ",".join(f"{file.name}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in files if file.is_file())


def _refused(path: Path, detail: str, detail_ko: str) -> InvalidOption:
    return InvalidOption(option=os.fspath(path), detail=detail, detail_ko=detail_ko)
