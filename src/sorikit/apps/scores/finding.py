"""Which file of the hypothesis answers which of the reference: by stem, nested folders too, never by guess.

A side is a file, a folder, a manifest or a corpus. ``a.ref.txt`` and ``a.hyp.txt`` may lie in one folder. Of several formats
of one stem the fittest is read, and said; two files of the same stem and format are an error.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sorikit.apps.scores.reading import AUDIO, ENDINGS, SEVERAL, as_turns, read_values
from sorikit.core.errors import InvalidDocument
from sorikit.core.events import Notice
from sorikit.core.manifest import Item
from sorikit.core.text import Transcript
from sorikit.formats import manifest, rttm
from sorikit.formats.corpora import read_corpus
from sorikit.formats.files import read_text
from sorikit.metrics import Kind

SUFFIXES = {"reference": (".ref", ".reference"), "hypothesis": (".hyp", ".hypothesis")}
"""Second endings that say which side a file is of."""
MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of one side, read when it is needed."""

    name: str
    source: str
    """The file, for messages."""
    read: Callable[[], Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Side:
    """All items of one side."""

    place: str
    """As given."""
    entries: Mapping[str, Entry]
    alone: bool = False
    """True for one file of one recording: its name need not be the other's."""
    languages: tuple[str, ...] = ()
    """Those that a manifest names."""
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Both sides put together, in the order of the reference."""

    pairs: tuple[tuple[Entry, Entry | None], ...]
    extra: tuple[str, ...]
    """Answers to nothing that was asked."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Items without an answer."""
        return tuple(reference.name for reference, hypothesis in self.pairs if hypothesis is None)


def list_side(place: str, kind: Kind, role: str) -> Side:
    """Return what lies at ``place`` for ``kind``; ``role`` is "reference" or "hypothesis". Raises InvalidDocument."""
    path = Path(place)
    if not path.exists():
        raise InvalidDocument(name=place, detail="no such file or folder", detail_ko="파일이나 폴더가 없습니다")
    if path.is_dir():
        return _folder(path, place, kind, role)
    if path.suffix.lower() == ".jsonl":
        return _items(manifest.read(path), place, kind, role)
    ending = path.suffix.lower().lstrip(".")
    if ending not in ENDINGS[kind.reads]:
        raise InvalidDocument(
            name=place,
            detail=f"{kind.name} reads {', '.join(ENDINGS[kind.reads])} and jsonl, not {ending or 'files without an ending'}",
            detail_ko=f"{kind.name}에 쓸 수 있는 형식은 {', '.join(ENDINGS[kind.reads])}, jsonl입니다",
        )
    values = read_values(path, kind.reads)
    stem = _key(Path(path.name), role)
    entries = {name or stem: Entry(name or stem, place, _given(value)) for name, value in values.items()}
    return Side(place, _named(entries.values(), place), alone=len(entries) == 1)


def match(reference: Side, hypothesis: Side) -> Match:
    """Put the two sides together: by name, else by the last part of it where that is unique. Raises InvalidDocument."""
    if reference.alone and hypothesis.alone:
        (true,), (said,) = reference.entries.values(), hypothesis.entries.values()
        return Match(((true, said),), ())
    answers = {name: name for name in reference.entries if name in hypothesis.entries}
    rest = _by_last(name for name in reference.entries if name not in answers)
    free = _by_last(name for name in hypothesis.entries if name not in answers)
    for last, names in rest.items():
        candidates = free.get(last, [])
        if len(candidates) > 1:
            raise _twice(hypothesis.place, [hypothesis.entries[name].source for name in candidates])
        if candidates and len(names) == 1:
            answers[names[0]] = candidates[0]
    pairs = tuple(
        (entry, hypothesis.entries[answers[name]] if name in answers else None)
        for name, entry in reference.entries.items()
    )
    used = set(answers.values())
    return Match(pairs, tuple(name for name in hypothesis.entries if name not in used))


def _by_last(names: Iterator[str] | Sequence[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(name.rpartition("/")[2], []).append(name)
    return grouped


def _folder(path: Path, place: str, kind: Kind, role: str) -> Side:
    if (path / MANIFEST).is_file() and role == "reference":
        return _items(manifest.read(path / MANIFEST), os.fspath(path / MANIFEST), kind, role)
    notices: list[Notice] = []
    chosen = _choose(path, kind.reads, role, notices)
    if not chosen and role == "reference":
        return _corpus(path, place, kind)
    if not chosen:
        raise InvalidDocument(
            name=place,
            detail=f"holds no {', '.join(ENDINGS[kind.reads])} file",
            detail_ko=f"{', '.join(ENDINGS[kind.reads])} 파일이 없습니다",
        )
    entries = [entry for key, file in chosen.items() for entry in _of_file(key, file, kind.reads)]
    return Side(place, _named(entries, place), notices=tuple(notices))


def _corpus(path: Path, place: str, kind: Kind) -> Side:
    try:
        items = read_corpus(path)
    except InvalidDocument as error:
        raise InvalidDocument(
            name=place,
            detail=f"holds no {', '.join(ENDINGS[kind.reads])} file, no {MANIFEST}, and is no corpus that is known",
            detail_ko=f"{', '.join(ENDINGS[kind.reads])} 파일도 {MANIFEST}도 없고, 아는 코퍼스도 아닙니다",
        ) from error
    return _items(items, place, kind, "reference")


def _choose(path: Path, reads: str, role: str, notices: list[Notice]) -> dict[str, Path]:
    """Return key → file: of each stem the fittest format."""
    other = SUFFIXES["hypothesis" if role == "reference" else "reference"]
    order = {ending: rank for rank, ending in enumerate(ENDINGS[reads])}
    found: dict[str, dict[str, Path]] = {}
    for file in _walk(path):
        ending = file.suffix.lower().lstrip(".")
        if ending not in order or Path(file.stem).suffix.lower() in other:
            continue
        own = found.setdefault(_key(file.relative_to(path), role), {})
        if ending in own:
            raise _twice(os.fspath(path), [os.fspath(own[ending]), os.fspath(file)])
        own[ending] = file
    chosen = {key: own[min(own, key=order.__getitem__)] for key, own in sorted(found.items())}
    passed = sorted({ending for key, own in found.items() for ending in own if own[ending] != chosen[key]})
    if passed:
        read = ", ".join(sorted({file.suffix.lstrip(".") for key, file in chosen.items() if len(found[key]) > 1}))
        notices.append(
            Notice(
                f"{path}: several formats of one name; read: {read}, passed over: {', '.join(passed)}.",
                f"{path}: 이름이 같은 형식이 여럿 있어 {read}을(를) 읽고 {', '.join(passed)}은(는) 넘어갔습니다.",
            )
        )
    return chosen


def _walk(path: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def _key(file: Path, role: str) -> str:
    """Return a file's name for matching: no ending, no ``.ref``, composed hangul whatever the file system did."""
    stem = file.with_suffix("")
    if stem.suffix.lower() in SUFFIXES[role]:
        stem = stem.with_suffix("")
    return unicodedata.normalize("NFC", stem.as_posix())


def _of_file(key: str, file: Path, reads: str) -> Iterator[Entry]:
    if file.suffix.lower().lstrip(".") not in SEVERAL:
        yield Entry(key, os.fspath(file), lambda: _only(read_values(file, reads), file))
        return
    for name, value in read_values(file, reads).items():
        yield Entry(name or key, os.fspath(file), _given(value))


def _only(values: Mapping[str, Any], file: Path) -> Any:
    if len(values) != 1:
        detail = f"holds {len(values)} items; give the file itself, not its folder"
        raise InvalidDocument(name=os.fspath(file), detail=detail, detail_ko=f"항목이 {len(values)}개입니다")
    return next(iter(values.values()))


def _items(items: Sequence[Item], place: str, kind: Kind, role: str) -> Side:
    """Return the items of a manifest or corpus that know what ``kind`` asks for, and say how many do not."""
    entries = [Entry(item.id, place, reader) for item in items if (reader := _reader_of(item, kind, role)) is not None]
    if not entries:
        raise InvalidDocument(
            name=place,
            detail=f"none of its {len(items)} items has what {kind.name} is judged by ({kind.reads})",
            detail_ko=f"항목 {len(items)}개 가운데 {kind.name}의 정답이 있는 것이 없습니다",
        )
    left = len(items) - len(entries)
    notice = Notice(
        f"{place}: {left} of {len(items)} items have no truth for {kind.name} and are not judged.",
        f"{place}: 항목 {len(items)}개 가운데 {left}개는 {kind.name}의 정답이 없어 채점하지 않았습니다.",
    )
    languages = tuple(sorted({item.language for item in items if item.language}))
    return Side(place, _named(entries, place), languages=languages, notices=(notice,) if left else ())


def _reader_of(item: Item, kind: Kind, role: str) -> Callable[[], Any] | None:
    """Return how to have an item's truth; None where it has none of that kind."""
    spoken = item.text
    if role == "hypothesis" and isinstance(item.extra.get("pred_text"), str):
        spoken = str(item.extra["pred_text"])  # NeMo's answer beside the truth
    values: dict[str, object] = {
        "text": spoken,
        "audio": item.source,
        "label": item.key if kind.name == "key" else item.label,
        "beats": item.beats,
        "number": item.tempo,
    }
    if kind.reads in values:
        value = values[kind.reads]
        return None if value is None else _given(value)
    if not (item.rttm or item.segments) or (kind.name in ("cpwer", "boundaries") and not item.segments):
        return None
    return (lambda: _item_turns(item)) if kind.reads == "turns" else (lambda: _item_transcript(item))


def _item_turns(item: Item) -> Any:
    if item.rttm is None:
        return as_turns(Transcript(item.segments), item.id)
    files = rttm.loads_turns(read_text(item.rttm), name=os.fspath(item.rttm))
    if len(files) > 1 and item.id not in files and item.audio.stem not in files:
        detail = f"holds {len(files)} recordings, none called {item.audio.stem}"
        raise InvalidDocument(name=os.fspath(item.rttm), detail=detail, detail_ko=f"{item.audio.stem}이(가) 없습니다")
    only = next(iter(files.values()), ()) if len(files) <= 1 else ()
    return files.get(item.id) or files.get(item.audio.stem) or only


def _item_transcript(item: Item) -> Transcript:
    turns = _item_turns(item) if item.rttm else ()
    return Transcript(item.segments, item.language, turns=turns, duration=item.duration or 0.0, source=item.audio.name)


def _given(value: Any) -> Callable[[], Any]:
    return lambda: value


def _named(entries: Any, place: str) -> dict[str, Entry]:
    named: dict[str, Entry] = {}
    for entry in entries:
        name = unicodedata.normalize("NFC", entry.name)
        if name in named:
            raise _twice(place, [f"{named[name].source} ({name})", f"{entry.source} ({name})"])
        named[name] = entry
    return named


def _twice(place: str, files: Sequence[str]) -> InvalidDocument:
    return InvalidDocument(
        name=place,
        detail=f"two answers to one item: {' and '.join(files[:2])}; remove or rename one",
        detail_ko=f"한 항목에 파일이 둘입니다: {', '.join(files[:2])}. 하나를 지우거나 이름을 바꿔 주세요",
    )


def is_audio(path: Path) -> bool:
    """Whether a file has the ending of a recording."""
    return path.suffix.lower().lstrip(".") in AUDIO
