"""What engines that say one sentence at a time share: sentences, their words in the model's letters, breaths, pauses.

An engine spells a sentence and makes the sound of a breath; the rest is here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sorikit.core.audio import Audio, Samples
from sorikit.core.errors import InvalidOption
from sorikit.core.speech import Spoken
from sorikit.core.text import Word
from sorikit.engines.tts import SpeakOptions, Supports, Voice, check_options
from sorikit.engines.tts.kokoro import faded, sounding
from sorikit.reading.sentences import COMMA, has_words, sentences

_MARKS = tuple(".!?…,;:—")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word as it is written, and in the letters that the model reads."""

    written: str
    """As it stands in the text, with the space before it and its punctuation."""
    letters: str
    """Without spaces around it; empty where it is silent."""


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The sound of a breath."""

    samples: Samples
    """(frames,)."""
    spans: tuple[tuple[float, float], ...] = ()
    """Seconds at which each of its words begins and ends; empty where the model does not tell."""
    written: tuple[str, ...] = ()
    """The words that ``spans`` are of, as they stand in the text, where the model parts it by itself."""


class SentenceSpeaker(ABC):
    """A speaker of one sentence at a time. An engine gives the attributes and the two methods at the end."""

    name: str
    """For sentences about what it cannot do."""
    sample_rate: int
    voices: tuple[Voice, ...]
    languages: tuple[str, ...]
    supports: Supports
    longest = 300
    """Letters of a breath: longer sentences are cut, so that no text takes all memory."""

    def longest_in(self, language: str) -> int:
        """Return the letters of a breath in a language."""
        del language
        return self.longest

    def phonemes(self, text: str, language: str) -> str:
        """Return "": the model reads letters, which do not tell how they sound."""
        del text, language
        return ""

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield mono speech, one sentence (or part of a very long one) at a time.

        Raises InvalidOption for a wish that the model does not heed, a voice or language that it does not have, and
        words of which it knows no letter.
        """
        wishes = options or SpeakOptions()
        check_options(wishes, self, model=self.name)
        if wishes.language is not None and wishes.language not in self.languages:
            raise refused("language", wishes.language, self.name, self.languages)
        voice = self.voice_of(wishes)
        return self._stream(text, wishes, voice)

    def voice_of(self, wishes: SpeakOptions) -> Voice:
        """Return the voice that was asked for, else the language's default, else the first. Raises InvalidOption."""
        if wishes.voice is None:
            mine = (one for one in self.voices if wishes.language in one.default_for)
            return next(mine, self.voices[0])
        found = next((one for one in self.voices if one.name == wishes.voice), None)
        if found is None:
            raise refused("voice", wishes.voice, self.name, tuple(one.name for one in self.voices))
        return found

    def _stream(self, text: str, wishes: SpeakOptions, voice: Voice) -> Iterator[Spoken]:
        readings = self._readings(text, wishes.language or voice.language)
        reading = next(readings, None)
        while reading is not None:
            words, written, pause = reading
            following = next(readings, None)
            made = self.say([word.letters for word in words], voice, wishes)
            first, last = sounding(made.samples, self.sample_rate)
            timed = [Spelled(word, word) for word in made.written] or words
            times = _timed(timed, made, first / self.sample_rate, last / self.sample_rate)
            audio = Audio(faded(made.samples[first:last], self.sample_rate), self.sample_rate)
            silence = pause * wishes.pause if following is not None else 0.0
            yield Spoken(audio, written, times, silence, wishes.language or voice.language, voice.name)
            reading = following

    def _readings(self, text: str, language: str) -> Iterator[tuple[list[Spelled], str, float]]:
        for sentence in sentences(text):
            if not has_words(sentence.text):
                continue
            parts = breaths(self.spell(sentence.text, language), self.longest_in(language))
            for index, part in enumerate(parts):
                whole = sentence.text if len(parts) == 1 else "".join(word.written for word in part).strip()
                yield part, whole, sentence.pause if index == len(parts) - 1 else COMMA

    @abstractmethod
    def spell(self, sentence: str, language: str) -> list[Spelled]:
        """Return the words of a sentence; their ``written`` joined is the sentence. Raises InvalidOption."""

    @abstractmethod
    def say(self, words: Sequence[str], voice: Voice, wishes: SpeakOptions) -> Made:
        """Return the sound of words in the model's letters; at least one of them has some."""


