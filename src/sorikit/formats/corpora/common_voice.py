"""Common Voice (commonvoice.mozilla.org): ``ko/test.tsv`` and ``ko/clips/common_voice_ko_1.mp3``.

A TSV may be given itself; of a language's folder ``test.tsv`` is read. Columns are found by their names, which later releases added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.formats.corpora._files import lines, misfit

NEEDED = ("path", "sentence")
SPLIT = "test.tsv"


def recognizes(path: Path) -> bool:
    """Whether ``path`` is such a TSV, or the folder of a language with ``test.tsv`` and ``clips/``."""
    if path.is_dir():
        return (path / SPLIT).is_file() and (path / "clips").is_dir()
    return path.suffix.lower() == ".tsv" and set(NEEDED) <= set(_columns(path))


def read(path: Path) -> list[Item]:
    """Return an item per clip with its sentence, speaker (``client_id``) and language. Raises InvalidDocument."""
    table = path / SPLIT if path.is_dir() else path
    return list(_rows(table))


def _rows(table: Path) -> Iterator[Item]:
    columns: list[str] = []
    for number, line in lines(table):
        fields = line.split("\t")
        if not columns:
            columns = fields
            if not set(NEEDED) <= set(columns):
                raise misfit(
                    table, number, f"the columns {NEEDED} are not all named", "'path', 'sentence' 열이 없습니다"
                )
            continue
        if len(fields) != len(columns):
            detail = f"expected {len(columns)} columns, found {len(fields)}"
            raise misfit(table, number, detail, f"열이 {len(columns)}개여야 하는데 {len(fields)}개입니다")
        row = dict(zip(columns, fields, strict=True))
        clip = row["path"] if Path(row["path"]).suffix else f"{row['path']}.mp3"  # early releases left the ending out
        yield Item(
            Path(clip).stem,
            table.parent / "clips" / clip,
            text=row["sentence"],
            speaker=row.get("client_id") or None,
            language=_language(row.get("locale", "")),
            extra={key: row[key] for key in ("age", "gender", "accents") if row.get(key)},
        )


def _columns(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline().rstrip("\r\n").split("\t")


def _language(locale: str) -> str | None:
    """Return the ISO 639-1 code of ``zh-CN``, ``sv-SE``, ``ko``."""
    return locale.split("-", maxsplit=1)[0].lower() or None
