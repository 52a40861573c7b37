"""AMI meetings (groups.inf.ed.ac.uk/ami): ``ES2004a/audio/ES2004a.Mix-Headset.wav``, with who speaks when and what.

Who speaks when is an RTTM named after the meeting, as github.com/BUTSpeechFIT/AMI-diarization-setup publishes them; words are
the corpus' own ``words/ES2004a.A.words.xml``. Either may be missing; both are looked for anywhere below the folder.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from sorikit.core.manifest import Item
from sorikit.core.text import Segment, Word
from sorikit.formats.corpora._files import any_file, walk
from sorikit.formats.files import read_text

MIX = ".Mix-Headset"
PAUSE = 1.0
"""Seconds without a word after which a speaker's next segment begins."""
_MEETING = re.compile(r"(?:ES|IS|TS|EN|IB|IN)\d{4}[a-z]?")
_WORD = re.compile(r"<w\b([^>]*)>([^<]*)</w>")
_ATTRIBUTE = re.compile(r"([\w:]+)=[\"']([^\"']*)[\"']")


def recognizes(path: Path) -> bool:
    """Whether there are headset mixes, or RTTMs beside recordings of meetings, below ``path``."""
    return any_file(path, f"*{MIX}.*") or any_file(path, "[EIT][SNB][0-9][0-9][0-9][0-9]*.rttm")


def read(path: Path) -> list[Item]:
    """Return an item per meeting that is recorded, with its RTTM and the words of its speakers. Raises InvalidDocument."""
    audio: dict[str, Path] = {}
    rttm: dict[str, Path] = {}
    words: dict[str, list[Path]] = {}
    for file in walk(path):
        meeting = _MEETING.match(file.name)
        if meeting is None:
            continue
        rest = file.name.removeprefix(meeting[0])
        if rest.endswith(".words.xml"):
            words.setdefault(meeting[0], []).append(file)
        elif rest == ".rttm":
            rttm[meeting[0]] = file
        elif rest in (f"{MIX}.wav", f"{MIX}.flac", ".wav", ".flac"):
            audio.setdefault(meeting[0], file)
    return [
        Item(
            meeting,
            audio.get(meeting, path / f"{meeting}{MIX}.wav"),
            rttm=rttm.get(meeting),
            language="en",
            segments=_segments(words.get(meeting, [])),
        )
        for meeting in sorted(audio or rttm)
    ]


def _segments(files: list[Path]) -> tuple[Segment, ...]:
    """Return what all speakers of a meeting said, in order of time."""
    pieces = [piece for file in files for piece in _spoken(file)]
    ordered = sorted(pieces, key=lambda piece: (piece.start, piece.end))
    return tuple(
        Segment(number, piece.start, piece.end, piece.text, piece.words, piece.speaker)
        for number, piece in enumerate(ordered)
    )


def _spoken(file: Path) -> Iterator[Segment]:
    speaker = file.name.removesuffix(".words.xml")
    words = list(_words(read_text(file), speaker))
    first = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and words[at].start - words[at - 1].end < PAUSE:
            continue
        own = words[first:at]
        end = max(word.end for word in own)
        yield Segment(0, own[0].start, end, "".join(word.text for word in own).strip(), tuple(own), speaker)
        first = at


def _words(xml: str, speaker: str) -> Iterator[Word]:
    """Yield the words with their times; a mark of punctuation joins the word before it (they have no length)."""
    before: Word | None = None
    for tag, said in _WORD.findall(xml):
        attributes = dict(_ATTRIBUTE.findall(tag))
        text = html.unescape(said)
        if attributes.get("punc") == "true":
            before = Word(before.text + text, before.start, before.end, 1.0, speaker) if before else None
            continue
        if before is not None:
            yield before
        before = _word(text, attributes, speaker)
    if before is not None:
        yield before


def _word(text: str, attributes: dict[str, str], speaker: str) -> Word | None:
    """Return the word; None where the corpus gives it no time."""
    try:
        start, end = float(attributes["starttime"]), float(attributes["endtime"])
    except (KeyError, ValueError):
        return None
    return Word(f" {text}", start, max(start, end), 1.0, speaker)
