"""What each speaker of a recording sounds like: the clean parts of their turns, embedded piece by piece and averaged."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sorikit.core.audio import Samples
from sorikit.core.codecs import Source
from sorikit.core.device import Device
from sorikit.core.errors import UnsuitableVoice
from sorikit.core.events import Event, Job, Progress
from sorikit.core.recording import Recording, open_recording
from sorikit.core.time import Span, subtract, talk_time, total, union
from sorikit.dsp.speech_regions import SpeechRule, speech_spans
from sorikit.engines import speaker, vad
from sorikit.pipelines.diarize import Diarization, DiarizationOptions, diarize, speaking
from sorikit.pipelines.sources import AnySource, open_source
from sorikit.pipelines.stages import Workspace
from sorikit.voices.matching import Voiceprint

PIECE_SECONDS = 6.0
"""Longest piece embedded at once."""
LEAST_PIECE = 0.5
"""Shorter pieces say little about a voice."""
MOST_SECONDS = 60.0
"""Of one voice that are embedded, the longest turns first: more costs time and changes nothing."""
QUIET_EDGE = 0.2
"""Seconds around speech that do not count as silence."""
LEVEL_SECONDS = 0.05
"""Length of the frames whose levels are compared."""
LEAST_QUIET = 0.5
"""Seconds of silence without which nothing is said about noise."""
SAME_LENGTH = 0.5
"""Seconds that two decodings of one recording may differ."""
EDGE = 0.1
"""Seconds left out at both ends of a turn, where another voice may still be heard."""


def voiceprints(
    recording: Recording, diarization: Diarization, embedder: speaker.SpeakerEmbedder, model: str
) -> Generator[Progress, None, dict[str, Voiceprint]]:
    """Return label → voiceprint for every speaker with enough speech of their own; overlapped speech is left out.

    Yields Progress("voices") in speakers.
    """
    found: dict[str, Voiceprint] = {}
    for number, label in enumerate(diarization.speakers, start=1):
        pieces = _pieces(list(alone_spans(diarization, label)))
        vector = _middle(recording, pieces, embedder)
        if vector.any():
            found[label] = Voiceprint(vector, total(pieces), model)
        yield Progress("voices", number, len(diarization.speakers), unit="")
    return found


def embed_source(source: AnySource, model: str | None = None, device: Device | None = None) -> Job[Samples]:
    """Return the job that says what the voice of ``source`` sounds like: float32 ``(dim,)`` of unit length.

    All detected speech counts as one voice (``hear_voices`` tells several apart). Raises UnsuitableVoice where there is
    none, and what decoding and the engines raise.
    """
    return Job(_embed(source, model, device))


def _embed(source: AnySource, model: str | None, device: Device | None) -> Generator[Event, None, Samples]:
    space = Workspace.temporary()
    try:
        recording = yield from open_source(source, space.folder)
        probabilities, seconds = speaking(recording, vad.load(None, device))
        spans = speech_spans(probabilities, seconds, recording.duration, SpeechRule())
        vector = _middle(recording, _pieces(spans), speaker.load(model, device))
        if not vector.any():
            raise UnsuitableVoice(path=recording.name, detail="nobody speaks in it", detail_ko="말소리가 없습니다")
        return vector
    finally:
        space.close()


def _middle(recording: Recording, pieces: Sequence[Span], embedder: speaker.SpeakerEmbedder) -> Samples:
    """Return the unit vector in the middle of those of the pieces, each weighing by its length; zeros for none."""
    middle = np.zeros(embedder.dim)
    for piece in pieces:
        middle += piece.duration * embedder.embed(recording.read(piece, gain=recording.levels.gain))[0]
    length = float(np.linalg.norm(middle))
    return (middle / length if length > 0.0 else middle).astype(np.float32)


def alone_spans(diarization: Diarization, label: str) -> Iterator[Span]:
    """Yield where only ``label`` talks."""
    others = union(turn.span for turn in diarization.turns if turn.speaker != label)
    yield from subtract((turn.span for turn in diarization.turns if turn.speaker == label), others)


def _pieces(spans: Sequence[Span]) -> list[Span]:
    """Return pieces of the longest spans, without their edges, of ``MOST_SECONDS`` in all."""
    pieces: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.duration, span.start)):
        inner = span if span.duration < 2.0 else Span(span.start + EDGE, span.end - EDGE)
        inner = Span(inner.start, min(inner.end, inner.start + max(0.0, MOST_SECONDS - total(pieces))))
        if inner.duration < LEAST_PIECE:
            continue
        count = max(1, int(np.ceil(inner.duration / PIECE_SECONDS)))
        step = inner.duration / count
        pieces += [Span(inner.start + step * at, inner.start + step * (at + 1)) for at in range(count)]
    return pieces


@dataclass(frozen=True, slots=True, eq=False)
class HeardVoices:
    """The voices of one recording, and how well they could be heard."""

    prints: Mapping[str, Voiceprint]
    """Label → voiceprint."""
    talk: Mapping[str, float]
    """Label → seconds of talk, overlapped or not."""
    snr: float | None
    """Level of the speech over that of the rest, in dB; None where hardly anything but speech is there."""

    @property
    def main(self) -> str | None:
        """The label that talks most, None where nobody does."""
        return max(self.prints, key=lambda label: (self.talk[label], label), default=None)

    @property
    def others(self) -> float:
        """Share of all talk that is not the main voice's, 0 … 1."""
        whole = sum(self.talk.values())
        return 1.0 - self.talk[self.main] / whole if self.main and whole else 0.0


