"""SubRip subtitles: a number, ``00:01:02,345 --> 00:01:04,000``, one or two lines; layout by ``_cues``."""

from __future__ import annotations

import re
from dataclasses import replace

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.formats._clock import no_cues, parse_times, write_clock
from sorikit.formats._cues import cues, join_lines, speaker_prefix

_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]*>|\{\\[^{}\n]*\}")
_TIME_LIKE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*\S*>", re.MULTILINE)
"""A line that was meant to hold times."""
_SPEAKER = re.compile(r"\[([^\]\n]+)\]: ")


def dumps(transcript: Transcript, *, speakers: bool | None = None) -> str:
    """Return the subtitles. ``speakers`` puts ``[name]: `` before each cue; None does where there are several."""
    named = len(transcript.speakers) > 1 if speakers is None else speakers
    blocks = []
    for number, cue in enumerate(cues(transcript, prefix=named), 1):
        times = f"{write_clock(cue.start, ',')} --> {write_clock(cue.end, ',')}"
        prefix = speaker_prefix(cue.speaker) if named and cue.speaker else ""
        blocks.append(f"{number}\n{times}\n{prefix}" + "\n".join(cue.lines) + "\n")
    return "\n".join(blocks)


def loads(text: str, *, name: str = "document") -> Transcript:
    """Read subtitles: numbers may be missing, markup is dropped, ``[name]: `` gives the speaker.

    Text after an empty line still belongs to its cue. Raises InvalidDocument with the line's number, also for a line
    of times without ``-->`` and for text before the first cue, which would otherwise be lost.
    """
    if text.strip("\ufeff \r\n\t") and not _TIME_LIKE.search(text):
        raise no_cues(name)
    segments: list[Segment] = []
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    index = 0
    while index < len(lines):
        if "-->" not in lines[index]:
            number = lines[index].strip().isdecimal() and _before_times(lines, index)
            if lines[index].strip() and not number:
                _stray(lines[index], segments, f"{name}, line {index + 1}")
            index += 1
            continue
        start, end = parse_times(lines[index], f"{name}, line {index + 1}")
        index += 1
        body = []
        while index < len(lines) and lines[index].strip() and "-->" not in lines[index]:
            body.append(_MARKUP.sub("", lines[index]))
            index += 1
        if index < len(lines) and "-->" in lines[index] and body and body[-1].strip().isdecimal():
            body.pop()  # the number of the next one, where no empty line stands between
        words = join_lines(body)
        speaker = _SPEAKER.match(words)
        words = words[speaker.end() :] if speaker else words
        segments.append(Segment(len(segments), start, end, words, speaker=speaker.group(1) if speaker else None))
    return Transcript(tuple(segments), duration=max((s.end for s in segments), default=0.0))


def _before_times(lines: list[str], index: int) -> bool:
    """Whether the next line that is not empty holds times."""
    following = next((line for line in lines[index + 1 :] if line.strip()), "-->")
    return "-->" in following or _TIME_LIKE.match(following) is not None


def _stray(line: str, segments: list[Segment], place: str) -> None:
    """Add a line to the last cue, whose text it continues after an empty line."""
    if _TIME_LIKE.match(line):
        parse_times(line, place)
    if not segments:
        raise InvalidDocument(name=place, detail="text before the first cue", detail_ko="첫 자막 앞에 글이 있습니다")
    segments[-1] = replace(segments[-1], text=join_lines([segments[-1].text, _MARKUP.sub("", line)]))
