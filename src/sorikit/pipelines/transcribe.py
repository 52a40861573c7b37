"""What was said: voice activity → windows cut at pauses → recogniser → words held to speech → Transcript.

Nothing lost: detected speech that has no words is heard again by itself, and listed in ``Transcript.unrecognized``
where that gives none either. Nothing invented: only detected speech is heard, and text that the recogniser itself
takes for silence is dropped. Memory does not grow with the length of the recording: ``ROUND`` windows are held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.device import Device
from sorikit.core.events import Event, Job, Progress, SegmentReady
from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Span, total
from sorikit.dsp.speech_regions import SpeechRule, WindowRule, cut_long, gather_windows, speech_spans
from sorikit.engines import asr, vad
from sorikit.pipelines._coverage import Voice, echoes, plain, silent_speech
from sorikit.pipelines._hearing import LONG_RECORDING, MISSED_MARGINS, Hearing, Plan, Written
from sorikit.pipelines._workers import in_order
from sorikit.pipelines.finishing import Finisher, FinishingOptions
from sorikit.pipelines.finishing.hotwords import spellings
from sorikit.pipelines.finishing.translation import translated
from sorikit.pipelines.languages import shares

T = TypeVar("T")

ROUND = 16
"""Windows that are heard, voted on and written together."""
WINDOW_SECONDS = 16.0
"""Longest window: padded ones of up to 20 s cost an encoder half as much a second as those of 30 s (measured)."""
WORKERS = 2
"""Batches of a long recording that are written at once."""
UNRECOGNIZED_SECONDS = 0.5
"""Shorter stretches of speech without words are not worth a report: a breath, the end of a word."""


@dataclass(frozen=True, slots=True)
class TranscribeOptions:
    """What to write down and how. Raises InvalidOption (from ``asr``) for values out of range."""

    languages: tuple[str, ...] = ()
    """ISO 639-1 codes to choose from; one is taken as given, none lets the recording decide."""
    recognition: asr.AsrOptions = field(default_factory=asr.AsrOptions)
    model: str | None = None
    """Recogniser by its catalogue name; None takes the default."""
    vad_model: str | None = None
    """Detector by its catalogue name; None takes the default."""
    speech: SpeechRule = field(default_factory=SpeechRule)
    windows: WindowRule = field(default_factory=lambda: WindowRule(max_seconds=WINDOW_SECONDS))
    finishing: FinishingOptions = field(default_factory=FinishingOptions)
    """How the recognised text is written: spaces, numbers, marks, the names of ``hotwords``."""
    hotwords: tuple[str, ...] = ()
    """Names and terms to expect, the likeliest first: "word", or "word: sounds like" (see ``finishing.hotwords``).
    Not for a translation."""


@dataclass(frozen=True, slots=True)
class TranscribeEngines:
    """Loaded engines, to be shared between recordings and threads."""

    recognizer: asr.Recognizer
    detector: vad.VoiceDetector


def load_engines(options: TranscribeOptions, device: Device | None = None) -> TranscribeEngines:
    """Load what ``options`` name. Raises what ``asr.load`` and ``vad.load`` raise."""
    return TranscribeEngines(asr.load(options.model, device), vad.load(options.vad_model, device))


class Lender(Protocol):
    """Has engines for many recordings, and lends each those that suit it (``pipelines.together``)."""

    def lend(self, recording: Recording) -> AbstractContextManager[TranscribeEngines]:
        """Lend engines while the context lasts. Raises what ``load_engines`` raises."""
        ...


def spread(device: Device | None, seconds: float) -> Device:
    """Return the device for a recording of so many seconds: in a long one two batches are written at once.

    Each then has half of the threads. The matrices of a batch are so small that two threads together on one are a good
    deal slower than each on its own (a quarter less CPU time for the same words, measured); a short recording is one
    batch, which gets them all.
    """
    given = device or Device()
    if seconds < LONG_RECORDING or given.name != "cpu" or given.num_threads < WORKERS:
        return given
    return replace(given, workers=WORKERS)


class Checkpoint(Protocol):
    """Keeps what is finished, so that an interrupted run goes on where it stopped, to the very same words."""

    def get(self, key: str, kind: type[T]) -> T | None:
        """Return what was kept under ``key``, a frozen dataclass; None where it is not there."""
        ...

    def put(self, key: str, value: object) -> None:
        """Keep a frozen dataclass."""
        ...


def transcribe(
    recording: Recording,
    options: TranscribeOptions | None = None,
    device: Device | None = None,
    *,
    checkpoint: Checkpoint | None = None,
    engines: TranscribeEngines | Lender | None = None,
) -> Job[Transcript]:
    """Write down a recording. Yields Progress ("detect", "transcribe", in seconds of audio) and SegmentReady in order.

    ``engines``: already loaded ones, or who lends them; None loads those of the options when the job begins. A recording without speech
    gives a Transcript without segments and without language. The job raises InvalidOption and what ``load_engines``
    raises.
    """
    wishes = options or TranscribeOptions()
    return Job(_with_engines(recording, wishes, lambda: _engines_for(recording, wishes, device, engines), checkpoint))


def _engines_for(
    recording: Recording,
    options: TranscribeOptions,
    device: Device | None,
    engines: TranscribeEngines | Lender | None,
) -> AbstractContextManager[TranscribeEngines]:
    if engines is None:
        return nullcontext(load_engines(options, spread(device, recording.duration)))
    return nullcontext(engines) if isinstance(engines, TranscribeEngines) else engines.lend(recording)


def _with_engines(
    recording: Recording,
    options: TranscribeOptions,
    borrow: Callable[[], AbstractContextManager[TranscribeEngines]],
    checkpoint: Checkpoint | None,
) -> Generator[Event, None, Transcript]:
    with borrow() as engines:
        return (yield from _work(recording, options, engines, checkpoint))


def _work(
    recording: Recording, options: TranscribeOptions, engines: TranscribeEngines, checkpoint: Checkpoint | None
) -> Generator[Event, None, Transcript]:
    recognizer, detector = engines.recognizer, engines.detector
    asr.check_options(options.recognition, recognizer, options.languages, model=options.model)
    into_english = options.recognition.task == "translate"
    finisher = Finisher(options.finishing, () if into_english else options.hotwords)
    hearing = Hearing(recording, recognizer, options.languages, _expecting(options, recognizer))
    probabilities = yield from _detect(recording, detector)
    speech = speech_spans(probabilities, detector.frame_seconds, recording.duration, options.speech)
    rule = replace(options.windows, max_seconds=min(options.windows.max_seconds, recognizer.max_seconds))
    pieces = cut_long(speech, probabilities, detector.frame_seconds, rule.max_seconds)
    windows = gather_windows(pieces, recording.duration, rule)
    hearing.speech, hearing.voice = speech, Voice(probabilities, detector.frame_seconds)
    segments: list[Segment] = []
    spoken: dict[str, float] = {}
    for number, first in enumerate(range(0, len(windows), ROUND)):
        before = Progress("transcribe", total(windows[:first]), total(windows))
        found = yield from _round(windows[first : first + ROUND], hearing, _Kept(checkpoint, f"round-{number}"), before)
        for segment in (segment for window in found for segment in window):
            if segment.language:
                spoken[segment.language] = spoken.get(segment.language, 0.0) + segment.span.duration
            written = translated(segment) if into_english else segment
            segments.append(finisher.finish(replace(written, id=len(segments))))
            yield SegmentReady(segments[-1])
    return replace(_transcript(recording, segments, speech), spoken=shares(spoken))


def _expecting(options: TranscribeOptions, recognizer: asr.Recognizer) -> asr.AsrOptions:
    """Return the recogniser's options with the hotwords, where it can be told any: others still have them repaired."""
    told = "hotwords" in recognizer.supports.options and options.recognition.task == "transcribe"
    return replace(options.recognition, hotwords=spellings(options.hotwords)) if told else options.recognition


