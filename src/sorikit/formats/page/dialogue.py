"""The transcript as people read it: paragraphs of one speaker, with what was not understood in its place.

Each segment is ``span.seg`` with one ``span`` per word, in order, so that the script finds a word by its index and
the page stays small: the times themselves are in the page's data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sorikit.core.text import Segment, Word
from sorikit.core.time import Span
from sorikit.formats._paragraphs import LONGEST, PAUSE
from sorikit.formats.page.context import Page
from sorikit.formats.page.markup import badge, clock, name, text, time_button

LOW_CONFIDENCE = 0.5
"""Below this probability a word is marked as doubtful (Whisper's are well calibrated around one half)."""
UNSURE_OF_WHOM = 0.6
"""Below this confidence it is said that a word may be somebody else's."""
UNSPACED = ("ja", "zh", "th")
"""Languages whose sentences follow one another without a space."""

Numbered = tuple[int, Segment]


def paragraphs(page: Page) -> Iterator[str]:
    """Every paragraph and every span that was not understood, in order of time."""
    lost = sorted(page.transcript.unrecognized)
    for group in grouped(page.transcript.segments):
        while lost and lost[0].start < group[0][1].start:
            yield _not_understood(page, lost.pop(0))
        yield _paragraph(page, group)
    for span in lost:
        yield _not_understood(page, span)


def grouped(segments: Sequence[Segment]) -> Iterator[list[Numbered]]:
    """Collect neighbouring segments of one speaker into paragraphs."""
    group: list[Numbered] = []
    for numbered in enumerate(segments):
        segment = numbered[1]
        if not segment.text.strip():
            continue
        if group:
            first, last = group[0][1], group[-1][1]
            same = segment.speaker == last.speaker and segment.start - last.end < PAUSE
            if not same or segment.end - first.start > LONGEST:
                yield group
                group = []
        group.append(numbered)
    if group:
        yield group


def _paragraph(page: Page, group: list[Numbered]) -> str:
    first = group[0][1]
    who = f"{badge(page, first.speaker)}{name(page, first.speaker)}" if page.numbers else ""
    chip = ""
    if any(segment.overlapped for _, segment in group):
        chip = f'<span class="chip" title="{text(page.words["overlap_hint"])}">{text(page.labels.overlapped)}</span>'
    space = "" if (first.language or page.transcript.language) in UNSPACED else " "
    body = space.join(_segment(page, index, segment) for index, segment in group)
    return (
        f'<article class="turn {page.colour(first.speaker)}"><header>{who}'
        f"{time_button(page, first.start, end=group[-1][1].end)}{chip}</header>"
        f"<p data-search>{body}</p></article>\n"
    )


def _segment(page: Page, index: int, segment: Segment) -> str:
    language = f' lang="{text(segment.language)}"' if segment.language not in (None, page.transcript.language) else ""
    kind = "seg overlapped" if segment.overlapped else "seg"
    return f'<span class="{kind}" data-i="{index}"{language}>{_words(page, segment)}</span>'


def has_words(segment: Segment) -> bool:
    """Whether its words say the same as its text (else the text is shown whole)."""
    return bool(segment.words) and "".join("".join(w.text for w in segment.words).split()) == "".join(
        segment.text.split()
    )


def _words(page: Page, segment: Segment) -> str:
    if not has_words(segment):
        return text(segment.text.strip())
    parts = []
    for number, word in enumerate(segment.words):
        spoken = word.text.strip()
        lead = " " if number and word.text[:1].isspace() else ""
        parts.append(f"{lead}<span{_marks(page, segment, word)}>{text(spoken)}</span>")
    return "".join(parts)


def _marks(page: Page, segment: Segment, word: Word) -> str:
    marks = {
        "low": (word.probability < LOW_CONFIDENCE, "unsure_hint"),
        "over": (word.overlapped and not segment.overlapped, "overlap_hint"),
        "whose": (not word.speaker_certain or word.speaker_confidence < UNSURE_OF_WHOM, "uncertain_speaker"),
    }
    held = [(mark, hint) for mark, (holds, hint) in marks.items() if holds]
    if not held:
        return ""
    hints = ", ".join(page.words[hint] for _, hint in held)
    return f' class="{" ".join(mark for mark, _ in held)}" title="{text(hints)}"'


def _not_understood(page: Page, span: Span) -> str:
    return (
        f'<p class="lost">{time_button(page, span.start, end=span.end)}<span>{text(page.labels.unrecognized)} '
        f"({clock(span.start)}–{clock(span.end)})</span></p>\n"
    )
