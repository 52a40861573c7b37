"""What a bench runs over: a manifest, a folder of a known corpus, a list of trials, or one recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sorikit.apps.bench.tasks import Task
from sorikit.core.errors import AudioNotFound, InvalidDocument, InvalidOption
from sorikit.core.manifest import Item
from sorikit.formats import manifest
from sorikit.formats.files import read_text

MANIFEST = "manifest.jsonl"
MANIFESTS = (".jsonl", ".json")
TRIALS = ".txt"


@dataclass(frozen=True, slots=True)
class Trial:
    """Do two recordings hold the same voice?"""

    first: str
    second: str
    """Ids of items."""
    same: bool


@dataclass(frozen=True, slots=True)
class Dataset:
    """Items, and where they come from."""

    path: Path
    name: str
    items: tuple[Item, ...]
    trials: tuple[Trial, ...] = ()
    """For the task "speaker"."""
    left_out: int = 0
    """Items that the task can do nothing with."""


def read_data(path: Path, task: Task, limit: int | None = None) -> Dataset:
    """Return what ``task`` can use of ``path``, at most ``limit`` items, the first ones.

    A manifest, or a folder with one; a folder of a corpus; for "speaker" also a list of trials (``1 a.wav b.wav``). Raises
    InvalidDocument for what cannot be read or holds nothing to be used, AudioNotFound for recordings that are not there.
    """
    if not path.exists():
        raise AudioNotFound(path=str(path))
    items, trials = _read(path, task)
    usable = [item for item in items if task.hears or (item.text or "").strip()]
    if not usable:
        raise InvalidDocument(
            name=str(path),
            detail=f"holds nothing for {task.name}: no item has a text",
            detail_ko=f"{task.name}에 쓸 항목이 없습니다: 글이 있는 항목이 없습니다",
        )
    kept = usable[:limit]
    if task.hears:
        _check_audio(kept, path)
    if task.name == "speaker":
        known = {item.id for item in kept}
        trials = tuple(t for t in trials or _all_pairs(kept) if t.first in known and t.second in known)
    return Dataset(path, _name_of(path), tuple(kept), trials, len(items) - len(usable))


def _read(path: Path, task: Task) -> tuple[Sequence[Item], tuple[Trial, ...]]:
    if path.is_dir():
        if (path / MANIFEST).is_file():
            return manifest.read(path / MANIFEST), ()
        from sorikit.formats import corpora  # noqa: PLC0415 - the layouts of corpora are asked for rarely

        return corpora.read(path), ()
    if path.suffix.lower() in MANIFESTS:
        return manifest.read(path), ()
    if path.suffix.lower() == TRIALS and task.name == "speaker":
        return _read_trials(path)
    raise InvalidOption(
        option="--data",
        detail=f"{path} is neither a manifest (.jsonl) nor a folder of a known corpus",
        detail_ko=f"{path}은(는) 목록(.jsonl)도, 알려진 말뭉치의 폴더도 아닙니다",
    )


def _read_trials(path: Path) -> tuple[list[Item], tuple[Trial, ...]]:
    """Return the files of a list of trials as items, each once, and the trials."""
    rows = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        fields = line.split()
        if not fields:
            continue
        if len(fields) != 3 or fields[0] not in ("0", "1"):
            raise InvalidDocument(
                name=f"{path}, line {number}",
                detail="not a trial: 1 (same voice) or 0, and two files",
                detail_ko="1(같은 목소리)이나 0, 그리고 파일 두 개가 있어야 합니다",
            )
        rows.append(Trial(fields[1], fields[2], fields[0] == "1"))
    files = dict.fromkeys(name for row in rows for name in (row.first, row.second))
    return [Item(name, path.parent / name) for name in files], tuple(rows)


def _all_pairs(items: Iterable[Item]) -> tuple[Trial, ...]:
    """Return every two items of which the speakers are known."""
    known = [item for item in items if item.speaker]
    return tuple(Trial(a.id, b.id, a.speaker == b.speaker) for a, b in combinations(known, 2))


def _check_audio(items: Iterable[Item], path: Path) -> None:
    missing = manifest.missing_audio(items)
    if missing:
        more = f" (and {len(missing) - 1} more of {path})" if len(missing) > 1 else ""
        raise AudioNotFound(path=f"{missing[0].audio}{more}")


def _name_of(path: Path) -> str:
    """Return what a set is called: its folder where the file itself says nothing."""
    whole = path.resolve()
    return whole.parent.name if whole.name == MANIFEST else whole.stem or "data"