def _detect(recording: Recording, detector: vad.VoiceDetector) -> Generator[Event, None, Samples]:
    """Return the speech probability of every frame: 0.5 MB an hour."""
    session = detector.open()
    parts: list[Samples] = []
    done = 0.0
    for block in recording.blocks(gain=recording.levels.gain):
        parts.append(session.detect(block.samples[0]))
        done += block.duration
        yield Progress("detect", done, recording.duration)
    parts.append(session.finish())
    return np.concatenate(parts)


class _Kept:
    """The part of a checkpoint that belongs to one round of windows."""

    def __init__(self, checkpoint: Checkpoint | None, name: str) -> None:
        self._checkpoint = checkpoint
        self._name = name

    def get(self, what: str, kind: type[T]) -> T | None:
        return self._checkpoint.get(f"{self._name}/{what}", kind) if self._checkpoint else None

    def put(self, what: str, value: T) -> T:
        if self._checkpoint:
            self._checkpoint.put(f"{self._name}/{what}", value)
        return value


def _round(
    windows: Sequence[Span], hearing: Hearing, kept: _Kept, before: Progress
) -> Generator[Event, None, list[list[Segment]]]:
    """Return the segments of each window. What is written depends on the windows alone, not on what was kept."""
    plan = kept.get("plan", Plan)
    if plan is None:
        plan = kept.put("plan", hearing.plan(windows))
    else:
        hearing.follow(plan)
    found: list[list[Segment]] = [[] for _ in windows]
    done = before.done
    for batch, written in zip(plan.batches, _written(plan, hearing, kept), strict=True):
        for piece, segments in zip(batch, written.segments, strict=True):
            found[piece.window] += segments
            done += piece.span.duration
        yield replace(before, done=done)
    suspects = echoes(found)
    found = [[] if plain(" ".join(one.text for one in segments)) in suspects else segments for segments in found]
    for margin in MISSED_MARGINS:
        for number, batch in enumerate(hearing.gaps(windows, found, margin)):
            name = f"gaps-{margin:g}-{number}"
            written = kept.get(name, Written) or kept.put(name, hearing.fill(batch, windows, found, suspects))
            for piece, segments in zip(batch, written.segments, strict=True):
                found[piece.window] += segments
    return [sorted(segments, key=lambda segment: segment.start) for segments in found]


