"""What came out of a bench: one row an engine, computed from the log alone, so that it can be made again at any time."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sorikit.apps.bench import judges
from sorikit.apps.bench.judges import Answers, Judge
from sorikit.apps.bench.log import RunLog
from sorikit.apps.bench.machine import Machine
from sorikit.apps.bench.plan import BenchPlan
from sorikit.apps.bench.records import Outcome, Run, RunKey, Start, Timing
from sorikit.core.errors import InvalidDocument
from sorikit.core.events import Notice
from sorikit.metrics import ScoreOptions
from sorikit.metrics.bootstrap import interval_of, value_of
from sorikit.metrics.compare import Comparison, compare
from sorikit.metrics.score import Interval, ItemScore, Score


@dataclass(frozen=True, slots=True)
class Ratio:
    """Time divided by the first engine's: the median over items of pairs of runs in the same round."""

    value: float
    interval: Interval | None
    pairs: int


@dataclass(frozen=True, slots=True)
class EngineReport:
    """One row of the table."""

    label: str
    engine: str
    """With its variant and options."""
    runs: int
    """Finished, with an answer."""
    failed: int
    """Without one."""
    missing: int
    """Not run (yet)."""
    scores: tuple[Score, ...] = ()
    rtf: float | None = None
    """Σ time (median over rounds) / Σ seconds of sound."""
    ratio: Ratio | None = None
    """None for the first engine, and where no pair was run."""
    cpu_ratio: Ratio | None = None
    """The same of CPU time, which a busy machine disturbs less."""
    first_seconds: float | None = None
    """Median time to the first part of the answer."""
    load_seconds: float | None = None
    """Median over the lives of its worker."""
    peak_mb: float | None = None
    cores: float | None = None
    """Σ CPU time / Σ wall time: how many cores it kept busy."""
    versions: Mapping[str, str] = field(default_factory=dict)
    comparisons: tuple[Comparison, ...] = ()
    """Each of its scores against the first engine's."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """Everything that came out."""

    plan: BenchPlan
    machine: Machine
    engines: tuple[EngineReport, ...]
    runs: Mapping[RunKey, Run]
    heard: Mapping[RunKey, str]
    sound_seconds: float
    """Of all items once, where the data or an engine tell."""
    notices: tuple[Notice, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every run was made (it may have failed)."""
        return not any(engine.missing for engine in self.engines)


def make_report(plan: BenchPlan, log: RunLog, machine: Machine, options: ScoreOptions | None = None) -> BenchReport:
    """Judge what is in ``log`` as far as it belongs to ``plan``. Raises what ``metrics.score`` raises."""
    wishes = options or ScoreOptions()
    first = _outcomes(plan, log, plan.labels[0])
    rows = []
    scores_of_first: Sequence[Score] | None = None
    for one in plan.contestants:
        mine = first if one.label == plan.labels[0] else _outcomes(plan, log, one.label)
        heard = {key.item: text for key, text in log.heard.items() if key.engine == one.label}
        judge: Judge = getattr(judges, plan.task.judge)
        scores = judge(plan.dataset, Answers(mine, heard, first), wishes)
        scores_of_first = scores if scores_of_first is None else scores_of_first
        rows.append(_row(plan, log, one.label, (scores, scores_of_first)))
    seconds = sum(_sound_seconds(plan, log, item.id) for item in plan.items)
    return BenchReport(plan, machine, tuple(rows), log.runs, log.heard, seconds, tuple(_notices(plan, log)))


def _row(plan: BenchPlan, log: RunLog, label: str, scores: tuple[Sequence[Score], Sequence[Score]]) -> EngineReport:
    mine, first = scores
    keys = [RunKey(label, item.id, number) for number in range(plan.rounds) for item in plan.items]
    runs = [log.runs[key] for key in keys if key in log.runs]
    times = [run.timing for run in runs if run.timing is not None]
    starts = [start for start in log.starts if start.engine == label]
    contestant = next(one for one in plan.contestants if one.label == label)
    wall = sum(timing.seconds for timing in times)
    return EngineReport(
        label,
        contestant.words,
        runs=sum(run.ok for run in runs),
        failed=sum(not run.ok for run in runs),
        missing=len(keys) - len(runs),
        scores=tuple(mine),
        rtf=_rtf(plan, log, label),
        ratio=None if label == plan.labels[0] else _ratio(plan, log, label, lambda timing: timing.seconds),
        cpu_ratio=None if label == plan.labels[0] else _ratio(plan, log, label, lambda timing: timing.cpu_seconds),
        first_seconds=statistics.median(t.first_seconds for t in times) if times else None,
        load_seconds=statistics.median(start.seconds for start in starts) if starts else None,
        peak_mb=_peak(starts, times),
        cores=sum(timing.cpu_seconds for timing in times) / wall if wall else None,
        versions=starts[-1].versions if starts else {},
        comparisons=() if label == plan.labels[0] else tuple(_comparisons(mine, first)),
    )


