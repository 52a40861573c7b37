"""Sound that was said, kept on disk in order: memory stays flat, and a stopped run goes on after its last sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sorikit.core.audio import Audio, Samples
from sorikit.core.files import write_error
from sorikit.core.speech import Spoken, SpokenCheck
from sorikit.core.text import Word
from sorikit.pipelines.stages import StepLog, Workspace

VERSION = 2
"""Raise when the same text and options would sound otherwise: what older runs kept is then not used."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A spoken sentence without its sound."""

    frames: int
    text: str
    words: tuple[Word, ...]
    pause: float
    language: str | None
    voice: str | None
    chapter: str | None
    check: SpokenCheck | None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Step:
    """What came of one task: its sentences, whose sound lies from sample ``first`` on."""

    first: int
    sample_rate: int
    sentences: tuple[_Sentence, ...] = ()


class KeptSpeech:
    """The sound of a text in a workspace: float32 samples without pauses in one file, and a line per finished task."""

    def __init__(self, space: Workspace, stage: str) -> None:
        self._path = space.folder / f"{stage}.f32"
        self._lines = space.lines(stage)
        self._steps = StepLog(self._lines)

    @property
    def empty(self) -> bool:
        """Whether nothing is kept yet."""
        return not self._lines.keys()

    def get(self, index: int) -> tuple[Spoken, ...] | None:
        """Return the sentences of a finished task; None where it is not finished."""
        step = self._steps.get(str(index), _Step)
        if step is None:
            return None
        frames = sum(one.frames for one in step.sentences)
        samples = self._read(step.first, frames)
        if samples is None:
            return None
        spoken = []
        first = 0
        for one in step.sentences:
            audio = Audio(samples[first : first + one.frames], step.sample_rate)
            facts = (one.text, one.words, one.pause, one.language, one.voice, one.chapter, one.check, one.unread)
            spoken.append(Spoken(audio, *facts))
            first += one.frames
        return tuple(spoken)

    def all(self) -> Iterator[Spoken]:
        """Yield all finished sentences in order, one in memory at a time."""
        for index in sorted(map(int, self._lines.keys())):
            yield from self.get(index) or ()

    def put(self, index: int, sentences: Sequence[Spoken]) -> None:
        """Keep the sentences of a task. Raises DiskFull or OutputNotWritable."""
        rate = sentences[0].audio.sample_rate if sentences else 0
        try:
            with self._path.open("ab") as file:
                first = file.seek(0, os.SEEK_END) // 4
                if file.tell() % 4:  # a write that was cut short
                    first += 1
                    file.write(b"\0" * (4 - file.tell() % 4))
                for one in sentences:
                    file.write(np.ascontiguousarray(one.audio.samples[0], "<f4").tobytes())
        except OSError as error:
            raise write_error(error, self._path) from error
        self._steps.put(str(index), _Step(first, rate, tuple(map(_without_sound, sentences))))

    def remove(self) -> None:
        """Forget it all (the result is written)."""
        self._path.unlink(missing_ok=True)
        self._lines.remove()

    def _read(self, first: int, frames: int) -> Samples | None:
        try:
            with self._path.open("rb") as file:
                file.seek(first * 4)
                samples = np.frombuffer(file.read(frames * 4), "<f4")
        except OSError:
            return None
        return np.asarray(samples, np.float32) if samples.size == frames else None


def _without_sound(one: Spoken) -> _Sentence:
    facts = (one.text, one.words, one.pause, one.language, one.voice, one.chapter, one.check, one.unread)
    return _Sentence(one.audio.frames, *facts)
