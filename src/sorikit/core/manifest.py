"""Items of a data set: one recording each, and what is known to be true of it. Unknown is None or empty, never missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sorikit.core.raw import RawAudio
from sorikit.core.text import Segment


@dataclass(frozen=True, slots=True)
class Item:
    """One recording of a data set with its truths; see ``formats.manifest`` and ``formats.corpora`` for where they come from."""

    id: str
    """Its name, unique in its list: the given one, else the audio's name without folder and ending (with as much of
    the folder as tells two apart)."""
    audio: Path
    """The recording; whether it is there is checked by whoever needs it (``formats.manifest.missing_audio``)."""
    text: str | None = None
    """What is said in it; None where nobody wrote it down, empty where nothing is said."""
    speaker: str | None = None
    label: str | None = None
    """What it is: an emotion, a genre, a kind of sound."""
    rttm: Path | None = None
    """A file that says who speaks when."""
    language: str | None = None
    """ISO 639-1 (``lang`` in a manifest)."""
    duration: float | None = None
    """Seconds (``duration_s`` in a manifest)."""
    segments: tuple[Segment, ...] = ()
    """Who said what, when; empty where nobody wrote it down."""
    beats: tuple[float, ...] | None = None
    """Moments of the beats in seconds; None where nobody marked them."""
    tempo: float | None = None
    """Beats per minute (``tempo_bpm`` in a manifest)."""
    key: str | None = None
    """Musical key, such as "C major"."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Every other key of its line, as read."""
    raw_rate: int | None = None
    """Hz of a recording that is nothing but 16-bit samples; None where the file says its rate itself."""

    @property
    def source(self) -> Path | RawAudio:
        """What to decode."""
        return self.audio if self.raw_rate is None else RawAudio(self.audio, self.raw_rate)
