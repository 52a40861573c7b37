"""What a bench runs over: a manifest, a folder of a known corpus, a list of trials, or one recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sorikit.apps.bench.tasks import Task
from sorikit.core.errors import AudioNotFound, InvalidDocument
from sorikit.core.manifest import Item
from sorikit.formats import manifest, trials
from sorikit.formats.corpora import read_corpus
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
    InvalidDocument for what cannot be read or holds nothing to be used, AudioNotFound for what is not there.
    """
    if not path.exists():
        raise AudioNotFound(path=str(path))
    items, pairs = _read(path, task)
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
        pairs = tuple(one for one in pairs or _all_pairs(kept) if one.first in known and one.second in known)
        _check_both_kinds(pairs, path)
    return Dataset(path, _name_of(path), tuple(kept), pairs, len(items) - len(usable))


def _read(path: Path, task: Task) -> tuple[Sequence[Item], tuple[Trial, ...]]:
    if path.suffix.lower() == TRIALS and task.name == "speaker" and path.is_file():
        return _read_trials(path)
    if path.is_dir() and (path / MANIFEST).is_file():
        return manifest.read(path / MANIFEST), ()
    if path.suffix.lower() in MANIFESTS and path.is_file():
        return manifest.read(path), ()
    return read_corpus(path), ()


def _read_trials(path: Path) -> tuple[list[Item], tuple[Trial, ...]]:
    """Return the files of a list of trials as items, each once, and the trials; paths are taken from the list's folder."""
    listed = trials.loads(read_text(path), name=str(path))
    files = dict.fromkeys(name for pair in listed for name in pair)
    found = tuple(Trial(first, second, label > 0.5) for (first, second), label in listed.items())
    return [Item(name, path.parent / name) for name in files], found


def _all_pairs(items: Iterable[Item]) -> tuple[Trial, ...]:
    """Return every two items of which the speakers are known."""
    known = [item for item in items if item.speaker]
    return tuple(Trial(a.id, b.id, a.speaker == b.speaker) for a, b in combinations(known, 2))


def _check_both_kinds(pairs: Sequence[Trial], path: Path) -> None:
    same = sum(trial.same for trial in pairs)
    if not 0 < same < len(pairs):
        raise InvalidDocument(
            name=str(path),
            detail=f"{same} of {len(pairs)} trials are of the same voice; both kinds are needed",
            detail_ko=f"비교 {len(pairs)}개 가운데 같은 목소리가 {same}개입니다. 두 종류가 모두 있어야 합니다",
        )


def _check_audio(items: Iterable[Item], path: Path) -> None:
    missing = manifest.missing_audio(items)
    if missing:
        more = f" (and {len(missing) - 1} more of {path})" if len(missing) > 1 else ""
        raise AudioNotFound(path=f"{missing[0].audio}{more}")


def _name_of(path: Path) -> str:
    """Return what a set is called: its folder where the file itself says nothing."""
    whole = path.resolve()
    return whole.parent.name if whole.name == MANIFEST else whole.stem or "data"
