"""A recording that says what a voice is like: one person, heard well and long enough; else one sentence says what is wrong."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio
from sorikit.core.codecs import Source, decode
from sorikit.core.device import Device
from sorikit.core.errors import UnsuitableVoice
from sorikit.core.events import Event, Job, Notice
from sorikit.core.recording import Recording, open_recording
from sorikit.core.time import Span, seconds_to_samples, talk_time, total
from sorikit.pipelines.diarize import Diarization, DiarizationOptions, diarize
from sorikit.pipelines.stages import Workspace
from sorikit.pipelines.timbre import Ear, Timbre
from sorikit.pipelines.voiceprints import alone_spans

RATE = 24_000
"""Hz at which the reference is kept."""
LEAST_SECONDS = 2.0
"""Of speech without which nothing is said about a voice."""
FEW_SECONDS = 5.0
MOST_SECONDS = 30.0
"""Of speech that are heard."""
OTHERS = 0.1
"""Share of the talk from which a recording is of several people."""
TOO_NOISY, NOISY = 12.0, 18.0
"""Decibels of the loud over the quietest moments of speech: below the first it is refused, below the second one is told."""
LEAST_SHARE = 0.15
"""Share of a recording that speech must be where the rest is loud: music with a few words in it is no voice."""
LEAST_LEVEL = 1e-4
"""Peak below which a recording counts as silent."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One person's voice."""

    name: str
    audio: Audio
    """Nothing but their speech, mono at ``RATE``, up to ``MOST_SECONDS``."""
    timbre: Timbre
    above_noise: float
    """Decibels of its speech over the noise (``above_noise``)."""


def hear_reference(source: Source, ear: Ear, device: Device | None = None) -> Job[Reference]:
    """Return the job that takes the voice out of ``source``. Yields Progress and a Notice for what makes it less sure.

    Raises UnsuitableVoice for silence, no speech, too little of it, several people and noise; and what decoding raises.
    """
    return Job(_hear(source, ear, device))


def _hear(source: Source, ear: Ear, device: Device | None) -> Generator[Event, None, Reference]:
    space = Workspace.temporary()
    try:
        recording = yield from open_recording(source, space.folder)
        if recording.levels.peak < LEAST_LEVEL:
            raise UnsuitableVoice(path=recording.name, detail="it is silent", detail_ko="소리가 없습니다")
        turns = yield from diarize(recording, DiarizationOptions(), device).relay()
        label = _one_person(turns, recording)
        spans = list(alone_spans(turns, label))
        audio = _cut(decode(source, sample_rate=RATE), spans)
        noise = above_noise(audio)
        _refuse_noise(recording, total(spans), noise)
        if noise < NOISY:
            yield _noisy(recording.name, noise)
        if audio.duration < FEW_SECONDS:
            yield Notice(
                f"{recording.name}: only {audio.duration:.1f} s of speech; ten or more are better.",
                f"{recording.name}: 말소리가 {audio.duration:.1f}초뿐입니다. 10초 이상이 좋습니다.",
            )
        return Reference(recording.name, audio, ear.timbre(audio), noise)
    finally:
        space.close()


def _one_person(turns: Diarization, recording: Recording) -> str:
    """Return the label of the only one who speaks. Raises UnsuitableVoice."""
    talk = talk_time(turns.turns)
    name = recording.name
    if not talk:
        raise UnsuitableVoice(path=name, detail="nobody speaks in it", detail_ko="말소리가 없습니다")
    main = max(talk, key=lambda label: (talk[label], label))
    if 1.0 - talk[main] / sum(talk.values()) >= OTHERS:
        shown = ", ".join(f"{seconds:.0f} s" for seconds in sorted(talk.values(), reverse=True))
        raise UnsuitableVoice(
            path=name,
            detail=f"several people speak ({shown}); give a recording of one person",
            detail_ko=f"여러 사람이 말합니다({shown}). 한 사람만 말하는 녹음을 주세요",
        )
    seconds = total(list(alone_spans(turns, main)))
    if seconds < LEAST_SECONDS:
        raise UnsuitableVoice(
            path=name,
            detail=f"only {seconds:.1f} s of speech; {LEAST_SECONDS:g} s are needed, 10 are good",
            detail_ko=f"말소리가 {seconds:.1f}초뿐입니다. 적어도 {LEAST_SECONDS:g}초, 되도록 10초가 필요합니다",
        )
    return main


def above_noise(audio: Audio) -> float:
    """Return how far the loud moments (20 ms, 90 %) of mono speech are above its quietest ones (5 %), in dB.

    Speech has stops and gaps however fast it comes, noise fills them. Clean speech has 30 and more.
    """
    step = audio.sample_rate // 50
    samples = audio.samples[0, : audio.frames // step * step].astype(np.float64)
    if not samples.size:
        return 0.0
    quiet, loud = np.quantile(np.square(samples).reshape(-1, step).mean(axis=1), (0.05, 0.9))
    return float(10.0 * np.log10(max(loud - quiet, 1e-12) / max(quiet, 1e-12)))


def _refuse_noise(recording: Recording, seconds: float, noise: float) -> None:
    """Raise UnsuitableVoice where what is heard beside the speech is too loud, or most of the recording."""
    name = recording.name
    if seconds < LEAST_SHARE * recording.duration and noise < NOISY:
        raise UnsuitableVoice(
            path=name,
            detail=f"it is mostly music or noise, with {seconds:.0f} s of speech; give a recording of speech alone",
            detail_ko=f"대부분 음악이나 잡음이고 말소리는 {seconds:.0f}초뿐입니다. 말소리만 든 녹음을 주세요",
        )
    if noise < TOO_NOISY:
        raise UnsuitableVoice(
            path=name,
            detail=f"too noisy: speech is only {noise:.0f} dB above the rest; give a quieter recording",
            detail_ko=f"잡음이 너무 많습니다(말소리가 {noise:.0f} dB만 더 큼). 조용한 녹음을 주세요",
        )


def _noisy(name: str, noise: float) -> Notice:
    return Notice(
        f"{name}: noisy (speech only {noise:.0f} dB above the rest), so the likeness is less sure.",
        f"{name}: 잡음이 있어(말소리가 {noise:.0f} dB만 더 큼) 닮은 정도가 덜 확실합니다.",
    )


def _cut(audio: Audio, spans: Sequence[Span]) -> Audio:
    """Return the spans of ``audio`` one after another, the longest first chosen, in order, ``MOST_SECONDS`` in all."""
    left, kept = MOST_SECONDS, []
    for span in sorted(spans, key=lambda one: (-one.duration, one.start)):
        if left <= 0.0:
            break
        kept.append(Span(span.start, min(span.end, span.start + left)))
        left -= kept[-1].duration
    cuts = [
        audio.samples[0, seconds_to_samples(one.start, RATE) : seconds_to_samples(one.end, RATE)]
        for one in sorted(kept, key=lambda one: one.start)
    ]
    return Audio(np.concatenate(cuts) if cuts else audio.samples[0, :0], RATE)
