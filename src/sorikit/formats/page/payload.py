"""What the script of the page needs to know, as data blocks that no browser runs.

The meeting itself is the kit's own JSON document, so that what the page exports can be read back. The other
exports are written here by their own formats, with each speaker's name as a mark that the page fills in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import TypeVar

from sorikit.core.minutes import ActionItem, Item, Minutes
from sorikit.core.text import Transcript
from sorikit.formats import dumps as dumps_as
from sorikit.formats.json import Meeting
from sorikit.formats.page.context import Page
from sorikit.formats.page.markup import LABEL
from sorikit.formats.serial import to_plain

Line = TypeVar("Line", Item, ActionItem)

SCHEMA = "sorikit.meeting/1"
EXPORTS = {"md": "Markdown", "txt": "TXT", "json": "JSON", "html": "HTML"}
"""Ending → what the button says, in the order of the menu."""
WRITTEN_HERE = ("md", "txt")
OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around a speaker's number where a name belongs."""


def json_block(value: object) -> str:
    """Return JSON that cannot end its script element nor open a comment in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode("utf-8", "backslashreplace").decode("utf-8")


def meeting(page: Page) -> str:
    """The whole document."""
    return json_block({"schema": SCHEMA, **to_plain(Meeting(page.transcript, page.minutes))})


def settings(page: Page) -> str:
    """Identity, names, words and file name."""
    return json_block(
        {
            "id": document_id(page),
            "language": page.language,
            "duration": page.duration,
            "labels": list(page.numbers),
            "names": page.names,
            "words": page.words,
            "file": PurePath(page.transcript.source).stem or "minutes",
        }
    )


def document_id(page: Page) -> str:
    """The same for the same recording and words: what the reader changed is kept under it."""
    digest = hashlib.sha256(f"{page.transcript.source}\n{page.duration:.2f}\n".encode("utf-8", "replace"))
    digest.update(page.transcript.text.encode("utf-8", "replace"))
    return digest.hexdigest()[:16]


def exports(page: Page) -> Iterator[str]:
    """One data block per text format."""
    transcript, minutes = _marked(page)
    for name in WRITTEN_HERE:
        document = dumps_as(transcript, name, minutes=minutes)
        yield f'<script type="application/json" data-document="{name}">{json_block(document)}</script>\n'


def export_buttons() -> str:
    """The menu of endings."""
    return "".join(f'<button type="button" data-export="{name}">{title}</button>' for name, title in EXPORTS.items())


def _marked(page: Page) -> tuple[Transcript, Minutes]:
    """The same documents with a mark in place of every speaker's name."""
    marks = {label: f"{OPEN}{number}{CLOSE}" for label, number in page.numbers.items()}
    by_name = {shown: label for label, shown in page.names.items()}

    def owner(spoken: str | None) -> str | None:
        return marks.get(by_name.get(spoken or "", spoken or ""), spoken)

    def lines(items: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(
            replace(one, text=LABEL.sub(lambda label: marks.get(label[0], label[0]), one.text)) for one in items
        )

    minutes = page.minutes
    marked = replace(
        minutes,
        attendees=tuple(replace(one, name=marks[one.speaker]) for one in minutes.attendees),
        actions=tuple(replace(one, owner=owner(one.owner)) for one in lines(minutes.actions)),
        topics=tuple(replace(topic, points=lines(topic.points)) for topic in minutes.topics),
        summary=lines(minutes.summary),
        decisions=lines(minutes.decisions),
        questions=lines(minutes.questions),
        next_meeting=lines(minutes.next_meeting),
    )
    return page.transcript.renamed(marks), marked
