"""Speaker embedding: a voice as a point, so that the same voice lies close to itself.

One verb, ``embed``: audio, and where in it which voice is heard, in; one vector of unit length for each voice out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sorikit.core.audio import Audio, Samples
from sorikit.core.device import Device
from sorikit.core.time import Span
from sorikit.engines._load import load_engine

Voice = Sequence[Span]
"""Where, in seconds from the start of the audio, one person speaks (alone, if possible)."""


class SpeakerEmbedder(Protocol):
    """Turns voices into vectors; the scalar product of two is their cosine. Immutable, safe to share."""

    @property
    def sample_rate(self) -> int:
        """Hz it wants."""
        ...

    @property
    def dim(self) -> int:
        """Length of the vectors."""
        ...

    def embed(self, audio: Audio, voices: Sequence[Voice] | None = None) -> Samples:
        """Return float32 (voices, dim) of unit length; None takes the whole audio as one voice.

        A voice of less than 0.1 s says nothing: it gives a vector of zeros, which is like no other.
        """
        ...


def load(name: str | None = None, device: Device | None = None) -> SpeakerEmbedder:
    """Return an embedder (None: the embedded default). Raises what ``load_engine`` raises."""
    embedder: SpeakerEmbedder = load_engine("speaker", name, device)
    return embedder
