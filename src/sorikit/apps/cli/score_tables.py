"""The tables that ``sori score`` prints: scores with intervals, the worst items, the commonest mistakes, verdicts."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from rich.table import Table

    from sorikit.apps.cli.console import Console
    from sorikit.apps.scores.comparing import Verdict
    from sorikit.apps.scores.result import Mistake, Result
    from sorikit.metrics.compare import Comparison
    from sorikit.metrics.score import Score

MOST_PARTS = 6
"""Parts that fit into a table; more are in the JSON."""
SHORT = {"substitutions": "S", "insertions": "I", "deletions": "D"}
UNITS = {"dB": "dB", "s": "s", "per minute": "/min", "LUFS": "LUFS", "BPM": "BPM", "MOS": "", "count": "", "": ""}


def show_result(result: Result, console: Console) -> None:
    """Print what a person wants to know first."""
    if console.quiet:
        return
    console.result(f"{result.kind}: {t(_many(result.items), f'{result.items}개 항목')} {settings_line(result)}")
    ranges = {one.name: (one.low, one.high) for one in result.ranges}
    columns = [t("Score", "점수"), t("Value", "값"), t("95 % interval", "95 % 신뢰구간")]
    made = any(parts(score) for score in result.scores)
    doubts = [t("by detector's doubt", "검출기 불확실성")] if ranges else []
    table = _table(*columns, *doubts, *([t("Made of", "내역")] if made else []))
    for score in result.scores:
        low_high = ranges.get(score.name)
        doubt = [f"{shown(low_high[0], score)} … {shown(low_high[1], score)}" if low_high else ""] if ranges else []
        table.add_row(score.name, shown(score.value, score), interval(score), *doubt, *([parts(score)] if made else []))
    _print(table, console)
    _show_worst(result, console)
    if result.mistakes:
        table = _table(t("Commonest mistakes", "잦은 오류"), "", t("Times", "횟수"))
        for mistake in result.mistakes[:8]:
            table.add_row(*mistake_words(mistake), str(mistake.count))
        _print(table, console)


def _show_worst(result: Result, console: Console) -> None:
    worst = result.worst()
    if result.items < 2 or not worst:
        return
    made = [_counts(item.parts, result.main) for item in worst]
    table = _table(t("Worst items", "가장 나쁜 항목"), result.main.name, *([t("Made of", "내역")] if any(made) else []))
    for item, counts in zip(worst, made, strict=True):
        table.add_row(item.item, shown(item.value, result.main), *([counts] if any(made) else []))
    _print(table, console)


def show_verdict(verdict: Verdict, console: Console) -> None:
    """Print the differences, and say in words whether the first is real."""
    if console.quiet:
        return
    columns = ("", "A", "B", t("B − A", "B − A"), t("95 % interval", "95 % 신뢰구간"), "p", "")
    table = _table(t("Score", "점수"), *columns[1:])
    for one in verdict.comparisons:
        low, high = one.interval.low, one.interval.high
        table.add_row(
            one.name,
            value(one.first, one.unit),
            value(one.second, one.unit),
            value(one.difference, one.unit, sign=True),
            f"{value(low, one.unit, sign=True)} … {value(high, one.unit, sign=True)}",
            f"{one.p_value:.4f}",
            _certainty(one),
        )
    console.result(f"A: {verdict.first}\nB: {verdict.second}")
    _print(table, console)
    console.result(sentence(verdict))


def _many(items: int) -> str:
    return "1 item" if items == 1 else f"{items} items"


def _certainty(one: Comparison) -> str:
    if not one.better:
        return t("equal", "같음")
    return t("real", "실제 차이") if one.real else t("could be chance", "우연일 수 있음")


def sentence(verdict: Verdict) -> str:
    """Return the answer in words."""
    main = verdict.comparisons[0]
    if not main.better:
        return t(f"{main.name}: A and B are equal.", f"{main.name}: A와 B가 같습니다.")
    name = "B" if main.better == "second" else "A"
    if main.real:
        return t(
            f"{name} is better in {main.name}, and chance would hardly do this (p = {main.p_value:.4f}, {main.items} items).",
            f"{main.name}에서 {name}가 낫습니다. 우연으로 보기 어렵습니다(p = {main.p_value:.4f}, 항목 {main.items}개).",
        )
    return t(
        f"{name} looks better in {main.name}, but it could be chance (p = {main.p_value:.4f}, {main.items} items): "
        "more items would tell.",
        f"{main.name}에서 {name}가 나아 보이지만 우연일 수 있습니다(p = {main.p_value:.4f}, 항목 {main.items}개). "
        "항목이 더 필요합니다.",
    )


def plain_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain JSON values."""
    return {
        "schema": "sorikit.comparison/1",
        "kind": verdict.kind,
        "first": verdict.first,
        "second": verdict.second,
        "comparisons": [{**asdict(one), "real": one.real} for one in verdict.comparisons],
        "notices": [notice.en for notice in verdict.notices],
    }


