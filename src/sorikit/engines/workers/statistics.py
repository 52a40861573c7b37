"""Dictionaries of arrays that numpy saved as objects (``.npy``), read without running anything that they name.

Such a file holds a program for Python's pickle machine, which may call any function. Here the few instructions are followed
that arrays, numbers, texts, lists and dictionaries are written with; every other one is an error.
"""

from __future__ import annotations

import pickletools
from pathlib import Path
from typing import Any

import numpy as np

NUMPY = ("numpy.core.multiarray", "numpy._core.multiarray", "numpy")
"""Modules under which numpy's three builders were written."""
_MARK = object()


class UnreadableError(Exception):
    """A file that says anything else."""


class _Array:
    """An array of which shape, type and bytes are not known yet, as ``_reconstruct`` leaves it."""

    value: Any = None


def read_dictionary(path: Path) -> dict[str, Any]:
    """Return the dictionary in a ``.npy`` file of one object. Raises UnreadableError, OSError."""
    with path.open("rb") as file:
        try:
            version = np.lib.format.read_magic(file)
            header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, _, kind = header(file)
        except ValueError as error:
            raise UnreadableError(str(error)) from error
        if kind != np.dtype(object) or shape != ():
            raise UnreadableError("it holds no dictionary")
        found = _followed(file.read())
    value = found.value if isinstance(found, _Array) else found
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(value, dict):
        raise UnreadableError("it holds no dictionary")
    return {str(name): _plain(one) for name, one in value.items()}


def _followed(program: bytes) -> Any:
    stack: list[Any] = []
    memory: dict[int, Any] = {}
    try:
        for operation, argument, _ in pickletools.genops(program):
            if operation.name == "STOP":
                return stack[-1]
            _step(operation.name, argument, stack, memory)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(f"{type(error).__name__}: {error}") from error
    raise UnreadableError("it ends too early")


def _step(name: str, argument: Any, stack: list[Any], memory: dict[int, Any]) -> None:  # noqa: C901, PLR0912 - a machine
    if name in ("PROTO", "FRAME"):
        return
    if name in _CONSTANTS:
        stack.append(_CONSTANTS[name])
    elif name in _VALUES:
        stack.append(argument)
    elif name in _EMPTY:
        stack.append(_EMPTY[name]())
    elif name == "MARK":
        stack.append(_MARK)
    elif name in ("BINPUT", "LONG_BINPUT", "PUT"):
        memory[int(argument)] = stack[-1]
    elif name == "MEMOIZE":
        memory[len(memory)] = stack[-1]
    elif name in ("BINGET", "LONG_BINGET", "GET"):
        stack.append(memory[int(argument)])
    elif name in _TUPLES:
        stack[-_TUPLES[name] :] = [tuple(stack[-_TUPLES[name] :])]
    elif name == "TUPLE":
        stack.append(tuple(_marked(stack)))
    elif name in ("APPEND", "SETITEM"):
        _filled(stack, [stack.pop()] if name == "APPEND" else [stack.pop(-2), stack.pop()])
    elif name in ("APPENDS", "SETITEMS"):
        _filled(stack, _marked(stack))
    elif name == "GLOBAL":
        stack.append(_builder(*str(argument).split(" ", 1)))
    elif name == "STACK_GLOBAL":
        stack[-2:] = [_builder(stack[-2], stack[-1])]
    elif name == "REDUCE":
        stack[-2:] = [_called(stack[-2], stack[-1])]
    elif name == "BUILD":
        stack[-2:] = [_built(stack[-2], stack[-1])]
    else:
        raise UnreadableError(f"it holds an instruction that is not followed here ({name})")


_CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_VALUES = {
    "BININT", "BININT1", "BININT2", "INT", "LONG", "LONG1", "BINFLOAT", "FLOAT", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8",
    "UNICODE", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "STRING", "BINSTRING", "SHORT_BINSTRING",
}  # fmt: skip
_EMPTY = {"EMPTY_DICT": dict, "EMPTY_LIST": list, "EMPTY_TUPLE": tuple}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


def _marked(stack: list[Any]) -> list[Any]:
    at = max(place for place, one in enumerate(stack) if one is _MARK)
    found = stack[at + 1 :]
    del stack[at:]
    return found


def _filled(stack: list[Any], items: list[Any]) -> None:
    if isinstance(stack[-1], dict):
        stack[-1].update(zip(items[::2], items[1::2], strict=True))
    else:
        stack[-1].extend(items)


def _builder(module: str, name: str) -> str:
    if module in NUMPY and name in ("_reconstruct", "ndarray", "dtype", "scalar"):
        return name
    if (module, name) == ("_codecs", "encode"):
        return "encode"
    raise UnreadableError(f"it names {module}.{name}")


def _called(builder: Any, arguments: tuple[Any, ...]) -> Any:
    if builder == "_reconstruct":
        return _Array()
    if builder == "dtype":
        return np.dtype(str(arguments[0]))
    if builder == "scalar":
        return np.frombuffer(_bytes(arguments[1]), arguments[0])[0]
    if builder == "encode":  # bytes, as protocol 2 writes them
        return str(arguments[0]).encode("latin1")
    raise UnreadableError("it calls what is no builder")


def _built(made: Any, state: tuple[Any, ...]) -> Any:
    if isinstance(made, np.dtype):
        order = state[1]
        return made.newbyteorder(order) if order in ("<", ">") else made
    if not isinstance(made, _Array):
        raise UnreadableError("it sets the state of what is no array")
    _, shape, kind, fortran, content = state
    if kind.hasobject:
        made.value = content
    else:
        made.value = np.frombuffer(_bytes(content), kind).reshape(shape, order="F" if fortran else "C").copy()
    return made


def _bytes(content: Any) -> bytes:
    return content.encode("latin1") if isinstance(content, str) else bytes(content)


def _plain(one: Any) -> Any:
    """Return arrays for what stands for them, also deeper."""
    if isinstance(one, _Array):
        return one.value
    if isinstance(one, dict):
        return {name: _plain(value) for name, value in one.items()}
    return [_plain(value) for value in one] if isinstance(one, list) else one
