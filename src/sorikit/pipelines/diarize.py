"""Who speaks when: segmentation, voices, clustering, one timeline."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace

import numpy as np

from sorikit.core.activity import SpeakerActivity
from sorikit.core.audio import Samples
from sorikit.core.conversation import TurnStatistics, turn_statistics
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Notice
from sorikit.core.recording import Recording
from sorikit.core.time import Span, Turn, union
from sorikit.engines import segmentation, speaker, vad
from sorikit.pipelines import timeline
from sorikit.pipelines.speakers import Wanted, tell_apart
from sorikit.pipelines.voices import Windows, listen

ENGINES = ("sorikit", "channels", "pyannote")
"""The kit's own; one speaker per channel (``pipelines/channels``); pyannote.audio's pipelines (``engines/diarization``)."""


@dataclass(frozen=True, slots=True)
class DiarizationOptions:
    """What a caller may wish for. Raises InvalidOption for numbers that make no sense."""

    num_speakers: int | None = None
    """Exactly so many people speak."""
    min_speakers: int | None = None
    max_speakers: int | None = None
    segmentation_model: str | None = None
    """Name of the segmentation model; None takes the embedded one."""
    speaker_model: str | None = None
    """Name of the speaker embedding model; None takes the embedded one."""
    vad_model: str | None = None
    """Name of the voice activity model that tells talk from singing and noise; None takes the embedded one."""
    engine: str = "sorikit"
    """One of ``ENGINES``."""
    model: str | None = None
    """Of pyannote: the name, folder or ``config.yaml`` of a pipeline; None takes its default."""

    def __post_init__(self) -> None:
        _check_engine(self.engine, self.model)
        for name in ("num_speakers", "min_speakers", "max_speakers"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InvalidOption(option=name, detail="must be 1 or more", detail_ko="1 이상이어야 합니다")
        if self.num_speakers is not None and (self.min_speakers, self.max_speakers) != (None, None):
            raise InvalidOption(
                option="num_speakers",
                detail="excludes min_speakers and max_speakers; give one or the other",
                detail_ko="min_speakers, max_speakers와 함께 쓸 수 없습니다. 하나만 주세요",
            )
        if (self.min_speakers or 1) > (self.max_speakers or self.min_speakers or 1):
            raise InvalidOption(
                option="min_speakers",
                detail="is larger than max_speakers",
                detail_ko="max_speakers보다 큽니다",
            )

    @property
    def wanted(self) -> Wanted:
        """The bounds on the number of speakers."""
        return Wanted(self.num_speakers or self.min_speakers or 1, self.num_speakers or self.max_speakers)


def _check_engine(engine: str, model: str | None) -> None:
    if engine not in ENGINES:
        raise InvalidOption(
            option=f"--engine {engine}",
            detail=f"there is none of that name; choose from: {', '.join(ENGINES)}",
            detail_ko=f"그런 엔진은 없습니다. 다음 가운데 고르세요: {', '.join(ENGINES)}",
        )
    if model is not None and engine != "pyannote":
        raise InvalidOption(
            option=f"--model {model}",
            detail="is for --engine pyannote",
            detail_ko="--engine pyannote와 함께 쓰는 옵션입니다",
        )


@dataclass(frozen=True, slots=True)
class Diarization:
    """Who speaks when."""

    turns: tuple[Turn, ...] = ()
    """Sorted; turns of different speakers may overlap."""
    exclusive: tuple[Turn, ...] = ()
    """The same time with at most one speaker at any moment: for pairing with words."""
    speech: tuple[Span, ...] = ()
    """Where anybody speaks."""
    duration: float = 0.0
    """Length of the recording in seconds."""
    activity: SpeakerActivity | None = None
    """How probably each speaker talks at every moment: for words in overlaps. None where the engine does not tell."""

    @property
    def speakers(self) -> tuple[str, ...]:
        """Labels in order of first speech: SPEAKER_00, SPEAKER_01 and so on."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns))

    @property
    def turn_statistics(self) -> TurnStatistics:
        """How the conversation went."""
        return turn_statistics(self.turns, self.duration)


def diarize(
    recording: Recording, options: DiarizationOptions | None = None, device: Device | None = None
) -> Job[Diarization]:
    """Return the job that finds who speaks when in ``recording`` (16 kHz, as ``open_recording`` gives it).

    Yields Progress("diarize") and, where the wanted number of speakers could not be had, a Notice. Raises what
    loading the engines raises.
    """
    return Job(_diarize(recording, options or DiarizationOptions(), device))


def _diarize(
    recording: Recording, options: DiarizationOptions, device: Device | None
) -> Generator[Event, None, Diarization]:
    given = device or Device()
    workers = given.num_threads  # a thread each: networks this small gain little from several
    at_once = replace(given, workers=workers)
    segmenter = segmentation.load(options.segmentation_model, at_once)
    embedder = speaker.load(options.speaker_model, at_once)
    windows, voices = yield from listen(recording, segmenter, embedder, workers)
    owners, count = tell_apart(windows, voices, options.wanted)
    activity = timeline.unite(windows, owners, count, recording.duration)
    turns = timeline.turns_of(activity, windows, recording.duration)
    if turns:
        heard = speaking(recording, vad.load(options.vad_model, device))
        talking = timeline.talkers(turns, *heard)
        turns = [(span, number) for span, number in turns if number in talking]
    result = _result(activity, turns, windows, recording.duration)
    if result.turns and len(result.speakers) < options.wanted.fewest:
        yield _too_few(options.wanted.fewest, len(result.speakers))
    return result


def speaking(recording: Recording, detector: vad.VoiceDetector) -> tuple[Samples, float]:
    """Return the probability of speech over the whole recording, and seconds per probability."""
    session = detector.open()
    blocks = recording.blocks(gain=recording.levels.gain)
    heard = [session.detect(block.samples[0]) for block in blocks]
    return np.concatenate([*heard, session.finish()]), detector.frame_seconds


def _result(
    activity: timeline.Activity, turns: list[tuple[Span, int]], windows: Windows, duration: float
) -> Diarization:
    exclusive = timeline.exclusive_turns_of(activity, turns, windows, duration)
    order = dict.fromkeys(number for _, number in turns)
    names = {number: f"SPEAKER_{rank:02d}" for rank, number in enumerate(order)}
    speech = tuple(union(span for span, _ in turns))
    likely = SpeakerActivity.of(
        activity[:, list(names)], tuple(names.values()), windows.frame_seconds, windows.frame_offset
    )
    return Diarization(timeline.named(turns, names), timeline.named(exclusive, names), speech, duration, likely)


def _too_few(wanted: int, found: int) -> Notice:
    return Notice(
        f"{wanted} speakers were asked for, but only {found} different voices can be told apart in this recording.",
        f"화자 {wanted}명을 요청했지만, 이 녹음에서 구별되는 목소리는 {found}명뿐입니다.",
    )
