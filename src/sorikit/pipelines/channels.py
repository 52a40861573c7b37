"""Who speaks when where every speaker has a channel: calls recorded on both sides, interviews with two microphones.

Voice activity is looked for in each channel; what leaked in from a louder one is taken out. SPEAKER_00 is the first channel,
SPEAKER_01 the second and so on, whoever speaks first.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np

from sorikit.core.activity import SpeakerActivity
from sorikit.core.audio import Audio, Samples
from sorikit.core.channels import stream_channels
from sorikit.core.codecs import Source, display_name
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption
from sorikit.core.events import Event, Job, Notice, Progress
from sorikit.core.media import declared_seconds
from sorikit.core.recording import MAX_GAIN, SPEECH_RATE, TARGET_LEVEL
from sorikit.core.resample import resample
from sorikit.core.time import Span, Turn, union
from sorikit.dsp.crosstalk import ChannelLevels, ChannelMeter, Flags, without_leaks
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.engines import vad
from sorikit.pipelines.diarize import Diarization

FRAME_SECONDS = 0.032
"""Of the levels that tell whether channels are apart."""
LEAST_TURN = 0.3
"""Seconds: shorter ones are what is left of a leak."""
SMOOTH = 15
"""Frames (about half a second) over which it is asked who is louder where two speak at once."""


def diarize_channels(source: Source | Audio, device: Device | None = None) -> Job[Diarization]:
    """Return the job that finds who speaks when in a recording with a speaker in each channel.

    Yields Progress("diarize") and a Notice for a silent channel. Raises what decoding raises, and InvalidOption for a
    recording of one channel, or one that was copied to several.
    """
    return Job(_diarize(source, device))


def measure_channels(source: Source | Audio) -> ChannelLevels:
    """Return how loud each channel is at every moment, and how alike the channels are. Raises what decoding raises."""
    meter = ChannelMeter(SPEECH_RATE, FRAME_SECONDS)
    for block in _blocks(source, SPEECH_RATE):
        meter.feed(block)
    return meter.levels()


def _diarize(source: Source | Audio, device: Device | None) -> Generator[Event, None, Diarization]:
    name = "audio" if isinstance(source, Audio) else display_name(source)
    levels = measure_channels(source)
    yield from _checked(levels, name)
    detector = vad.load(None, device)
    total = source.duration if isinstance(source, Audio) else declared_seconds(source)
    gains = np.array([_gain(row) for row in levels.decibels], np.float32)
    sessions = [detector.open() for _ in gains]
    heard: list[list[Samples]] = [[] for _ in gains]
    frames = 0
    meter = ChannelMeter(detector.sample_rate, detector.frame_seconds)
    for block in _blocks(source, detector.sample_rate):
        for session, parts, row in zip(sessions, heard, block * gains[:, None], strict=True):
            parts.append(session.detect(row))
        meter.feed(block)
        frames += block.shape[1]
        seconds = frames / detector.sample_rate
        yield Progress("diarize", seconds, max(total, seconds))
    speech = np.stack([np.concatenate([*parts, one.finish()]) for parts, one in zip(heard, sessions, strict=True)])
    speech[list(levels.silent)] = 0.0
    return _result(speech, meter.levels(), frames / detector.sample_rate)


def _blocks(source: Source | Audio, sample_rate: int) -> Iterator[Samples]:
    if isinstance(source, Audio):
        yield np.nan_to_num(resample(source, sample_rate).samples, posinf=0.0, neginf=0.0)
    else:
        yield from stream_channels(source, sample_rate)


def _checked(levels: ChannelLevels, name: str) -> Generator[Notice, None, None]:
    """Raise InvalidOption where channels cannot tell speakers apart; yield a Notice for each silent one."""
    if len(levels.decibels) < 2:
        raise InvalidOption(
            option="--engine channels",
            detail=f"{name} has one channel only; leave it out to tell voices apart by their sound",
            detail_ko=f"{name}에는 채널이 하나뿐입니다. 이 옵션을 빼면 목소리로 구별합니다",
        )
    if levels.same:
        raise InvalidOption(
            option="--engine channels",
            detail=f"all channels of {name} hold the same sound (mono copied to stereo?); "
            "leave it out to tell voices apart by their sound",
            detail_ko=f"{name}의 채널이 모두 같은 소리입니다(모노를 스테레오로 복사?). 이 옵션을 빼면 목소리로 구별합니다",
        )
    for number, silent in enumerate(levels.silent, start=1):
        if silent:
            yield Notice(
                f"{name}: channel {number} is silent, so nobody is heard there.",
                f"{name}: {number}번 채널은 무음이라 아무도 들리지 않습니다.",
            )


def _result(speech: Samples, levels: ChannelLevels, duration: float) -> Diarization:
    count = min(speech.shape[1], levels.decibels.shape[1])
    speech, decibels = speech[:, :count], levels.decibels[:, :count]
    step = levels.frame_seconds
    own = without_leaks(decibels, _flags(speech, step, duration))
    likely = np.where(own, speech, np.minimum(speech, 0.1)).astype(np.float32)
    labels = tuple(f"SPEAKER_{number:02d}" for number in range(len(speech)))
    turns = sorted(
        Turn(span, label)
        for label, row in zip(labels, own.astype(np.float32), strict=True)
        for span in speech_spans(row, step, duration, SpeechRule(min_speech=LEAST_TURN, padding=0.0))
    )
    return Diarization(
        tuple(turns),
        tuple(_exclusive(turns, decibels, step)),
        tuple(union(turn.span for turn in turns)),
        duration,
        SpeakerActivity.of(likely.T, labels, step, step / 2),
    )


def _flags(speech: Samples, step: float, duration: float) -> Flags:
    """Return in which frames each channel holds speech, pauses inside it bridged."""
    flags = np.zeros(speech.shape, np.bool_)
    for flag, row in zip(flags, speech, strict=True):
        for span in speech_spans(row, step, duration, SpeechRule()):
            flag[round(span.start / step) : round(span.end / step)] = True
    return flags


def _exclusive(turns: list[Turn], decibels: Samples, step: float) -> list[Turn]:
    """Return the turns with every overlap given to the channel that is louder there, for its own loudness."""
    labels = sorted({turn.speaker for turn in turns})
    owner = np.full(decibels.shape[1], -1)
    loudest = np.full(decibels.shape[1], -np.inf, np.float32)
    for index, label in enumerate(labels):
        row = decibels[int(label.removeprefix("SPEAKER_"))]
        relative = np.convolve(row - np.percentile(row, 95), np.ones(SMOOTH) / SMOOTH, mode="same")[: row.size]
        for turn in (turn for turn in turns if turn.speaker == label):
            frames = slice(round(turn.start / step), round(turn.end / step))
            wins = relative[frames] > loudest[frames]
            owner[frames][wins] = index
            loudest[frames][wins] = relative[frames][wins]
    borders = np.flatnonzero(np.diff(owner)) + 1
    runs = zip([0, *borders], [*borders, len(owner)], strict=True)
    found = [(first, last, owner[first]) for first, last in runs if owner[first] >= 0]
    end = max((turn.end for turn in turns), default=0.0)
    return [
        Turn(Span(first * step, max(first * step, min(last * step, end))), labels[who]) for first, last, who in found
    ]


def _gain(decibels: Samples) -> float:
    """Return the factor that brings the louder parts of a channel to the level at which models listen."""
    loud = 10.0 ** (float(np.percentile(decibels, 95)) / 20.0)
    return float(min(TARGET_LEVEL / max(loud, 1e-9), MAX_GAIN))
