"""Hotwords: names and terms that the listener expects, told to the recogniser and repaired in what it wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hotword:
    """One expected word or name (which may have spaces in it)."""

    spelling: str
    """As it is to be written."""
    sounds: tuple[str, ...] = ()
    """How it is said, in letters that a recogniser may write ("쿠버네티스" for Kubernetes); empty: as it is spelled."""


def hotword_lines(text: str) -> tuple[str, ...]:
    r"""Return the hotwords of a file's text or of a list with commas, in order, each once.

    One a line, ``word`` or ``word: sounds like`` (several ways with "/" between them); without line breaks, commas part
    them. Empty lines and lines that begin with # are left out.

    >>> hotword_lines("sorikit: 소리킷\n# people\n김하늘\n"), hotword_lines("김하늘, Kubernetes")
    (('sorikit: 소리킷', '김하늘'), ('김하늘', 'Kubernetes'))
    """
    lines = text.splitlines() if "\n" in text.strip() else text.replace("،", ",").replace("、", ",").split(",")
    kept = (" ".join(line.strip().lstrip("\ufeff").split()) for line in lines)
    return tuple(dict.fromkeys(line for line in kept if line and not line.startswith("#")))


def parse_hotwords(lines: Iterable[str]) -> tuple[Hotword, ...]:
    """Read hotwords as ``TranscribeOptions.hotwords`` has them."""
    found: dict[str, Hotword] = {}
    for line in lines:
        spelling, colon, said = line.partition(": ") if ": " in line else line.partition("\t")
        sounds = tuple(sound.strip() for sound in said.split("/") if sound.strip()) if colon else ()
        if spelling.strip():
            found.setdefault(spelling.strip(), Hotword(spelling.strip(), sounds))
    return tuple(found.values())


def spellings(lines: Sequence[str]) -> tuple[str, ...]:
    """Return how the hotwords are written: what the recogniser is told."""
    return tuple(word.spelling for word in parse_hotwords(lines))
