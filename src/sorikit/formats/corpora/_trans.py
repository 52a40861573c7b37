"""``*.trans.txt`` beside its recordings, ``utterance TEXT`` a line: LibriSpeech's way, which Zeroth-Korean shares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import beside, lines, misfit, walk


def read_trans(folder: Path, pattern: str, separator: str, language: str) -> list[Item]:
    """Return the items of all lists called like ``pattern`` below ``folder``; the speaker stands before ``separator``.

    The same utterance in several parts of a corpus is one item each, named with its part. Raises InvalidDocument.
    """
    found = [one for path in walk(folder) if path.match(pattern) for one in _read_list(path, separator, language)]
    counts: dict[str, int] = {}
    for item in found:
        counts[item.id] = counts.get(item.id, 0) + 1
    return [item if counts[item.id] == 1 else _named_by_part(item, folder) for item in found]


def _read_list(path: Path, separator: str, language: str) -> Iterator[Item]:
    for number, line in lines(path):
        name, _, text = line.strip().partition(" ")
        if separator not in name:
            detail = "expected an utterance's name and its text"
            raise misfit(path, number, detail, "발화 이름과 글이 있어야 합니다")
        audio = beside(path.parent / name, default=".flac")
        speaker = name.split(separator)[0]
        yield Item(name, audio, text=text.strip(), speaker=speaker, language=language)


def _named_by_part(item: Item, folder: Path) -> Item:
    inside = item.audio.relative_to(folder).with_suffix("").as_posix()
    return Item(inside, item.audio, text=item.text, speaker=item.speaker, language=item.language)
