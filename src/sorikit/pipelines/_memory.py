"""Out of memory is no end: a batch that does not fit is done in smaller parts.

Results do not change by it, since no window's text depends on the others of its batch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from sorikit.core.errors import OutOfMemory

T = TypeVar("T")
R = TypeVar("R")

_WORDS = re.compile(
    r"out of memory|bad_?alloc|bad allocation|(?:failed|unable|cannot) to allocate|CUBLAS_STATUS_ALLOC", re.IGNORECASE
)
"""How runtimes tell it: CUDA and cuBLAS, C++ (``std::bad_alloc``), CTranslate2's own allocator, ONNX Runtime."""


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out (runtimes raise a RuntimeError with words of their own)."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and bool(_WORDS.search(str(error))))


class Parts:
    """Does work on sequences, in parts as large as memory allowed so far. One recording's; not shared by threads."""

    def __init__(self) -> None:
        self.most: int | None = None
        """Largest part that is still tried; None while memory never ran out."""

    def do(self, work: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T]) -> list[R]:
        """Return ``work(items)``, one result an item, in one part or several.

        Raises what ``work`` raises, and OutOfMemory where a single item does not fit.
        """
        done: list[R] = []
        while len(done) < len(items):
            part = items[len(done) : len(done) + min(self.most or len(items), len(items))]
            try:
                done += work(part)
            except (MemoryError, RuntimeError) as error:
                if not out_of_memory(error):
                    raise
                if len(part) == 1:
                    raise OutOfMemory(detail=str(error) or type(error).__name__) from error
                self.most = len(part) // 2
        return done
