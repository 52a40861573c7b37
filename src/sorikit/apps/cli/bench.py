"""``sori bench TASK``: engines over recordings, in turn, scored and timed, one table."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.events import Event, Job, Notice, Progress

if TYPE_CHECKING:
    from sorikit.apps.bench.report import BenchReport
    from sorikit.apps.cli.console import Console

TASKS = ("asr", "diarization", "vad", "features", "tts", "speaker")
"""The same as ``apps.bench.tasks``, which ``--help`` need not load."""
_INTERVAL = 10.0
"""Seconds between two lines of progress where stderr is not a terminal."""


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "bench",
        help=t("compare engines: errors, speed, memory", "엔진 비교: 오류율, 속도, 메모리"),
        description=t(
            "Run engines over recordings with known answers: each in a process of its own, asked in turn, item by item, "
            "so that noise hits all alike. Scores with intervals, times, memory; one table, saved with every answer. "
            "A stopped bench goes on where it was when the same command is given again.",
            "정답을 아는 녹음들로 엔진을 비교합니다. 엔진마다 따로 프로세스를 두고 항목마다 번갈아 물으므로 잡음이 "
            "고르게 섞입니다. 점수와 신뢰 구간, 시간, 메모리를 표 하나로 보여 주고 모든 답과 함께 저장합니다. "
            "멈춘 벤치는 같은 명령을 다시 실행하면 이어집니다.",
        ),
        epilog=t(
            "Example: sori bench asr --data my/manifest.jsonl --engines whisper-base,faster-whisper. "
            "A wrong name lists the engines there are.",
            "예: sori bench asr --data my/manifest.jsonl --engines whisper-base,faster-whisper. "
            "이름이 틀리면 고를 수 있는 엔진을 알려 줍니다.",
        ),
    )
    parser.add_argument("task", metavar=t("TASK", "작업"), help=t("one of ", "다음 가운데 하나: ") + ", ".join(TASKS))
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar=t("MANIFEST", "목록"),
        help=t(
            "manifest (.jsonl), folder of a known corpus, or list of trials (.txt, for speaker)",
            "목록(.jsonl), 알려진 말뭉치 폴더, 또는 비교 목록(.txt, speaker)",
        ),
    )
    parser.add_argument(
        "--engines",
        required=True,
        metavar="A,B",
        help=t(
            "engines, separated by commas; all are compared with the first. LABEL=ENGINE names one",
            "쉼표로 나눈 엔진들. 모두 첫째와 비교합니다. 이름=엔진으로 이름을 붙일 수 있습니다",
        ),
    )
    _add_more(parser)


def _add_more(parser: argparse.ArgumentParser) -> None:
    number = t("N", "수")
    parser.add_argument(
        "-o",
        "--output-dir",
        type=Path,
        metavar=t("DIR", "폴더"),
        help=t("where the results go (default: bench/TASK-DATA)", "결과를 둘 폴더 (기본: bench/작업-자료)"),
    )
    parser.add_argument("--rounds", type=int, default=1, metavar=number, help=t("run all so often", "반복 횟수"))
    parser.add_argument("--limit", type=int, metavar=number, help=t("only the first items", "처음 몇 항목만"))
    parser.add_argument(
        "--threads",
        type=int,
        default=2,
        metavar=number,
        help=t("threads of each engine (default: 2)", "엔진마다 스레드 수 (기본: 2)"),
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        metavar=t("ENGINE:KEY=VALUE", "엔진:이름=값"),
        help=t(
            "an option of one engine, such as faster-whisper:beam_size=1; may be repeated",
            "엔진 하나의 옵션. 예: faster-whisper:beam_size=1. 여러 번 쓸 수 있습니다",
        ),
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=0.0,
        metavar=t("S", "초"),
        help=t(
            "seconds that one run may take (default: by the length of the recording)",
            "한 번에 허용할 초 (기본: 녹음 길이에 따라)",
        ),
    )
    parser.add_argument("--retry", action="store_true", help=t("run again what failed before", "실패한 것을 다시"))
    add_talk(parser)


def run(args: argparse.Namespace, console: Console) -> int:
    """Run the bench, show and save its table. Returns 0, or 1 where some runs are still to be made."""
    from sorikit.apps.bench.bench import bench
    from sorikit.apps.bench.plan import BenchWishes, make_plan
    from sorikit.apps.bench.table import document, markdown, notices_of, save

    plan = make_plan(
        BenchWishes(
            task=args.task,
            data=args.data,
            engines=tuple(args.engines.split(",")),
            folder=args.output_dir,
            rounds=args.rounds,
            limit=args.limit,
            threads=args.threads,
            options=tuple(args.option),
            timeout=args.timeout,
            retry=args.retry,
        )
    )
    report = _follow(console, bench(plan))
    files = save(report)
    for notice in notices_of(report):
        console.notice(notice)
    if console.as_json:
        console.json(document(report))
    else:
        console.result(markdown(report))
        console.say(t(f"Saved: {files['table']}, {files['json']}", f"저장했습니다: {files['table']}, {files['json']}"))
    return 0 if report.complete else 1


def _follow(console: Console, job: Job[BenchReport]) -> BenchReport:
    """Work the job to its end; where there is no terminal for a bar, say now and then how long it will still take."""
    if console.quiet or sys.stderr.isatty():
        return console.follow(job)
    return job.run(_Lines(console))


class _Lines:
    """A line of progress now and then, with the time left."""

    def __init__(self, console: Console) -> None:
        from sorikit.apps.cli.console import stage_name

        self._console, self._name = console, stage_name
        self._stage = ""
        self._before = self._started = self._next = 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Notice):
            self._console.notice(event)
        elif isinstance(event, Progress):
            self._progress(event)

    def _progress(self, event: Progress) -> None:
        now = time.monotonic()
        if event.stage != self._stage:
            self._stage, self._before, self._started, self._next = event.stage, event.done, now, now
        if now < self._next and event.done < event.total:
            return
        self._next = now + _INTERVAL
        words = f"{self._name(event.stage)}: {event.done:.0f}/{event.total:.0f}"
        if event.done > self._before and event.done < event.total:
            left = (now - self._started) / (event.done - self._before) * (event.total - event.done)
            words += t(f", about {_long(left)} left", f", 약 {_long(left)} 남음")
        self._console.say(words)


def _long(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 90:
        return t(f"{seconds:.0f} s", f"{seconds:.0f}초")
    return t(f"{seconds / 60:.0f} min", f"{seconds / 60:.0f}분")
