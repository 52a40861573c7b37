"""Where a sound comes from, as its file and the sound itself say: put into all generated or changed speech, read by ``sori detect``.

Tags tell honest people; whoever wants to hide them can strip them off. The inaudible mark (``dsp/watermark``) goes with the sound
through codecs and resampling, and can be removed by whoever knows how. So their absence proves nothing, and this module never says
that a file is genuine.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorikit import __version__
from sorikit.core.audio import Audio, Samples
from sorikit.core.codecs import stream_mono
from sorikit.core.events import Event, Job, Progress
from sorikit.core.media import check_file, declared_seconds, read_tags
from sorikit.core.sound_files import SoundWriter, sound_writer
from sorikit.dsp.watermark import SAMPLE_RATE, Marker, Watermark, WatermarkFinder
from sorikit.voices.entry import Consent

_LINE = re.compile(
    r"(?P<kind>generated|converted) by sorikit (?P<version>[^\s,:]+)(?:, voice (?P<voice>.*?))?: synthetic speech"
    r"(?:; like (?P<like>.*?) \(SHA-256 (?P<digest>[0-9a-f]{16})\))?(?:; consent (?P<when>\d{4}-\d\d-\d\d): (?P<consent>.*))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a file says of where it comes from."""

    kind: str
    """"generated" (from text) or "converted" (from another voice)."""
    version: str
    """Of sorikit."""
    voice: str | None
    """The voice or mix that spoke."""
    like: str | None = None
    """Name of the recording whose voice it was made like."""
    digest: str | None = None
    """First 16 hexadecimal digits of the SHA-256 of that recording's bytes."""
    when: str | None = None
    """Day on which the consent was written down, YYYY-MM-DD."""
    consent: str | None = None
    """Who agreed, and what for."""

    def plain(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        names = ("kind", "version", "voice", "like", "digest", "when", "consent")
        return {name: getattr(self, name) for name in names}


def likeness_tag(reference: Path, consent: Consent) -> str:
    """Return the part of the tag that says whose voice it is like, and who agreed."""
    digest = hashlib.sha256(reference.read_bytes()).hexdigest()[:16]
    name = " ".join(reference.name.split())
    agreed = " ".join(f"{consent.who}: {consent.purpose}".split())
    return f"like {name} (SHA-256 {digest}); consent {consent.when:%Y-%m-%d}: {agreed}"


def converted_tags(likeness: str, title: str = "") -> dict[str, str]:
    """Return what a file of changed speech says of itself."""
    tags = {"comment": f"converted by sorikit {__version__}: synthetic speech; {likeness}", "artist": "sorikit"}
    return {**tags, "title": title} if title else tags


def read_provenance(path: Path) -> Provenance | None:
    """Return what ``path`` says of itself; None where it does not name sorikit. Errors as ``core.media.MediaReader``."""
    check_file(path)
    for text in read_tags(path).values():
        found = _LINE.search(text)
        if found:
            return Provenance(**found.groupdict())
    return None


class MarkedWriter:
    """An open file of generated sound, into which the inaudible mark goes. Made by ``marked_writer``."""

    def __init__(self, writer: SoundWriter, sample_rate: int) -> None:
        self._writer, self._rate, self._marker = writer, sample_rate, Marker(sample_rate)

    def write(self, audio: Audio) -> None:
        """Take the next piece (mono, of the writer's rate)."""
        self._put(self._marker.push(audio.samples[0]))

    def finish(self) -> None:
        """Write what is left."""
        self._put(self._marker.finish())

    def _put(self, samples: Samples) -> None:
        if samples.size:
            self._writer.write(Audio(samples, self._rate))


@contextmanager
def marked_writer(path: str | os.PathLike[str], sample_rate: int, tags: Mapping[str, str]) -> Iterator[MarkedWriter]:
    """Open ``path`` for generated mono sound; as ``core.sound_files.sound_writer``, and the sound gets the mark."""
    with sound_writer(path, sample_rate, tags) as writer:
        marking = MarkedWriter(writer, sample_rate)
        yield marking
        marking.finish()


def search_watermark(path: Path) -> Job[Watermark]:
    """Return the job that looks for the mark in a file; memory does not grow with its length. Errors as ``codecs.stream_mono``."""
    return Job(_searched(path))


def _searched(path: Path) -> Generator[Event, None, Watermark]:
    check_file(path)
    total = declared_seconds(path)
    finder, heard = WatermarkFinder(), 0
    with closing(stream_mono(path, SAMPLE_RATE)) as blocks:
        for block in blocks:
            finder.push(block)
            heard += block.size
            yield Progress("watermark", heard / SAMPLE_RATE, max(total, heard / SAMPLE_RATE))
    return finder.finish()


def plain_watermark(one: Watermark) -> dict[str, Any]:
    """Return what was found of the mark as plain JSON values."""
    return {
        "found": one.found,
        "score": round(one.score, 2),
        "spans": [[round(span.start, 2), round(span.end, 2)] for span in one.spans],
        "heard": round(one.heard, 2),
    }
