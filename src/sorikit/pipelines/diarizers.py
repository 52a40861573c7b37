"""Who speaks when, by whichever engine was asked for: the kit's own pipeline, one speaker per channel, or a whole library."""

from __future__ import annotations

from collections.abc import Generator

from sorikit.core.audio import Audio
from sorikit.core.device import Device
from sorikit.core.events import Event, Job, Notice, Progress
from sorikit.core.media import Source
from sorikit.core.recording import Recording
from sorikit.core.time import Span, Turn, union
from sorikit.engines import diarization
from sorikit.pipelines.channels import diarize_channels
from sorikit.pipelines.diarize import Diarization, DiarizationOptions, diarize


def diarize_opened(
    source: Source | Audio, recording: Recording, options: DiarizationOptions, device: Device | None = None
) -> Job[Diarization]:
    """Return the job that finds who speaks when in ``recording``, which was opened from ``source``.

    Yields Progress("diarize") and Notices. Raises what ``diarize``, ``diarize_channels`` and loading the engine raise.
    """
    if options.engine == "channels":
        return diarize_channels(source, device)
    if options.engine in diarization.ENGINES:
        return Job(_whole(recording, options, device))
    return diarize(recording, options, device)


def _whole(
    recording: Recording, options: DiarizationOptions, device: Device | None
) -> Generator[Event, None, Diarization]:
    engine = diarization.load(options.engine, options.model, device)
    yield Progress("diarize", 0.0, recording.duration)
    sound = recording.read(Span(0.0, recording.duration), gain=recording.levels.gain)
    wanted = options.wanted
    found = engine.diarize(sound, diarization.SpeakerCount(wanted.fewest, wanted.most))
    yield Progress("diarize", recording.duration, recording.duration)
    names = {
        label: f"SPEAKER_{rank:02d}" for rank, label in enumerate(dict.fromkeys(one.speaker for one in found.turns))
    }
    turns, exclusive = (
        tuple(Turn(turn.span, names[turn.speaker]) for turn in some if turn.speaker in names)
        for some in (found.turns, found.exclusive)
    )
    if turns and len(names) < wanted.fewest:
        yield Notice(
            f"{wanted.fewest} speakers were asked for, but {options.engine} found {len(names)}.",
            f"화자 {wanted.fewest}명을 요청했지만 {options.engine}은(는) {len(names)}명을 찾았습니다.",
        )
    return Diarization(turns, exclusive, tuple(union(turn.span for turn in turns)), recording.duration)