def _outcomes(plan: BenchPlan, log: RunLog, label: str) -> dict[str, Outcome]:
    """Return item → the answer of the first round in which there was one."""
    found: dict[str, Outcome] = {}
    for number in range(plan.rounds):
        for item in plan.items:
            run = log.runs.get(RunKey(label, item.id, number))
            if run is not None and run.outcome is not None:
                found.setdefault(item.id, run.outcome)
    return found


def _times(plan: BenchPlan, log: RunLog, label: str, item: str) -> list[Timing]:
    keys = (RunKey(label, item, number) for number in range(plan.rounds))
    return [timing for key in keys if (run := log.runs.get(key)) is not None and (timing := run.timing) is not None]


def _rtf(plan: BenchPlan, log: RunLog, label: str) -> float | None:
    seconds = sound = 0.0
    for item in plan.items:
        times = _times(plan, log, label, item.id)
        if times:
            seconds += statistics.median(timing.seconds for timing in times)
            sound += _own_seconds(plan, log, label, item.id)
    return seconds / sound if sound else None


def _own_seconds(plan: BenchPlan, log: RunLog, label: str, item: str) -> float:
    """Return the seconds of sound that an engine heard, or made, for an item."""
    for number in range(plan.rounds):
        run = log.runs.get(RunKey(label, item, number))
        if run is not None and run.outcome is not None:
            return run.outcome.sound_seconds
    return 0.0


def _sound_seconds(plan: BenchPlan, log: RunLog, item: str) -> float:
    return max((_own_seconds(plan, log, label, item) for label in plan.labels), default=0.0)


def _ratio(plan: BenchPlan, log: RunLog, label: str, seconds: Callable[[Timing], float]) -> Ratio | None:
    """Return the median over items (each weighs the same) of the median over rounds of mine / the first engine's."""
    items = []
    pairs = 0
    for item in plan.items:
        ratios = []
        for number in range(plan.rounds):
            mine = log.runs.get(RunKey(label, item.id, number))
            first = log.runs.get(RunKey(plan.labels[0], item.id, number))
            if mine is not None and first is not None and mine.timing and first.timing and seconds(first.timing):
                ratios.append(seconds(mine.timing) / seconds(first.timing))
        if ratios:
            pairs += len(ratios)
            items.append(ItemScore(item.id, statistics.median(ratios)))
    value = value_of(items, "median")
    return None if value is None else Ratio(value, interval_of(items, "median"), pairs)


def _peak(starts: Sequence[Start], times: Sequence[Timing]) -> float | None:
    peaks = [*(start.peak_mb for start in starts), *(timing.peak_mb for timing in times)]
    return max((peak for peak in peaks if peak is not None), default=None)


def _comparisons(mine: Sequence[Score], first: Sequence[Score]) -> list[Comparison]:
    """Compare the scores that both have over the same items (a pooled statistic such as EER may have none)."""
    found = []
    by_name = {score.name: score for score in first}
    for score in mine:
        other = by_name.get(score.name)
        if other is not None and other is not score and score.items and other.items:
            try:
                found.append(compare(other, score))
            except InvalidDocument:
                continue
    return found


def _notices(plan: BenchPlan, log: RunLog) -> list[Notice]:
    """Return what a reader of the table must know."""
    notices = []
    if plan.dataset.left_out:
        count = plan.dataset.left_out
        notices.append(
            Notice(f"{count} items have no text and were left out.", f"글이 없는 항목 {count}개를 뺐습니다.")
        )
    for label in plan.labels:
        versions = {tuple(sorted(start.versions.items())) for start in log.starts if start.engine == label}
        if len(versions) > 1:
            notices.append(
                Notice(
                    f"{label} was run with several versions of its libraries; its times mix them.",
                    f"{label}: 라이브러리 판이 도중에 바뀌어 시간이 섞여 있습니다.",
                )
            )
        unlike = sum(_differs(plan, log, label, item.id) for item in plan.items)
        if unlike:
            notices.append(
                Notice(
                    f"{label} did not answer the same in every round on {unlike} items; the first answer is judged.",
                    f"{label}: 항목 {unlike}개에서 회차마다 답이 달랐습니다. 첫 답을 평가했습니다.",
                )
            )
    return notices


def _differs(plan: BenchPlan, log: RunLog, label: str, item: str) -> bool:
    answers = set()
    for number in range(plan.rounds):
        run = log.runs.get(RunKey(label, item, number))
        if run is not None and run.outcome is not None:
            answers.add((run.outcome.text, run.outcome.turns, run.outcome.spans, run.outcome.values))
    return len(answers) > 1
