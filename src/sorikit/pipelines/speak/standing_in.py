"""Another voice for a server that does not answer: the default, offline engine takes over, and says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from sorikit.core.audio import Audio
from sorikit.core.errors import ModelError, RemoteError
from sorikit.core.events import Notice
from sorikit.core.resample import resample
from sorikit.core.speech import Spoken
from sorikit.engines.tts import Speaker, SpeakOptions, Supports, Voice


class Replaced:
    """A speaker behind a server, and the one that says everything from the first sentence on that the server does not say.

    One voice for the rest, rather than a sentence here and a wait there: a server that is away stays away for a while.
    """

    def __init__(self, first: Speaker, second: Callable[[], Speaker]) -> None:
        """``second`` is asked for when it is needed. Opens no connection."""
        self._first, self._find = first, second
        self._second: Speaker | None = None
        self._notices: list[Notice] = []
        self._choosing = threading.Lock()

    @property
    def sample_rate(self) -> int:
        """Hz of the audio it gives, whoever speaks."""
        return self._first.sample_rate

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices of the server. Raises RemoteError."""
        return self._first.voices

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the server."""
        return self._first.languages

    @property
    def supports(self) -> Supports:
        """What the server can be asked for."""
        return self._first.supports

    def phonemes(self, text: str, language: str) -> str:
        """Return how the one who speaks now would say ``text``."""
        return (self._second or self._first).phonemes(text, language)

    def speak(self, text: str, options: SpeakOptions | None = None) -> Iterator[Spoken]:
        """Yield the sentences of ``text``. Raises what the server's engine raises; RemoteError only where nobody can take over."""
        wishes = options or SpeakOptions()
        said = self._first.speak(text, wishes) if self._second is None else iter(())
        return self._stream(text, wishes, said)

    def _stream(self, text: str, wishes: SpeakOptions, said: Iterator[Spoken]) -> Iterator[Spoken]:
        if self._second is None:
            told = ""
            try:
                for one in said:
                    told += one.text
                    yield one
                return  # noqa: TRY300 - the end of what the server said is no part of what may fail
            except RemoteError as error:
                self._replace(error)
                text = _after(text, told)
        assert self._second is not None
        for one in self._second.speak(text, replace(wishes, voice=None)):
            yield replace(one, audio=_at(one.audio, self.sample_rate))

    def notices(self) -> Iterator[Notice]:
        """Yield what the person was not told yet."""
        while self._notices:
            yield self._notices.pop(0)

    def _replace(self, error: RemoteError) -> None:
        with self._choosing:
            if self._second is not None:
                return
            try:
                self._second = self._find()
            except ModelError:
                raise error from None
            self._notices.append(
                Notice(
                    f"{error.sentence('en').rstrip('.')}: another voice, of this machine, speaks from here on (--no-fallback: nobody).",
                    f"{error.sentence('ko').rstrip('.')}: 여기부터 이 컴퓨터의 다른 목소리가 말합니다(--no-fallback: 말하지 않음).",
                )
            )


def _at(audio: Audio, sample_rate: int) -> Audio:
    return audio if audio.sample_rate == sample_rate else resample(audio, sample_rate)


def _after(text: str, told: str) -> str:
    """Return what of ``text`` follows the sentences that were told already."""
    at = 0
    for letter in told:
        at = text.find(letter, at) + 1 if letter in text[at:] else at
    return text[at:]
