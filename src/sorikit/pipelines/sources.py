"""From any source to its Transcript: opened once, written down, every finished part kept in a workspace.

What ``sorikit.transcribe``, ``sorikit.stream``, ``sori transcribe`` and the meeting have in common; and, beside it, who speaks
when in a source.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from sorikit.core.audio import Audio
from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.errors import EmptyAudio, InvalidAudio
from sorikit.core.events import Event, Job, SegmentReady
from sorikit.core.recording import Recording, open_recording
from sorikit.core.text import Transcript
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.diarizers import diarize_opened
from sorikit.pipelines.stages import StepLog, Workspace, digest_of
from sorikit.pipelines.transcribe import Lender, TranscribeEngines, TranscribeOptions, transcribe

STAGES_VERSION = 2
"""Raise when a stage's result would differ for the same audio and options: older workspaces are then ignored."""

AnySource = Source | Audio
"""A path, the bytes of a file, an open binary file, or sound that is in memory already."""


def transcribe_source(
    source: AnySource,
    options: TranscribeOptions | None = None,
    *,
    workspace: Workspace | None = None,
    device: Device | None = None,
    engines: TranscribeEngines | Lender | None = None,
) -> Job[Transcript]:
    """Return the job that writes ``source`` down; the one way of all that transcribe.

    Yields Progress ("decode", "detect", "transcribe"), Notice and each SegmentReady in order, also for what an earlier
    run kept. ``workspace``: where finished parts are kept and found again (None: a temporary one, made when the job
    begins and removed when it ends or is closed). ``engines``: loaded ones, or who lends them; None loads those of the options. Raises what
    decoding and ``pipelines.transcribe`` raise.
    """
    return Job(_work(source, options or TranscribeOptions(), workspace, device, engines))


def diarize_source(
    source: AnySource, options: DiarizationOptions | None = None, device: Device | None = None
) -> Job[Diarization]:
    """Return the job that finds who speaks when in ``source``; nothing is kept. Raises what decoding and ``diarize_opened`` raise."""
    return Job(_turns(source, options or DiarizationOptions(), device))


def transcript_stage(options: TranscribeOptions) -> str:
    """Return the name under which a workspace keeps the Transcript of these options."""
    return f"transcript-{digest_of(STAGES_VERSION, options)}"


def keep_transcript(
    recording: Recording,
    options: TranscribeOptions,
    space: Workspace,
    device: Device | None = None,
    engines: TranscribeEngines | Lender | None = None,
) -> Generator[Event, None, Transcript]:
    """Write an open recording down, keeping every finished batch, at last the whole."""
    stage = transcript_stage(options)
    log = space.lines(stage)
    heard = yield from transcribe(recording, options, device, checkpoint=StepLog(log), engines=engines).relay()
    space.save(stage, heard)
    log.remove()
    return heard


def open_source(source: AnySource, folder: Path) -> Generator[Event, None, Recording]:
    """Return ``source`` as a Recording: files are decoded into ``folder``, sound in memory stays there."""
    if isinstance(source, Audio):
        if not source.frames:
            raise EmptyAudio(path="audio")
        return Recording.of(source)
    if hasattr(source, "__array__"):
        raise InvalidAudio(
            detail="an array has no sample rate; give sorikit.Audio(samples, sample_rate)",
            detail_ko="배열에는 샘플링 속도가 없습니다. sorikit.Audio(samples, sample_rate)를 주세요",
        )
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        raise InvalidAudio(
            detail=f"{source} is an address; download it first, or type: sori transcribe {source}",
            detail_ko=f"{source}은(는) 주소입니다. 먼저 내려받거나 이렇게 하세요: sori transcribe {source}",
        )
    return (yield from open_recording(source, folder))


def _turns(
    source: AnySource, options: DiarizationOptions, device: Device | None
) -> Generator[Event, None, Diarization]:
    space = Workspace.temporary()
    try:
        recording = yield from open_source(source, space.folder)
        return (yield from diarize_opened(source, recording, options, device).relay())
    finally:
        space.close()


def _work(
    source: AnySource,
    options: TranscribeOptions,
    workspace: Workspace | None,
    device: Device | None,
    engines: TranscribeEngines | Lender | None,
) -> Generator[Event, None, Transcript]:
    space = workspace or Workspace.temporary()
    try:
        yield from space.hold()
        heard = yield from _heard(source, options, space, device, engines)
        return replace(heard, source=Path(heard.source).name)
    finally:
        space.close()


def _heard(
    source: AnySource,
    options: TranscribeOptions,
    space: Workspace,
    device: Device | None,
    engines: TranscribeEngines | Lender | None,
) -> Generator[Event, None, Transcript]:
    """Return the transcript that the workspace keeps, else make it. The folder is ours alone."""
    kept = space.load(transcript_stage(options), Transcript)
    if kept is not None:
        for segment in kept.segments:
            yield SegmentReady(segment)
        return kept
    space.drop_audio()
    try:
        recording = yield from open_source(source, space.folder)
        return (yield from keep_transcript(recording, options, space, device, engines))
    finally:
        space.drop_audio()