def hear_voices(
    source: Source, model: str, options: DiarizationOptions | None = None, device: Device | None = None
) -> Job[HeardVoices]:
    """Return the job that finds who speaks in ``source`` and what each sounds like to the embedding ``model``.

    Nothing is kept. Raises what decoding and the engines raise.
    """
    return Job(_hear(source, model, options or DiarizationOptions(), device))


def hear_turns(source: Source, turns: Diarization, model: str, device: Device | None = None) -> Job[HeardVoices]:
    """Return the job that says what the speakers of ``turns`` sound like in ``source``, the recording they were found in.

    Nothing is kept. Raises what decoding and the engine raise, and UnsuitableVoice for a recording of another length.
    """
    return Job(_hear_turns(source, turns, model, device))


def _hear_turns(
    source: Source, turns: Diarization, model: str, device: Device | None
) -> Generator[Event, None, HeardVoices]:
    space = Workspace.temporary()
    try:
        recording = yield from open_recording(source, space.folder)
        if abs(recording.duration - turns.duration) > SAME_LENGTH:
            raise UnsuitableVoice(
                path=recording.name,
                detail=f"lasts {recording.duration:.1f} s and not {turns.duration:.1f} s: it is another recording",
                detail_ko=f"길이가 {turns.duration:.1f}초가 아니라 {recording.duration:.1f}초인 다른 녹음입니다",
            )
        prints = yield from voiceprints(recording, turns, speaker.load(model, device), model)
        return HeardVoices(prints, talk_time(turns.turns), _snr(recording, turns.speech))
    finally:
        space.close()


def _hear(
    source: Source, model: str, options: DiarizationOptions, device: Device | None
) -> Generator[Event, None, HeardVoices]:
    space = Workspace.temporary()
    try:
        recording = yield from open_recording(source, space.folder)
        turns = yield from diarize(recording, options, device).relay()
        prints = yield from voiceprints(recording, turns, speaker.load(model, device), model)
        return HeardVoices(prints, talk_time(turns.turns), _snr(recording, turns.speech))
    finally:
        space.close()


def _snr(recording: Recording, speech: Sequence[Span]) -> float | None:
    """Return the level of speech over that of what lies between, in dB; None without half a second of it.

    From up to a minute of each. Between, the middle one of short frames counts, so that a breath or a word that was not
    taken for speech does not pass for noise.
    """
    quiet = subtract([Span(0.0, recording.duration)], [span.padded(QUIET_EDGE) for span in speech])
    if total(quiet) < LEAST_QUIET or not speech:
        return None
    spoken, still = float(_powers(recording, speech).mean()), float(np.median(_powers(recording, quiet)))
    return float(10.0 * np.log10(max(spoken, 1e-12) / max(still, 1e-12)))


def _powers(recording: Recording, spans: Sequence[Span]) -> NDArray[np.float64]:
    """Return the mean squares of the frames of ``LEVEL_SECONDS`` in ``spans``, of ``MOST_SECONDS`` in all; at least one."""
    size, left = round(LEVEL_SECONDS * recording.sample_rate), MOST_SECONDS
    found = [np.zeros(0)]
    for span in spans:
        if left <= 0.0:
            break
        samples = recording.read(Span(span.start, min(span.end, span.start + left))).samples[0].astype(np.float64)
        found.append(np.square(samples[: samples.size // size * size]).reshape(-1, size).mean(axis=1))
        left -= span.duration
    powers = np.concatenate(found)
    return powers if powers.size else np.zeros(1)
