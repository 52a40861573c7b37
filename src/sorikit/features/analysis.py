"""How a feature is worked out: fed with sound in pieces of any size, it gives its numbers as they are ready.

Every kind is an ``Analysis``. A streaming one holds little; a ``Whole`` one gathers the sound and works at its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from sorikit.core.audio import Samples
from sorikit.core.errors import InvalidAudio
from sorikit.features.layout import Layout, Values

LONGEST = 1 << 28
"""Samples that an analysis of the whole holds at most (1 GB): 4.6 hours at 16 kHz, 1.7 at 44.1 kHz."""


class Analysis(Protocol):
    """One sound on its way through one kind. Not to be shared between threads."""

    @property
    def layout(self) -> Layout:
        """What its numbers are."""
        ...

    def feed(self, samples: Samples) -> Values:
        """Take the next samples, float32 ``(channels, frames)`` (one channel for mono kinds); return what is now ready.

        The pieces that ``feed`` and ``finish`` return, joined along their last axis, are the feature.
        """
        ...

    def finish(self) -> Values:
        """Return the rest, after the last sample."""
        ...

    def revise(self, values: Values) -> Values:
        """Return ``values`` (any stretch of what was given out) in the light of the whole sound. Call it after ``finish``.

        Most kinds change nothing. Those that look at everything (utterance CMVN, Whisper's floor 80 dB below the loudest
        cell) do it here, so that no sound is worked out twice.
        """
        ...


class Stream:
    """The common part of analyses."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def nothing(self) -> Values:
        """Return no frames."""
        return np.zeros((len(self.layout.rows), 0), np.float32) if self.layout.framed else np.zeros(0, np.float32)

    def revise(self, values: Values) -> Values:
        """Change nothing."""
        return values


class Pushed(Protocol):
    """A stream of ``sorikit.dsp``."""

    def push(self, samples: Samples, /) -> Any:
        """Take mono samples ``(frames,)``, return new columns."""
        ...

    def finish(self) -> Any:
        """Return the last columns."""
        ...


class Mapped(Stream):
    """A mono stream of ``sorikit.dsp``, each of its pieces changed by a function of frames."""

    def __init__(self, layout: Layout, stream: Pushed, change: Callable[[Any], Values] | None = None) -> None:
        super().__init__(layout)
        self._stream = stream
        self._change = change

    def feed(self, samples: Samples) -> Values:
        """Hand the samples on."""
        return self._changed(self._stream.push(samples[0]))

    def finish(self) -> Values:
        """Return the frames that reach over the end."""
        return self._changed(self._stream.finish())

    def _changed(self, piece: Any) -> Values:
        if not piece.shape[-1]:
            return self.nothing()
        values: Values = piece if self._change is None else self._change(piece)
        return values


class Whole(Stream):
    """An analysis that needs the whole sound: memory grows with its length, up to ``LONGEST``."""

    def __init__(self, layout: Layout, compute: Callable[[Samples], Values]) -> None:
        super().__init__(layout)
        self._compute = compute
        self._parts: list[Samples] = []
        self._held = 0

    def feed(self, samples: Samples) -> Values:
        """Keep the samples. Raises InvalidAudio beyond ``LONGEST``, rather than fill the memory."""
        self._held += samples.shape[1]
        if self._held > LONGEST:
            kind = self.layout.kind
            raise InvalidAudio(
                detail=f"{kind} needs the whole sound in memory, and takes {LONGEST} samples at most; "
                "choose a part with start and duration, or a lower sample_rate",
                detail_ko=f"{kind} 특징은 소리 전체를 메모리에 두어야 해서 {LONGEST}샘플까지만 됩니다. "
                "start와 duration으로 일부만 고르거나 sample_rate를 낮추세요",
            )
        self._parts.append(samples)
        return self.nothing()

    def finish(self) -> Values:
        """Work it all out."""
        whole = np.concatenate(self._parts, axis=1) if self._parts else np.zeros((1, 0), np.float32)
        self._parts = []
        return self._compute(whole[0])
