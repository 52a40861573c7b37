"""The main job: a recording in, who said what and when out, with minutes whose every line points back to the audio.

``decode once → diarize, transcribe → join per word → minutes``; the two in the middle need nothing of each other.
Each finished stage is kept in a workspace, so that a stopped or repeated run goes on from there.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.encode import write_mp3
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Notice, Progress
from sorikit.core.minutes import Minutes
from sorikit.core.recording import Recording, open_recording
from sorikit.core.text import Transcript
from sorikit.engines import speaker
from sorikit.engines.chat import Chat
from sorikit.pipelines.attribute import attribute
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.diarizers import diarize_opened
from sorikit.pipelines.minutes import MinutesOptions, find_speaker_names, write_minutes
from sorikit.pipelines.sources import STAGES_VERSION, keep_transcript, transcript_stage
from sorikit.pipelines.stages import Workspace, digest_of
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.pipelines.voiceprints import voiceprints
from sorikit.voices.entry import KnownVoice
from sorikit.voices.matching import name_speakers

T = TypeVar("T")

LISTENING_AUDIO = "audio.mp3"
"""Name of the MP3 in the workspace."""


@dataclass(frozen=True, slots=True)
class MeetingOptions:
    """What a caller may wish for; each stage has its own options."""

    transcription: TranscribeOptions = field(default_factory=TranscribeOptions)
    diarization: DiarizationOptions = field(default_factory=DiarizationOptions)
    minutes: MinutesOptions = field(default_factory=MinutesOptions)
    names: Mapping[str, str] = field(default_factory=dict)
    """Label → name, such as ``{"SPEAKER_00": "민수"}``."""
    voices: tuple[KnownVoice, ...] = ()
    """Known voices, whose names their speakers get; nothing about voices is kept."""
    listening_audio: bool = False
    """Also make a small MP3 in the workspace, to listen to beside the minutes."""


@dataclass(frozen=True, slots=True)
class MeetingResult:
    """Everything that a recording gave."""

    transcript: Transcript
    minutes: Minutes
    notices: tuple[Notice, ...] = ()
    """Warnings of all stages, in order."""
    audio: Path | None = None
    """The small MP3 in the workspace, where it was asked for."""


def hold_meeting(
    source: Source,
    options: MeetingOptions | None = None,
    *,
    workspace: Workspace | None = None,
    device: Device | None = None,
    chat: Chat | None = None,
) -> Job[MeetingResult]:
    """Return the job that turns ``source`` into a MeetingResult.

    Args:
        source: path, bytes or open file of anything FFmpeg reads.
        options: wishes; None takes the defaults.
        workspace: where finished stages are kept and found again; None takes a temporary one.
        device: where to compute.
        chat: a language model that writes the minutes; None writes them without one.

    Raises what decoding and the engines raise (see ``core.errors``), and InvalidOption for a name given to a
    speaker who is not there.
    """
    space = workspace or Workspace.temporary()
    return Job(_meeting(source, options or MeetingOptions(), space, device, chat))


def _meeting(
    source: Source, options: MeetingOptions, space: Workspace, device: Device | None, chat: Chat | None
) -> Generator[Event, None, MeetingResult]:
    notices: list[Notice] = []
    try:
        yield from space.hold()
        transcript, known = yield from _collect(_transcript(source, options, space, device), notices)
        transcript = _named(transcript, {**known, **options.names})
        minutes = yield from _collect(write_minutes(transcript, options.minutes, chat=chat).relay(), notices)
        yield Progress("minutes", 1, 1, unit="")
        audio = space.folder / LISTENING_AUDIO
        return MeetingResult(transcript, minutes, tuple(notices), audio if audio.exists() else None)
    finally:
        space.close()


def _transcript(
    source: Source, options: MeetingOptions, space: Workspace, device: Device | None
) -> Generator[Event, None, tuple[Transcript, dict[str, str]]]:
    """Words with their speakers, from the kept stages where they are there, and the names of known voices."""
    names: dict[str, str] = {}
    turns_key = f"diarization-{digest_of(STAGES_VERSION, options.diarization)}"
    heard = space.load(transcript_stage(options.transcription), Transcript)
    turns = space.load(turns_key, Diarization)
    audio = space.folder / LISTENING_AUDIO
    wants_audio = options.listening_audio and not audio.exists()
    if heard is None or turns is None or wants_audio or options.voices:
        recording = yield from open_recording(source, space.folder)
        if wants_audio:
            yield from write_mp3(recording, audio)
        if turns is None:
            turns = yield from diarize_opened(source, recording, options.diarization, device).relay()
            space.save(turns_key, turns)
        if heard is None:
            heard = yield from keep_transcript(recording, options.transcription, space, device)
        if options.voices:
            names = yield from _names_of_known(recording, turns, options.voices, device)
        space.drop_audio()
    if not heard.segments:
        yield _nothing_heard(heard)
    segments = attribute(heard.segments, turns.exclusive, turns.turns, turns.activity)
    return replace(heard, segments=segments, turns=turns.turns, source=Path(heard.source).name), names


def _names_of_known(
    recording: Recording, turns: Diarization, known: Sequence[KnownVoice], device: Device | None
) -> Generator[Event, None, dict[str, str]]:
    """Return label → name for the speakers that are known voices, model by model."""
    names: dict[str, str] = {}
    for model in dict.fromkeys(voice.model for voice in known):
        prints = yield from voiceprints(recording, turns, speaker.load(model, device), model)
        rest = [voice for voice in known if voice.name not in names.values()]
        nameless = {label: one for label, one in prints.items() if label not in names}
        names |= {label: match.name for label, match in name_speakers(nameless, rest).items()}
    return names


def _collect(work: Generator[Event, None, T], notices: list[Notice]) -> Generator[Event, None, T]:
    """Pass events on, remembering the warnings."""
    while True:
        try:
            event = next(work)
        except StopIteration as stop:
            result: T = stop.value
            return result
        if isinstance(event, Notice):
            notices.append(event)
        yield event


def _nothing_heard(transcript: Transcript) -> Notice:
    name = Path(transcript.source).name or "recording"
    return Notice(
        f"{name}: no speech was found, so there are no words and no minutes.",
        f"{name}: 말소리가 없어 받아쓴 내용과 회의록이 비어 있습니다.",
    )


def _named(transcript: Transcript, names: Mapping[str, str]) -> Transcript:
    """Name the speakers: as the caller says, else as they introduce themselves."""
    strangers = [label for label in names if label not in transcript.speakers]
    if strangers and transcript.speakers:
        raise InvalidOption(
            option="--names",
            detail=f"{', '.join(strangers)} is not in this recording; it has {', '.join(transcript.speakers)}",
            detail_ko=f"{', '.join(strangers)}은(는) 이 녹음에 없습니다. 있는 화자: {', '.join(transcript.speakers)}",
        )
    given = transcript.renamed(dict(names))
    return given.renamed(find_speaker_names(given))
