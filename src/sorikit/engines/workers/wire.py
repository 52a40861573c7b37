r"""The pipe between the kit and a worker: messages, and the loop that a worker runs.

A message is one line of JSON, then the numbers that it announces, as raw little-endian float32::

    {"kind": "call", "id": 3, "fields": {...}, "arrays": [{"name": "sound", "shape": [24000]}]}\n <96000 bytes>

| kind | from | meaning |
|---|---|---|
| ``hello`` | kit, first | ``protocol``; ``threads`` for the library |
| ``hello`` | worker, when its library is loaded | ``protocol``, ``name``, ``versions`` (package → version) |
| ``call`` | kit | ``verb`` and its fields; answered with the same ``id`` |
| ``part`` | worker | a piece of the answer; none or more |
| ``done`` | worker | the last piece of the answer |
| ``refused`` | worker | ``option``, ``en``, ``ko``: the caller's mistake, in one sentence |
| ``memory`` | worker | ``en``: out of memory |
| ``failed`` | worker | ``en``: anything else, in one line |

The kit ends a worker by closing the pipe; a worker whose kit has died sees the same, and ends at once, whatever it is
doing. Nothing is unpickled on either side.

Run as ``python -I wire.py WORKER.py``, this file is the worker's program: it takes the pipe away from standard output
(whatever a library prints goes to the error output) and standard input, forbids the network, tells torch to read nothing
but numbers from its files, and loads WORKER.py, which defines

- ``NAME``: its name;
- ``PACKAGES``: distributions whose versions the hello tells;
- ``start() -> Verbs``: imports its library and returns name → function of its verbs. A verb takes the ``call`` and
  returns one ``Message`` (see ``answer``), or yields several, of which the last becomes the ``done``.
  It raises ``Refused`` for the caller's mistakes.

A worker has one thread for its verbs: calls are answered one after another.
"""

from __future__ import annotations

import importlib.util
import json
import math
import os
import queue
import sys
import threading
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

PROTOCOL = 1
LONGEST_LINE = 1 << 24
"""Bytes of a message's line."""
LARGEST = 1 << 30
"""Bytes of a message's numbers."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
SETTINGS = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "TQDM_DISABLE": "1",
}
"""What libraries of the field read from their environment: no network, no code out of files of weights, no bars."""


class BrokenWireError(Exception):
    """What came through the pipe is no message."""


class Refused(Exception):
    """The caller's mistake: what was asked for is not possible. ``option`` names it."""

    def __init__(self, option: str, en: str, ko: str = "") -> None:
        super().__init__(en)
        self.option, self.en, self.ko = option, en, ko or en


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One message."""

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Whatever JSON can say."""
    arrays: Mapping[str, npt.NDArray[np.float32]] = field(default_factory=dict)
    """Numbers by name, of any shape."""
    id: int = 0


Verb = Callable[[Message], "Message | Iterator[Message]"]
Verbs = Mapping[str, Verb]


def answer(fields: Mapping[str, Any] | None = None, **arrays: Any) -> Message:
    """Return the answer of a verb: its fields, and arrays by name (converted to float32)."""
    return Message("done", fields or {}, arrays)


def write_message(pipe: IO[bytes], message: Message) -> None:
    """Write a message and flush it. Raises OSError where the other side is gone."""
    blocks = []
    announced = []
    for name, numbers in message.arrays.items():
        import numpy as np

        block = np.ascontiguousarray(numbers, dtype="<f4")
        blocks.append(block)
        announced.append({"name": name, "shape": list(block.shape)})
    line = {"kind": message.kind, "id": message.id, "fields": dict(message.fields), "arrays": announced}
    pipe.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
    for block in blocks:
        pipe.write(block.tobytes())
    pipe.flush()


def read_message(pipe: IO[bytes]) -> Message | None:
    """Return the next message, None where the pipe was closed. Raises BrokenWireError, OSError."""
    line = pipe.readline(LONGEST_LINE)
    if not line:
        return None
    try:
        row = json.loads(line.decode("utf-8", "surrogatepass"))
        kind, number, fields, announced = row["kind"], row["id"], row["fields"], row["arrays"]
        shapes = {str(one["name"]): tuple(int(size) for size in one["shape"]) for one in announced}
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenWireError(f"no message: {line[:60]!r}") from error
    if any(size < 0 for shape in shapes.values() for size in shape):
        raise BrokenWireError("a negative size")
    if sum(4 * math.prod(shape) for shape in shapes.values()) > LARGEST:
        raise BrokenWireError("a message too large")
    return Message(str(kind), fields, {name: _numbers(pipe, shape) for name, shape in shapes.items()}, int(number))


