"""The statistics of turns on a terminal: a few facts, a row a speaker, and who speaks after whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.core.conversation import TurnStatistics


def tell_statistics(console: Console, statistics: TurnStatistics) -> None:
    """Print them in the person's language; nothing where nobody speaks."""
    from sorikit.formats import _conversation as conversation
    from sorikit.formats.labels import labels_for

    if not statistics.speakers:
        return
    words = labels_for(console.settings.language)
    facts = conversation.facts(statistics, words)
    _table(console, [(name, value) for name, value in facts])
    labels = [one.speaker for one in statistics.speakers]
    rows = [(one.speaker, *conversation.row(one, words)) for one in statistics.speakers]
    _table(console, [("", *conversation.columns(words)), *rows])
    if len(labels) > 1:
        console.result(f"  {words.follows}:")
        after = [words.after.format(name=label) for label in labels]
        counts = [tuple(str(count or "·") for count in row) for row in statistics.follows]
        _table(console, [("", *labels), *((name, *row) for name, row in zip(after, counts, strict=True))])


def _table(console: Console, rows: Sequence[Sequence[str]]) -> None:
    """Print rows, the first column to the left and the others to the right; wide letters take two places."""
    from sorikit.formats._width import display_width as width

    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = (" " * (places - width(cell)) + cell for cell, places in zip(row[1:], widths[1:], strict=True))
        console.result("  ".join(("  " + first, *rest)).rstrip())
    console.result("")
