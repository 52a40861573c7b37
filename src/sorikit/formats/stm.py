"""STM, NIST's segment time marks: ``file channel speaker start end [<label>] text``, one piece of speech a line.

As SCTK's ``sclite`` reads it (github.com/usnistgov/SCTK, doc/infmts.htm), so far as it can be said in plain text:

- of alternatives ``{ a / b }`` the first is taken; ``@`` in one means nothing was said;
- a word that may be left out, ``(uh)``, stays, without its brackets;
- ``IGNORE_TIME_SEGMENT_IN_SCORING`` and the speakers ``inter_segment_gap`` and ``excluded_region`` mark time that is not
  judged: such lines are left out;
- a file with several channels gives one transcript per channel, named ``file_channel``.
"""

from __future__ import annotations

import re

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.core.time import Turn
from sorikit.formats._lines import NOTHING, channel_names, malformed, numbered, several

IGNORED = re.compile(r"ignore_time_segment_in_scoring", re.IGNORECASE)
GAPS = ("inter_segment_gap", "excluded_region")
"""Speakers of lines that hold no speech to be judged."""
_HEAD = re.compile(r"(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+(<[^<>\s]*>))?(?:\s+(.*))?")
_OPTIONAL = re.compile(r"(?<!\S)\(([^()\s]+)\)(?!\S)")


def loads_files(text: str, *, name: str = "document") -> dict[str, Transcript]:
    """Return recording → transcript for an STM of any number of recordings.

    Raises InvalidDocument with the line's number.
    """
    rows: list[tuple[str, str, Segment]] = []
    channels: dict[str, set[str]] = {}
    for number, line in numbered(text):
        file, channel, segment = _row(line, number, name)
        channels.setdefault(file, set()).add(channel)
        if segment is not None:
            rows.append((file, channel, segment))
    names = channel_names(channels)
    found: dict[str, list[Segment]] = {one: [] for one in names.values()}
    for file, channel, segment in rows:
        found[names[file, channel]].append(segment)
    return {one: _transcript(one, own) for one, own in found.items()}


def loads(text: str, *, name: str = "document") -> Transcript:
    """Return the transcript of an STM of one recording. Raises InvalidDocument."""
    files = loads_files(text, name=name)
    if len(files) > 1:
        raise several(name, len(files))
    return next(iter(files.values()), Transcript())


def _row(line: str, number: int, name: str) -> tuple[str, str, Segment | None]:
    match = _HEAD.fullmatch(line)
    if match is None:
        raise malformed(
            name,
            number,
            "expected file, channel, speaker, start, end and a text",
            "파일, 채널, 화자, 시작, 끝, 글이 차례로 있어야 합니다",
        )
    file, channel, speaker, start, end, _, words = match.groups()
    try:
        first, last = float(start), float(end)
    except ValueError as error:
        detail = f"start and end are not seconds: {start!r}, {end!r}"
        raise malformed(name, number, detail, f"시작과 끝이 초가 아닙니다: {start!r}, {end!r}") from error
    if not 0.0 <= first <= last < float("inf"):
        raise malformed(
            name, number, f"not an interval of time: {start} to {end}", f"시간 구간이 아닙니다: {start}~{end}"
        )
    if speaker in GAPS or (words and IGNORED.search(words)):
        return file, channel, None
    try:
        said = plain_words(words or "")
    except InvalidDocument as error:
        raise malformed(name, number, str(error.fields["detail"]), str(error.fields["detail_ko"])) from error
    return file, channel, Segment(0, first, last, said, speaker=None if speaker == NOTHING else speaker)


def plain_words(text: str) -> str:
    """Return the words of an STM's text: the first of alternatives, optional words without their brackets.

    >>> plain_words("so { um / @ } we { can not / cannot } (really) go")
    'so um we can not really go'

    Raises InvalidDocument for braces that do not match.
    """
    words: list[str] = []
    depth: list[bool] = []  # one entry per open brace: whether its first alternative is still being read
    for word in re.sub(r"([{}])", r" \1 ", text).split():
        if word == "{":
            depth.append(True)
        elif word == "}":
            if not depth:
                raise _braces()
            depth.pop()
        elif word == "/" and depth:
            depth[-1] = False
        elif all(depth) and word != "@":
            words.append(word)
    if depth:
        raise _braces()
    return _OPTIONAL.sub(r"\1", " ".join(words))


def _transcript(source: str, segments: list[Segment]) -> Transcript:
    ordered = sorted(segments, key=lambda one: (one.start, one.end))
    kept = tuple(Segment(at, s.start, s.end, s.text, speaker=s.speaker) for at, s in enumerate(ordered))
    turns = tuple(sorted(Turn(s.span, s.speaker) for s in kept if s.speaker))
    return Transcript(kept, turns=turns, duration=max((s.end for s in kept), default=0.0), source=source)


def _braces() -> InvalidDocument:
    return InvalidDocument(
        name="text", detail="the braces of alternatives do not match", detail_ko="중괄호의 짝이 맞지 않습니다"
    )