def _numbers(pipe: IO[bytes], shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    import numpy as np

    size = 4 * math.prod(shape)
    block = pipe.read(size)
    if len(block) < size:
        raise BrokenWireError("the pipe closed in the middle of a message")
    return np.frombuffer(block, "<f4").astype(np.float32).reshape(shape)


def one_line(error: BaseException) -> str:
    """Return an error in one line: its kind and the first line that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:300]}" if lines else type(error).__name__


def serve(worker: Path, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Greet, load the worker's file, answer calls until the pipe closes."""
    greeting = read_message(incoming)
    if greeting is None:
        return
    asked = greeting.fields.get("protocol")
    if asked != PROTOCOL:
        write_message(outgoing, Message("failed", {"en": f"the kit speaks protocol {asked}, this worker {PROTOCOL}"}))
        return
    _settle(int(greeting.fields.get("threads", 0)))
    try:
        module = _module_of(worker)
        verbs: Verbs = module.start()
        told = {"protocol": PROTOCOL, "name": module.NAME, "versions": _versions(module.PACKAGES)}
    except BaseException as error:  # noqa: BLE001 - whatever a library does while it loads is told, not thrown
        write_message(outgoing, Message("failed", {"en": one_line(error)}))
        return
    write_message(outgoing, Message("hello", told))
    calls: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(incoming, calls), daemon=True).start()
    while True:
        call = calls.get()
        for message in _answers(verbs, call):
            write_message(outgoing, Message(message.kind, message.fields, message.arrays, call.id))


def _listen(incoming: IO[bytes], calls: queue.SimpleQueue[Message]) -> None:
    """Take calls in; end the program where the pipe is closed, even in the middle of a long verb."""
    try:
        while (call := read_message(incoming)) is not None:
            calls.put(call)
    finally:
        os._exit(0)


def _answers(verbs: Verbs, call: Message) -> Iterator[Message]:
    try:
        given = verbs.get(str(call.fields.get("verb")), _no_verb)(call)
        if isinstance(given, Message):
            yield given
            return
        before: Message | None = None
        for message in given:
            if before is not None:
                yield Message("part", before.fields, before.arrays)
            before = message
        yield answer(before.fields, **before.arrays) if before is not None else answer()
    except Refused as error:
        yield Message("refused", {"option": error.option, "en": error.en, "ko": error.ko})
    except MemoryError as error:
        yield Message("memory", {"en": one_line(error)})
    except BaseException as error:  # noqa: BLE001 - one failed call must not end the worker
        kind = "memory" if "out of memory" in str(error).lower() or "can't allocate" in str(error) else "failed"
        yield Message(kind, {"en": one_line(error)})


def _no_verb(call: Message) -> Message:
    raise Refused("verb", f"there is no verb {call.fields.get('verb')!r}")


def _settle(threads: int) -> None:
    """Make a library behave: so many threads, no network, no question to a person."""
    settings = dict(SETTINGS)
    if threads > 0:
        settings.update(dict.fromkeys(THREADS, str(threads)))
    os.environ.update(settings)
    sys.addaudithook(_no_network)


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections: an engine of the kit never opens the network by itself."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        raise ConnectionError(f"the network is closed here (asked for {arguments[0]})")
    if event == "socket.connect" and isinstance(arguments[1], tuple):  # a local socket's address is a string
        raise ConnectionError(f"the network is closed here (asked for {arguments[1][0]})")


def _module_of(worker: Path) -> Any:
    """Return the worker's file as a module. It finds this one under its usual name, though the kit is not installed here."""
    here = "sorikit.engines.workers"
    for name in ("sorikit", "sorikit.engines", here):
        sys.modules.setdefault(name, types.ModuleType(name))
    sys.modules[here].__path__ = [str(Path(__file__).parent)]  # its neighbours are found there as well
    sys.modules[f"{here}.wire"] = sys.modules[__name__]
    spec = importlib.util.spec_from_file_location("sorikit_worker", worker)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    from importlib.metadata import version

    return {package: version(package) for package in packages}


def main() -> None:
    """Take the pipe away from standard input and output, and serve the worker named on the command line."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)  # what a library prints must not run into the messages
    serve(Path(sys.argv[1]), incoming, outgoing)


if __name__ == "__main__":
    main()
