"""Judging by ear, without a truth: what a detector says a transcript lost or invented, and how good a sound is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from sorikit.apps.scores.finding import Entry, list_side, match
from sorikit.apps.scores.judging import Judged, settings_of
from sorikit.apps.scores.reading import AUDIO
from sorikit.apps.scores.result import Range, Result, listed
from sorikit.core.audio import Samples
from sorikit.core.codecs import decode
from sorikit.core.device import Device
from sorikit.core.errors import AudioNotFound, InputError, InvalidDocument
from sorikit.core.events import Event, Notice, Progress
from sorikit.core.recording import Recording, open_recording
from sorikit.core.text import Transcript
from sorikit.core.time import Span
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.engines import quality, vad
from sorikit.metrics import ScoreOptions, find_kind
from sorikit.metrics.bootstrap import pooled
from sorikit.metrics.coverage import Detected, score_detected
from sorikit.metrics.score import ItemScore, Score
from sorikit.store import card_of

THRESHOLDS = {"strict": 0.7, "normal": 0.5, "lenient": 0.3}
"""Probability at which speech begins; it ends ``HYSTERESIS`` below, as in the detector's own rule."""
HYSTERESIS = 0.15
RATINGS = {
    "dnsmos": {"DNSMOS OVRL": "ovr", "DNSMOS SIG": "sig", "DNSMOS BAK": "bak", "DNSMOS P.808": "p808"},
    "distillmos": {"DistillMOS": "ovr"},
}
"""Model → name of a score → field of a Rating; the overall opinion first."""

Job = Generator[Event, None, Judged]


def judge_coverage(
    hypothesis: str, audio: str, options: ScoreOptions, device: Device, *, allow_missing: bool = False
) -> Job:
    """Judge transcripts by a voice detector on their recordings, at three thresholds (a generator of events).

    Raises InvalidDocument as ``judging.judge``, and what decoding and the detector raise. The detector has no part in
    Korean, English or any language; but it is the one that our own transcripts were made with, and is said in the settings.
    """
    sounds, texts = (
        list_side(audio, find_kind("separation"), "reference"),
        list_side(hypothesis, find_kind("coverage"), "hypothesis"),
    )
    matched = match(sounds, texts)
    if matched.missing and (not allow_missing or len(matched.missing) == len(matched.pairs)):
        raise InvalidDocument(
            name=hypothesis,
            detail=f"no transcript of: {listed(matched.missing, 50)}",
            detail_ko=f"전사가 없는 녹음: {listed(matched.missing, 50)}",
        )
    detector = vad.load(device=device)
    recordings: list[Detected] = []
    for number, (sound, text) in enumerate(matched.pairs):
        recordings.append((yield from _detected(sound, text, detector)))
        yield Progress("score", number + 1, len(matched.pairs), "")
    ranged = score_detected(recordings, options)
    notices = [*sounds.notices, *texts.notices]
    if matched.extra:
        notices.append(
            Notice(
                f"Transcripts without a recording, not judged: {listed(matched.extra)} ({len(matched.extra)}).",
                f"녹음이 없는 전사 {len(matched.extra)}개는 채점하지 않았습니다: {listed(matched.extra)}.",
            )
        )
    spoken = ", ".join(f"{threshold:g}" for threshold in sorted(THRESHOLDS.values()))
    result = Result(
        kind="coverage",
        reference=audio,
        hypothesis=hypothesis,
        scores=tuple(one.score for one in ranged),
        settings={"truth": f"voice detector at {spoken}", **settings_of(find_kind("beats"), options)},
        items=len(recordings),
        missing=matched.missing,
        extra=matched.extra,
        ranges=tuple(Range(one.score.name, one.low, one.high) for one in ranged),
    )
    if not ranged:
        raise InvalidDocument(name=audio, detail="holds no speech to judge by", detail_ko="채점할 말소리가 없습니다")
    return Judged(result, (), options, notices=tuple(notices))


