"""Manifests: JSON lines that name recordings and what is true of them, one object a line.

``{"audio": "a.flac", "text": "…", "speaker": "…", "label": "…", "rttm": "a.rttm", "lang": "ko", "duration_s": 3.2}``.
Only ``audio`` must be there; paths are taken from the manifest's folder. Also understood: ``id``, ``segments`` (a list of
start, end, text, speaker), ``beats`` (seconds, or pairs of second and place in the bar), ``tempo_bpm``, ``key``, and
``raw_rate``, the sample rate of a recording without a header (16-bit mono, such as KsponSpeech's .pcm).
All other keys are kept as they are.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sorikit.core.errors import InvalidDocument
from sorikit.core.manifest import Item
from sorikit.core.raw import FASTEST
from sorikit.core.text import Segment
from sorikit.formats.files import read_text, write_text

ALIASES = {"duration": "duration_s", "language": "lang", "tempo": "tempo_bpm", "audio_filepath": "audio"}
"""Other spellings of keys that are understood (the last is NeMo's)."""
_OWN = (
    "id",
    "audio",
    "duration_s",
    "lang",
    "text",
    "speaker",
    "label",
    "rttm",
    "segments",
    "beats",
    "tempo_bpm",
    "key",
    "raw_rate",
)


def read(path: str | os.PathLike[str]) -> list[Item]:
    """Return the items of a manifest in order. Raises InvalidDocument with the line's number."""
    return loads(read_text(path), folder=Path(path).parent, name=os.fspath(path))


def loads(text: str, *, folder: Path | None = None, name: str = "manifest") -> list[Item]:
    """Return the items that ``text`` describes; relative paths are taken from ``folder``.

    Raises InvalidDocument with the line's number: for what is no JSON object, has no ``audio``, has a value of the
    wrong kind, or names an item a second time.
    """
    lines = [(number, line) for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1) if line.strip()]
    if not lines:
        raise InvalidDocument(name=name, detail="holds no items", detail_ko="항목이 하나도 없습니다")
    entries = [(number, _entry(line, f"{name}, line {number}")) for number, line in lines]
    ids = _ids([(str(entry["id"]) if entry.get("id") else "", str(entry["audio"])) for _, entry in entries])
    seen: dict[str, int] = {}
    items = []
    for (number, entry), own in zip(entries, ids, strict=True):
        place = f"{name}, line {number}"
        if own in seen:
            raise _wrong(
                place, f"{own!r} is named a second time (first in line {seen[own]})", f"{own!r}이(가) 또 나옵니다"
            )
        seen[own] = number
        items.append(_item(own, entry, folder or Path(), place))
    return items


def write(items: Iterable[Item], path: str | os.PathLike[str]) -> Path:
    """Write a manifest, at once or not at all, and return its path. Paths below its folder become relative.

    Raises OutputNotWritable or DiskFull.
    """
    return write_text(path, dumps(items, folder=Path(path).parent))


def dumps(items: Iterable[Item], *, folder: Path | None = None) -> str:
    """Return the items as JSON lines; unknown values are left out, paths below ``folder`` become relative."""
    rows = [json.dumps(_plain(item, folder), ensure_ascii=False) for item in items]
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "backslashreplace").decode("utf-8")


def missing_audio(items: Iterable[Item]) -> list[Item]:
    """Return the items whose recording is not there."""
    return [item for item in items if not item.audio.is_file()]


def _entry(line: str, place: str) -> dict[str, Any]:
    try:
        plain: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _wrong(place, f"not JSON ({error})", f"JSON이 아닙니다({error})") from error
    if not isinstance(plain, dict):
        raise _wrong(place, "expected one JSON object", "JSON 객체 하나가 있어야 합니다")
    entry: dict[str, Any] = {}
    for key, value in dict[str, Any](plain).items():
        usual: str = ALIASES.get(key, key)
        entry[key if usual in plain else usual] = value
    if not isinstance(entry.get("audio"), str) or not entry["audio"].strip():
        raise _wrong(place, "has no 'audio' with the path of a recording", "녹음 파일 경로인 'audio'가 없습니다")
    if entry.get("id") is not None and not isinstance(entry["id"], (str, int)):
        raise _misfit("id", "a text", place)
    return entry


