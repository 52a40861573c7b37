"""All that can take part in a bench: one row an engine or peer, found by ``NAME`` or ``NAME:VARIANT``.

Our own models are found by their names in the catalogue (``whisper-base``); ``default`` is the task's default.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import Any

from sorikit.apps.bench.options import (
    BatchedOptions,
    DiarizationWishes,
    FasterWhisperOptions,
    NoOptions,
    OpenAIWhisperOptions,
    OurAsrOptions,
    OurVadOptions,
    PeerVadOptions,
    SpeakWishes,
)
from sorikit.core.errors import InvalidOption, ModelNotInstalled, RuntimeMissing
from sorikit.store import cards, default_model, default_store
from sorikit.store.home import command_for

OURS = "sorikit"
"""Name of the rows whose variants are models of the catalogue, or kinds of features."""
RUNNERS = "sorikit.apps.bench.runners"


@dataclass(frozen=True, slots=True)
class Engine:
    """One row."""

    task: str
    name: str
    runner: str
    """Module below ``runners``, and class."""
    options: type[Any] = NoOptions
    variants: tuple[str, ...] = ()
    """What may follow the colon, the default first; empty where nothing does. For ours, see ``_variants``."""
    library: tuple[str, str] | None = None
    """What a peer imports, and what to type after ``pip install``."""
    packages: tuple[str, ...] = ()
    """Distributions whose versions belong into the table."""
    foreign: bool = False
    """Whether ``runner`` names a module outside ``runners``."""

    @property
    def runner_path(self) -> str:
        """The runner as ``whole.module:Class``."""
        return self.runner if self.foreign else f"{RUNNERS}.{self.runner}"


@dataclass(frozen=True, slots=True)
class Found:
    """A row and its variant."""

    engine: Engine
    variant: str

    @property
    def name(self) -> str:
        """As it is shown: the model alone where it is ours."""
        if self.engine.name == OURS and self.engine.task not in KINDS_OF:
            return self.variant
        return f"{self.engine.name}:{self.variant}" if self.variant else self.engine.name


KINDS_OF = {"features": ("log-mel", "log-mel-128", "mfcc39", "fbank"), "diarization": ()}
"""Tasks whose variants are no models of the catalogue."""
FASTER = ("faster_whisper", "faster-whisper")

ENGINES: tuple[Engine, ...] = (
    Engine("asr", OURS, "asr:Sorikit", OurAsrOptions, packages=("sorikit", "ctranslate2", "onnxruntime")),
    Engine(
        "asr",
        "faster-whisper",
        "faster_whisper_peer:Sequential",
        FasterWhisperOptions,
        ("base", "tiny", "small", "medium", "large-v3", "large-v3-turbo"),
        FASTER,
        ("faster-whisper", "ctranslate2"),
    ),
    Engine(
        "asr",
        "faster-whisper-batched",
        "faster_whisper_peer:Batched",
        BatchedOptions,
        ("base", "tiny", "small", "medium", "large-v3", "large-v3-turbo"),
        FASTER,
        ("faster-whisper", "ctranslate2", "onnxruntime"),
    ),
    Engine(
        "asr",
        "openai-whisper",
        "openai_whisper_peer:Recogniser",
        OpenAIWhisperOptions,
        ("base", "tiny", "small", "medium", "large-v3", "turbo"),
        ("whisper", "openai-whisper"),
        ("openai-whisper", "torch"),
    ),
    Engine("diarization", "default", "diarization:Sorikit", DiarizationWishes, packages=("sorikit", "onnxruntime")),
    Engine(
        "diarization",
        "pyannote",
        "pyannote_peer:Pipeline",
        DiarizationWishes,
        library=("pyannote.audio", "pyannote.audio"),
        packages=("pyannote.audio", "torch"),
    ),
    Engine("vad", OURS, "vad:Sorikit", OurVadOptions, packages=("sorikit", "onnxruntime")),
    Engine(
        "vad",
        "faster-whisper",
        "faster_whisper_peer:Detector",
        PeerVadOptions,
        library=FASTER,
        packages=("faster-whisper", "onnxruntime"),
    ),
    Engine("features", OURS, "features:Sorikit", variants=KINDS_OF["features"], packages=("sorikit", "numpy")),
    Engine(
        "features",
        "librosa",
        "librosa_peer:Extractor",
        variants=("log-mel", "log-mel-128", "mfcc39"),
        library=("librosa", "librosa"),
        packages=("librosa", "numpy", "scipy"),
    ),
    Engine(
        "features",
        "faster-whisper",
        "faster_whisper_peer:Extractor",
        variants=("log-mel", "log-mel-128"),
        library=FASTER,
        packages=("faster-whisper", "numpy"),
    ),
    Engine(
        "features",
        "openai-whisper",
        "openai_whisper_peer:Extractor",
        variants=("log-mel", "log-mel-128"),
        library=("whisper", "openai-whisper"),
        packages=("openai-whisper", "torch"),
    ),
    Engine(
        "features",
        "kaldi-native-fbank",
        "kaldi_peer:Extractor",
        variants=("fbank",),
        library=("kaldi_native_fbank", "kaldi-native-fbank"),
        packages=("kaldi-native-fbank",),
    ),
    Engine("tts", OURS, "tts:Sorikit", SpeakWishes, packages=("sorikit", "onnxruntime")),
    Engine("speaker", OURS, "speaker:Sorikit", packages=("sorikit", "onnxruntime")),
)
ALIASES = {("vad", "silero"): "silero-vad"}
"""Short names of our own models."""


def find_engine(task: str, name: str) -> Found:
    """Return the row called ``name`` (``NAME`` or ``NAME:VARIANT``). Raises InvalidOption that lists those there are."""
    wanted = ALIASES.get((task, name), name)
    head, _, tail = wanted.partition(":")
    rows = {row.name: row for row in ENGINES if row.task == task}
    ours = rows.get(OURS)
    if ours is not None and not tail and head in ("default", *_models(task)):
        return Found(ours, default_model(task).name if head == "default" else head)
    row = rows.get(head)
    if row is None:
        raise _unknown(name, names(task))
    variants = _models(task) if row.name == OURS and not row.variants else row.variants
    if tail and tail not in variants:
        raise _unknown(name, tuple(f"{head}:{variant}" for variant in variants) or (head,))
    if row.name == OURS and not tail and task not in KINDS_OF:
        tail = default_model(task).name
    return Found(row, tail or (variants[0] if variants else ""))


def names(task: str) -> tuple[str, ...]:
    """Return what may be typed for a task: our models, then the rows."""
    rows = tuple(row.name for row in ENGINES if row.task == task and (row.name != OURS or row.variants))
    return (*_models(task), *rows)


def check_installed(found: Found) -> None:
    """Raise RuntimeMissing where a peer's library is not installed, ModelNotInstalled where the model is not here."""
    library = found.engine.library
    if library is not None and not _is_here(library[0]):
        raise RuntimeMissing(feature=found.name, library=library[1], command=f"pip install {library[1]}")
    if found.variant in _models(found.engine.task):
        state = default_store().state(found.variant)
        if state.place == "missing":
            raise ModelNotInstalled(name=found.variant, command=command_for(state.card))


def _models(task: str) -> tuple[str, ...]:
    """Return the catalogue's models of a task that an engine of ours runs, the default first."""
    if task in KINDS_OF:
        return ()
    runnable = [card.name for card in cards() if card.task == task and card.engine]
    return tuple(sorted(runnable, key=lambda name: name != default_model(task).name))


def _is_here(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def _unknown(name: str, choices: tuple[str, ...]) -> InvalidOption:
    listed = ", ".join(choices)
    return InvalidOption(
        option="--engines",
        detail=f"{name!r} is not one of {listed}",
        detail_ko=f"{name!r}은(는) 없습니다. 고를 수 있는 것: {listed}",
    )
