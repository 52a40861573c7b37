"""What a language model answers, before anybody believes it: JSON read strictly into small classes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_TEXT = 600
MOST_STARTS = 20
"""Braces tried as the start of the object: a long answer full of open ones must not cost seconds."""
MOST_ITEMS = 60
"""Per list and answer: more is a model that repeats itself."""


class NotADraft(ValueError):
    """The answer does not follow the form; the message says where, in words to tell the model."""


@dataclass(frozen=True, slots=True)
class Cite:
    """A claim that ``quote`` stands in segment ``segment``."""

    segment: int
    quote: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One line a model wrote; ``owner``, ``due`` (ISO) and ``due_text`` only for actions."""

    text: str
    cites: tuple[Cite, ...]
    owner: str | None = None
    due: str | None = None
    due_text: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a model found in one part of the transcript."""

    points: tuple[Draft, ...] = ()
    decisions: tuple[Draft, ...] = ()
    actions: tuple[Draft, ...] = ()
    questions: tuple[Draft, ...] = ()
    next_meeting: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A line that stands on numbered notes: a sentence of the summary, or a topic with its title."""

    text: str
    notes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """How the notes of the whole meeting belong together."""

    title: str
    summary: tuple[Gathered, ...]
    topics: tuple[Gathered, ...]
    same: tuple[tuple[int, ...], ...]
    """Groups of notes that say the same."""


def _object(**properties: Any) -> dict[str, Any]:
    # OpenAI's strict mode wants every property required and no others.
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(items)}


_TEXT = {"type": "string"}
_CITES = _array(_object(segment={"type": "integer"}, quote=_TEXT))
_LINE = _object(text=_TEXT, evidence=_CITES)
_ACTION = _object(
    text=_TEXT,
    owner={"type": ["string", "null"]},
    due={"type": ["string", "null"]},
    due_text=_TEXT,
    evidence=_CITES,
)
_GATHERED = _array(_object(text=_TEXT, notes=_array({"type": "integer"})))
NOTES_SCHEMA = _object(
    points=_array(_LINE),
    decisions=_array(_LINE),
    actions=_array(_ACTION),
    questions=_array(_LINE),
    next_meeting=_array(_LINE),
)
OUTLINE_SCHEMA = _object(title=_TEXT, summary=_GATHERED, topics=_GATHERED, same=_array(_array({"type": "integer"})))


def read_notes(answer: str) -> Notes:
    """Return the notes in a model's answer. Raises NotADraft."""
    data = _mapping(json_in(answer), "the answer")
    lists = {key: _drafts(data, key) for key in ("points", "decisions", "questions", "next_meeting")}
    return Notes(actions=_drafts(data, "actions", action=True), **lists)


def read_outline(answer: str, notes: int) -> Outline:
    """Return the outline in a model's answer, over notes numbered 1 … ``notes``. Raises NotADraft."""
    data = _mapping(json_in(answer), "the answer")
    same = [_numbers(group, f"same[{i}]", notes) for i, group in enumerate(_list(data, "same", ""))]
    return Outline(
        _text(data, "title", ""), _gathered(data, "summary", notes), _gathered(data, "topics", notes), tuple(same)
    )


def json_in(answer: str) -> Any:
    """Return the JSON object in an answer, also inside a code fence or between other words. Raises NotADraft."""
    text = re.sub(r"<think>.*?(?:</think>|$)", "", answer, flags=re.DOTALL).strip()
    decoder = json.JSONDecoder()
    best: Any = None
    size = 0
    at, failures = text.find("{"), 0
    while at >= 0 and failures < MOST_STARTS:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at, failures = text.find("{", at + 1), failures + 1
            continue
        if end - at > size:
            best, size = value, end - at
        at = text.find("{", end)
    if best is None:
        raise NotADraft("there is no complete JSON object in the answer")
    return best


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise NotADraft(f"{where} must be a JSON object")
    return value


def _list(data: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list):
        raise NotADraft(f'{where}"{key}" must be a list')
    return value[:MOST_ITEMS]


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise NotADraft(f'{where}"{key}" must be a string')
    return " ".join(value.split())[:LONGEST_TEXT]


def _optional(data: Mapping[str, Any], key: str, where: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise NotADraft(f'{where}"{key}" must be a string or null')
    text = " ".join(value.split())[:LONGEST_TEXT] if value else ""
    return text if text and text.lower() not in ("null", "none", "n/a", "unknown", "-") else None


def _drafts(data: Mapping[str, Any], key: str, *, action: bool = False) -> tuple[Draft, ...]:
    drafts = []
    for number, row in enumerate(_list(data, key, "")):
        where = f"{key}[{number}]."
        line = _mapping(row, where.rstrip("."))
        text = _text(line, "text", where)
        cites = tuple(_cite(cite, f"{where}evidence[{i}]") for i, cite in enumerate(_list(line, "evidence", where)))
        if not text:
            continue
        if action:
            owner, due = _optional(line, "owner", where), _optional(line, "due", where)
            drafts.append(Draft(text, cites, owner, due, _optional(line, "due_text", where) or ""))
        else:
            drafts.append(Draft(text, cites))
    return tuple(drafts)


def _cite(value: object, where: str) -> Cite:
    row = _mapping(value, where)
    segment = row.get("segment")
    if isinstance(segment, str) and segment.strip("[] ").isdigit():
        segment = int(segment.strip("[] "))
    if not isinstance(segment, int) or isinstance(segment, bool):
        raise NotADraft(f'{where}."segment" must be the number of a segment')
    return Cite(segment, _text(row, "quote", f"{where}."))


def _gathered(data: Mapping[str, Any], key: str, notes: int) -> tuple[Gathered, ...]:
    found = []
    for number, row in enumerate(_list(data, key, "")):
        where = f"{key}[{number}]."
        line = _mapping(row, where.rstrip("."))
        text = _text(line, "text", where)
        if text:
            found.append(Gathered(text, _numbers(line.get("notes"), f"{where}notes", notes)))
    return tuple(found)


def _numbers(value: object, where: str, notes: int) -> tuple[int, ...]:
    if not isinstance(value, list) or any(not isinstance(n, int) or isinstance(n, bool) for n in value):
        raise NotADraft(f"{where} must be a list of note numbers")
    numbers: Sequence[int] = value
    wrong = [n for n in numbers if not 1 <= n <= notes]
    if wrong:
        raise NotADraft(f"{where} names note {wrong[0]}, but the notes are numbered 1 to {notes}")
    return tuple(dict.fromkeys(numbers))
