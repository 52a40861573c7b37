"""The middle of the transcription: a round of windows is planned, heard batch by batch, and its gaps heard again.

A plan says which pieces are heard together and in which languages; it is made before anything is written down, and
whoever keeps the plan and the finished batches gets the very same words when the rest is done later.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, total, union
from sorikit.engines import asr
from sorikit.pipelines._coverage import Voice, is_noise, only_new, silent_speech
from sorikit.pipelines._memory import Parts
from sorikit.pipelines._segments import held_to_speech, sentences, within
from sorikit.pipelines._told_words import with_told_words
from sorikit.pipelines._word_times import held_to_sound
from sorikit.pipelines._workers import in_order
from sorikit.pipelines.languages import LanguageVote, askable, by_language

BATCH = 4
"""Windows decoded at once. Eight are hardly faster on two cores and take 160 to 360 MB more (measured)."""
LONG_RECORDING = 60.0
"""Seconds from which a recording is heard greedily first. Readings and talks of that length are sure in most windows and
lose no words by it; of short clips half are not sure, which then cost both, and the others lose words (measured)."""
MISSED_SECONDS = 0.5
"""Speech without words that is at least so long is heard again …"""
MISSED_MARGINS = (0.4, 3.0)
"""… with so many seconds around it: first by itself, then, where that gave nothing, among what was said beside it."""
REPAIR_BEAM = 5
"""Hypotheses kept then, even where the first hearing was greedy."""
WEAK_REPAIR = -0.9
"""Words found in another hearing count only above this mean log probability."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A window, or the part of one that is in one language."""

    window: int
    """Number of the window in its round."""
    span: Span
    language: str


Batch = tuple[Piece, ...]
"""Pieces of equal padding, written down together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written down in a round, and in which languages."""

    batches: tuple[Batch, ...]
    spoken: dict[str, float]
    """Language → seconds of evidence in the recording up to the end of this round."""


@dataclass(frozen=True, slots=True)
class Written:
    """The segments of each piece of a batch, in its order; times from the start of the recording, ids 0."""

    segments: tuple[tuple[Segment, ...], ...]


