"""The main job as the apps run it: places of finished stages, and the writing of every format.

Everything that can be wrong with the wishes is found before the first second of audio is worked on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sorikit.apps.recordings import STDIN, WORK_FOLDER, check_named, prepare_folder, spooled_stdin, stems_of
from sorikit.apps.settings import Settings
from sorikit.core.codecs import check_file, recorded_on
from sorikit.core.device import Device
from sorikit.core.events import Job
from sorikit.engines import asr
from sorikit.engines.chat import Chat, ChatServer, load_chat
from sorikit.formats import write_meeting
from sorikit.pipelines.diarize import DiarizationOptions
from sorikit.pipelines.languages import LanguageVote
from sorikit.pipelines.meeting import MeetingOptions, MeetingResult, hold_meeting
from sorikit.pipelines.minutes import MinutesOptions
from sorikit.pipelines.stages import Workspace, digest_file
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.voices.entry import KnownVoice

Follow = Callable[[Job[MeetingResult], str], MeetingResult]


@dataclass(frozen=True, slots=True)
class MeetingWishes:
    """What a person asked for, for any number of recordings."""

    recordings: tuple[str, ...]
    folder: Path
    formats: tuple[str, ...]
    languages: tuple[str, ...] = ()
    """Languages spoken, ISO 639-1; empty lets the recording tell."""
    model: str | None = None
    """Recogniser by its catalogue name; None takes the default."""
    speakers: tuple[int | None, int | None, int | None] = (None, None, None)
    """Exact, least and greatest number of voices."""
    diarizer: tuple[str, str | None] = ("sorikit", None)
    """Engine that finds the speakers, and its model."""
    names: Mapping[str, str] = field(default_factory=dict)
    voices: tuple[KnownVoice, ...] = ()
    """Known voices, whose names their speakers get."""
    title: str = ""
    date: dt.date | None = None
    """Day of the meeting; None takes the one written in the file, where there is one."""
    llm: str = ""
    """URL of an OpenAI-compatible server; empty writes the minutes without one."""
    llm_model: str = ""
    embed_audio: bool = True


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """One recording, and where its results go."""

    recording: str
    """Path as given; ``-`` is standard input."""
    stem: str
    """Name of its results without their endings."""
    folder: Path
    formats: tuple[str, ...]
    options: MeetingOptions
    device: Device
    chat: Chat | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What one recording gave and where it is."""

    plan: MeetingPlan
    result: MeetingResult
    files: dict[str, Path]
    """Format → file."""

    def report(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        transcript, minutes = self.result.transcript, self.result.minutes
        return {
            "recording": self.plan.recording,
            "ok": True,
            "files": {name: str(path) for name, path in self.files.items()},
            "duration": transcript.duration,
            "language": transcript.language,
            "speakers": len(transcript.speakers),
            "segments": len(transcript.segments),
            "unrecognized_seconds": sum(span.duration for span in transcript.unrecognized),
            "decisions": len(minutes.decisions),
            "actions": len(minutes.actions),
            "notices": [notice.en for notice in self.result.notices],
        }


def plan_meetings(wishes: MeetingWishes, settings: Settings) -> list[MeetingPlan]:
    """Return one plan per recording. Raises AudioNotFound for an empty name, InvalidOption for wishes that cannot be met."""
    check_named(*wishes.recordings)
    options = MeetingOptions(
        transcription=TranscribeOptions(languages=wishes.languages, model=wishes.model),
        diarization=DiarizationOptions(*wishes.speakers, engine=wishes.diarizer[0], model=wishes.diarizer[1]),
        minutes=MinutesOptions(title=wishes.title or None, date=wishes.date),
        names=wishes.names,
        voices=wishes.voices,
        listening_audio=wishes.embed_audio,
    )
    chat = _chat(wishes, settings)
    if wishes.languages or wishes.model:  # a language or a model that is not there is said at once
        LanguageVote(wishes.languages, asr.load(wishes.model, settings.device).languages)
    return [
        MeetingPlan(recording, stem, wishes.folder, wishes.formats, options, settings.device, chat)
        for recording, stem in zip(wishes.recordings, stems_of(wishes.recordings), strict=True)
    ]


def _chat(wishes: MeetingWishes, settings: Settings) -> Chat | None:
    if not wishes.llm:
        return None
    return load_chat(ChatServer(url=wishes.llm, model=wishes.llm_model, key=settings.llm_key))


def run_meeting(plan: MeetingPlan, follow: Follow) -> Written:
    """Do the main job for one recording and write all its formats. Raises the errors of both."""
    prepare_folder(plan.folder)
    source = spooled_stdin(plan.folder) if plan.recording == STDIN else Path(plan.recording)
    try:
        check_file(source, name=plan.recording)
        place = plan.folder / WORK_FOLDER / f"{plan.stem}-{digest_file(source)[:12]}"
        options = _for_file(plan, source)
        job = hold_meeting(source, options, workspace=Workspace(place), device=plan.device, chat=plan.chat)
        result = follow(job, plan.stem)
    finally:
        if plan.recording == STDIN:
            source.unlink(missing_ok=True)
    files = {name: plan.folder / f"{plan.stem}.{name}" for name in plan.formats}
    for name, path in files.items():
        write_meeting(result.transcript, result.minutes, path, name, audio=result.audio)
    return Written(plan, result, files)


def _for_file(plan: MeetingPlan, source: Path) -> MeetingOptions:
    """Return the plan's options with what only the file itself can tell."""
    minutes = plan.options.minutes
    return replace(
        plan.options,
        minutes=replace(minutes, date=minutes.date or recorded_on(source)),
        listening_audio=plan.options.listening_audio and "html" in plan.formats,
    )