def _written(plan: Plan, hearing: Hearing, kept: _Kept) -> Iterator[Written]:
    """Yield what every batch of a plan came to, in order: kept from an earlier run, or written now and kept."""
    before = [kept.get(f"batch-{number}", Written) for number in range(len(plan.batches))]
    missing = [batch for batch, written in zip(plan.batches, before, strict=True) if written is None]
    with closing(in_order(hearing.write, missing, hearing.workers)) as fresh:
        for number, written in enumerate(before):
            yield kept.put(f"batch-{number}", next(fresh)) if written is None else written


def _transcript(recording: Recording, segments: Sequence[Segment], speech: Sequence[Span]) -> Transcript:
    seconds: dict[str, float] = {}
    for segment in segments:
        if segment.language:
            seconds[segment.language] = seconds.get(segment.language, 0.0) + segment.span.duration
    language = max(seconds, key=lambda code: (seconds[code], code), default=None)
    words = [word for segment in segments for word in segment.words]
    silent = [span for span in silent_speech(words, speech) if span.duration >= UNRECOGNIZED_SECONDS]
    return Transcript(
        segments=tuple(segments),
        language=language,
        language_probability=seconds[language] / max(sum(seconds.values()), 1e-9) if language else 0.0,
        duration=recording.duration,
        speech=tuple(speech),
        unrecognized=tuple(silent),
        source=recording.name,
    )
