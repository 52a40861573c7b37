"""Finishing: what was recognised, written as people write it. Times, speakers and confidence stay with their words.

Korean gets its spaces, numbers and marks, Japanese loses its spaces and gets its numbers and marks, names on a list of
hotwords are spelled as on the list. ``Segment.raw`` keeps what the recogniser wrote, where anything was changed.

>>> finisher = Finisher(FinishingOptions(spacing=False))
>>> finisher.finish(Segment(0, 0.0, 2.0, "삼백오십 명이 왔습니다", language="ko")).text
'350명이 왔습니다.'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sorikit.core.errors import RuntimeMissing
from sorikit.core.text import Segment, Word
from sorikit.engines.spacing import SpacingModel
from sorikit.engines.spacing import load as load_spacing
from sorikit.pipelines.finishing._edits import Edit, apply_edits
from sorikit.pipelines.finishing.hotwords import Hotwords, parse_hotwords
from sorikit.pipelines.finishing.japanese_numbers import number_edits as write_japanese_numbers
from sorikit.pipelines.finishing.korean_numbers import joining_edits
from sorikit.pipelines.finishing.korean_numbers import number_edits as write_korean_numbers
from sorikit.pipelines.finishing.marks import end_edits, first_edits, mark_passes, rule_edits

UNSPACED = frozenset(("ja", "zh", "yue", "th", "lo", "my", "bo", "km"))
"""Languages written without spaces between words."""

Step = Callable[[str], list[Edit]]


@dataclass(frozen=True, slots=True)
class FinishingOptions:
    """What is done to recognised text. Each part can be left out."""

    enabled: bool = True
    """False leaves the text as it was recognised; hotwords are then expected, but nothing is repaired."""
    punctuation: bool = True
    """Repeated, stray and wide or narrow marks; the end of a sentence; white space. Japanese: no spaces inside."""
    numbers: bool = True
    """Numbers in words as digits where people write digits: dates, times, money, measures, large numbers (ko, ja)."""
    spacing: bool = True
    """Korean: join and part words on strong evidence. Needs the extra ``ko``; without it this part does nothing."""


class Finisher:
    """Finishes segments one by one. Safe to share between threads."""

    def __init__(self, options: FinishingOptions | None = None, hotwords: Sequence[str] = ()) -> None:
        """``hotwords``: as in ``TranscribeOptions.hotwords``."""
        self._hotwords = Hotwords(parse_hotwords(hotwords))
        self._options = options or FinishingOptions()
        self._spacing: SpacingModel | None = None
        self._spacing_missing = not self._options.spacing

    def finish(self, segment: Segment) -> Segment:
        """Return ``segment`` as people would write it; the same object where there is nothing to change.

        Its words' texts joined are its text; none is lost and each keeps its time, speaker and confidence. A segment
        without words is finished as a whole. Nothing is ever finished to nothing.
        """
        if not self._options.enabled or not segment.text.strip():
            return segment
        words = segment.words or (Word(segment.text, segment.start, segment.end),)
        finished = self._finished(words, segment.language)
        text = "".join(word.text for word in finished).strip()
        if not text or (text == segment.text and "".join(w.text for w in words).strip() == text):
            return segment
        return replace(segment, text=text, words=finished if segment.words else (), raw=segment.raw or segment.text)

    def _finished(self, words: Sequence[Word], language: str | None) -> tuple[Word, ...]:
        now = tuple(words)
        spaced = language not in UNSPACED
        if self._hotwords:
            now = apply_edits(now, self._hotwords.edits(now, spaced=spaced), spaced=spaced)
        for step in self._steps(language):
            text = "".join(word.text for word in now)
            if not text.strip():
                return tuple(words)
            fixed = self._hotwords.spans(text) if self._hotwords else []
            edits = (e for e in step(text) if not any(start < e.end and e.start < end for start, end in fixed))
            now = apply_edits(now, edits, spaced=spaced)
        return now

    def _steps(self, language: str | None) -> Iterator[Step]:
        if self._options.punctuation:
            yield lambda text: first_edits(text, language)
            for rules in mark_passes(language):  # twice: what one rule leaves may be another's business
                yield lambda text, rules=rules: rule_edits(text, rules)  # type: ignore[misc]
                yield lambda text, rules=rules: rule_edits(text, rules)  # type: ignore[misc]
        if self._options.numbers and language == "ko":
            yield joining_edits
            yield write_korean_numbers
        if self._options.numbers and language == "ja":
            yield write_japanese_numbers
        if language == "ko" and self._spaces() is not None:
            yield self._respaced
        if self._options.punctuation:
            yield lambda text: end_edits(text, language)

    def _spaces(self) -> SpacingModel | None:
        """Return the model of spacing, loaded with the first Korean text; None where it is not wanted or not installed."""
        if self._spacing is None and not self._spacing_missing:
            try:
                self._spacing = load_spacing()
            except RuntimeMissing:
                self._spacing_missing = True
        return self._spacing

    def _respaced(self, text: str) -> list[Edit]:
        model = self._spaces()
        places = model.respace(text) if model else []
        return [
            Edit(place.at, place.at if place.missing else place.at + 1, " " if place.missing else "")
            for place in places
        ]