def breaths(words: Sequence[Spelled], longest: int) -> list[list[Spelled]]:
    """Cut a sentence into parts of ``longest`` letters at most, after a mark where one stands in a part's second half.

    A word longer than that is cut too. Parts without letters are left out.
    """
    parts: list[list[Spelled]] = [[]]
    size = 0
    for word in (piece for whole in words for piece in _short(whole, longest)):
        while parts[-1] and size + 1 + len(word.letters) > longest:
            kept, rest = _cut(parts[-1], longest)
            parts[-1:] = [kept, rest]
            size = sum(1 + len(one.letters) for one in rest)
        parts[-1].append(word)
        size += 1 + len(word.letters)
    return [part for part in parts if any(one.letters for one in part)]


def _short(word: Spelled, longest: int) -> list[Spelled]:
    firsts = range(0, max(1, len(word.letters)), longest)
    return [Spelled("" if at else word.written, word.letters[at : at + longest]) for at in firsts]


def _cut(part: list[Spelled], longest: int) -> tuple[list[Spelled], list[Spelled]]:
    size, best = 0, len(part)
    for index, word in enumerate(part):
        size += 1 + len(word.letters)
        if size >= longest // 2 and word.written.rstrip().endswith(_MARKS):
            best = index + 1
    return part[:best], part[best:]


def _timed(words: Sequence[Spelled], made: Made, first: float, last: float) -> tuple[Word, ...]:
    """Return words with times from where the sound was cut to begin."""
    timed: list[Word] = []
    for word, span in zip(words, made.spans, strict=False):
        if not word.letters or not word.written:
            continue
        start, end = (float(np.clip(second, first, last)) - first for second in span)
        start = max(start, timed[-1].end) if timed else start
        timed.append(Word(word.written, start, max(start, end)))
    return tuple(timed)


def spans_of(
    words: Sequence[str], ends: npt.NDArray[np.float64], place: Sequence[int]
) -> tuple[tuple[float, float], ...]:
    """Return when each word begins and ends, in seconds.

    ``ends[n]`` is where the sound of token n begins and ``ends[n + 1]`` where it ends; ``place`` the token of each letter
    of the words joined by one space (or, where there are as many places as letters, by none).
    """
    gap = 0 if len(place) == sum(map(len, words)) else 1
    spans: list[tuple[float, float]] = []
    at = 0
    for word in words:
        if not word:
            spans.append((spans[-1][1], spans[-1][1]) if spans else (0.0, 0.0))
            continue
        spans.append((float(ends[place[at]]), float(ends[place[at + len(word) - 1] + 1])))
        at += len(word) + gap
    return tuple(spans)


def refused(option: str, asked: str, name: str, there: Sequence[str]) -> InvalidOption:
    """Return the error for a voice or language that a model does not have."""
    shown = ", ".join(there[:12]) + (", …" if len(there) > 12 else "")
    return InvalidOption(
        option=option,
        detail=f"{name} has no {asked!r}; choose from {shown}",
        detail_ko=f"{name}에는 {asked!r}이(가) 없습니다. 다음 가운데 고르세요: {shown}",
    )


def unknown_word(model: str, word: Spelled) -> InvalidOption:
    """Return the error for a word of which a model knows no letter."""
    return InvalidOption(
        option="text",
        detail=f"{model} knows no letter of {word.written.strip()!r}",
        detail_ko=f"{model}은(는) {word.written.strip()!r}의 글자를 모릅니다",
    )
