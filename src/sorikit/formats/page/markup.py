"""The small pieces of the page: escaped text, times, names, evidence marks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from sorikit.core.minutes import Evidence
from sorikit.core.time import format_clock
from sorikit.formats.page.context import Page

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that may not stand in a document: C0 controls and halves of surrogate pairs."""
LABEL = re.compile(r"\bSPEAKER_\d+\b")
"""A bare speaker label inside a line of the minutes."""


def clean(value: str) -> str:
    """Return ``value`` without the characters that no document may hold."""
    return _CONTROLS.sub("\ufffd", value)


def text(value: str) -> str:
    """Return ``value`` safe to stand between tags and inside quoted attributes."""
    return html.escape(clean(value), quote=True)


def clock(seconds: float) -> str:
    """The time as people write it."""
    return format_clock(seconds)


def icon(name: str) -> str:
    """One of the drawings of the template."""
    return f'<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{name}"></use></svg>'


def badge(page: Page, speaker: str | None) -> str:
    """The speaker's number in a coloured disc: colour is never the only sign."""
    number = str(page.numbers[speaker] + 1) if speaker in page.numbers else "?"
    return f'<span class="badge {page.colour(speaker)}" aria-hidden="true">{number}</span>'


def name(page: Page, speaker: str | None, *, button: bool = False) -> str:
    """A speaker's name, which the script can replace everywhere. A button where the keyboard shall reach it."""
    if speaker not in page.numbers:
        return f'<span class="name">{text(speaker or page.words["nobody"])}</span>'
    label, shown, hint = text(speaker or ""), text(page.names[speaker or ""]), text(page.words["rename"])
    if button:
        return f'<button type="button" class="name" data-speaker="{label}" data-rename title="{hint}">{shown}</button>'
    return f'<span class="name" data-speaker="{label}" data-rename title="{hint}">{shown}</span>'


def prose(page: Page, value: str) -> str:
    """A line of text in which bare speaker labels become names."""
    parts, last = [], 0
    for match in LABEL.finditer(value):
        if match[0] not in page.numbers:
            continue
        parts += [text(value[last : match.start()])]
        parts += [f'<span data-speaker="{match[0]}">{text(page.names[match[0]])}</span>']
        last = match.end()
    return "".join([*parts, text(value[last:])])


def time_button(page: Page, start: float, *, kind: str = "at", end: float | None = None, quote: str = "") -> str:
    """A button that plays from ``start``; ``quote`` is shown while it is hovered or focused."""
    told = page.words["listen" if page.has_audio else "goto"].format(time=clock(start))
    label = f"{told}: “{quote}”" if quote else told
    extra = f' data-end="{end:.2f}"' if end is not None else ""
    extra += f' data-quote="{text(quote)}"' if quote else ""
    return (
        f'<button type="button" class="{kind}" data-t="{start:.2f}"{extra} aria-label="{text(label)}">'
        f"{clock(start)}</button>"
    )


def evidence_marks(page: Page, evidence: Iterable[Evidence]) -> str:
    """One mark per place that a line comes from."""
    return "".join(" " + time_button(page, one.start, kind="ev", end=one.end, quote=one.quote) for one in evidence)
