"""Other ways to say a sentence that came out wrong: a little slower, parted in the middle, a little higher."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sorikit.core.speech import Spoken
from sorikit.engines.tts import SpeakOptions
from sorikit.pipelines.speak.script import Task

SLOWER, HIGHER = 0.9, 0.5
"""Times the speed, and semitones."""
PARTED_FROM = 40
"""Characters of a sentence that is worth parting."""


def other_ways(task: Task) -> Iterator[tuple[str, SpeakOptions]]:
    """Yield text and wishes of a sentence: as asked for, then in other ways, all of which say the same."""
    yield task.text, task.voicing
    if len(task.text) >= PARTED_FROM and (parted := in_two(task.text)):
        yield parted, task.voicing
    slower = replace(task.voicing, speed=max(0.5, task.voicing.speed * SLOWER))
    yield task.text, slower
    yield task.text, replace(slower, pitch=min(12.0, task.voicing.pitch + HIGHER))


def in_two(text: str) -> str | None:
    """Return ``text`` with a comma at the space that is nearest to its middle and has none; None where there is none."""
    middle = len(text) // 2
    spaces = [
        at for at, letter in enumerate(text) if letter == " " and text[at - 1].isalpha() and text[at + 1].isalpha()
    ]
    inside = [at for at in spaces if len(text) // 5 < at < len(text) - len(text) // 5]
    if not inside or "](/" in text:
        return None
    at = min(inside, key=lambda place: abs(place - middle))
    return f"{text[:at]},{text[at:]}"


def as_written(parts: Sequence[Spoken], before: Sequence[Spoken]) -> list[Spoken]:
    """Return the parts of another way of saying a sentence under the text and words of the first way, where they match."""
    if len(parts) != 1:
        return list(parts)
    spoken = parts[0]
    words = spoken.words
    if len(before) == 1 and len(before[0].words) == len(words):
        words = tuple(replace(word, text=first.text) for word, first in zip(words, before[0].words, strict=True))
    return [replace(spoken, text=before[0].text if len(before) == 1 else spoken.text, words=words)]
