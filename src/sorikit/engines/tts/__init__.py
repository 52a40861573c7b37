"""Speech from text. One verb, ``speak``: text in, a stream of spoken sentences out, each with its sound."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Protocol, cast

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Spoken
from sorikit.engines._load import load_card, load_engine
from sorikit.engines._on_disk import files_at
from sorikit.engines._remote import SpeechServer, default_speech_server
from sorikit.store import default_store

__all__ = [
    "REMOTE",
    "Cloner",
    "SpeakOptions",
    "Speaker",
    "SpeechServer",
    "Supports",
    "Voice",
    "as_cloner",
    "check_options",
    "connect",
    "load",
    "model_of",
]

REMOTE = "openai"
"""The model whose name asks a server."""
REMOTE_MODEL = "gpt-4o-mini-tts"
"""What the server is asked for where nobody says."""

NEED_A_MODEL = {"coqui": " or --model xtts-v2", "vits": " or owner/name", "fastspeech2": " or owner/name", "piper": ""}
"""Engines without a model of the kit, and how theirs is named besides."""

_RANGES = {"speed": (0.5, 2.0, ""), "pause": (0.0, 5.0, " seconds"), "pitch": (-12.0, 12.0, " semitones")}
_UNITS_KO = {"": "", " seconds": "초", " semitones": "반음"}


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """What to ask of a voice. Raises InvalidOption where a number is out of its range."""

    voice: str | None = None
    """One of the engine's ``voices``, or a mix of them (``af_bella*0.6+af_sky*0.4``); None takes its default for the language."""
    language: str | None = None
    """ISO 639-1 code of the text; None decides sentence by sentence, from its letters and the voice."""
    speed: float = 1.0
    """0.5 (half as fast) … 2.0."""
    pitch: float = 0.0
    """Semitones higher, −12 … 12."""
    pause: float = 0.35
    """Seconds of silence after each sentence but the last, 0 … 5; a new paragraph takes twice as long."""
    quick_start: bool = False
    """Begin with a short part of the first sentence, so that its sound is there sooner."""

    def __post_init__(self) -> None:
        for name, (least, most, unit) in _RANGES.items():
            value = getattr(self, name)
            if not (math.isfinite(value) and least <= value <= most):
                ko = _UNITS_KO[unit]
                raise InvalidOption(
                    option=name,
                    detail=f"{value:g} is not between {least:g} and {most:g}{unit}",
                    detail_ko=f"{value:g}은(는) {least:g}{ko}와 {most:g}{ko} 사이가 아닙니다",
                )


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine has."""

    name: str
    language: str
    """ISO 639-1 code of the language that it learned."""
    sex: str = ""
    """"female", "male"; empty where nobody says."""
    accent: str = ""
    """BCP 47 tag where it is known more closely: "en-GB"."""
    default_for: tuple[str, ...] = ()
    """Languages it reads where nobody chose a voice, alone or in a mix with others."""


@dataclass(frozen=True, slots=True)
class Supports:
    """What an engine can be asked for, and what it tells. An option that it does not heed is an error, not silence."""

    options: frozenset[str] = frozenset()
    """Names of the fields of SpeakOptions that change what it says."""
    word_times: bool = False
    """Whether it knows when each word is said."""
    replaceable: bool = False
    """Whether the default engine may take its place where its server does not answer."""


class Speaker(Protocol):
    """Says text aloud. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz of the audio it gives."""
        ...

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices for ``SpeakOptions.voice``."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that it can read."""
        ...

    @property
    def supports(self) -> Supports:
        """What it can be asked for."""
        ...

    def phonemes(self, text: str, language: str) -> str:
        """Return how ``text`` would be said, in letters for sounds, to compare texts by; empty where the engine does not tell.

        Raises InvalidOption for letters that it cannot read.
        """
        ...

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield the sentences of ``text``, each mono and with the pause that follows; nothing for text without words.

        Raises InvalidOption for an unknown voice, a language that the engine does not read, or letters it cannot read.
        """
        ...


class Cloner(Speaker, Protocol):
    """A speaker that can take on the voice of a recording."""

    @property
    def clones(self) -> bool:
        """Whether this model can."""
        ...

    def learn(self, audio: Audio) -> str:
        """Return the name, for ``SpeakOptions.voice``, of the voice in a recording of one person.

        The name is made of the sound. Raises InvalidOption for a model that cannot, or too little sound.
        """
        ...


def as_cloner(speaker: Speaker) -> Cloner | None:
    """Return the speaker where it can take on a voice, else None."""
    return cast("Cloner", speaker) if getattr(speaker, "clones", False) else None


def load(name: str | None = None, device: Device | None = None) -> Speaker:
    """Return a speaker (None: the default, offline): a name of the catalogue, a path, or one of the hub's.

    A path is a folder with a Hugging Face checkpoint of VITS or FastSpeech 2, a model of Coqui, a folder of MeloTTS, or a voice of Piper (``NAME.onnx``); "owner/name" is a repository of the hub that was pulled;
    "tts_models/en/ljspeech/vits" is what Coqui's own downloader brought. "openai" and "openai:MODEL" ask a server (``connect``), "edge" Microsoft's; nothing else ever sends text away.
    Raises what ``load_engine`` raises, and InvalidOption for a path that holds no voice.
    """
    speaker: Speaker
    if name and name.partition(":")[0] == REMOTE:
        return connect(default_speech_server(), name.partition(":")[2] or REMOTE_MODEL)
    title = ""
    if name and _is_coquis(name):
        from sorikit.engines.tts._paths import coqui_download  # noqa: PLC0415 - only for such voices

        name, title = os.fspath(coqui_download(name)), name
    if name and not _is_path(name) and default_store().repository_of(name):
        name, title = os.fspath(default_store().find(name).folder), name
    if name and _is_path(name):
        from sorikit.engines.tts._paths import card_of_path  # noqa: PLC0415 - only for such voices

        card = card_of_path(name, title)
        speaker = load_card(card, device, lambda: files_at(card))
    else:
        speaker = load_engine("tts", name, device)
    return speaker


def model_of(engine: str | None, model: str | None) -> str | None:
    """Return the name for ``load`` that an engine's name and a model's mean together.

    Raises InvalidOption for a model of another engine, and for an engine that needs a model; what looking it up raises.
    """
    if engine is None or model is None:
        if engine in NEED_A_MODEL:
            raise InvalidOption(
                option=f"--engine {engine}",
                detail=f"needs a model of its own: --model FOLDER{NEED_A_MODEL[engine]}",
                detail_ko=f"모델이 필요합니다: --model 폴더{NEED_A_MODEL[engine]}",
            )
        return engine if model is None else model
    if engine == REMOTE:
        return f"{REMOTE}:{model}"
    if _is_coquis(model):
        found = "coqui"
    elif _is_path(model):
        from sorikit.engines.tts._paths import card_of_path  # noqa: PLC0415

        found = card_of_path(model).engine
    else:
        found = default_store().card_of(model).engine
    name = found.partition(":")[0].rpartition(".")[2]
    if name and name != engine:
        raise InvalidOption(
            option=f"--engine {engine}",
            detail=f"{model} is a model of the engine {name}",
            detail_ko=f"{model}은(는) {name} 엔진의 모델입니다",
        )
    return model


def connect(server: SpeechServer, model: str = REMOTE_MODEL) -> Speaker:
    """Return a speaker behind a server. Opens no connection yet. Raises InvalidOption where OpenAI lacks a key."""
    from sorikit.engines.tts.openai_api import OpenAiVoice  # noqa: PLC0415 - httpx is loaded only where it is used

    return OpenAiVoice(server, model)


def _is_coquis(name: str) -> bool:
    """Whether a name is one of Coqui's own list, and of no row of ours."""
    return name.startswith("tts_models/") and not default_store().is_known(name)


def _is_path(name: str) -> bool:
    """Whether a name means a file or folder: it is written like one, or it is one and no model is called so."""
    if name.startswith((".", "~", "/", "\\")) or Path(name).is_absolute() or name.endswith(".onnx"):
        return True
    return Path(name).is_dir() and not any(name == card.name or name in card.aliases for card in default_store().cards)


def check_options(options: SpeakOptions, speaker: Speaker, *, model: str | None = None) -> None:
    """Raise InvalidOption for the first wish that ``speaker`` does not heed. A field at its default is no wish."""
    usual = SpeakOptions()
    for option in fields(SpeakOptions):
        wished = getattr(options, option.name) != getattr(usual, option.name)
        if wished and option.name not in speaker.supports.options:
            raise InvalidOption(
                option=option.name.replace("_", " "),
                detail=f"{model or 'the default model'} does not support it",
                detail_ko=f"{model or '기본 모델'}은(는) 지원하지 않습니다",
            )
