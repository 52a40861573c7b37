"""The kit as plain functions: ``sorikit.meeting``, ``sorikit.transcribe``, ``sorikit.diarize``.

Each works a job to its end and returns its result; ``on_event`` hears the progress. For a running job, a kept
workspace or another device, use the pipelines themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.events import Event, Job
from sorikit.core.recording import Recording, open_recording
from sorikit.core.text import Transcript
from sorikit.engines.chat import Chat
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.diarize import diarize as diarize_recording
from sorikit.pipelines.meeting import MeetingOptions, MeetingResult, hold_meeting
from sorikit.pipelines.stages import Workspace
from sorikit.pipelines.transcribe import TranscribeOptions
from sorikit.pipelines.transcribe import transcribe as transcribe_recording

T = TypeVar("T")
Listener = Callable[[Event], None]


def meeting(
    source: Source,
    options: MeetingOptions | None = None,
    *,
    device: Device | None = None,
    chat: Chat | None = None,
    on_event: Listener | None = None,
) -> MeetingResult:
    """Return who said what and when in ``source``, and the minutes. Errors as ``pipelines.meeting.hold_meeting``."""
    return hold_meeting(source, options, device=device, chat=chat).run(on_event)


def transcribe(
    source: Source,
    options: TranscribeOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Transcript:
    """Return what is said in ``source``, with word times and without speakers."""
    wishes = options or TranscribeOptions()
    return _on_recording(source, lambda recording: transcribe_recording(recording, wishes, device), on_event)


def diarize(
    source: Source,
    options: DiarizationOptions | None = None,
    *,
    device: Device | None = None,
    on_event: Listener | None = None,
) -> Diarization:
    """Return who speaks when in ``source``."""
    wishes = options or DiarizationOptions()
    return _on_recording(source, lambda recording: diarize_recording(recording, wishes, device), on_event)


def _on_recording(source: Source, task: Callable[[Recording], Job[T]], on_event: Listener | None) -> T:
    space = Workspace.temporary()

    def work() -> Generator[Event, None, T]:
        recording = yield from open_recording(source, space.folder)
        return (yield from task(recording).relay())

    try:
        return Job(work()).run(on_event)
    finally:
        space.close()
