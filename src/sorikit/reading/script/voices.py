"""Marks in a script: ``[voice: af_heart]``, ``[pause: 1.5]``, ``[speed: 0.9]``, ``[lang: ko]``, and what they do to its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sorikit.core.errors import InvalidDocument
from sorikit.core.speech import Line

_NAMES = {
    "voice": "voice", "목소리": "voice", "speaker": "voice", "pause": "pause", "쉼": "pause", "break": "pause", "speed": "speed", "빠르기": "speed",
    "속도": "speed", "pitch": "pitch", "높이": "pitch", "volume": "volume", "크기": "volume", "lang": "language", "language": "language", "언어": "language",
    "chapter": "chapter", "장": "chapter",
}  # fmt: skip
_MARK = re.compile(rf"\[({'|'.join(_NAMES)})\s*:\s*([^\]\n]*)\]", re.IGNORECASE)
_RANGES = {"pause": (0.0, 60.0), "speed": (0.25, 4.0), "pitch": (-12.0, 12.0), "volume": (-40.0, 20.0)}
_UNITS = {"ms": 0.001, "s": 1.0, "초": 1.0, "%": 0.01, "x": 1.0, "배": 1.0, "db": 1.0, "st": 1.0, "": 1.0}


@dataclass(frozen=True, slots=True)
class _State:
    """What the marks so far ask for; None where a line's own wishes hold."""

    voice: str | None = None
    language: str | None = None
    speed: float | None = None
    pitch: float | None = None
    volume: float | None = None
    chapter: str | None = None
    """Title that waits for the next line."""


def with_marks(lines: Iterator[Line], name: str = "text") -> Iterator[Line]:
    """Yield ``lines``, cut at their marks; a mark holds until the next of its kind ("default" takes it back).

    ``[pause: 1.5]`` is silence where it stands. ``name`` is the script's, for errors. Raises InvalidDocument for a value that is
    no number, or out of its range.
    """
    state = _State()
    for line in lines:
        if "[" not in line.text or not _MARK.search(line.text):
            yield _applied(line, state)
            state = replace(state, chapter=None)
            continue
        made: Line | None = None
        done = 0
        marks = [*_MARK.finditer(line.text), None]
        for mark in marks:
            text = line.text[done : mark.start() if mark else None].strip()
            if text:
                if made is not None:
                    yield made
                made = _applied(replace(line, text=text, pause=None, chapter=None if done else line.chapter), state)
                state = replace(state, chapter=None)
            if mark is None:
                break
            done = mark.end()
            key, value = _NAMES[mark[1].lower()], mark[2].strip()
            if key == "pause":
                made = replace(
                    made or Line(""), pause=((made.pause or 0.0) if made else 0.0) + _number(key, value, name)
                )
            else:
                state = _changed(state, key, value, name)
        if made is not None:
            yield replace(made, pause=line.pause) if made.pause is None else made


def _applied(line: Line, state: _State) -> Line:
    return replace(
        line,
        voice=state.voice or line.voice,
        language=state.language or line.language,
        speed=line.speed * (state.speed or 1.0),
        pitch=line.pitch + (state.pitch or 0.0),
        volume=line.volume + (state.volume or 0.0),
        chapter=state.chapter or line.chapter,
    )


def _changed(state: _State, key: str, value: str, name: str) -> _State:
    if value.lower() in ("", "default", "기본"):
        return replace(state, **{key: None})
    if key == "language":
        return replace(state, language=value.replace("_", "-").split("-")[0].lower())
    if key in ("voice", "chapter"):
        return replace(state, **{key: value})  # type: ignore[arg-type]
    return replace(state, **{key: _number(key, value, name)})  # type: ignore[arg-type]


def _number(key: str, value: str, name: str) -> float:
    found = re.fullmatch(r"([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)\s*(ms|s|초|%|x|배|db|st)?", value.lower())
    low, high = _RANGES[key]
    number = float(found[1]) * _UNITS[found[2] or ""] if found else None
    if number is None or not low <= number <= high:
        raise InvalidDocument(
            name=name,
            detail=f"[{key}: {value}] wants a number between {low:g} and {high:g}",
            detail_ko=f"[{key}: {value}]에는 {low:g}부터 {high:g}까지의 수를 적어야 합니다",
        )
    return number
