"""SubRip subtitles: a number, ``00:01:02,345 --> 00:01:04,000``, one or two lines; layout by ``cues``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sorikit.core.errors import InvalidDocument
from sorikit.core.text import Segment, Transcript
from sorikit.formats._clock import no_cues, parse_times, write_clock
from sorikit.formats.cues import cues, join_lines, shows_speakers, speaker_prefix
from sorikit.formats.subtitles import Cue, SubtitleRule

_MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]*>|\{\\[^{}\n]*\}")
_TIME_LIKE = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*\S*>", re.MULTILINE)
"""A line that was meant to hold times."""
_SPEAKER = re.compile(r"\[([^\]\n]+)\]: ")


def dumps(transcript: Transcript, rule: SubtitleRule | None = None) -> str:
    """Return the subtitles. Speakers stand as ``[name]: `` before each cue, where the rule wants them.

    With ``rule.highlight`` each cue is shown once a word, the word underlined, as Whisper does.
    """
    wishes = rule or SubtitleRule()
    named = shows_speakers(transcript, wishes)
    blocks: list[str] = []
    for cue in cues(transcript, wishes, prefix=named):
        prefix = speaker_prefix(cue.speaker) if named and cue.speaker.strip() else ""
        for start, end, lines in _steps(cue) if wishes.highlight else [(cue.start, cue.end, cue.lines)]:
            times = f"{write_clock(start, ',')} --> {write_clock(end, ',')}"
            blocks.append(f"{len(blocks) + 1}\n{times}\n{prefix}" + "\n".join(lines) + "\n")
    return "\n".join(blocks)


def _steps(cue: Cue) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the cue from moment to moment, with the word spoken then underlined; plain between words."""
    free = cue.start
    for row, times in enumerate(cue.moments()):
        for column, (start, end) in enumerate(times):
            if end <= start:
                continue
            if start > free:
                yield free, start, cue.lines
            yield start, end, _underlined(cue, row, column)
            free = end
    if free < cue.end:
        yield free, cue.end, cue.lines


def _underlined(cue: Cue, row: int, column: int) -> tuple[str, ...]:
    pieces = cue.pieces[row]
    marked = [(f"<u>{p.text}</u>" if at == column else p.text, p.spaced and at > 0) for at, p in enumerate(pieces)]
    line = "".join((" " if spaced else "") + text for text, spaced in marked)
    return (*cue.lines[:row], line, *cue.lines[row + 1 :])


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
