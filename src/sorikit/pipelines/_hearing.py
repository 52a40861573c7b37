"""The middle of the transcription: windows in, segments out, in rounds; what was left out is heard again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, intersection, total
from sorikit.engines import asr
from sorikit.pipelines._languages import LanguageVote
from sorikit.pipelines._segments import held_to_speech, sentences, silent_speech

BATCH = 8
"""Windows decoded at once."""
SILENT_PROBABILITY = 0.6
"""Text of a window that the recogniser takes for silence with this probability …"""
SILENT_LOGPROB = -0.7
"""… and this mean log probability or less is dropped."""
MISSED_SECONDS = 1.0
"""Speech without words that is at least so long is heard again, by itself …"""
MISSED_MARGIN = 0.4
"""… with so many seconds around it."""
WEAK_REPAIR = -0.9
"""Words found in the second hearing count only above this mean log probability."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A window, what was heard in it, and how much of it is speech."""

    span: Span
    heard: asr.Heard
    speech_seconds: float


class Hearing:
    """Hears one recording, window by window; remembers only its languages."""

    def __init__(
        self, recording: Recording, recognizer: asr.Recognizer, languages: Sequence[str], options: asr.AsrOptions
    ) -> None:
        """Raises InvalidOption for a language that the recogniser does not know."""
        self.speech: Sequence[Span] = ()
        """Ordered, disjoint spans of detected speech."""
        self._recording = recording
        self._recognizer = recognizer
        self._options = options
        self._vote = LanguageVote(languages, recognizer.languages)

    def remember(self, segments: Sequence[Segment]) -> None:
        """Count segments of an earlier run as evidence for their language."""
        for segment in segments:
            if segment.language:
                self._vote.hear({segment.language: 1.0}, segment.span.duration)

    def write(self, windows: Sequence[Span]) -> list[list[Segment]]:
        """Return the segments of each window, times from the start of the recording, ids 0."""
        heard = self._listen(windows)
        for window in heard:
            if not self._vote.decided:
                self._vote.hear(window.heard.languages, window.speech_seconds)
        found = self._recognize(heard)
        segments = []
        for window, recognition in zip(heard, found, strict=True):
            segments.append(self._segments(window, recognition))
        return self._repaired(heard, segments)

    def _listen(self, windows: Sequence[Span]) -> list[_Window]:
        """Hear windows in batches of like length; the order stays."""
        heard: dict[int, asr.Heard] = {}
        for batch in _by_length(windows):
            sounds = [self._recording.read(windows[index], gain=self._recording.levels.gain) for index in batch]
            heard.update(zip(batch, self._recognizer.listen(sounds), strict=True))
        return [
            _Window(span, heard[index], total(intersection([span], self.speech))) for index, span in enumerate(windows)
        ]

    def _recognize(self, windows: Sequence[_Window]) -> list[asr.Recognition]:
        languages = [self._vote.decide(window.heard.languages, window.speech_seconds) for window in windows]
        found: dict[int, asr.Recognition] = {}
        for batch in _by_length([window.span for window in windows]):
            results = self._recognizer.transcribe(
                [windows[index].heard for index in batch], [languages[index] for index in batch], self._options
            )
            found.update(zip(batch, results, strict=True))
        return [found[index] for index in range(len(windows))]

    def _segments(self, window: _Window, recognition: asr.Recognition) -> list[Segment]:
        if recognition.no_speech_prob >= SILENT_PROBABILITY and recognition.avg_logprob <= SILENT_LOGPROB:
            return []
        speech = intersection([window.span], self.speech)
        moved = [
            replace(word, start=word.start + window.span.start, end=word.end + window.span.start)
            for word in recognition.words
        ]
        return sentences(recognition, held_to_speech(moved, speech))

    def _repaired(self, windows: Sequence[_Window], found: list[list[Segment]]) -> list[list[Segment]]:
        """Hear again, by itself, speech that got no words."""
        missed: list[tuple[int, Span]] = []
        for index, (window, segments) in enumerate(zip(windows, found, strict=True)):
            words = [word for segment in segments for word in segment.words]
            speech = intersection([window.span], self.speech)
            missed += [(index, span) for span in silent_speech(words, speech) if span.duration >= MISSED_SECONDS]
        if not missed:
            return found
        spans = [_around(span, windows[index].span) for index, span in missed]
        again = self._listen(spans)
        for (index, span), window, recognition in zip(missed, again, self._recognize(again), strict=True):
            if recognition.doubt or recognition.avg_logprob < WEAK_REPAIR:
                continue
            fresh = [word for segment in self._segments(window, recognition) for word in segment.words]
            fresh = [word for word in fresh if span.start <= word.span.middle <= span.end]
            found[index] = _merged(found[index], fresh, recognition)
        return found


def _by_length(spans: Sequence[Span]) -> Iterator[list[int]]:
    """Yield indices in batches of like length."""
    order = sorted(range(len(spans)), key=lambda index: (spans[index].duration, index))
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def _around(span: Span, window: Span) -> Span:
    return Span(max(window.start, span.start - MISSED_MARGIN), min(window.end, span.end + MISSED_MARGIN))


def _merged(segments: list[Segment], fresh: list[Word], recognition: asr.Recognition) -> list[Segment]:
    """Return the segments with new words between them, in order of time."""
    if not fresh:
        return segments
    return sorted([*segments, *sentences(recognition, fresh)], key=lambda segment: segment.start)
