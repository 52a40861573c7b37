"""The report's items, worst first: texts with their errors marked, or the times of true and heard speakers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sorikit.apps.scores.judging import Judged
from sorikit.apps.scores.mistakes import TextView, runs
from sorikit.apps.scores.report_text import counts, number, wrong
from sorikit.core.time import Span, Turn, speakers
from sorikit.formats.page.markup import clock, text
from sorikit.metrics.score import ItemScore, Pair, Score
from sorikit.metrics.speaker_errors import find_errors

MOST_ITEMS = 2000
"""Items that a page shows; of more, the worst."""
FAULTS = {"missed": "missed", "confusion": "confusion", "false alarm": "alarm"}
"""Kind of a fault → its class in the style."""

Words = Mapping[str, str]


def items_section(judged: Judged, words: Words) -> Iterator[str]:
    """Yield the section, nothing where items by themselves have no score."""
    main = judged.result.main
    if not main.items or main.pooling not in ("ratio", "mean"):
        return
    ordered = _worst_first(main)
    shown = ordered[:MOST_ITEMS]
    of_all = words["shown_of"].format(shown=len(shown), all=len(ordered))
    some = f' <span class="hint">{text(of_all)}</span>' if len(shown) < len(ordered) else ""
    yield f"<section><h2>{text(words['items_title'])}{some}</h2>\n"
    yield _tools(words)
    if judged.view is not None:
        yield _legend(words)
    pairs = {pair.item: pair for pair in judged.pairs}
    yield '<div id="items">\n'
    for rank, item in enumerate(shown):
        yield _head(item, rank, main, words)
        pair = pairs.get(item.item)
        if pair is not None:
            yield from _body(judged, pair, words)
        yield "</article>\n"
    yield "</div></section>\n"


def _worst_first(main: Score) -> list[ItemScore]:
    sign = -1.0 if main.lower_is_better else 1.0
    return sorted(
        main.items,
        key=lambda item: (item.value is None and not item.numerator, sign * _badness(item)),
    )


def _badness(item: ItemScore) -> float:
    """Return an item's own score; that of words where nothing was said is as bad as can be."""
    if item.value is not None:
        return item.value
    return float("inf") if item.numerator else 0.0


def _head(item: ItemScore, rank: int, main: Score, words: Words) -> str:
    made = list(counts(item.parts, words, seconds=main.name.startswith("DER")))
    own = number(item.value, main.unit) if item.value is not None else text(words["not_judged"])
    perfect = item.numerator == 0 if main.lower_is_better else main.unit == "ratio" and item.value == 1
    return (
        f'<article class="item" data-rank="{rank}" data-errors="{item.numerator:g}" data-wrong="{int(not perfect)}" '
        f'data-name="{text(item.item)}"><header><h3>{text(item.item)}</h3><span class="own">{own}</span>'
        f'<span class="parts">{text(" · ".join(made))}</span></header>\n'
    )


def _body(judged: Judged, pair: Pair[Any], words: Words) -> Iterator[str]:
    if pair.hypothesis is None:
        yield f'<p class="hint">{text(words["no_answer"])}</p>'
    if judged.view is not None:
        yield '<p class="said">'
        yield from marked(judged.view, pair)
        yield "</p>\n"
    elif judged.result.kind == "der":
        yield from lanes(pair.reference, pair.hypothesis or (), words)
    elif isinstance(pair.reference, (str, float)):
        said = "—" if pair.hypothesis is None else str(pair.hypothesis)
        shown = text(said) if said == str(pair.reference) else wrong(str(pair.reference), said)
        yield f'<p class="said">{shown}</p>\n'


def marked(view: TextView, pair: Pair[Any]) -> Iterator[str]:
    """Yield the reference's text with what was left out, added, and taken for something else."""
    joint = ""
    for edit in runs(view.edits(pair), view.joint):
        yield joint
        yield text(edit.reference) if edit.kind == "equal" else wrong(edit.reference, edit.hypothesis)
        joint = view.joint


def lanes(reference: tuple[Turn, ...], hypothesis: tuple[Turn, ...], words: Words) -> Iterator[str]:
    """Yield a picture of a recording: a lane per true and per heard speaker, pairs together, and lanes of the errors."""
    length = max((turn.end for turn in (*reference, *hypothesis)), default=0.0)
    if not length:
        return
    errors = find_errors(reference, hypothesis)
    heard_as = {true: said for said, true in errors.mapping.items()}
    yield '<div class="lanes">'
    for true in speakers(reference):
        yield _lane(true, words["true_turns"], _of(reference, true), ("true first", length))
        said = heard_as.get(true)
        if said is not None:
            yield _lane(said, words["heard_turns"], _of(hypothesis, said), ("heard", length))
    for said in speakers(hypothesis):
        if said not in errors.mapping:
            yield _lane(said, words["unmatched"], _of(hypothesis, said), ("heard first", length))
    first = " first"
    for kind, style in FAULTS.items():
        spans = [fault.span for fault in errors.faults if fault.kind == kind]
        seconds = words["seconds"].format(seconds=f"{errors.seconds(kind):.1f}")
        name = f'<span class="who fault k-{style}{first}">{text(words[kind])} <small>{text(seconds)}</small></span>'
        yield name + _strip(spans, style + first, length)
        first = ""
    marks = "".join(f"<span>{clock(length * quarter / 4)}</span>" for quarter in range(5))
    yield f'<span></span><span class="axis">{marks}</span></div>\n'


def _lane(speaker: str, side: str, spans: Iterable[Span], drawn: tuple[str, float]) -> str:
    style, length = drawn
    first = " first" if "first" in style else ""
    name = f'<span class="who{first}" title="{text(speaker)}">{text(speaker)} <small>{text(side)}</small></span>'
    return name + _strip(spans, style, length)


def _strip(spans: Iterable[Span], style: str, length: float) -> str:
    kind, _, first = style.partition(" ")
    blocks = "".join(
        f'<rect x="{span.start / length * 1000:.2f}" y="0" width="{max(span.duration / length * 1000, 0.6):.2f}" '
        f'height="10" class="{kind}"></rect>'
        for span in spans
    )
    place = f' class="{first}"' if first else ""
    return f'<svg{place} viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">{blocks}</svg>'


def _of(turns: Iterable[Turn], speaker: str) -> list[Span]:
    return [turn.span for turn in turns if turn.speaker == speaker]


def _tools(words: Words) -> str:
    options = "".join(
        f'<option value="{value}">{text(words[name])}</option>'
        for value, name in (("worst", "by_worst"), ("errors", "by_errors"), ("name", "by_name"))
    )
    return (
        f'<div class="tools"><label>{text(words["sort"])} <select id="order">{options}</select></label>'
        f'<label><input type="checkbox" id="only"> {text(words["only_errors"])}</label>'
        f'<input type="search" id="find" placeholder="{text(words["find"])}" aria-label="{text(words["find"])}"></div>\n'
    )


def _legend(words: Words) -> str:
    return (
        f'<p class="legend" aria-label="{text(words["legend"])}">'
        f"<span>{wrong(words['truth'], words['heard'])} {text(words['substitute'])}</span>"
        f"<span>{wrong(words['truth'], '')} {text(words['delete'])}</span>"
        f"<span>{wrong('', words['heard'])} {text(words['insert'])}</span></p>\n"
    )
