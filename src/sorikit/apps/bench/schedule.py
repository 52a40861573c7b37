"""In which order engines are run: item by item, all engines on each, a different one first each time.

What disturbs the machine for a minute then hits all of them, and none of them always finds the recording already
in the system's file cache. For two engines that is the order A B, B A, A B …: a slow drift cancels out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sorikit.apps.bench.records import RunKey


def schedule(engines: Sequence[str], items: Sequence[str], rounds: int) -> Iterator[RunKey]:
    """Yield every (engine, item, round) once: rounds outside, then items, then the engines in turn."""
    for number in range(rounds):
        for index, item in enumerate(items):
            first = (index + number) % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                yield RunKey(engine, item, number)
