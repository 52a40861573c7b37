"""The main job as the apps run it: places of finished stages, and the writing of every format.

Everything that can be wrong with the wishes is found before the first second of audio is worked on.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from sorikit.apps.settings import Settings
from sorikit.core.codecs import check_file, recorded_on, write_error
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

WORK_FOLDER = ".sori"
"""Finished stages live in this folder beside the results; removing it forgets them."""
STDIN = "-"

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
    names: Mapping[str, str] = field(default_factory=dict)
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
    """Return one plan per recording. Raises InvalidOption for wishes that cannot be met."""
    options = MeetingOptions(
        transcription=TranscribeOptions(languages=wishes.languages, model=wishes.model),
        diarization=DiarizationOptions(*wishes.speakers),
        minutes=MinutesOptions(title=wishes.title or None, date=wishes.date),
        names=wishes.names,
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


def stems_of(recordings: Sequence[str]) -> list[str]:
    """Return one name per recording: its stem, or its whole name where two stems are the same.

    >>> stems_of(["a.mp3", "b/a.wav", "c.m4a"])
    ['a.mp3', 'a.wav', 'c']
    """
    stems = ["stdin" if name == STDIN else Path(name).stem or Path(name).name for name in recordings]
    names = [s if stems.count(s) == 1 else Path(r).name for s, r in zip(stems, recordings, strict=True)]
    return [n if names.count(n) == 1 else f"{n}-{names[:i].count(n) + 1}" for i, n in enumerate(names)]


def prepare_folder(folder: Path) -> None:
    """Make the folder of results and prove that it can be written. Raises OutputNotWritable or DiskFull."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
    except OSError as error:
        raise write_error(error, folder) from error


def run_meeting(plan: MeetingPlan, follow: Follow) -> Written:
    """Do the main job for one recording and write all its formats. Raises the errors of both."""
    prepare_folder(plan.folder)
    source = _spooled_stdin(plan.folder) if plan.recording == STDIN else Path(plan.recording)
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


def _spooled_stdin(folder: Path, stream: BinaryIO | None = None) -> Path:
    """Copy standard input to a file: containers such as MP4 cannot be read from a pipe."""
    handle, name = tempfile.mkstemp(prefix=".stdin-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            shutil.copyfileobj(stream or sys.stdin.buffer, file)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise write_error(error, folder) from error
    return Path(name)
