"""Features as files: ``.npy`` and ``.npz`` for numpy, ``.csv`` and ``.parquet`` for tables.

Arrays keep their shape, ``(rows, frames)``. A table has a line per frame (or beat, or frequency) with its time first; vectors
are one line. Files appear under their name only when they are complete.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from sorikit.core.errors import InvalidOption, UnsupportedFormat
from sorikit.core.files import writing
from sorikit.features._grid import library
from sorikit.features.layout import Features, Layout, Values
from sorikit.features.spool import Spool

FORMATS = ("npz", "npy", "csv", "parquet")
TABLES = ("csv", "parquet")
Spools = Mapping[str, Spool]
Columns = list[str]
Block = tuple[np.ndarray[Any, Any], Values]
"""The first column ``(n,)`` and the others ``(n, columns)``."""


def format_of(path: Path) -> str:
    """Return the format of a file name. Raises UnsupportedFormat."""
    name = path.suffix.lower().lstrip(".")
    if name not in FORMATS:
        raise UnsupportedFormat(name=path.suffix or path.name, choices=", ".join(f".{known}" for known in FORMATS))
    return name


def fits(kinds: Sequence[str], layouts: Sequence[Layout], format_name: str) -> bool:
    """Return whether one file of that format holds them all: a .npy one array, a table one kind of line."""
    if format_name == "npz" or len(kinds) == 1:
        return True
    if format_name == "npy":
        return False
    shapes = {(layout.axes if not layout.framed else ("frame",), layout.hop, layout.first) for layout in layouts}
    return len(shapes) == 1 and (layouts[0].framed or layouts[0].axes == ("feature",))


def write_spools(spools: Spools, path: Path, *, name: str = "") -> None:
    """Write the kinds of one sound to one file, by its ending; ``name`` is what tables call the sound.

    Raises UnsupportedFormat, InvalidOption where the kinds do not fit into one file, DiskFull or OutputNotWritable.
    """
    format_name = format_of(path)
    kinds = list(spools)
    frames = {spool.length for spool in spools.values() if spool.layout.framed}
    if not fits(kinds, [spool.layout for spool in spools.values()], format_name) or (
        format_name in TABLES and len(frames) > 1
    ):
        raise no_room(kinds, path)
    writers: dict[str, Callable[[Spools, BinaryIO], None]] = {"npy": _write_npy, "npz": _write_npz}
    with writing(path) as file:
        if format_name in writers:
            writers[format_name](spools, file)
        else:
            columns, blocks = _table(spools, name)
            (write_csv if format_name == "csv" else write_parquet)(file, columns, blocks)


def no_room(kinds: Sequence[str], path: Path) -> InvalidOption:
    """Return the error for kinds that one file cannot hold."""
    listed = ", ".join(kinds)
    return InvalidOption(
        option="-o",
        detail=f"{path.suffix} cannot hold {listed} together. Choose a .npz file, or a folder",
        detail_ko=f"{path.suffix} 하나에 {listed}을(를) 함께 담을 수 없습니다. .npz 파일이나 폴더를 고르세요",
    )


def _write_npy(spools: Spools, file: BinaryIO) -> None:
    _write_array(next(iter(spools.values())), file)


def _write_npz(spools: Spools, file: BinaryIO) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for kind, spool in spools.items():
            with archive.open(zipfile.ZipInfo(f"{kind}.npy", (1980, 1, 1, 0, 0, 0)), "w", force_zip64=True) as entry:
                _write_array(spool, entry)
        text = json.dumps({kind: described(spool.layout) for kind, spool in spools.items()}, ensure_ascii=False)
        with archive.open(zipfile.ZipInfo("about.npy", (1980, 1, 1, 0, 0, 0)), "w") as entry:
            np.lib.format.write_array(entry, np.asarray(text), allow_pickle=False)


def described(layout: Layout) -> dict[str, Any]:
    """Return a layout as JSON: what ``about`` in a .npz and the metadata of a table say."""
    return {
        "kind": layout.kind,
        "axes": list(layout.axes),
        "rows": list(layout.rows),
        "units": list(layout.units),
        "sample_rate": layout.sample_rate,
        "hop_s": layout.hop,
        "first_s": layout.first if layout.framed else None,
    }


def _write_array(spool: Spool, file: Any) -> None:
    """Write one array of numpy's own format. Frames lie one after another, which numpy calls Fortran order."""
    header = {"descr": np.lib.format.dtype_to_descr(spool.dtype), "fortran_order": True, "shape": spool.shape}
    np.lib.format.write_array_header_1_0(file, header)
    for block in spool.blocks():
        file.write(np.ascontiguousarray(block.T).tobytes())