def value(number: float | None, unit: str, *, sign: bool = False) -> str:
    """Return a number as people read it: shares in per cent, all else with its unit.

    >>> value(0.1234, "ratio"), value(12.0, "dB", sign=True), value(None, "s")
    ('12.3 %', '+12.00 dB', '—')
    """
    if number is None:
        return "—"
    plus = "+" if sign else ""
    if unit == "ratio":
        return f"{100 * number:{plus}.1f} %" if abs(number) >= 0.001 or number == 0 else f"{100 * number:{plus}.2g} %"
    digits = 3 if unit in ("s", "") else 2
    return f"{number:{plus}.{digits}f} {UNITS.get(unit, unit)}".rstrip()


def shown(number: float | None, score: Score) -> str:
    """Return a value of ``score`` as people read it."""
    return value(number, score.unit)


def interval(score: Score) -> str:
    """Return the interval as text, empty where there is none."""
    if score.interval is None:
        return ""
    return f"{shown(score.interval.low, score)} … {shown(score.interval.high, score)}"


def parts(score: Score) -> str:
    """Return what a score is made of, empty where that is too much for a line."""
    if not 0 < len(score.parts) <= MOST_PARTS:
        return ""
    return ", ".join(f"{SHORT.get(name, name)} {shown(part, score)}" for name, part in score.parts.items())


def mistake_words(mistake: Mistake) -> tuple[str, str]:
    """Return a mistake in two columns: what was true, what was made of it."""
    if mistake.kind == "insert":
        return f"+ {visible(mistake.hypothesis)}", t("added", "덧붙음")
    if mistake.kind == "delete":
        return f"− {visible(mistake.reference)}", t("left out", "빠짐")
    return visible(mistake.reference), f"→ {visible(mistake.hypothesis)}"


def visible(token: str) -> str:
    """Return a token so that it can be seen: a space as ``␣``."""
    return token if token.strip() else "␣" * max(1, len(token))


def settings_line(result: Result) -> str:
    """Return the settings in one line."""
    said = ", ".join(f"{name} {said}" for name, said in result.settings.items() if name != "interval")
    return f"({said})" if said else ""


def _counts(counts: Mapping[str, float], score: Score) -> str:
    if not 0 < len(counts) <= MOST_PARTS:
        return ""
    unit = " s" if score.name.startswith("DER") else ""
    return ", ".join(f"{SHORT.get(name, name)} {count:.4g}{unit}" for name, count in counts.items())


def _table(*columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number > 0 and column != t("Made of", "내역"))
    return table


def _print(table: Table, console: Console) -> None:
    """Print a table to stdout: fitted to a terminal, unwrapped in a pipe."""
    from rich.console import Console as RichConsole

    if not console.quiet and not console.as_json:
        width = None if sys.stdout.isatty() else 200
        RichConsole(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False).print(table)
