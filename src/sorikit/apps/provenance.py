"""Where a sound comes from, as its file says: written into every file of generated or changed speech, read by ``sori detect``.

Tags tell honest people; whoever wants to hide them can strip them off. So their absence proves nothing, and this module never
says that a file is genuine.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorikit import __version__
from sorikit.core.media import check_file, read_tags
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
