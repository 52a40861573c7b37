"""Lines of a script → the sentences to be said, each with its own wishes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sorikit.core.errors import NothingToSay
from sorikit.core.speech import Line
from sorikit.engines.tts import SpeakOptions
from sorikit.reading.languages import language_of
from sorikit.reading.sentences import clean, has_words, sentences

MOST_PAUSE = 10.0
"""Seconds; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Task:
    """One sentence to say."""

    text: str
    voicing: SpeakOptions
    volume: float
    """Decibels added by its line."""
    pause: float
    """Seconds of silence after it."""
    chapter: str | None = None


def lines_of(text: str | Line | Iterable[Line]) -> tuple[Line, ...]:
    """Return the lines of a text or script. Raises NothingToSay where there is no word in them."""
    lines = (Line(text),) if isinstance(text, str) else (text,) if isinstance(text, Line) else tuple(text)
    if any(has_words(line.text) for line in lines):
        return lines
    whole = "".join(clean(line.text) for line in lines).strip()
    if not whole:
        raise NothingToSay(detail="the text is empty", detail_ko="글이 비어 있습니다")
    raise NothingToSay(
        detail="the text holds only signs, such as punctuation or emoji",
        detail_ko="글에 문장 부호나 이모지 같은 기호만 있습니다",
    )


def tasks_of(lines: Sequence[Line], voicing: SpeakOptions) -> list[Task]:
    """Return the sentences of ``lines`` in order; what a line asks for itself goes before ``voicing``.

    A sentence without words lengthens the pause before it. Raises InvalidOption where a line's wish, together with that for the
    whole, is out of range.
    """
    tasks: list[Task] = []
    chapter: str | None = None
    whole = voicing.language or language_of("\n".join(line.text for line in lines if not line.language)[:20_000])
    for line in lines:
        wishes = replace(
            voicing,
            voice=line.voice or voicing.voice,
            language=line.language or voicing.language,
            speed=min(max(voicing.speed * line.speed, 0.5), 2.0),
            pitch=min(max(voicing.pitch + line.pitch, -12.0), 12.0),
        )
        chapter = line.chapter or chapter
        for sentence in sentences(line.text):
            if not has_words(sentence.text):
                continue
            language = wishes.language or language_of(sentence.text, whole)
            pause = sentence.pause * voicing.pause
            own = replace(wishes, language=language, quick_start=voicing.quick_start and not tasks)
            tasks.append(Task(sentence.text, own, line.volume, pause, chapter))
            chapter = None
        if line.pause is not None and tasks:
            paused = max(line.pause, tasks[-1].pause) if not has_words(line.text) else line.pause
            tasks[-1] = replace(tasks[-1], pause=min(paused, MOST_PAUSE))
    if tasks:
        tasks[-1] = replace(tasks[-1], pause=0.0)
    return tasks