def _ids(named: Sequence[tuple[str, str]]) -> list[str]:
    """Return a name for each (given id or "", audio); as much of the folder as is needed to tell two apart."""
    parts = [Path(audio).with_suffix("").parts or (audio,) for _, audio in named]
    ids = [own or tail[-1] for (own, _), tail in zip(named, parts, strict=True)]
    for depth in range(2, 2 + max(map(len, parts))):
        counts = Counter(ids)
        if len(counts) == len(ids):
            break
        for index, (own, audio) in enumerate(named):
            if counts[ids[index]] > 1 and not own:  # in the end the endings: a.wav beside a.flac
                whole = depth > len(parts[index])
                ids[index] = Path(audio).as_posix() if whole else "/".join(parts[index][-depth:])
    return ids


def _item(own: str, entry: Mapping[str, Any], folder: Path, place: str) -> Item:
    label = entry.get("label")
    extra = {key: value for key, value in entry.items() if key not in _OWN}
    if label is not None and not isinstance(label, (str, int, float)):
        extra["label"], label = label, None  # a structured label is kept, but is not a class
    return Item(
        id=own,
        audio=folder / entry["audio"],
        text=_text(entry, "text", place),
        speaker=_text(entry, "speaker", place),
        label=None if label is None else str(label),
        rttm=folder / rttm if (rttm := _text(entry, "rttm", place)) else None,
        language=_text(entry, "lang", place),
        duration=_number(entry.get("duration_s"), "duration_s", place),
        segments=_segments(entry.get("segments"), place),
        beats=_beats(entry.get("beats"), place),
        tempo=_number(entry.get("tempo_bpm"), "tempo_bpm", place),
        key=_text(entry, "key", place),
        extra=extra,
        raw_rate=_rate(entry.get("raw_rate"), place),
    )


def _text(entry: Mapping[str, Any], key: str, place: str) -> str | None:
    value = entry.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # speaker: 1272
    if value is not None and not isinstance(value, str):
        raise _misfit(key, "a text", place)
    return value


def _number(value: object, key: str, place: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e300:
        raise _misfit(key, "a number", place)
    return float(value)


def _rate(value: object, place: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= FASTEST):
        raise _misfit("raw_rate", f"a whole number of Hz, 1 to {FASTEST}", place)
    return value


def _segments(value: object, place: str) -> tuple[Segment, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise _misfit("segments", "a list of objects with start, end and text", place)
    segments = []
    for number, one in enumerate(value):
        start, end = _number(one.get("start"), "start", place), _number(one.get("end"), "end", place)
        if start is None or end is None or not 0.0 <= start <= end:
            raise _misfit(f"segments[{number}]", "a start and a later end in seconds", place)
        words, speaker = _text(one, "text", place) or "", _text(one, "speaker", place)
        segments.append(Segment(number, start, end, words, speaker=speaker))
    return tuple(segments)


def _beats(value: object, place: str) -> tuple[float, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise _misfit("beats", "a list of seconds", place)
    first = [one[0] if isinstance(one, list) and one else one for one in value]
    return tuple(beat for one in first if (beat := _number(one if one is not None else "", "beats", place)) is not None)


def _plain(item: Item, folder: Path | None) -> dict[str, object]:
    def shown(path: Path | None) -> str | None:
        if path is None:
            return None
        if folder is not None:
            with_folder = folder.resolve()
            return Path(os.path.relpath(path.resolve(), with_folder)).as_posix()
        return path.as_posix()

    segments = [{"start": s.start, "end": s.end, "speaker": s.speaker, "text": s.text} for s in item.segments]
    row: dict[str, object] = {
        "id": item.id,
        "audio": shown(item.audio),
        "duration_s": item.duration,
        "lang": item.language,
        "text": item.text,
        "speaker": item.speaker,
        "label": item.label,
        "rttm": shown(item.rttm),
        "segments": segments or None,
        "beats": None if item.beats is None else list(item.beats),
        "tempo_bpm": item.tempo,
        "key": item.key,
        "raw_rate": item.raw_rate,
    }
    return {key: value for key, value in row.items() if value is not None} | dict(item.extra)


def _misfit(key: str, wanted: str, place: str) -> InvalidDocument:
    return _wrong(place, f"{key!r} is not {wanted}", f"{key!r}의 값이 형식에 맞지 않습니다")


def _wrong(place: str, detail: str, detail_ko: str) -> InvalidDocument:
    return InvalidDocument(name=place, detail=detail, detail_ko=detail_ko)
