"""What a run of ``sori score`` found, as one document that is kept, compared with another's, and shown."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sorikit.core.errors import InvalidDocument
from sorikit.formats.files import read_text, write_text
from sorikit.formats.serial import from_plain, to_plain
from sorikit.metrics.score import ItemScore, Score

SCHEMA = "sorikit.score/1"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake and how often it was made."""

    kind: str
    """"substitute", "insert", "delete"; "label" where one class was taken for another."""
    reference: str
    hypothesis: str
    count: int


@dataclass(frozen=True, slots=True)
class Range:
    """How far a detector's doubt moves a score: its value between the detector's settings."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Result:
    """Scores of one kind, and all that is needed to understand and repeat them."""

    kind: str
    reference: str
    """As given; empty where there was no reference."""
    hypothesis: str
    scores: tuple[Score, ...]
    """The main one first."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Option → value in words, only those that matter to this kind."""
    items: int = 0
    missing: tuple[str, ...] = ()
    """Items without an answer; they count as wrong."""
    extra: tuple[str, ...] = ()
    """Answers to nothing that was asked; they do not count."""
    mistakes: tuple[Mistake, ...] = ()
    """The commonest, most frequent first."""
    ranges: tuple[Range, ...] = ()

    @property
    def main(self) -> Score:
        """The score that the kind is named after."""
        return self.scores[0]

    def worst(self, limit: int = 5) -> list[ItemScore]:
        """Return the items with the worst scores of their own, worst first; only such as are worse than the best one.

        Nothing where an item by itself has no score (EER is about all trials together).
        """
        main = self.main
        if main.pooling not in ("ratio", "mean"):
            return []
        judged = {item.item: item.value for item in main.items if item.value is not None}
        best = (min if main.lower_is_better else max)(judged.values(), default=0.0)
        worse = [item for item in main.items if item.item in judged and item.value != best]
        return sorted(worse, key=lambda item: judged[item.item], reverse=main.lower_is_better)[:limit]


def save(result: Result, path: str | os.PathLike[str]) -> Path:
    """Write a result as JSON, at once or not at all. Raises OutputNotWritable or DiskFull."""
    return write_text(path, json.dumps(document(result), ensure_ascii=False, indent=1) + "\n")


def document(result: Result) -> dict[str, Any]:
    """Return a result as plain JSON values, ``schema`` first."""
    return {"schema": SCHEMA, **to_plain(result)}


def load(path: str | os.PathLike[str]) -> Result:
    """Read what ``save`` wrote. Raises InvalidDocument."""
    name = os.fspath(path)
    try:
        plain = json.loads(read_text(path))
    except (json.JSONDecodeError, RecursionError):
        plain = None
    if not isinstance(plain, dict) or plain.get("schema") != SCHEMA:
        raise InvalidDocument(
            name=name,
            detail="not a result of sori score; make one with: sori score KIND REFERENCE HYPOTHESIS -o FILE",
            detail_ko="sori score의 결과가 아닙니다. 다음으로 만드세요: sori score 종류 정답 결과 -o 파일",
        )
    result = from_plain(plain, Result, name=name)
    if not result.scores:
        raise InvalidDocument(name=name, detail="holds no scores", detail_ko="점수가 없습니다")
    return result


def is_result(path: str | os.PathLike[str]) -> bool:
    """Whether a file looks like a saved result (its beginning names the schema)."""
    file = Path(path)
    if not file.is_file() or file.suffix.lower() != ".json":
        return False
    with file.open("rb") as beginning:
        return SCHEMA.encode() in beginning.read(200)


def listed(names: Sequence[str], limit: int = 10) -> str:
    """Return names as one line: all of few, the first of many and how many more."""
    rest = f" … (+{len(names) - limit})" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest
