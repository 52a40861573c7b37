"""Sound cut into pieces of any size, for tests of streams."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from hypothesis import strategies as st

from sorikit.core.audio import Samples


class Stream(Protocol):
    def push(self, samples: Samples, /) -> Samples: ...
    def finish(self) -> Samples: ...


SIZES = st.lists(st.sampled_from([0, 1, 2, 3, 79, 160, 161, 399, 400, 401, 1_000, 7_001, 30_000]), max_size=12)
"""Sizes of the first pieces; what is left comes as one."""
LENGTHS = st.sampled_from([0, 1, 2, 100, 200, 201, 399, 400, 401, 560, 3_333, 25_000])


def cut(samples: Samples, sizes: Sequence[int]) -> list[Samples]:
    """Return pieces of the given sizes (along the last axis), and the rest."""
    edges = np.minimum(np.cumsum([0, *sizes]), samples.shape[-1])
    pieces = [samples[..., first:last] for first, last in itertools.pairwise(edges)]
    return [*pieces, samples[..., edges[-1] :]]


def streamed(make: Callable[[], Stream], samples: Samples, sizes: Sequence[int], axis: int = 1) -> Samples:
    """Return what a stream gives for the pieces, joined."""
    stream = make()
    pushed = [stream.push(piece) for piece in cut(samples, sizes)]
    return np.concatenate([*pushed, stream.finish()], axis=axis)


def speechlike(samples: int, seed: int = 5) -> Samples:
    """Return a falling pulse train in coloured noise: a strong low end and a weak high one, as speech has."""
    generator = np.random.default_rng(seed)
    time = np.arange(samples) / 16_000
    pulses = np.sin(2 * np.pi * (130 * time - 8 * time**2)) ** 15
    noise = np.convolve(generator.standard_normal(samples), [1.0, 0.9, 0.6, 0.2], mode="same") if samples > 3 else 0
    return (0.3 * pulses * (1 + np.sin(2 * np.pi * 3 * time)) + 0.003 * noise).astype(np.float32)
