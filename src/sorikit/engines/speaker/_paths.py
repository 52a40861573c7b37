"""Speaker models by their path: which engine runs what lies there. Nothing is opened but names and a line of YAML."""

from __future__ import annotations

from pathlib import Path

from sorikit.engines._on_disk import card_at, refused_path
from sorikit.store import ModelCard

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
            raise refused_path(
                path,
                f"holds {len(networks)} networks; name one of them: {networks[0]}",
                "여러 개의 .onnx가 있습니다. 하나를 적어 주세요",
            )
        raise refused_path(
            path,
            "holds neither a network (.onnx) nor a checkpoint of SpeechBrain (hyperparams.yaml)",
            ".onnx 신경망도 SpeechBrain 체크포인트(hyperparams.yaml)도 없습니다",
        )
    if not path.is_file():
        raise refused_path(path, "there is no such file or folder", "그런 파일이나 폴더가 없습니다")
    if path.suffix not in BY_ENDING:
        raise refused_path(
            path, "is not a speaker model (.onnx, .npz, or a folder)", "화자 모델이 아닙니다(.onnx, .npz 또는 폴더)"
        )
    return BY_ENDING[path.suffix]


def card_of_path(name: str) -> ModelCard:
    """Return the card of the model at a path; it changes with its files. Raises InvalidOption."""
    engine = CLASSES[engine_of_path(name)]
    return card_at(Path(name).expanduser().absolute(), "speaker", engine, sample_rate=16_000)


def network_of(card: ModelCard) -> Path:
    """Return the one ``.onnx`` file of such a card."""
    path = Path(card.name)
    return next(path.glob("*.onnx")) if path.is_dir() else path
