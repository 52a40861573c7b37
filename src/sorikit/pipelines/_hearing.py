"""The middle of the transcription: windows in, segments out, in rounds; what was left out is heard again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sorikit.core.recording import Recording
from sorikit.core.text import Segment, Word
from sorikit.core.time import Span, total
from sorikit.engines import asr
from sorikit.pipelines._languages import LanguageVote, askable, by_language
from sorikit.pipelines._segments import held_to_speech, is_noise, sentences, silent_speech, within

BATCH = 4
"""Windows decoded at once. Eight are no faster on two cores and take 360 MB more (measured)."""
MISSED_SECONDS = 1.0
"""Speech without words that is at least so long is heard again, by itself …"""
MISSED_MARGIN = 0.4
"""… with so many seconds around it."""
WEAK_REPAIR = -0.9
"""Words found in the second hearing count only above this mean log probability."""


@dataclass(frozen=True, slots=True)
class _Window:
    """A window, what was heard in it, and the detected speech inside."""

    owner: int
    """Number of the window it is (a part of), in its round."""
    span: Span
    heard: asr.Heard
    speech: list[Span]
    language: str = ""


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
        batches = self._in_their_languages(self._listen(list(enumerate(windows))))
        found: list[list[Segment]] = [[] for _ in windows]
        for window, recognition in self._recognize(batches):
            found[window.owner] += self._segments(window, recognition)
        self._repair(windows, found)
        return [sorted(segments, key=lambda segment: segment.start) for segments in found]

    def _listen(self, windows: Sequence[tuple[int, Span]]) -> list[list[_Window]]:
        """Hear windows ``(owner, span)`` in batches of like length."""
        batches: list[list[_Window]] = []
        for batch in _by_length(windows):
            sounds = [self._recording.read(span, gain=self._recording.levels.gain) for _, span in batch]
            batches.append(
                [
                    _Window(owner, span, heard, within(self.speech, span))
                    for (owner, span), heard in zip(batch, self._recognizer.listen(sounds), strict=True)
                ]
            )
        return batches

    def _in_their_languages(self, batches: list[list[_Window]]) -> list[list[_Window]]:
        """Give each window its language; one in several languages is divided and its parts are heard by themselves."""
        if self._vote.decided:
            return [[replace(window, language=self._vote.decide({}, 0.0)) for window in batch] for batch in batches]
        told = {window.owner: self._ask(window) for batch in batches for window in batch}
        whole: list[list[_Window]] = []
        parts: list[tuple[int, Span]] = []
        language_of: dict[tuple[int, Span], str] = {}
        for batch in batches:
            whole.append([])
            for window in batch:
                pieces = told[window.owner]
                languages = [self._vote.decide(probabilities, piece.duration) for piece, probabilities in pieces]
                runs = by_language(window.span, [piece for piece, _ in pieces], languages)
                if len(runs) == 1:
                    whole[-1].append(replace(window, language=runs[0][1]))
                    continue
                for span, language in runs:
                    parts.append((window.owner, span))
                    language_of[window.owner, span] = language
        divided = [
            [replace(part, language=language_of[part.owner, part.span]) for part in batch]
            for batch in self._listen(parts)
        ]
        return [batch for batch in [*whole, *divided] if batch]

    def _ask(self, window: _Window) -> list[tuple[Span, dict[str, float]]]:
        """Return the pieces of speech of a window, each with the probabilities of its languages; count them all.

        The whole window is asked as well: it knows best, except that it cannot say which piece is which.
        """
        probabilities = self._recognizer.tell_language(window.heard)
        self._vote.hear(probabilities, total(window.speech))
        pieces = askable(window.speech)
        if len(pieces) < 2:
            return [(Span(window.span.start, window.span.start + total(window.speech)), probabilities)]
        start = window.span.start
        told = []
        for piece in pieces:
            own = self._recognizer.tell_language(window.heard, Span(piece.start - start, piece.end - start))
            self._vote.hear(own, piece.duration)
            told.append((piece, own))
        return told

    def _recognize(self, batches: Sequence[Sequence[_Window]]) -> Iterator[tuple[_Window, asr.Recognition]]:
        for batch in batches:
            heard, languages = [window.heard for window in batch], [window.language for window in batch]
            yield from zip(batch, self._recognizer.transcribe(heard, languages, self._options), strict=True)

    def _segments(self, window: _Window, recognition: asr.Recognition) -> list[Segment]:
        if is_noise(recognition, total(window.speech)):
            return []
        start = window.span.start
        moved = [replace(word, start=word.start + start, end=word.end + start) for word in recognition.words]
        return sentences(recognition, held_to_speech(moved, window.speech))

    def _repair(self, windows: Sequence[Span], found: list[list[Segment]]) -> None:
        """Hear again, by itself, speech that got no words."""
        missed: list[tuple[int, Span]] = []
        for owner, (span, segments) in enumerate(zip(windows, found, strict=True)):
            words = [word for segment in segments for word in segment.words]
            silent = silent_speech(words, within(self.speech, span))
            missed += [(owner, _around(part, span)) for part in silent if part.duration >= MISSED_SECONDS]
        again = [
            [replace(window, language=self._language_of(window)) for window in batch] for batch in self._listen(missed)
        ]
        for window, recognition in self._recognize(again):
            if recognition.doubt or recognition.avg_logprob < WEAK_REPAIR:
                continue
            taken = [word.span for segment in found[window.owner] for word in segment.words]
            fresh = [word for segment in self._segments(window, recognition) for word in segment.words]
            fresh = [word for word in fresh if not any(word.span.overlaps(other) for other in taken)]
            found[window.owner] += _sentences_between(recognition, fresh, taken)

    def _language_of(self, window: _Window) -> str:
        if self._vote.decided:
            return self._vote.decide({}, 0.0)
        return self._vote.decide(self._recognizer.tell_language(window.heard), 0.0)


def _by_length(windows: Sequence[tuple[int, Span]]) -> Iterator[list[tuple[int, Span]]]:
    """Yield batches of windows of like length."""
    order = sorted(windows, key=lambda window: (window[1].duration, window[1]))
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def _around(span: Span, window: Span) -> Span:
    return Span(max(window.start, span.start - MISSED_MARGIN), min(window.end, span.end + MISSED_MARGIN))


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
