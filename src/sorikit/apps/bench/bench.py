"""Runs a plan: workers loaded side by side, asked in turn, every finished run kept at once."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator

from sorikit.apps.bench.judges import true_turns
from sorikit.apps.bench.log import RunLog
from sorikit.apps.bench.machine import this_machine
from sorikit.apps.bench.plan import BenchPlan, parse_engines, safe_name
from sorikit.apps.bench.process import WorkerProcess
from sorikit.apps.bench.protocol import Answered, Reply
from sorikit.apps.bench.records import Clip, Heard, Run, RunKey, Setup, Start, WorkerLost
from sorikit.apps.bench.report import BenchReport, make_report
from sorikit.apps.bench.schedule import schedule
from sorikit.apps.bench.warm_up import shortest, warm_up_clip
from sorikit.core.codecs import decode, write
from sorikit.core.errors import EngineFailed, InputError, InvalidOption
from sorikit.core.events import Event, Job, Notice, Progress
from sorikit.core.manifest import Item
from sorikit.store.locks import is_locked, locked

LOG = "runs.jsonl"
MOST_LOSSES = 5
"""Workers lost one after another, after which an engine takes no more part in this run of the bench."""
JUDGE_LIMIT = 600.0
"""Seconds that our recogniser may take for one sound that an engine made."""


def bench(plan: BenchPlan) -> Job[BenchReport]:
    """Run what is not in the log yet, and report all.

    Yields Progress ("load" in engines, "bench" in runs, "judge" in sounds) and Notices. The job raises InvalidOption where the folder belongs to
    another bench or is in use, EngineFailed where an engine cannot be loaded at its first start, and what writing raises.
    """
    return Job(_work(plan))


def _work(plan: BenchPlan) -> Generator[Event, None, BenchReport]:
    lock = plan.folder / ".lock"
    if is_locked(lock):
        raise InvalidOption(
            option="-o",
            detail=f"another bench is writing into {plan.folder}; wait for it, or choose another folder",
            detail_ko=f"다른 벤치가 {plan.folder}에 쓰고 있습니다. 기다리거나 다른 폴더를 고르세요",
        )
    with locked(lock):
        machine = this_machine()
        log = RunLog(plan.folder / LOG)
        log.begin(plan.begun())
        if plan.retry:
            log.forget(lambda run: not run.ok)
        yield from _Runs(plan, log).all()
        if plan.task.is_heard:
            yield from _listen_to_made(plan, log)
        return make_report(plan, log, machine)


class _Runs:
    """The runs of one plan that are still to be made."""

    def __init__(self, plan: BenchPlan, log: RunLog) -> None:
        self._plan, self._log = plan, log
        self._items = {item.id: item for item in plan.items}
        every = list(schedule(plan.labels, list(self._items), plan.rounds))
        self._todo = [key for key in every if key not in log.runs]
        self._count = len(every)
        wanted = {key.engine for key in self._todo}
        self._workers = {
            one.label: _Worker(WorkerProcess(plan.setup(one), plan.log_of(one.label)), log)
            for one in plan.contestants
            if one.label in wanted
        }

    def all(self) -> Generator[Event, None, None]:
        """Load the engines, warm them up, and make the runs one after another."""
        done = self._count - len(self._todo)
        if not self._todo:
            return
        with contextlib.ExitStack() as stack:
            for worker in self._workers.values():
                stack.callback(worker.process.kill)
            short = shortest(self._plan)
            clip, seconds = warm_up_clip(self._plan, clip_of(short, self._plan), short), self._plan.seconds_for(short)
            for number, worker in enumerate(self._workers.values()):
                yield Progress("load", number, len(self._workers), "")
                worker.load()
                worker.warm_up(clip, seconds)
            yield Progress("load", len(self._workers), len(self._workers), "")
            yield Progress("bench", done, self._count, "")
            for key in self._todo:
                yield from self._workers[key.engine].run(key, self._items[key.item], self._plan)
                done += 1
                yield Progress("bench", done, self._count, "")
            for worker in self._workers.values():
                worker.process.close()


class _Worker:
    """One engine's worker over all its lives."""

    def __init__(self, process: WorkerProcess, log: RunLog) -> None:
        self.process = process
        self._log = log
        self._losses = 0
        self._warm_clip: tuple[Clip, float] | None = None

    def load(self) -> None:
        """Start it. Raises EngineFailed."""
        self._log.keep(_started(self.process))

    def warm_up(self, clip: Clip, seconds: float) -> None:
        """Let it do one item that does not count: first calls pay for what later ones find ready.

        An engine that is lost at it is started again without, and meets that item in its turn.
        """
        self._warm_clip = (clip, seconds)
        try:
            self.process.ask(clip, seconds)
        except WorkerLost:
            self._warm_clip = None
            self.load()

    def run(self, key: RunKey, item: Item, plan: BenchPlan) -> Iterator[Notice]:
        """Make one run and keep it, whatever comes of it."""
        if self._losses >= MOST_LOSSES:
            return
        try:
            if not self.process.alive:
                self.load()
                if self._warm_clip is not None:
                    self.warm_up(*self._warm_clip)
            reply = self.process.ask(clip_of(item, plan), plan.seconds_for(item))
        except WorkerLost as lost:
            notice = lost.notice
        except EngineFailed as failed:
            notice = Notice(failed.sentence("en"), failed.sentence("ko"))
        else:
            self._losses = 0
            self._log.keep(_run_of(key, reply))
            if not isinstance(reply, Answered):
                yield _about(key, reply)
            return
        self._losses += 1
        self._log.keep(Run(key, error=notice.en, error_ko=notice.ko))
        yield Notice(f"{key.item}: {notice.en}", f"{key.item}: {notice.ko}")
        if self._losses >= MOST_LOSSES:
            yield _gave_up(key.engine)


