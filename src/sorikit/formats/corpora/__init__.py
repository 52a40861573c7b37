"""The layouts of the common corpora, one file each, read into Items: ``read_corpus("LibriSpeech/test-clean")``.

A layout is recognised by the names that its makers gave to files and folders; nothing is ever written there. Recordings that
a corpus names but that are not there stay in the list (``formats.manifest.missing_audio`` finds them).
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorikit.core.errors import InvalidDocument, InvalidOption
from sorikit.core.manifest import Item


@dataclass(frozen=True, slots=True)
class Layout:
    """One row: how one corpus lays out its files."""

    name: str
    module: str
    """Has ``recognizes(path) -> bool`` and ``read(path) -> list[Item]``."""
    title: str
    """The corpus, and what its Items hold besides the recording."""


LAYOUTS: dict[str, Layout] = {
    row.name: row
    for row in (
        Layout("manifest", "sorikit.formats.corpora.lines", "JSON lines (sorikit, NeMo): whatever they say"),
        Layout("zeroth", "sorikit.formats.corpora.zeroth", "Zeroth-Korean (OpenSLR 40): text, speaker"),
        Layout("librispeech", "sorikit.formats.corpora.librispeech", "LibriSpeech (OpenSLR 12): text, speaker"),
        Layout("common-voice", "sorikit.formats.corpora.common_voice", "Common Voice: text, speaker, language"),
        Layout("ksponspeech", "sorikit.formats.corpora.ksponspeech", "KsponSpeech (AI Hub): text in its spelling"),
        Layout("ljspeech", "sorikit.formats.corpora.ljspeech", "LJ Speech: text with numbers written out"),
        Layout("ami", "sorikit.formats.corpora.ami", "AMI meetings: RTTM, words by speaker"),
        Layout("voxceleb", "sorikit.formats.corpora.voxceleb", "VoxCeleb 1 and 2: speaker; trials by formats.trials"),
        Layout("ravdess", "sorikit.formats.corpora.ravdess", "RAVDESS: emotion, text, speaker"),
        Layout("emodb", "sorikit.formats.corpora.emodb", "Berlin EMO-DB: emotion, text, speaker"),
        Layout("gtzan", "sorikit.formats.corpora.gtzan", "GTZAN genres, and any folder of folders: label"),
    )
}
"""Name → row, in the order in which "auto" asks them."""


def read_corpus(path: str | os.PathLike[str], layout: str = "auto") -> list[Item]:
    """Return the items of the corpus at ``path``: its folder, or the one list of it that shall be read (a TSV, a manifest).

    Raises InvalidOption for an unknown ``layout``, InvalidDocument where nothing is at ``path``, where "auto" does not
    recognise it, where it holds no item, or (with the line's number) where a list of it does not parse.
    """
    place = Path(path)
    if layout != "auto" and layout not in LAYOUTS:
        raise InvalidOption(option="layout", detail=f"{layout!r} is not one of auto, {', '.join(LAYOUTS)}")
    if not place.exists():
        raise InvalidDocument(name=os.fspath(path), detail="is not there", detail_ko="없는 경로입니다")
    module = _module(LAYOUTS[layout]) if layout != "auto" else _recognized(place)
    items: list[Item] = module.read(place)
    if not items:
        raise InvalidDocument(
            name=os.fspath(path), detail="holds no recordings of that layout", detail_ko="그 구조의 녹음이 없습니다"
        )
    return items


def _recognized(place: Path) -> Any:
    for row in LAYOUTS.values():
        module = _module(row)
        if module.recognizes(place):
            return module
    raise InvalidDocument(
        name=os.fspath(place),
        detail=f"no known corpus is laid out like this; say which it is ({', '.join(LAYOUTS)}) or write a manifest",
        detail_ko=f"아는 코퍼스의 구조가 아닙니다. 다음 가운데 골라 주거나 목록 파일을 만드세요: {', '.join(LAYOUTS)}",
    )


def _module(row: Layout) -> Any:
    return importlib.import_module(row.module)
