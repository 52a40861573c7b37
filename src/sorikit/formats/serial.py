"""Dataclasses to plain JSON values and back, by their fields and types alone; no class is written out by hand.

The way there and back is exact: floats keep every bit, tuples come back as tuples, dates as dates, bytes (as base 64) as
bytes. Every field is always written, and must be there when reading, unless it came later (``core.text.LATER``); keys that
no field has are passed over.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import math
import types
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sorikit.core.errors import InvalidDocument

T = TypeVar("T")

NOT_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
"""How the floats that JSON has no number for are written."""


def to_plain(value: object) -> Any:
    """Return dataclasses, lists, tuples, dicts, dates, bytes, texts and numbers as what JSON knows.

    Raises TypeError for anything else.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [to_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): to_plain(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return _atom(value)


def _atom(value: object) -> Any:
    if hasattr(value, "item"):  # a numpy number
        value = value.item()
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


def from_plain(plain: object, kind: type[T], *, name: str = "document") -> T:
    """Return ``plain`` as a ``kind``: a dataclass, ``tuple[X, ...]``, ``list[X]``, ``dict[str, X]``, ``X | None``.

    Raises InvalidDocument with the place (``segments[3].start``) where it does not fit.
    """
    return cast("T", _read(plain, kind, name))


def _read(plain: object, kind: Any, place: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_optional(plain, kind, place)
    if origin in (tuple, list):
        return _read_items(plain, kind, place)
    if origin in (dict, Mapping):
        entries = _expect(plain, dict, "an object", place)
        return {key: _read(one, get_args(kind)[1], f"{place}.{key}") for key, one in entries.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _read_dataclass(plain, kind, place)
    reader = _ATOMS.get(kind)
    if reader is None:
        raise TypeError(f"{kind!r} cannot be read from plain values")
    return reader(plain, place)


def _read_optional(plain: object, kind: Any, place: str) -> Any:
    choices = [choice for choice in get_args(kind) if choice is not type(None)]
    if plain is None and len(choices) < len(get_args(kind)):
        return None
    if len(choices) != 1:
        raise TypeError(f"{kind!r}: only X | None can be read from plain values")
    return _read(plain, choices[0], place)


def _read_items(plain: object, kind: Any, place: str) -> Any:
    items = _expect(plain, list, "a list", place)
    wanted = get_args(kind)
    if get_origin(kind) is list or wanted[1:] == (Ellipsis,):
        wanted = (wanted[0],) * len(items)
    elif len(wanted) != len(items):
        raise _misfit(place, f"expected {len(wanted)} items, found {len(items)}")
    read = [_read(one, its, f"{place}[{index}]") for index, (one, its) in enumerate(zip(items, wanted, strict=True))]
    return read if get_origin(kind) is list else tuple(read)


def _read_dataclass(plain: object, kind: type[Any], place: str) -> Any:
    entries = _expect(plain, dict, "an object", place)
    values = {}
    for field, its, later in _fields(cast("Hashable", kind)):
        if field in entries:
            values[field] = _read(entries[field], its, f"{place}.{field}")
        elif not later:
            raise _misfit(place, f"the key {field!r} is missing")
    try:
        return kind(**values)
    except ValueError as error:
        raise _misfit(place, str(error)) from error


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, Any, bool], ...]:
    """Return name, type and whether it came later, field by field."""
    hints = get_type_hints(kind)
    fields = (field for field in dataclasses.fields(cast("Any", kind)) if field.init)
    return tuple((field.name, hints[field.name], bool(field.metadata.get("later"))) for field in fields)


def _read_float(plain: object, place: str) -> float:
    if isinstance(plain, str) and plain in NOT_FINITE:
        return NOT_FINITE[plain]
    if isinstance(plain, bool) or not isinstance(plain, (int, float)):
        raise _unlike("a number", plain, place)
    try:
        return float(plain)
    except OverflowError as error:
        raise _misfit(place, "the number is too large") from error


def _read_int(plain: object, place: str) -> int:
    if isinstance(plain, bool) or not isinstance(plain, int):
        raise _unlike("a whole number", plain, place)
    return plain


def _read_date(plain: object, place: str) -> dt.date:
    text = _expect(plain, str, "a date", place)
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise _misfit(place, f"expected a date like 2026-05-31, found {text!r}") from error


def _read_bytes(plain: object, place: str) -> bytes:
    text = _expect(plain, str, "bytes in base 64", place)
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _misfit(place, "not bytes in base 64") from error


_ATOMS: dict[Any, Callable[[object, str], Any]] = {
    float: _read_float,
    int: _read_int,
    str: lambda plain, place: _expect(plain, str, "a text", place),
    bool: lambda plain, place: _expect(plain, bool, "true or false", place),
    dt.date: _read_date,
    bytes: _read_bytes,
    object: lambda plain, _: plain,
    Any: lambda plain, _: plain,
}


def _expect(plain: object, kind: type[T], words: str, place: str) -> T:
    if not isinstance(plain, kind):
        raise _unlike(words, plain, place)
    return plain


def _unlike(words: str, plain: object, place: str) -> InvalidDocument:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "nothing"}
    return _misfit(place, f"expected {words}, found {names.get(type(plain), 'a number')}")


def _misfit(place: str, detail: str) -> InvalidDocument:
    return InvalidDocument(name=place, detail=detail, detail_ko=f"형식에 맞지 않습니다({detail})")
