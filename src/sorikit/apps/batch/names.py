"""Where results go: ``STEM.ending`` as Whisper names them, and no two recordings ever under one name.

A name belongs to the recording that first got it, from run to run (the journal remembers). Two new recordings of one stem
keep their endings (``talk.mp3.srt``, ``talk.wav.srt``); where that name is taken as well, a number is added. A file that
is there already and not ours counts as taken.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import PurePosixPath

from sorikit.apps.batch.items import Found


def name_items(items: Sequence[Found], owners: Mapping[str, str], is_taken: Callable[[str], bool]) -> dict[str, str]:
    """Return identity → name of the results, relative to their folder, without an ending, with ``/`` between folders.

    ``owners``: name → identity of the recordings of earlier runs; ``is_taken``: whether there are files of that name that
    no recording owns.
    """
    owned = {identity: name for name, identity in owners.items()}
    given = {item.identity: owned[item.identity] for item in items if item.identity in owned}
    used = {_folded(name) for name in owners}
    fresh = [item for item in items if item.identity not in given]
    stems = Counter(_folded(wished_name(item)) for item in fresh)
    for item in fresh:
        shared = stems[_folded(wished_name(item))] > 1
        name = next(
            one for one in _candidates(item.name, shared=shared) if _folded(one) not in used and not is_taken(one)
        )
        given[item.identity] = name
        used.add(_folded(name))
    return given


def wished_name(item: Found) -> str:
    """Return the name that a recording gets where nothing is in its way."""
    return _stem(item.name)


def _candidates(name: PurePosixPath, *, shared: bool) -> Iterator[str]:
    stem, whole = _stem(name), str(name)
    if not shared:
        yield stem
    yield whole
    for number in count(2):
        yield f"{stem}-{number}"


def _stem(name: PurePosixPath) -> str:
    return str(name.with_suffix("")) if name.suffix and name.stem else str(name)


def _folded(name: str) -> str:
    """Return a name as file systems compare it that ignore case and the composition of Hangul."""
    return unicodedata.normalize("NFC", name).casefold()
