"""How the conversation went: a few facts, a row a speaker, and who speaks after whom, the darker the more often."""

from __future__ import annotations

from collections.abc import Iterator

from sorikit.core.conversation import TurnStatistics
from sorikit.formats import _conversation as conversation
from sorikit.formats.page.context import Page
from sorikit.formats.page.markup import badge, name, text

SHADES = 5
"""Steps of darkness in ``style.css``, ``f0`` … ``f5``."""


def section(page: Page) -> Iterator[str]:
    """Yield the section; nothing where fewer than two speak."""
    statistics = page.transcript.turn_statistics
    if len(statistics.speakers) < 2:
        return
    yield f'<section class="part conversation"><h2>{text(page.labels.conversation)}</h2>\n<dl class="numbers">'
    for fact, value in conversation.facts(statistics, page.labels):
        yield f"<div><dt>{text(fact)}</dt><dd>{text(value)}</dd></div>"
    yield "</dl>\n"
    yield from _speakers(page, statistics)
    yield from _follows(page, statistics)
    yield "</section>\n"


def _speakers(page: Page, statistics: TurnStatistics) -> Iterator[str]:
    """A row a speaker; how long they talk stands in the chart already."""
    heads = "".join(f'<th scope="col">{text(head)}</th>' for head in conversation.columns(page.labels)[1:])
    yield f'<div class="wide"><table class="parts"><thead><tr><th scope="col">{text(page.labels.name)}</th>{heads}</tr></thead>'
    yield "<tbody>\n"
    for one in statistics.speakers:
        cells = "".join(f"<td>{text(cell)}</td>" for cell in conversation.row(one, page.labels)[1:])
        yield f'<tr><th scope="row">{_who(page, one.speaker)}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"


def _follows(page: Page, statistics: TurnStatistics) -> Iterator[str]:
    most = max(map(max, statistics.follows)) or 1
    labels = [one.speaker for one in statistics.speakers]
    heads = "".join(f'<th scope="col">{_who(page, label)}</th>' for label in labels)
    yield f'<h3>{text(page.labels.follows)}</h3><div class="wide"><table class="follows"><thead><tr><td></td>{heads}</tr></thead>'
    yield "<tbody>\n"
    for label, counts in zip(labels, statistics.follows, strict=True):
        cells = "".join(f'<td class="f{-(-SHADES * count // most)}">{count or ""}</td>' for count in counts)
        after = text(page.labels.after).format(name=_who(page, label))
        yield f'<tr><th scope="row">{after}</th>{cells}</tr>\n'
    yield "</tbody></table></div>\n"


def _who(page: Page, label: str) -> str:
    return f'<span class="whom">{badge(page, label)}{name(page, label)}</span>'