class Hearing:
    """Hears one recording, round by round; remembers only its languages and what the running round has heard."""

    def __init__(
        self, recording: Recording, recognizer: asr.Recognizer, languages: Sequence[str], options: asr.AsrOptions
    ) -> None:
        """Raises InvalidOption for a language that the recogniser does not know."""
        self.speech: Sequence[Span] = ()
        """Ordered, disjoint spans of detected speech."""
        self.voice = Voice(np.ones(1, np.float32), float("inf"))
        """What the detector said; until it is told, as sure as can be."""
        self._recording = recording
        self._recognizer = recognizer
        self._options = options
        if "greedy_first" in recognizer.supports.options and recording.duration >= LONG_RECORDING:
            self._options = replace(options, greedy_first=True)
        self._vote = LanguageVote(languages, recognizer.languages)
        self._heard: dict[Span, asr.Heard] = {}
        self._parts = Parts()
        self.workers = recognizer.workers
        """Batches that may be written at once."""

    def plan(self, windows: Sequence[Span]) -> Plan:
        """Give each window its language (one in several languages is divided), and make batches of the pieces."""
        self._heard = {}
        if self._vote.decided:
            language = self._vote.decide({}, 0.0)
            pieces = [Piece(index, span, language) for index, span in enumerate(windows)]
        else:
            pieces = self._in_their_languages(windows)
        return Plan(tuple(self._batches(pieces)), self._vote.evidence)

    def follow(self, plan: Plan) -> None:
        """Go on as after ``plan``, which an earlier run made of this round."""
        self._heard = {}
        self._vote.restore(plan.spoken)

    def write(self, batch: Batch) -> Written:
        """Write down a batch of the plan."""
        return Written(
            tuple(
                tuple(self._segments(piece.span, recognition))
                for piece, recognition in self._recognize(batch, self._options)
            )
        )

    def gaps(self, windows: Sequence[Span], found: Sequence[Sequence[Segment]], margin: float) -> list[Batch]:
        """Return speech that got no words in the windows of a round, to be heard again with ``margin`` seconds around."""
        missed: list[Piece] = []
        for index, (window, segments) in enumerate(zip(windows, found, strict=True)):
            wide = Span(max(windows[0].start, window.start - margin), min(windows[-1].end, window.end + margin))
            parts = union(_around(span, wide, margin) for span in self._still(window, segments))
            spans = [span for part in parts for span in _at_most(part, self._recognizer.max_seconds)]
            if margin > MISSED_MARGINS[0]:  # a noise by itself is no better heard with more silence around it
                said = [
                    word.span for near in found[max(0, index - 1) : index + 2] for one in near for word in one.words
                ]
                spans = [span for span in spans if any(span.overlaps(other) for other in said)]
            missed += [Piece(index, span, self._language_of(span)) for span in spans]
        return self._batches(missed)

    def fill(
        self, gaps: Batch, windows: Sequence[Span], found: Sequence[Sequence[Segment]], suspects: frozenset[str]
    ) -> Written:
        """Write down a batch of gaps; only believable words count, and only where ``found`` has none."""
        filled: list[tuple[Segment, ...]] = []
        careful = replace(self._options, beam_size=max(self._options.beam_size, REPAIR_BEAM), greedy_first=False)
        for gap, recognition in self._recognize(gaps, careful):
            if recognition.doubt or recognition.avg_logprob < WEAK_REPAIR:
                filled.append(())
                continue
            around = found[max(0, gap.window - 1) : gap.window + 2]
            older = [word for segments in around for segment in segments for word in segment.words]
            heard = [word for segment in self._segments(gap.span, recognition, suspects) for word in segment.words]
            fresh = only_new(heard, older, self._still(windows[gap.window], found[gap.window]))
            filled.append(tuple(_sentences_between(recognition, fresh, [word.span for word in older])))
        return Written(tuple(filled))

    def _still(self, window: Span, segments: Sequence[Segment]) -> list[Span]:
        """Return the speech of a window that has no words and is long enough to matter."""
        words = [word for segment in segments for word in segment.words]
        silent = silent_speech(words, within(self.speech, window))
        return [span for span in silent if span.duration >= MISSED_SECONDS]

    def _batches(self, pieces: Sequence[Piece]) -> list[Batch]:
        """Return batches of equal padding, the shortest first, the longest pieces of a padding side by side."""

        def padded(piece: Piece) -> float:
            return self._recognizer.padded_seconds(piece.span.duration)

        order = sorted(pieces, key=lambda piece: (padded(piece), piece.span.duration, piece.span))
        batches: list[list[Piece]] = []
        for piece in order:
            if batches and len(batches[-1]) < BATCH and padded(batches[-1][0]) == padded(piece):
                batches[-1].append(piece)
            else:
                batches.append([piece])
        return [tuple(batch) for batch in batches]

    def _in_their_languages(self, windows: Sequence[Span]) -> list[Piece]:
        batches = self._batches([Piece(index, span, "") for index, span in enumerate(windows)])
        alike = [[piece.span for piece in batch] for batch in batches]
        for spans, heard in zip(alike, in_order(self._hear, alike, self.workers), strict=True):
            self._heard.update(zip(spans, heard, strict=True))
        told = [self._ask(window) for window in windows]
        pieces: list[Piece] = []
        for index, (window, parts) in enumerate(zip(windows, told, strict=True)):
            languages = [self._vote.decide(probabilities, part.duration) for part, probabilities in parts]
            runs = by_language(window, [part for part, _ in parts], languages)
            pieces += [Piece(index, span, language) for span, language in runs]
            if len(runs) > 1:
                del self._heard[window]  # its parts are heard by themselves
        return pieces

    def _ask(self, window: Span) -> list[tuple[Span, dict[str, float]]]:
        """Return the pieces of speech of a window, each with the probabilities of its languages; count them all.

        The whole window is asked as well: it knows best, except that it cannot say which piece is which.
        """
        heard = self._heard[window]
        speech = within(self.speech, window)
        probabilities = self._recognizer.tell_language(heard)
        self._vote.hear(probabilities, total(speech))
        parts = askable(speech)
        if len(parts) < 2:
            return [(Span(window.start, window.start + total(speech)), probabilities)]
        told = []
        for part in parts:
            own = self._recognizer.tell_language(heard, Span(part.start - window.start, part.end - window.start))
            self._vote.hear(own, part.duration)
            told.append((part, own))
        return told

    def _language_of(self, span: Span) -> str:
        if self._vote.decided:
            return self._vote.decide({}, 0.0)
        (heard,) = self._hear([span])
        self._heard[span] = heard
        return self._vote.decide(self._recognizer.tell_language(heard), 0.0)

    def _recognize(self, batch: Batch, options: asr.AsrOptions) -> Iterator[tuple[Piece, asr.Recognition]]:
        fresh = [piece.span for piece in batch if piece.span not in self._heard]
        known = dict(zip(fresh, self._hear(fresh), strict=True))
        heard = [known[piece.span] if piece.span in known else self._heard.pop(piece.span) for piece in batch]

        def transcribe(some: Sequence[tuple[asr.Heard, str]]) -> list[asr.Recognition]:
            windows, languages = zip(*some, strict=True)
            plain = self._recognizer.transcribe(windows, languages, replace(options, hotwords=()))
            if not options.hotwords:
                return plain
            told = self._recognizer.transcribe(windows, languages, options)
            return [with_told_words(*pair, options.hotwords) for pair in zip(plain, told, strict=True)]

        pairs = [(window, piece.language) for window, piece in zip(heard, batch, strict=True)]
        return zip(batch, self._parts.do(transcribe, pairs), strict=True)

    def _hear(self, spans: Sequence[Span]) -> list[asr.Heard]:
        sounds = [self._recording.read(span, gain=self._recording.levels.gain) for span in spans]
        return self._parts.do(self._recognizer.listen, sounds)

    def _segments(
        self, span: Span, recognition: asr.Recognition, suspects: frozenset[str] = frozenset()
    ) -> list[Segment]:
        speech = within(self.speech, span)
        if is_noise(recognition, self.voice.over(speech), suspects=suspects):
            return []
        moved = [replace(word, start=word.start + span.start, end=word.end + span.start) for word in recognition.words]
        timed = held_to_sound(moved, self._recording.read(span), span.start, speech)
        return sentences(recognition, held_to_speech(timed, speech))


def _around(span: Span, window: Span, margin: float) -> Span:
    return Span(max(window.start, span.start - margin), min(window.end, span.end + margin))


def _at_most(span: Span, seconds: float) -> list[Span]:
    """Return a span in equal parts of at most so many seconds."""
    count = math.ceil(span.duration / seconds)
    step = span.duration / max(1, count)
    return [Span(span.start + number * step, span.start + (number + 1) * step) for number in range(count)]


def _sentences_between(recognition: asr.Recognition, fresh: Sequence[Word], taken: Sequence[Span]) -> list[Segment]:
    """Return new words as segments that no older word interrupts."""
    groups: list[list[Word]] = []
    for word in fresh:
        interrupted = groups and any(groups[-1][-1].start <= span.start <= word.start for span in taken)
        if groups and not interrupted:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [segment for group in groups for segment in sentences(recognition, group)]
