"""A score as one self-contained HTML page: the number, its interval, and every error where it was made; nothing is fetched.

What was said and every name are data everywhere: escaped, and the page runs only its own script (a strict content
security policy names it by its hash). It reads and prints without the script, which only sorts and filters.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from sorikit.apps.scores.judging import Judged
from sorikit.apps.scores.report_items import items_section
from sorikit.apps.scores.report_text import between, number, pieces, wrong
from sorikit.apps.scores.result import Result, listed
from sorikit.formats.files import writing_text
from sorikit.formats.page.markup import text
from sorikit.metrics.labels import MISSING, confusion_matrix
from sorikit.metrics.score import Score

_SLOT = re.compile(r"\{\{([a-z_.]+)\}\}")
MOST_CLASSES = 30
"""Classes up to which the table of who was taken for whom is drawn."""


def write_report(judged: Judged, path: str | os.PathLike[str], language: str = "en") -> Path:
    """Write the page in ``language`` ("ko", else English). Raises OutputNotWritable, DiskFull, RuntimeMissing."""
    with writing_text(path) as file:
        file.writelines(report(judged, language))
    return Path(path)


def report(judged: Judged, language: str = "en") -> Iterator[str]:
    """Yield the page in pieces."""
    table: dict[str, dict[str, str]] = json.loads(_asset("words.json"))
    words = table.get(language, table["en"])
    style, script = _asset("style.css"), f'"use strict";\n{_asset("script.js")}'
    result = judged.result
    slots: dict[str, Callable[[], str | Iterable[str]]] = {
        "language": lambda: "ko" if language == "ko" else "en",
        "policy": lambda: _policy(style, script),
        "style": lambda: style,
        "script": lambda: script,
        "title": lambda: text(
            f"{result.main.name} {number(result.main.value, result.main.unit)} · {result.hypothesis}"
        ),
        "kind": lambda: text(words.get(f"kind.{result.kind}", result.kind)),
        "headline": lambda: _headline(result.main, words),
        "sides": lambda: _sides(result, words),
        "notices": lambda: _notices(judged, words),
        "scores": lambda: _scores(result, words),
        "settings": lambda: _settings(result, words),
        "mistakes": lambda: _mistakes(result, words),
        "matrix": lambda: _matrix(judged, words),
        "items": lambda: items_section(judged, words),
    }
    for index, part in enumerate(_SLOT.split(_asset("template.html"))):
        if index % 2 == 0:
            yield part
        elif part.startswith("word."):
            yield text(words[part.removeprefix("word.")])
        else:
            made = slots[part]()
            yield from (made,) if isinstance(made, str) else made


def _asset(name: str) -> str:
    return files("sorikit.apps.scores.page").joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    hashes = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in (script, style)]
    return (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _headline(score: Score, words: dict[str, str]) -> str:
    sure = ""
    if score.interval is not None:
        low_high = between(score.interval.low, score.interval.high, score.unit)
        sure = f'<span class="range">{text(words["interval"])} {low_high}</span>'
    return f'<span class="name">{text(score.name)}</span> {number(score.value, score.unit)} {sure}'


def _sides(result: Result, words: dict[str, str]) -> str:
    facts = {
        words["hypothesis"]: result.hypothesis,
        words["reference"]: result.reference,
        words["items"]: f"{result.items:,}",
    }
    return (
        '<p class="sides">'
        + "".join(f"<span>{text(name)} <b>{text(said)}</b></span>" for name, said in facts.items() if said)
        + "</p>"
    )


def _notices(judged: Judged, words: dict[str, str]) -> Iterator[str]:
    for names, word in ((judged.result.missing, "missing"), (judged.result.extra, "extra")):
        if names:
            yield f'<p class="notice">{text(words[word].format(count=len(names), names=listed(names, 20)))}</p>\n'


def _scores(result: Result, words: dict[str, str]) -> Iterator[str]:
    ranges = {one.name: one for one in result.ranges}
    made = {score.name: ", ".join(pieces(score.parts, score.unit, words)) for score in result.scores}
    heads = ["score", "value", "interval", *(["doubt"] if ranges else []), *(["made_of"] if any(made.values()) else [])]
    cells = "".join(f"<th{' colspan=2' if head == 'interval' else ''}>{text(words[head])}</th>" for head in heads)
    yield f"<thead><tr>{cells}</tr></thead><tbody>"
    tops: dict[str, float] = {}
    for score in result.scores:
        if score.interval is not None:
            tops[score.unit] = max(tops.get(score.unit, 0.0), score.interval.high, score.value or 0.0)
    for score in result.scores:
        low_high = ranges.get(score.name)
        doubt = between(low_high.low, low_high.high, score.unit) if low_high else ""
        yield (
            f'<tr><th scope="row">{text(score.name)}</th>'
            f'<td class="number main">{number(score.value, score.unit)}</td>{_interval(score, tops.get(score.unit, 0.0))}'
            + (f'<td class="number">{doubt}</td>' if ranges else "")
            + (f"<td>{text(made[score.name])}</td>" if any(made.values()) else "")
            + "</tr>\n"
        )
    yield "</tbody>"


def _interval(score: Score, top: float) -> str:
    """Return the interval in numbers and as a bar on a scale from 0 to ``top``, the same for all scores of one unit."""
    if score.interval is None or score.value is None:
        return "<td></td><td></td>"
    low, high, value = score.interval.low, score.interval.high, score.value
    floor = min(0.0, low)
    scale = 100.0 / (top - floor) if top > floor else 0.0
    left, right, dot = ((one - floor) * scale for one in (low, high, value))
    bar = (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" x="0" y="4" width="100" height="2"></rect>'
        f'<rect class="span" x="{left:.2f}" y="2" width="{max(right - left, 0.8):.2f}" height="6"></rect>'
        f'<rect class="dot" x="{min(max(dot - 0.8, 0.0), 98.4):.2f}" y="0" width="1.6" height="10"></rect></svg>'
    )
    return f'<td class="number">{between(low, high, score.unit)}</td><td>{bar}</td>'


def _settings(result: Result, words: dict[str, str]) -> str:
    rows = "".join(
        f"<div><dt>{text(words.get(f'set.{name}', name))}</dt><dd>{text(said)}</dd></div>"
        for name, said in result.settings.items()
    )
    return f'<dl class="settings" aria-label="{text(words["settings"])}">{rows}</dl>' if rows else ""


def _mistakes(result: Result, words: dict[str, str]) -> Iterator[str]:
    if not result.mistakes:
        return
    yield f'<section class="mistakes"><h2>{text(words["mistakes"])}</h2><ol>\n'
    for mistake in result.mistakes:
        yield f'<li><span>{wrong(mistake.reference, mistake.hypothesis)}</span><span class="count">× {mistake.count}</span></li>\n'
    yield "</ol></section>\n"


def _matrix(judged: Judged, words: dict[str, str]) -> Iterator[str]:
    """The table of labels: which were taken for which."""
    if judged.result.kind != "labels" or not judged.pairs:
        return
    matrix = confusion_matrix(judged.pairs)
    if len(matrix.labels) > MOST_CLASSES:
        return
    shown = [text(label) if label != MISSING else text(words["missing_column"]) for label in matrix.labels]
    yield f'<section class="matrix"><h2>{text(words["matrix"])}</h2><p class="hint">{text(words["matrix_hint"])}</p>'
    yield '<div class="wide"><table><thead><tr><th></th>' + "".join(f"<th>{label}</th>" for label in shown)
    yield "</tr></thead><tbody>\n"
    for row, label in enumerate(shown):
        if matrix.labels[row] == MISSING:
            continue
        cells = []
        for column, count in enumerate(matrix.counts[row].tolist()):
            style = "right" if row == column else "wrong" if count else "zero"
            cells.append(
                f'<td class="{style}">{count:.0f}</td>' if count or row == column else '<td class="zero">·</td>'
            )
        yield f'<tr><th scope="row">{label}</th>{"".join(cells)}</tr>\n'
    yield "</tbody></table></div></section>\n"
