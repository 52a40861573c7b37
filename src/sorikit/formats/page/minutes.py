"""The minutes themselves: every line with the places in the recording that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sorikit.core.minutes import ActionItem, Item, Topic
from sorikit.formats.page.context import Page
from sorikit.formats.page.markup import badge, evidence_marks, name, prose, text, time_button


def sections(page: Page) -> Iterator[str]:
    """Summary, decisions, actions, discussion, questions and next meeting; most empty ones are left out."""
    minutes = page.minutes
    yield from _list(page, "summary", minutes.summary)
    yield from _list(page, "decisions", minutes.decisions)
    yield from _actions(page, minutes.actions)
    yield from _topics(page, minutes.topics)
    yield from _list(page, "questions", minutes.questions)
    yield from _list(page, "next_meeting", minutes.next_meeting)


def _open(page: Page, kind: str, count: int = 0) -> str:
    number = f' <span class="count">{count}</span>' if count else ""
    return f'<section class="part {kind}"><h2>{text(getattr(page.labels, kind))}{number}</h2>\n'


def _nothing(page: Page, kind: str) -> Iterator[str]:
    """Of a meeting that was minuted it is worth knowing that nothing was decided, or nobody took a task."""
    minutes = page.minutes
    if kind in ("decisions", "actions") and (minutes.summary or minutes.topics):
        yield f'{_open(page, kind)}<p class="none">{text(page.labels.none)}</p></section>\n'


def _list(page: Page, kind: str, items: Iterable[Item]) -> Iterator[str]:
    items = tuple(items)
    if not items:
        yield from _nothing(page, kind)
        return
    yield _open(page, kind, 0 if kind in ("summary", "next_meeting") else len(items))
    yield "<ul>\n"
    for item in items:
        yield _item(page, item)
    yield "</ul></section>\n"


def _item(page: Page, item: Item) -> str:
    return f"<li{_doubt(item)}>{_line(page, item)}</li>\n"


def _line(page: Page, item: Item | ActionItem) -> str:
    """The words, the warning where nobody found them said, and the evidence."""
    return (
        f'<span class="line" data-search>{prose(page, item.text)}</span>'
        f"{_warning(page, item)}{evidence_marks(page, item.evidence)}"
    )


def _doubt(item: Item | ActionItem) -> str:
    return "" if item.verified else ' class="unverified"'


def _warning(page: Page, item: Item | ActionItem) -> str:
    if item.verified:
        return ""
    return f' <span class="flag" title="{text(page.words["unverified_hint"])}">{text(page.labels.unverified)}</span>'


def _actions(page: Page, actions: tuple[ActionItem, ...]) -> Iterator[str]:
    if not actions:
        yield from _nothing(page, "actions")
        return
    yield _open(page, "actions", len(actions)) + '<ul class="tasks">\n'
    for number, action in enumerate(actions):
        label = text(page.words["done"].format(text=action.text))
        facts = "".join(_facts(page, action))
        yield (
            f'<li{_doubt(action)}><input type="checkbox" data-task="{number}" aria-label="{label}">'
            f'<div class="task">{_line(page, action)}{f"<div class=facts>{facts}</div>" if facts else ""}</div></li>\n'
        )
    yield "</ul></section>\n"


def _facts(page: Page, action: ActionItem) -> Iterator[str]:
    if action.owner:
        by_name = {shown: label for label, shown in page.names.items()}
        label = action.owner if action.owner in page.numbers else by_name.get(action.owner, action.owner)
        face = badge(page, label) if label in page.numbers else ""
        yield f'<span class="fact"><span class="what">{text(page.labels.owner)}</span>{face}{name(page, label)}</span>'
    if action.due or action.due_text:
        spoken = text(action.due_text)
        when = ""
        if action.due:
            when = f'<time datetime="{action.due.isoformat()}">{text(page.date(action.due))}</time>'
            spoken = f' <span class="spoken">({spoken})</span>' if spoken else ""
        yield f'<span class="fact"><span class="what">{text(page.labels.due)}</span><span>{when}{spoken}</span></span>'


def _topics(page: Page, topics: tuple[Topic, ...]) -> Iterator[str]:
    if not topics:
        return
    yield _open(page, "topics", len(topics))
    for topic in topics:
        yield (
            f'<section class="topic"><h3><span data-search>{prose(page, topic.title)}</span> '
            f"{time_button(page, topic.start, kind='at', end=topic.end)}</h3>\n"
        )
        if topic.points:
            yield f"<ul>\n{''.join(_item(page, point) for point in topic.points)}</ul>"
        yield "</section>\n"
    yield "</section>\n"
