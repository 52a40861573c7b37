"""Speech recognition: what was said. Steps over short windows, so that nothing is computed twice.

``listen`` turns windows of sound into what the model heard; ``tell_language`` says in which language a part of it
is; ``transcribe`` writes it down, as often as needed with other languages or options. Long audio, voice activity,
votes over languages, batches of equal padding and offsets belong to ``sorikit.pipelines.transcribe``, once for all
engines.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.text import Word
from sorikit.core.time import Span
from sorikit.engines._load import load_card, load_engine
from sorikit.engines._remote import AsrServer, default_server, set_default_server
from sorikit.store import cards, default_model, default_store

TASKS = ("transcribe", "translate")
NAMES_IN_A_SENTENCE = 4
REMOTE = "openai"
"""The model whose name asks a server."""
REMOTE_MODEL = "whisper-1"
"""What the server is asked for where nobody says."""

__all__ = [
    "REMOTE",
    "TASKS",
    "AsrOptions",
    "AsrServer",
    "Heard",
    "Recognition",
    "Recognizer",
    "Supports",
    "abilities",
    "check_options",
    "connect",
    "default_server",
    "load",
    "set_default_server",
]


@dataclass(frozen=True, slots=True)
class AsrOptions:
    """How to write down what was heard. Raises InvalidOption for values out of range."""

    task: str = "transcribe"
    """"transcribe", or "translate" (into English)."""
    beam_size: int = 5
    """Hypotheses kept while decoding; 1 is greedy."""
    retry: bool = True
    """Decode a window again, in other ways, when its text looks wrong (loops, too fast, improbable)."""
    initial_prompt: str = ""
    """Text "said before": names and spellings to expect."""
    hotwords: tuple[str, ...] = ()
    """Words to expect in every window, the likeliest first; a recogniser takes as many as it has room for."""
    greedy_first: bool = False
    """Keep one hypothesis first, and ``beam_size`` only where its text is not sure: saves time in clear speech."""

    def __post_init__(self) -> None:
        if self.task not in TASKS:
            raise InvalidOption(option="task", detail=f"{self.task!r} is not one of {', '.join(TASKS)}")
        if not 1 <= self.beam_size <= 32:
            raise InvalidOption(option="beam size", detail=f"{self.beam_size} is not between 1 and 32")


@dataclass(frozen=True, slots=True)
class Supports:
    """What a recogniser can be asked for, and what it tells. An option that it does not heed is an error, not silence."""

    tasks: tuple[str, ...] = ("transcribe",)
    options: frozenset[str] = frozenset()
    """Names of the fields of AsrOptions, besides ``task``, that change what it writes."""
    tells_language: bool = False
    """Whether it knows by itself which of its languages it hears; where not, and it has several, one must be given."""
    word_times: bool = True
    """Whether the times of words are its own; where not, they are spread over the window by length."""
    confidence: bool = True
    """Whether the probabilities of words are its own; where not, they are those of the whole window, or 1."""
    batches: bool = False
    """Whether windows heard and written down in one call cost less than one by one."""


class Heard(Protocol):
    """One window as the model heard it. Opaque but for its length; give it back to the engine that made it."""

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        ...


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was said in one window."""

    language: str
    words: tuple[Word, ...]
    """Times in seconds from the start of the window; each text keeps its leading space where the language has one."""
    avg_logprob: float = 0.0
    """Mean log probability per token, ≤ 0."""
    no_speech_prob: float = 0.0
    """The model's estimate that the window holds no speech, 0 … 1."""
    doubt: str = ""
    """Why the text looks wrong even after every retry: "loop", "fast", "improbable"; empty where it does not."""

    @property
    def text(self) -> str:
        """The words as one string."""
        return "".join(word.text for word in self.words).strip()


class Recognizer(Protocol):
    """A speech recogniser. Immutable, safe to share between threads."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def max_seconds(self) -> float:
        """Longest window it can hear."""
        ...

    @property
    def workers(self) -> int:
        """How many calls may usefully run at once, from as many threads."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages it knows."""
        ...

    @property
    def supports(self) -> Supports:
        """What it can be asked for."""
        ...

    def listen(self, windows: Sequence[Audio]) -> list[Heard]:
        """Hear mono windows of ``sample_rate``, each by itself: the others of the call change nothing."""
        ...

    def padded_seconds(self, seconds: float) -> float:
        """Return how long a window of so many seconds is to the model; only windows equally long go together."""
        ...

    def tell_language(self, heard: Heard, part: Span | None = None) -> dict[str, float]:
        """Return ISO 639-1 code → probability (all that the model knows, summing to 1).

        ``part`` is in seconds from the start of the window; None asks about the whole of it, which is the surest.
        """
        ...

    def transcribe(self, heard: Sequence[Heard], languages: Sequence[str], options: AsrOptions) -> list[Recognition]:
        """Write down windows of equal ``padded_seconds``, each in its language."""
        ...