def _detected(sound: Entry, text: Entry | None, detector: vad.VoiceDetector) -> Generator[Event, None, Detected]:
    with tempfile.TemporaryDirectory(prefix="sori-score-") as folder:
        recording = yield from _notices_only(open_recording(sound.read(), Path(folder)))
        probabilities = _listen(recording, detector)
    spans: dict[str, tuple[Span, ...]] = {}
    for name, threshold in THRESHOLDS.items():
        rule = replace(SpeechRule(), threshold=threshold, release=threshold - HYSTERESIS)
        spans[name] = tuple(speech_spans(probabilities, detector.frame_seconds, recording.duration, rule))
    transcript = text.read() if text else Transcript()
    whole = replace(transcript, duration=recording.duration)
    return Detected(sound.name, whole, strict=spans["strict"], normal=spans["normal"], lenient=spans["lenient"])


def _notices_only(work: Generator[Event, None, Recording]) -> Generator[Event, None, Recording]:
    """Pass on what a person must know; progress is told item by item."""
    while True:
        try:
            event = next(work)
        except StopIteration as stop:
            recording: Recording = stop.value
            return recording
        if isinstance(event, Notice):
            yield event


def _listen(recording: Recording, detector: vad.VoiceDetector) -> Samples:
    """Return the speech probability of every frame."""
    session = detector.open()
    parts = [session.detect(block.samples[0]) for block in recording.blocks(gain=recording.levels.gain)]
    return np.concatenate([*parts, session.finish()])


def judge_quality(places: Sequence[str], options: ScoreOptions, device: Device, model: str = "dnsmos") -> Job:
    """Rate recordings as listeners would (a generator of events); folders are searched. ``model`` is one of ``RATINGS``.

    Raises AudioNotFound, InvalidDocument where there is no recording, and what decoding and the rater raise.
    """
    files = list(_recordings(places))
    rater, names = quality.load(model, device), RATINGS[model]
    unheard: list[Notice] = []
    rows: dict[str, list[ItemScore]] = {name: [] for name in names}
    for number, (name, path) in enumerate(files):
        try:
            rating = rater.rate(decode(path, sample_rate=rater.sample_rate))
        except InputError as error:  # one that cannot be heard does not stop the others
            if len(files) == 1:
                raise
            unheard.append(Notice(error.sentence("en"), error.sentence("ko")))
            continue
        for score, field in names.items():
            rows[score].append(ItemScore(name, float(getattr(rating, field))))
        yield Progress("score", number + 1, len(files), "")
    rated = len(files) - len(unheard)
    if not rated:
        raise InvalidDocument(
            name=listed(list(places), 3),
            detail="holds nothing that can be heard",
            detail_ko="들을 수 있는 녹음이 없습니다",
        )
    scores = tuple(
        pooled(Score(name, None, "MOS", lower_is_better=False, pooling="mean", items=tuple(items)), options)
        for name, items in rows.items()
    )
    settings = {"model": card_of(model).title, **settings_of(find_kind("beats"), options)}
    result = Result("quality", "", listed(list(places), 3), scores, settings, items=rated)
    return Judged(result, (), options, notices=tuple(unheard))


def _recordings(places: Iterable[str]) -> Iterable[tuple[str, Path]]:
    """Yield (name, file); names are unique."""
    seen: set[str] = set()
    for place in places:
        path = Path(place)
        if not path.exists():
            raise AudioNotFound(path=place)
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        files = [one for one in found if one.is_file() and (one.suffix.lower().lstrip(".") in AUDIO or one == path)]
        if not files:
            raise InvalidDocument(name=place, detail="holds no recordings", detail_ko="녹음이 없습니다")
        for file in files:
            inside = file.relative_to(path) if path.is_dir() else Path(file.name)
            name = inside.with_suffix("").as_posix()
            name = name if name not in seen else os.fspath(file)
            seen.add(name)
            yield name, file
