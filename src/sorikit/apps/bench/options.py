"""What can be asked of each engine and peer with ``--option ENGINE:KEY=VALUE``: one dataclass each, read by its types."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from sorikit.core.errors import InvalidOption

T = TypeVar("T")
GIVEN, AUTO = "given", "auto"
_TRUTH = {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False, "off": False}


@dataclass(frozen=True, slots=True)
class NoOptions:
    """Nothing can be asked."""


@dataclass(frozen=True, slots=True)
class OurAsrOptions:
    """Our recognition."""

    language: str = GIVEN
    """"given" by the data, "auto", or an ISO 639-1 code."""
    beam_size: int = 5
    retry: bool = True
    initial_prompt: str = ""
    compute_type: str = "int8"


@dataclass(frozen=True, slots=True)
class FasterWhisperOptions:
    """faster-whisper, one window after another."""

    language: str = GIVEN
    beam_size: int = 5
    compute_type: str = "int8"
    vad_filter: bool = False
    """Its own default."""
    word_timestamps: bool = False
    condition_on_previous_text: bool = True


@dataclass(frozen=True, slots=True)
class BatchedOptions:
    """faster-whisper, windows in batches (it then always cuts by voice activity)."""

    language: str = GIVEN
    beam_size: int = 5
    compute_type: str = "int8"
    batch_size: int = 8
    word_timestamps: bool = False


@dataclass(frozen=True, slots=True)
class OpenAIWhisperOptions:
    """openai-whisper."""

    language: str = GIVEN
    beam_size: int = 5
    weights: str = ""
    """Its ``.pt`` file; empty takes ``~/.cache/whisper/NAME.pt``."""


@dataclass(frozen=True, slots=True)
class DiarizationWishes:
    """Any diarization."""

    num_speakers: str = AUTO
    """"auto", "given" by the data, or a number."""
    model: str = ""
    """Folder of the peer's pipeline; ours needs none."""


@dataclass(frozen=True, slots=True)
class OurVadOptions:
    """Our detection."""

    threshold: float = 0.5
    padding: float = 0.0
    """Seconds added on both sides; none, as it is judged to the moment."""


@dataclass(frozen=True, slots=True)
class PeerVadOptions:
    """Silero as faster-whisper packs it; seconds and milliseconds as there."""

    threshold: float = 0.5
    min_silence_duration_ms: int = 200
    speech_pad_ms: int = 0


@dataclass(frozen=True, slots=True)
class SpeakWishes:
    """Any voice."""

    voice: str = ""
    """Empty takes the default of the language."""
    speed: float = 1.0


def read_options(kind: type[T], typed: Mapping[str, str], engine: str) -> T:
    """Return ``typed`` as a ``kind``. Raises InvalidOption for a key that it has not, or a value of another type."""
    hints = get_type_hints(kind)
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, text in typed.items():
        if key not in names:
            known = ", ".join(names) or "none"
            raise InvalidOption(
                option=f"--option {engine}:{key}",
                detail=f"there is no such option; {engine} takes: {known}",
                detail_ko=f"그런 옵션은 없습니다. {engine}의 옵션: {known}",
            )
        values[key] = _read(text, hints[key], f"--option {engine}:{key}")
    return kind(**values)


def _read(text: str, kind: type[Any], option: str) -> Any:
    try:
        return _TRUTH[text.strip().lower()] if kind is bool else kind(text)
    except (ValueError, KeyError) as error:
        wanted = {bool: "yes or no", int: "a whole number", float: "a number"}[kind]
        wanted_ko = {bool: "yes나 no", int: "정수", float: "수"}[kind]
        raise InvalidOption(
            option=option, detail=f"{text!r} is not {wanted}", detail_ko=f"{text!r}은(는) {wanted_ko}가 아닙니다"
        ) from error


def language_for(wish: str, told: str | None) -> str | None:
    """Return the language to ask for, None to let the engine find out."""
    if wish == GIVEN:
        return told
    return None if wish == AUTO else wish


def speakers_for(wish: str, told: int | None, engine: str) -> int | None:
    """Return the number of speakers to ask for, None to let the engine find out. Raises InvalidOption."""
    if wish == GIVEN:
        return told
    if wish == AUTO:
        return None
    if wish.isdigit() and int(wish):
        return int(wish)
    raise InvalidOption(
        option=f"--option {engine}:num_speakers",
        detail=f"{wish!r} is not auto, given or a number",
        detail_ko=f"{wish!r}은(는) auto, given, 숫자 가운데 하나가 아닙니다",
    )
