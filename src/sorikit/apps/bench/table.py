"""A report as people and programs read it: one Markdown table, one JSON document, one manifest of answers an engine."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sorikit.apps.bench.plan import BenchPlan, safe_name
from sorikit.apps.bench.records import Run, RunKey
from sorikit.apps.bench.report import BenchReport, EngineReport, Ratio
from sorikit.core.events import Notice
from sorikit.core.manifest import Item
from sorikit.formats.files import write_text
from sorikit.formats.serial import to_plain
from sorikit.metrics.compare import Comparison
from sorikit.metrics.score import Score

TABLE, DOCUMENT, ANSWERS = "table.md", "bench.json", "answers"
NONE = "—"
FEW = 10
"""Items under which a bootstrap over items promises too much (see ``metrics.bootstrap``)."""
HOW = "each in its own process, asked in turn item by item, a different one first each time."
WHAT = (
    "RTF: time ÷ seconds of sound. Time ÷ first engine: median over items of pairs of runs; CPU: the same of CPU time. "
    "Brackets: 95 % bootstrap interval over items. Cores: CPU time ÷ time. Peak MB: resident, of the whole process."
)


def save(report: BenchReport) -> dict[str, Path]:
    """Write the table, the document and the answers into the plan's folder; return what is where.

    Raises OutputNotWritable or DiskFull.
    """
    folder = report.plan.folder
    files = {
        "table": write_text(folder / TABLE, markdown(report)),
        "json": write_text(folder / DOCUMENT, json.dumps(document(report), ensure_ascii=False, indent=1) + "\n"),
    }
    for label in report.plan.labels:
        rows = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in _answers(report, label))
        files[label] = write_text(folder / ANSWERS / f"{safe_name(label)}.jsonl", rows)
    return files


def markdown(report: BenchReport) -> str:
    """Return the table with what is needed to understand it."""
    plan = report.plan
    columns, rows = table(report)
    count = f"{len(plan.items)} item{'s' if len(plan.items) > 1 else ''}"
    lines = [f"## {plan.task.name}: {plan.dataset.name}, {count}", ""]
    lines += [f"`{command(plan)}`", "", f"| {' | '.join(columns)} |", "|---|" + "---:|" * (len(columns) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines += ["", *(f"- {line}" for line in remarks(report)), ""]
    return "\n".join(lines)


def table(report: BenchReport) -> tuple[list[str], list[list[str]]]:
    """Return the names of the columns, and a row an engine."""
    names = list(dict.fromkeys(score.name for engine in report.engines for score in engine.scores))
    wanted = report.plan.task.shown or names
    shown = [name for name in names if name in _known(report) and name in wanted]
    first = report.plan.labels[0]
    columns = ["engine", *(f"{name} (95 %)" if name in _sure(report) else name for name in shown)]
    columns += ["RTF", f"time ÷ {first} (95 %)", "CPU", "first result, s", "load, s", "peak MB", "cores", "runs"]
    return columns, [_row(engine, shown) for engine in report.engines]


def remarks(report: BenchReport) -> list[str]:
    """Return what is to be said under the table."""
    plan, machine = report.plan, report.machine
    rounds = f", {plan.rounds} rounds" if plan.rounds > 1 else ""
    lines = [
        f"{report.sound_seconds / 60:.1f} minutes of sound{rounds}; threads of each engine: {plan.threads}; {HOW}",
        WHAT,
    ]
    if len(plan.items) < FEW:
        lines.append(f"With fewer than {FEW} items the intervals are too narrow.")
    lines += [comparison_words(engine.label, one) for engine in report.engines for one in engine.comparisons]
    lines += [notice.en for notice in report.notices]
    noisy = machine.load is not None and machine.load > 0.5
    busy = f"; the machine was busy (load {machine.load}), take times with care" if noisy else ""
    lines.append(f"{machine.words}{busy}.")
    for engine in report.engines:
        versions = ", ".join(f"{name} {version}" for name, version in engine.versions.items())
        if versions:
            lines.append(f"{engine.label}: {engine.engine} ({versions}).")
    return lines


def comparison_words(label: str, one: Comparison) -> str:
    """Return in one sentence whether a difference is real."""
    difference = _number(one.difference, one.unit, sign=True)
    low, high = (_number(edge, one.unit, sign=True) for edge in (one.interval.low, one.interval.high))
    verdict = "a real difference" if one.real else "may be chance"
    return f"{one.name}, {label} against the first: {difference} ({low} … {high}), p = {one.p_value:.2g}: {verdict}."


def document(report: BenchReport) -> dict[str, Any]:
    """Return everything as plain JSON values; keys are always there."""
    plan = report.plan
    return {
        "task": plan.task.name,
        "data": str(plan.dataset.path),
        "command": command(plan),
        "rounds": plan.rounds,
        "threads": plan.threads,
        "items": len(plan.items),
        "sound_seconds": report.sound_seconds,
        "complete": report.complete,
        "machine": asdict(report.machine),
        "notices": [notice.en for notice in report.notices],
        "engines": [_engine_document(report, engine) for engine in report.engines],
    }


def command(plan: BenchPlan) -> str:
    """Return what to type to get this table again."""
    parts = [f"sori bench {plan.task.name}", f"--data {plan.dataset.path}", f"--engines {_typed(plan)}"]
    options = [f"--option {one.label}:{key}={value}" for one in plan.contestants for key, value in one.options.items()]
    limit = [f"--limit {len(plan.items)}"] if plan.limited else []
    rounds = [f"--rounds {plan.rounds}"] if plan.rounds > 1 else []
    return " ".join([*parts, *options, *limit, *rounds, f"--threads {plan.threads}"])


def notices_of(report: BenchReport) -> tuple[Notice, ...]:
    """Return what should be said aloud, failures first."""
    failed = [
        Notice(f"{e.label}: {e.failed} of {e.runs + e.failed} runs failed (again with --retry).",
               f"{e.label}: {e.runs + e.failed}번 가운데 {e.failed}번 실패했습니다(다시 하려면 --retry).")
        for e in report.engines if e.failed
    ]  # fmt: skip
    missing = [
        Notice(f"{e.label}: {e.missing} runs are still to be made.", f"{e.label}: {e.missing}번이 아직 남았습니다.")
        for e in report.engines
        if e.missing
    ]
    return (*failed, *missing, *report.notices)


def _typed(plan: BenchPlan) -> str:
    return ",".join(one.label if one.label == one.typed else f"{one.label}={one.typed}" for one in plan.contestants)


def _row(engine: EngineReport, names: Sequence[str]) -> list[str]:
    scores = {score.name: score for score in engine.scores}
    cells = [engine.label, *(_score(scores.get(name)) for name in names)]
    cells.append(NONE if engine.rtf is None else f"{engine.rtf:.3g}")
    cells.append(NONE if engine.ratio is None else _with_interval(engine.ratio))
    cells.append(NONE if engine.cpu_ratio is None else f"{engine.cpu_ratio.value:.2f} ×")
    cells.append(NONE if engine.first_seconds is None else f"{engine.first_seconds:.3g}")
    cells.append(NONE if engine.load_seconds is None else f"{engine.load_seconds:.2f}")
    cells.append(NONE if engine.peak_mb is None else f"{engine.peak_mb:.0f}")
    cells.append(NONE if engine.cores is None else f"{engine.cores:.1f}")
    rest = [f"{engine.failed} failed"] if engine.failed else []
    rest += [f"{engine.missing} to do"] if engine.missing else []
    cells.append(", ".join([str(engine.runs), *rest]))
    return cells


def _with_interval(ratio: Ratio) -> str:
    between = ratio.interval
    edges = f" ({between.low:.2f} … {between.high:.2f})" if between else ""
    return f"{ratio.value:.2f} ×{edges}"


def _score(score: Score | None) -> str:
    if score is None or score.value is None:
        return NONE
    between = score.interval
    edges = f" ({_bare(between.low, score.unit)} … {_bare(between.high, score.unit)})" if between else ""
    return _number(score.value, score.unit) + edges


def _known(report: BenchReport) -> set[str]:
    """Return the scores that have a value in some row."""
    return {score.name for engine in report.engines for score in engine.scores if score.value is not None}


def _sure(report: BenchReport) -> set[str]:
    return {score.name for engine in report.engines for score in engine.scores if score.interval is not None}


def _bare(value: float, unit: str) -> str:
    if unit == "ratio":
        return f"{100 * value:.2f}"
    return f"{value:.2e}" if value and abs(value) < 1e-2 else f"{value:.4g}"


def _number(value: float, unit: str, *, sign: bool = False) -> str:
    plus = "+" if sign and value >= 0 and math.isfinite(value) else ""
    shown = {"ratio": " %", "": "", "count": ""}.get(unit, f" {unit}")
    return f"{plus}{_bare(value, unit)}{shown}"


def _engine_document(report: BenchReport, engine: EngineReport) -> dict[str, Any]:
    return {
        "label": engine.label,
        "engine": engine.engine,
        "runs": engine.runs,
        "failed": engine.failed,
        "missing": engine.missing,
        "rtf": engine.rtf,
        "ratio": to_plain(engine.ratio),
        "cpu_ratio": to_plain(engine.cpu_ratio),
        "first_seconds": engine.first_seconds,
        "load_seconds": engine.load_seconds,
        "peak_mb": engine.peak_mb,
        "cores": engine.cores,
        "versions": dict(engine.versions),
        "scores": [_score_document(score) for score in engine.scores],
        "comparisons": [{**to_plain(one), "real": one.real} for one in engine.comparisons],
        "items": list(_answers(report, engine.label)),
    }


def _score_document(score: Score) -> dict[str, Any]:
    return {
        "name": score.name,
        "value": to_plain(score.value),
        "unit": score.unit,
        "interval": to_plain(score.interval),
        "parts": to_plain(dict(score.parts)),
        "items": [
            {"item": one.item, "numerator": one.numerator, "denominator": one.denominator} for one in score.items
        ],
    }


def _answers(report: BenchReport, label: str) -> Iterator[dict[str, Any]]:
    """Yield a manifest line per item: the answer of the first round that gave one, and the times of all rounds."""
    for item in report.plan.items:
        keys = [RunKey(label, item.id, number) for number in range(report.plan.rounds)]
        runs = [report.runs[key] for key in keys if key in report.runs]
        yield _answer(item, runs, next((report.heard[key] for key in keys if key in report.heard), None))


def _answer(item: Item, runs: Sequence[Run], heard: str | None) -> dict[str, Any]:
    outcome = next((run.outcome for run in runs if run.outcome is not None), None)
    turns = [{"start": t.start, "end": t.end, "speaker": t.speaker} for t in outcome.turns] if outcome else []
    spans = [{"start": span.start, "end": span.end} for span in outcome.spans] if outcome else []
    return {
        "id": item.id,
        "audio": str(item.audio.resolve()),
        "text": heard if heard is not None else (outcome.text if outcome else None),
        "reference": item.text,
        "lang": outcome.language if outcome else None,
        "segments": turns or spans,
        "made": outcome.made if outcome else None,
        "seconds": [run.timing.seconds for run in runs if run.timing],
        "first_seconds": [run.timing.first_seconds for run in runs if run.timing],
        "error": next((run.error for run in runs if run.error), None),
    }