def _table(spools: Spools, name: str) -> tuple[Columns, Iterator[Block]]:
    """Return the columns of the kinds' common table, and its lines block by block."""
    layouts = {kind: spool.layout for kind, spool in spools.items()}
    first = next(iter(layouts.values()))
    if first.axes == ("feature",):
        return vector_table([(name, {kind: spool.features() for kind, spool in spools.items()})])
    if first.framed:
        several = len(layouts) > 1
        rows = [
            f"{kind} {row}" if several and row != kind else row for kind, one in layouts.items() for row in one.rows
        ]
        return ["time_s", *rows], _frame_lines(list(spools.values()))
    spool = next(iter(spools.values()))
    if first.events:
        return ["time_s"], ((block, np.zeros((block.size, 0))) for block in spool.blocks())
    assert first.frequencies is not None
    return ["frequency_hz", first.unit], _bin_lines(spool, first.frequencies)


def _frame_lines(spools: list[Spool]) -> Iterator[Block]:
    layout = spools[0].layout
    assert layout.hop is not None
    done = 0
    for parts in _side_by_side(spools):
        count = parts.shape[1]
        times = layout.first + layout.hop * np.arange(done, done + count)
        done += count
        yield times, parts.T


def _side_by_side(spools: list[Spool]) -> Iterator[Values]:
    """Yield the rows of all the spools over the same frames."""
    streams = [spool.blocks() for spool in spools]
    held: list[Values] = [np.zeros((spool.shape[0], 0), spool.dtype) for spool in spools]
    while True:
        for number, stream in enumerate(streams):
            if not held[number].shape[1]:
                held[number] = next(stream, held[number])
        count = min(part.shape[1] for part in held)
        if not count:
            return
        yield np.concatenate([part[:, :count] for part in held])
        held = [part[:, count:] for part in held]


def _bin_lines(spool: Spool, frequencies: Values) -> Iterator[Block]:
    done = 0
    for block in spool.blocks():
        yield frequencies[done : done + block.size], block[:, np.newaxis]
        done += block.size


def vector_table(sounds: Sequence[tuple[str, Mapping[str, Features]]]) -> tuple[Columns, Iterator[Block]]:
    """Return the table of fixed-length vectors of several sounds, a line each: columns, lines. The first names the sound."""
    kinds = list(sounds[0][1])
    rows = [row for kind in kinds for row in sounds[0][1][kind].rows]
    if len(set(rows)) < len(rows):
        rows = [f"{kind} {row}" for kind in kinds for row in sounds[0][1][kind].rows]
    lines = np.stack([np.concatenate([found[kind].values for kind in kinds]) for _, found in sounds])
    names = np.asarray([name for name, _ in sounds])
    return ["file", *rows], iter([(names, lines)])


def write_vectors(sounds: Sequence[tuple[str, Mapping[str, Features]]], path: Path) -> None:
    """Write fixed-length vectors of several sounds to one .csv or .parquet. Raises as ``write_spools``."""
    format_name = format_of(path)
    if format_name not in TABLES or any(one.axes != ("feature",) for _, found in sounds for one in found.values()):
        raise no_room(list(sounds[0][1]), path)
    columns, blocks = vector_table(sounds)
    with writing(path) as file:
        (write_csv if format_name == "csv" else write_parquet)(file, columns, blocks)


def write_csv(file: BinaryIO, columns: Columns, blocks: Iterator[Block]) -> None:
    """Write UTF-8 with a head line; nine digits keep a float32 exact, what is not a number is left empty."""
    file.write((",".join(map(_quoted, columns)) + "\n").encode())
    for first, others in blocks:
        text = io.StringIO()
        named = first.dtype.kind == "U"
        for head, line in zip(first.tolist(), others.tolist(), strict=True):
            cells = ["" if number != number else f"{number:.9g}" for number in line]  # noqa: PLR0124 - NaN
            text.write(",".join([_quoted(head) if named else f"{head:.6f}", *cells]) + "\n")
        file.write(text.getvalue().encode())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def write_parquet(file: BinaryIO, columns: Columns, blocks: Iterator[Block]) -> None:
    """Write Parquet, float32 but for the times. Raises RuntimeMissing without the extra ``analysis``."""
    arrow, parquet = library("pyarrow", "parquet"), library("pyarrow.parquet", "parquet")
    writer = None
    try:
        for first, others in blocks:
            arrays = [arrow.array(first), *(arrow.array(np.ascontiguousarray(column)) for column in others.T)]
            table = arrow.Table.from_arrays(arrays, names=columns)
            if writer is None:
                writer = parquet.ParquetWriter(file, table.schema)
            writer.write_table(table)
        if writer is None:
            empty = arrow.schema([(column, arrow.float64()) for column in columns])
            writer = parquet.ParquetWriter(file, empty)
    finally:
        if writer is not None:
            writer.close()
