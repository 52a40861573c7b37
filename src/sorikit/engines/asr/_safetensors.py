"""Weights of a Hugging Face checkpoint as numpy arrays, mapped from their files: no torch, and nothing is executed.

Format: https://github.com/huggingface/safetensors#format (eight bytes with the length of a JSON header, the header,
the tensors). Large checkpoints are several such files and ``model.safetensors.index.json``, which says where what is.
"""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[Any]

INDEX = "model.safetensors.index.json"
LARGEST_HEADER = 100_000_000
"""Bytes: the reference implementation's own limit."""
DTYPES: dict[str, npt.DTypeLike] = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "<u2"}


class BadWeights(ValueError):
    """The files are not what they should be; the message says which and why."""


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Return every tensor of a checkpoint's folder by its name. bfloat16, which numpy lacks, becomes float32 (exactly).

    Raises BadWeights for files that are missing, cut, or of another format, OSError where one cannot be read.
    """
    weights: dict[str, Tensor] = {}
    for name in files_of(folder):
        weights |= _read(folder / name)
    return weights


def files_of(folder: Path) -> list[str]:
    """Return the names of the files that hold the weights, in order; none where the folder has no safetensors."""
    if (folder / "model.safetensors").is_file():
        return ["model.safetensors"]
    if not (folder / INDEX).is_file():
        return []
    try:
        names = set(json.loads((folder / INDEX).read_text("utf-8"))["weight_map"].values())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadWeights(f"{INDEX} cannot be read") from error
    for name in names:
        if not isinstance(name, str) or Path(name).name != name or not (folder / name).is_file():
            raise BadWeights(f"{name} of {INDEX} is not in the folder")
    return sorted(names)


def _read(path: Path) -> dict[str, Tensor]:
    size = path.stat().st_size
    with path.open("rb") as file:
        first = file.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else 0
        if not 0 < length <= min(LARGEST_HEADER, size - 8):
            raise BadWeights(f"{path.name} is not a safetensors file, or it is cut")
        try:
            header = json.loads(file.read(length))
            rows = {name: row for name, row in header.items() if name != "__metadata__"}
            body = np.memmap(path, np.uint8, "r", offset=8 + length) if size > 8 + length else np.zeros(0, np.uint8)
            return {name: _tensor(row, body) for name, row in rows.items()}
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BadWeights(f"{path.name} is damaged ({error})") from error


def _tensor(row: dict[str, Any], body: Tensor) -> Tensor:
    begin, end = (int(offset) for offset in row["data_offsets"])
    shape = tuple(int(size) for size in row["shape"])
    dtype = np.dtype(DTYPES[row["dtype"]])
    if not 0 <= begin <= end <= body.size or end - begin != math.prod(shape) * dtype.itemsize:
        raise ValueError("a tensor does not fit the file")
    values = np.frombuffer(body, dtype, math.prod(shape), begin).reshape(shape)
    if row["dtype"] == "BF16":
        return (values.astype(np.uint32) << 16).view(np.float32)
    return values.astype(np.float32) if row["dtype"] == "F64" else values
