"""pyannote.audio's own pipelines through the real library (Bredin 2023, "pyannote.audio 2.1 speaker diarization pipeline").

"3.1" and "community-1" are downloaded by the library from the hub (with the token it finds, and only if the model asks for
one); a folder or ``config.yaml`` on this machine needs no network, but names code and checkpoints that the library runs: use
only what you trust. Sound is handed over in memory, and the library's reports of its use to its makers are switched off.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.errors import EngineFailed, InvalidOption, ModelNotInstalled, SorikitError
from sorikit.core.extras import optional_library
from sorikit.core.time import Span, Turn
from sorikit.engines.diarization import Found, SpeakerCount

HUB = "pyannote/speaker-diarization-"
DEFAULT = "community-1"
NAMES = ("3.1", DEFAULT)
"""Pipelines by their short names."""
SAMPLE_RATE = 16_000
_REPOSITORY = re.compile(r"(?:https?://[^/\s]+/(?:api/models/)?|\b)(pyannote/[\w.-]+)")
_GATED = ("gated", "401", "403", "restricted", "awaiting", "access to model")


class PyannoteDiarizer:
    """The engine."""

    sample_rate = SAMPLE_RATE

    def __init__(self, pipeline: Any, torch: Any) -> None:
        """Use ``load_pipeline``."""
        self._pipeline = pipeline
        self._torch = torch

    def diarize(self, audio: Audio, count: SpeakerCount) -> Found:
        """Return the turns of a whole mono recording."""
        if not audio.frames:
            return Found((), ())
        sound = {"waveform": self._torch.tensor(audio.mono().samples), "sample_rate": audio.sample_rate}
        wishes = {"min_speakers": count.fewest, "max_speakers": count.most} if count.fewest != count.most else {}
        if not wishes:
            wishes = {"num_speakers": count.most}
        with self._torch.inference_mode():
            output = self._pipeline(sound, **{name: value for name, value in wishes.items() if value is not None})
        overlapping = getattr(output, "speaker_diarization", output)  # before 4.0 the annotation itself
        exclusive = getattr(output, "exclusive_speaker_diarization", None)
        turns = _turns(overlapping.itertracks(yield_label=True), audio.duration)
        return Found(
            turns, turns if exclusive is None else _turns(exclusive.itertracks(yield_label=True), audio.duration)
        )


def load_pipeline(model: str | None, device: Device) -> PyannoteDiarizer:
    """Return the engine with a pipeline: "3.1", "community-1" (the default), owner/name, a folder or a ``config.yaml``.

    Loaded once for each device. Raises RuntimeMissing, ModelNotInstalled with the address where the model is agreed to,
    and InvalidOption for what the library cannot load.
    """
    return _loaded(model or DEFAULT, device.name)


@functools.lru_cache(maxsize=4)
def _loaded(model: str, device: str) -> PyannoteDiarizer:
    source = resolved(model)
    feature = "--engine pyannote"
    try:
        torch = optional_library("torch", "pyannote", feature)
        telemetry = optional_library("pyannote.audio.telemetry", "pyannote", feature, name="pyannote.audio")
        telemetry.set_telemetry_metrics(enabled=False)
        library = optional_library("pyannote.audio", "pyannote", feature, name="pyannote.audio")
    except OSError as error:  # torchaudio and torch built for different devices
        raise EngineFailed(engine="pyannote.audio", detail=str(error)) from error
    try:
        pipeline = library.Pipeline.from_pretrained(source)
    except Exception as error:
        raise explained(error, model, source) from error
    if pipeline is None:  # what 3.x returns where the hub refuses
        raise explained(ValueError("gated"), model, source)
    pipeline.to(torch.device("cuda" if device == "cuda" else "cpu"))
    return PyannoteDiarizer(pipeline, torch)


def resolved(model: str) -> str:
    """Return what the library is asked for. Raises InvalidOption for a path where there is no pipeline."""
    if model in NAMES:
        return HUB + model
    path = Path(model).expanduser()
    if path.is_dir() and not (path / "config.yaml").is_file():
        raise _refused(model, "holds no pipeline (config.yaml)", "파이프라인(config.yaml)이 없습니다")
    if path.exists():
        return str(path)
    if re.fullmatch(r"[\w.-]+/[\w.-]+", model) and not model.startswith("."):
        return model
    raise _refused(
        model,
        f"is neither a folder, a config.yaml, owner/name, nor one of {', '.join(NAMES)}",
        f"폴더도 config.yaml도 소유자/이름도 아니고 {', '.join(NAMES)} 가운데 하나도 아닙니다",
    )


def explained(error: Exception, model: str, source: str) -> SorikitError:
    """Return the kit's error for what the library raised: with the address to open where the hub wants consent first."""
    text = f"{type(error).__name__}: {error}"
    if any(word in text.lower() for word in _GATED):
        found = _REPOSITORY.search(str(error))
        page = f"https://huggingface.co/{found.group(1) if found else source}"
        command = f"hf auth login   (after accepting the conditions at {page})"
        return ModelNotInstalled(name=model, command=command)
    line = (str(error).strip() or type(error).__name__).splitlines()[0]
    return _refused(model, f"pyannote.audio cannot load it ({line})", f"pyannote.audio가 읽지 못합니다({line})")


def _turns(tracks: Iterable[tuple[Any, Any, Any]], duration: float) -> tuple[Turn, ...]:
    found = []
    for segment, _, label in tracks:
        start, end = max(0.0, float(segment.start)), min(float(segment.end), duration)
        if start < end:
            found.append(Turn(Span(start, end), str(label)))
    return tuple(sorted(found))


def _refused(model: str, detail: str, detail_ko: str) -> InvalidOption:
    return InvalidOption(option=f"--model {model}", detail=detail, detail_ko=detail_ko)
