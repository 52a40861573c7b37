"""KsponSpeech (AI Hub; Bang et al., Applied Sciences 10(19), 2020): spontaneous Korean, with a text beside each recording.

``KsponSpeech_01/KsponSpeech_0001/KsponSpeech_000001.pcm`` and ``.txt`` of the same name (CP949), or the lists of the evaluation
sets, ``eval_clean.trn``: ``path :: text``. What the marks of the text mean:

- ``(70%)/(칠십 퍼센트)``: as spelled, as said; the spelling is taken, what was said stands in ``extra["pronunciation"]``;
- ``b/ l/ n/ o/ u/``: a breath, laughter, a noise, another's voice, speech that cannot be understood; left out;
- ``그+``: said again, or broken off; ``같*``: not surely understood; ``음/``: a filler; the word stays, the mark goes.

The recordings are headerless 16 kHz 16-bit PCM (``Item.raw_rate`` says so); a WAV or FLAC of the same name beside one
is preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sorikit.core.errors import InvalidDocument
from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import any_file, beside, lines, misfit, walk

RATE = 16_000
"""Hz of the .pcm files."""

_DUAL = re.compile(r"\(([^()]*)\)\s*/\s*\(([^()]*)\)")
_NOISE = re.compile(r"(?<![^\s(])[blnou]/")
_MARKS = re.compile(r"[+*/]+(?![^\s.,?!])")


def recognizes(path: Path) -> bool:
    """Whether there are texts or lists of its kind at ``path``."""
    return path.suffix == ".trn" or any_file(path, "KsponSpeech_*.txt") or any_file(path, "*.trn")


def read(path: Path) -> list[Item]:
    """Return an item per utterance, its text in its spelling. Raises InvalidDocument with the line's number."""
    if path.is_file():
        return list(_listed(path, path.parent))
    texts = [_beside(one) for one in walk(path) if one.match("KsponSpeech_*.txt")]
    return texts or [item for one in walk(path) if one.suffix == ".trn" for item in _listed(one, path)]


def plain_text(text: str, *, pronounced: bool = False) -> str:
    """Return a text without its marks, as spelled or as ``pronounced``.

    >>> plain_text("b/ 아/ (70%)/(칠십 퍼센트) 확률이라니 그+ 뭐* n/")
    '아 70% 확률이라니 그 뭐'
    """
    chosen = _DUAL.sub(r"\2" if pronounced else r"\1", text)
    return " ".join(_MARKS.sub("", _NOISE.sub(" ", chosen)).split())


def _item(name: str, audio: Path, marked: str) -> Item:
    said = plain_text(marked, pronounced=True)
    extra = {"pronunciation": said, "marked_text": marked.strip()}
    rate = RATE if audio.suffix.lower() == ".pcm" else None
    return Item(name, audio, text=plain_text(marked), language="ko", extra=extra, raw_rate=rate)


def _beside(path: Path) -> Item:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "cp949"):  # as published: cp949; many have converted it
        try:
            marked = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _item(path.stem, beside(path.with_suffix(""), default=".pcm"), marked)
    raise InvalidDocument(name=str(path), detail="neither UTF-8 nor CP949", detail_ko="UTF-8도 CP949도 아닙니다")


def _listed(path: Path, folder: Path) -> Iterator[Item]:
    for number, line in lines(path):
        place, mark, marked = line.partition("::")
        if not mark or not place.strip():
            raise misfit(path, number, "expected path :: text", "'경로 :: 글'이 아닙니다")
        named = folder / place.strip()
        audio = beside(named.with_suffix(""), default=named.suffix or ".pcm")
        yield _item(named.stem, audio, marked)