def _started(process: WorkerProcess) -> Start:
    """Start a worker. Raises EngineFailed."""
    try:
        return process.start()
    except WorkerLost as lost:
        label = process.setup.engine
        raise EngineFailed(engine=label, detail=lost.notice.en, detail_ko=lost.notice.ko) from lost


def clip_of(item: Item, plan: BenchPlan) -> Clip:
    """Return an item as engines get it; one without a header gets one, once, as peers cannot be told its rate."""
    audio = item.audio
    if item.raw_rate is not None:
        headed = plan.folder / "sounds" / "with header" / f"{safe_name(item.id)}.wav"
        with contextlib.suppress(InputError):  # what cannot be decoded is left to the engines, which say so
            if not headed.is_file():
                headed.parent.mkdir(parents=True, exist_ok=True)
                write(decode(item.source), headed)
            audio = headed
    speakers = {turn.speaker for turn in true_turns(item)}
    return Clip(item.id, str(audio), item.text, item.language, len(speakers) or None)


def _listen_to_made(plan: BenchPlan, log: RunLog) -> Generator[Event, None, None]:
    """Write down what the engines of a task that makes speech made, once for each engine and item."""
    made: dict[tuple[str, str], tuple[RunKey, str]] = {}
    for key in sorted(log.runs, key=lambda key: key.round):
        outcome = log.runs[key].outcome
        if outcome is not None and outcome.made and key.engine in plan.labels:
            made.setdefault((key.engine, key.item), (key, outcome.made))
    todo = [(key, path) for key, path in made.values() if key not in log.heard]
    if not todo:
        return
    judge = WorkerProcess(_judge_setup(plan), plan.folder / "logs" / "judge.log")
    languages = {item.id: item.language for item in plan.items}
    try:
        yield Progress("judge", 0, len(todo), "")
        _started(judge)
        for index, (key, path) in enumerate(todo):
            clip = Clip(key.item, str(plan.folder / path), language=languages.get(key.item))
            try:
                reply = judge.ask(clip, JUDGE_LIMIT)
            except WorkerLost as lost:
                yield lost.notice
                _started(judge)
                continue
            if isinstance(reply, Answered):
                log.keep(Heard(key, reply.outcome.text))
            yield Progress("judge", index + 1, len(todo), "")
    finally:
        judge.kill()


def _judge_setup(plan: BenchPlan) -> Setup:
    (recogniser,) = parse_engines("asr", ["judge=default"], [])
    return plan.setup(recogniser)


def _run_of(key: RunKey, reply: Reply) -> Run:
    if isinstance(reply, Answered):
        return Run(key, reply.outcome, reply.timing)
    en, ko = getattr(reply, "en", "an unexpected reply"), getattr(reply, "ko", "예상하지 못한 답")
    return Run(key, error=en, error_ko=ko)


def _about(key: RunKey, reply: Reply) -> Notice:
    en, ko = getattr(reply, "en", ""), getattr(reply, "ko", "")
    return Notice(f"{key.engine}, {key.item}: {en}", f"{key.engine}, {key.item}: {ko}")


def _gave_up(engine: str) -> Notice:
    return Notice(
        f"{engine} was lost {MOST_LOSSES} times in a row and takes no more part; run the same command to try again.",
        f"{engine}: {MOST_LOSSES}번 잇따라 멈춰 이번에는 뺍니다. 같은 명령을 다시 실행하면 이어서 시도합니다.",
    )
