"""Speaker embedding: a voice as a point, so that the same voice lies close to itself.

One verb, ``embed``: audio, and where in it which voice is heard, in; one vector of unit length for each voice out.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.time import Span
from sorikit.engines._load import load_card, load_engine
from sorikit.engines._on_disk import files_at
from sorikit.store import default_model, default_store

Voice = Sequence[Span]
"""Where, in seconds from the start of the audio, one person speaks (alone, if possible)."""

OWN_FILES = {
    "wespeaker": "FILE.onnx",
    "speechbrain": "FOLDER",
    "ivector": "FILE.npz",
}
"""Engines that run models which people bring along → what such a model is."""
ENGINES = ("campplus", "resemblyzer", *OWN_FILES)
"""All engines by name; the first two bring their own weights."""

_FILE_ENDINGS = (".onnx", ".npz")


class SpeakerEmbedder(Protocol):
    """Turns voices into vectors; the scalar product of two is their cosine. Immutable, safe to share."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def dim(self) -> int:
        """Length of the vectors."""
        ...

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, dim) of unit length; None takes the whole audio as one voice.

        A voice of less than 0.1 s says nothing: it gives a vector of zeros, which is like no other.
        """
        ...


def load(name: str | None = None, device: Device | None = None) -> SpeakerEmbedder:
    """Return an embedder (None: the embedded default): a name of the catalogue, a file or folder, or one of the hub's.

    A file that ends in ``.onnx`` is a network of WeSpeaker's form (features in, a vector out), one in ``.npz`` an i-vector
    model that ``sori speakers train`` made; a folder holds such a network, or a checkpoint of SpeechBrain
    (``hyperparams.yaml``). "owner/name" is a repository of the hub that was pulled. Raises what ``load_engine`` raises, and
    InvalidOption for a file or folder that holds none of these.
    """
    if name and not is_path(name) and default_store().repository_of(name):
        name = os.fspath(default_store().find(name).folder)
    if name and is_path(name):
        from sorikit.engines.speaker._paths import card_of_path  # noqa: PLC0415 - only for such models

        card = card_of_path(name)
        found: SpeakerEmbedder = load_card(card, device, lambda: files_at(card))
        return found
    embedder: SpeakerEmbedder = load_engine("speaker", name, device)
    return embedder


@dataclass(frozen=True, slots=True)
class TrainOptions:
    """How large an i-vector model is. Raises InvalidOption for numbers that make no sense."""

    components: int = 64
    """Gaussians of the background model."""
    dimensions: int = 50
    """Length of the vectors; fewer than there are recordings."""

    def __post_init__(self) -> None:
        if not 1 <= self.components <= 2048:
            raise InvalidOption(
                option="--components",
                detail=f"must be 1 to 2048, not {self.components}",
                detail_ko=f"1–2048이어야 합니다({self.components})",
            )
        if not 1 <= self.dimensions <= 600:
            raise InvalidOption(
                option="--dimensions",
                detail=f"must be 1 to 600, not {self.dimensions}",
                detail_ko=f"1–600이어야 합니다({self.dimensions})",
            )


def train(voices: Sequence[Samples], path: Path, options: TrainOptions | None = None) -> None:
    """Train an i-vector model on ``voices``, the speech of each mono at 16 kHz, and write it to ``path`` (``.npz``).

    Raises InvalidOption where they are too few or too short, and what writing raises.
    """
    from sorikit.engines.speaker.ivector import save, train_model  # noqa: PLC0415 - only for training

    save(train_model(voices, options or TrainOptions()), path)


def choose(engine: str | None, model: str | None) -> str:
    """Return the name for ``load`` of what a person asked for, by engine, by model or by both (None, None: the default).

    Raises InvalidOption for an unknown engine, one that needs a model of the person's own, and two that do not fit.
    """
    if engine is None:
        return model or default_model("speaker").name
    if engine not in ENGINES:
        raise InvalidOption(
            option=f"--engine {engine}",
            detail=f"there is none of that name; choose from: {', '.join(ENGINES)}",
            detail_ko=f"그런 엔진은 없습니다. 다음 가운데 고르세요: {', '.join(ENGINES)}",
        )
    if engine not in OWN_FILES:
        if model not in (None, engine):
            raise _unfit(engine, str(model))
        return engine
    if model is None:
        raise InvalidOption(
            option=f"--engine {engine}",
            detail=f"needs a model: --model {OWN_FILES[engine]}",
            detail_ko=f"모델이 필요합니다: --model {OWN_FILES[engine]}",
        )
    if is_path(model):
        from sorikit.engines.speaker._paths import engine_of_path  # noqa: PLC0415 - only for such models

        if engine_of_path(model) != engine:
            raise _unfit(engine, model)
    return model


def is_path(name: str) -> bool:
    """Whether a name means a file or folder: it is written like one, or it is one and no model is called so."""
    if name.startswith((".", "~", "/", "\\")) or Path(name).is_absolute() or name.endswith(_FILE_ENDINGS):
        return True
    return Path(name).is_dir() and not any(name == card.name or name in card.aliases for card in default_store().cards)


def _unfit(engine: str, model: str) -> InvalidOption:
    return InvalidOption(
        option=f"--model {model}",
        detail=f"is no model of the engine {engine}; leave --engine out to let the model decide",
        detail_ko=f"{engine} 엔진의 모델이 아닙니다. --engine을 빼면 모델에 맞는 엔진을 씁니다",
    )