@runtime_checkable
class Aligner(Protocol):
    """A recogniser that also finds when the words of a *given* text are said."""

    @property
    def max_seconds(self) -> float:
        """Longest window it can hear."""
        ...

    def listen(self, windows: Sequence[Audio]) -> list[Any]:
        """As ``Recognizer.listen``."""
        ...

    def align(self, heard: Any, words: Sequence[str], language: str) -> tuple[Word, ...]:
        """Return the given words (with their leading spaces) with times from the start of the window, in order.

        Each has the probability that it is said there, near 0 where it does not fit.
        """
        ...


def load(name: str | None = None, device: Device | None = None) -> Recognizer:
    """Return a recogniser (None: the default): a name, a folder that holds a model, or one of the hub's.

    Names are those of the catalogue, and the field's own ("turbo", "distil-large-v3"); "owner/name" is a repository of
    the hub that was pulled.

    "openai" and "openai:MODEL" ask a server, see ``set_default_server``; nothing else ever sends sound away.
    A folder is a CTranslate2 or Hugging Face Whisper (converted once, into the cache), a wav2vec2 checkpoint or a Vosk
    model. Raises what ``load_engine`` raises, and InvalidOption for a folder that holds none of these, for a device that
    is not here and for a number format that it cannot compute in.
    """
    recognizer: Recognizer
    if name and name.partition(":")[0] == REMOTE:
        return connect(default_server(), name.partition(":")[2] or REMOTE_MODEL)
    if device is not None and (device.name, device.compute_type) != ("cpu", "auto"):
        from sorikit.engines.asr._processor import check_processor  # noqa: PLC0415 - brings CTranslate2

        check_processor(device)
    if name and not _is_folder(name) and default_store().repository_of(name):
        name = os.fspath(default_store().find(name).folder)
    if name and _is_folder(name):
        from sorikit.engines.asr._folder import card_of_folder, files_of_folder  # noqa: PLC0415 - brings CTranslate2

        card = card_of_folder(name)
        recognizer = load_card(card, device, lambda: files_of_folder(card))
    else:
        recognizer = load_engine("asr", name, device)
    return recognizer


def connect(server: AsrServer, model: str = REMOTE_MODEL) -> Recognizer:
    """Return a recogniser behind a server. Opens no connection yet. Raises InvalidOption where OpenAI lacks a key."""
    from sorikit.engines.asr.openai_api import OpenAiSpeech  # noqa: PLC0415 - httpx is loaded only where it is used

    return cast("Recognizer", OpenAiSpeech(server, model))  # it is only ever given what it heard itself


def _is_folder(name: str) -> bool:
    """Whether a name means a folder: it is written like one, or it is one and no model is called so."""
    if name.startswith((".", "~", "/", "\\")) or Path(name).is_absolute():
        return True
    return Path(name).is_dir() and not any(name == card.name or name in card.aliases for card in default_store().cards)


def check_options(
    options: AsrOptions, recognizer: Recognizer, languages: Sequence[str] = (), *, model: str | None = None
) -> None:
    """Raise InvalidOption for the first wish that ``recognizer`` does not heed; the sentence names models that do.

    A field at its default is no wish. ``languages``: those to choose from, as in ``TranscribeOptions``; ``model``: the
    recogniser's name, for the sentence (None: the default).
    """
    supports = recognizer.supports
    name = model or default_model("asr").name
    if options.task not in supports.tasks:
        raise _unsupported(f"task {options.task}", name, _models_with("", options.task))
    usual = AsrOptions()
    for option in fields(AsrOptions):
        wished = getattr(options, option.name) != getattr(usual, option.name)
        if wished and option.name != "task" and option.name not in supports.options:
            raise _unsupported(option.name.replace("_", " "), name, _models_with(option.name, "transcribe"))
    if not supports.tells_language and len(recognizer.languages) > 1 and len(set(languages)) != 1:
        raise InvalidOption(
            option="language",
            detail=f"{name} does not tell which language it hears; give one, such as --language ko",
            detail_ko=f"{name}은(는) 어느 언어인지 스스로 알지 못합니다. --language ko처럼 하나를 주세요",
        )


def _unsupported(option: str, name: str, others: Sequence[str]) -> InvalidOption:
    shown = ", ".join(others[:NAMES_IN_A_SENTENCE])
    more, more_ko = (" and others", " 등") if len(others) > NAMES_IN_A_SENTENCE else ("", "")
    return InvalidOption(
        option=option,
        detail=f"{name} does not support it"
        + (f"; choose one that does with --model: {shown}{more}" if others else ""),
        detail_ko=f"{name}은(는) 지원하지 않습니다"
        + (f". --model로 지원하는 것을 고르세요: {shown}{more_ko}" if others else ""),
    )


def abilities() -> dict[str, Supports]:
    """Return what the engine of every model of the catalogue supports, the default first. Loads no model."""
    rows = sorted((card for card in cards() if card.task == "asr" and card.engine), key=lambda card: not card.default)
    found: dict[str, Supports] = {}
    for card in rows:
        module, _, attribute = card.engine.partition(":")
        found[card.name] = getattr(importlib.import_module(module), attribute).supports
    return found


def _models_with(option: str, task: str) -> list[str]:
    return [
        name
        for name, supports in abilities().items()
        if task in supports.tasks and (not option or option in supports.options)
    ]
