"""What a person sees of a batch: the text as it comes, one bar for all, a line a file, a table at the end."""

from __future__ import annotations

import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sorikit.apps.batch.plan import DONE, FAILED, SKIPPED, BatchPlan, Row, Told
from sorikit.apps.batch.run import run_batch
from sorikit.apps.cli.text import t
from sorikit.core.events import Event, Notice, Progress, SegmentReady
from sorikit.core.text import Segment
from sorikit.core.time import format_clock
from sorikit.formats._clock import write_clock

if TYPE_CHECKING:
    from sorikit.apps.batch.cluster import ClusterWishes
    from sorikit.apps.cli.console import Console

SHARES = {"download": (0.0, 0.05), "decode": (0.05, 0.1), "detect": (0.1, 0.2), "transcribe": (0.2, 1.0)}
"""Stage → its part of the work on one recording, from and to."""


def follow_batch(
    plan: BatchPlan, console: Console, *, jobs: int = 1, cluster: ClusterWishes | None = None, live: bool = False
) -> int:
    """Run a plan before a person's eyes, and return the exit code: 0 where all is well, else that of the first failure."""
    many = len(plan.items) > 1
    rows: list[Row] = []
    started = time.monotonic()
    with console.listening("" if many else plan.items[0].title) as listener:
        watcher = _Watcher(plan, console, listener, live=live)
        with closing(run_batch(plan, jobs=jobs, cluster=cluster)) as batch:
            for answer in batch:
                watcher.hear(answer)
                if isinstance(answer, Row):
                    rows.append(answer)
    order = {item.name: number for number, item in enumerate(plan.items)}
    rows.sort(key=lambda row: order[row.item.name])
    if console.as_json:
        reports = [report(row) for row in rows]
        console.json(reports if many else reports[0])
    elif many:
        _print_table(rows, console, time.monotonic() - started)
    elif rows[0].state != FAILED:
        for path in rows[0].files.values():
            (console.say if live else console.result)(f"  {path}")
    failed = [row for row in rows if row.error is not None]
    return (failed[0].error.exit_code or 1) if failed and failed[0].error else 0


class _Watcher:
    """Turns what happens in a batch into what is shown."""

    def __init__(self, plan: BatchPlan, console: Console, listener: Any, *, live: bool) -> None:
        self._console, self._listener, self._live = console, listener, live
        self._many, self._total = len(plan.items) > 1, len(plan.items)
        self._parts: dict[str, float] = {}
        self._speaking = ""

    def hear(self, answer: Told | Row) -> None:
        """Show one event or one finished recording."""
        if isinstance(answer, Told):
            self._event(answer.item.name, answer.event)
        else:
            self._row(answer)

    def _event(self, name: str, event: Event) -> None:
        if isinstance(event, SegmentReady):
            if self._live:
                self._head(name)
                self._console.live(live_line(event.segment))
        elif isinstance(event, Notice) or not self._many:
            self._listener(event)
        elif isinstance(event, Progress) and event.stage in SHARES:
            first, last = SHARES[event.stage]
            self._count(name, first + (last - first) * event.fraction)

    def _head(self, name: str) -> None:
        """Say whose text comes now, where there are several."""
        if self._many and name != self._speaking:
            self._console.live(f"# {name}")
        self._speaking = name

    def _count(self, name: str, share: float) -> None:
        self._parts[name] = max(self._parts.get(name, 0.0), share)
        self._listener(Progress("batch", sum(self._parts.values()), self._total, ""))

    def _row(self, row: Row) -> None:
        if row.error is not None:
            self._console.complain(row.error.sentence(self._console.settings.language))
        elif row.state == SKIPPED:
            self._console.say(
                t(
                    f"{row.shown}: finished before with these options, skipped (--overwrite does it again)",
                    f"{row.shown}: 같은 옵션으로 이미 끝나 건너뜁니다 (--overwrite로 다시 할 수 있습니다)",
                )
            )
        elif not row.facts.segments and row.facts.lost:
            self._console.say(
                t(
                    f"! {row.shown}: what sounds like speech was not understood.",
                    f"! {row.shown}: 말소리처럼 들리지만 알아듣지 못했습니다.",
                )
            )
        elif not row.facts.segments:
            self._console.say(
                t(f"! {row.shown}: no speech was found.", f"! {row.shown}: 말소리가 없어 결과가 비어 있습니다.")
            )
        elif self._many:
            facts = row.facts
            length = format_clock(facts.duration)
            words = t(f"{facts.words:,} words", f"단어 {facts.words:,}개")
            self._console.say(f"{row.shown}  {length}  {facts.language}  {words}")
        if self._many:
            self._count(row.item.name, 1.0)


def live_line(segment: Segment) -> str:
    """Return a segment as Whisper prints it: ``[00:01.200 --> 00:03.400]  text``."""
    start, end = (write_clock(round(1000 * seconds), ".", hours=False) for seconds in (segment.start, segment.end))
    return f"[{start} --> {end}]  {segment.text}"


def report(row: Row) -> dict[str, Any]:
    """Return what became of a recording as plain JSON values; every key is always there."""
    facts = row.facts
    return {
        "recording": row.shown,
        "ok": row.error is None,
        "state": row.state,
        "files": {name: str(path) for name, path in row.files.items()},
        "duration": facts.duration,
        "language": facts.language,
        "words": facts.words,
        "segments": facts.segments,
        "lost_speech": facts.lost,
        "unsupported_words": facts.unsupported,
        "seconds": facts.seconds,
        "real_time_factor": facts.real_time_factor,
        "error": row.error.sentence("en") if row.error else None,
    }


def _print_table(rows: list[Row], console: Console, seconds: float) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console as RichConsole
    from rich.table import Table

    if console.quiet:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(t("File", "파일"), overflow="fold")
    for heading in (
        t("Length", "길이"),
        t("Language", "언어"),
        t("Words", "단어"),
        t("Lost %", "놓침 %"),
        t("Seconds", "초"),
        "RTF",
    ):
        table.add_column(heading, justify="right")
    table.add_column(t("State", "상태"))
    states = {DONE: t("done", "완료"), SKIPPED: t("skipped", "건너뜀"), FAILED: t("failed", "실패")}
    for row in rows:
        facts = row.facts
        cells = ["", "", "", "", "", ""]
        if row.state != FAILED:
            lost, rtf = f"{100 * facts.lost:.1f}", f"{facts.real_time_factor:.3f}"
            cells = [format_clock(facts.duration), facts.language or "—", f"{facts.words:,}", lost]
            cells += [f"{facts.seconds:.1f}", rtf]
        table.add_row(row.shown, *cells, states[row.state])
    width = None if sys.stdout.isatty() else 200
    RichConsole(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False).print(table)
    counts = {state: sum(row.state == state for row in rows) for state in states}
    heard = sum(row.facts.duration for row in rows if row.state == DONE)
    length, took = format_clock(heard), format_clock(seconds)
    # recordings heard together take as long as their company does, so the times of the lines do not add up
    whole = t(f"; {length} of sound in {took}", f"; 소리 {length}, 걸린 시간 {took}") if heard else ""
    console.result(", ".join(f"{states[state]} {count}" for state, count in counts.items() if count) + whole)
