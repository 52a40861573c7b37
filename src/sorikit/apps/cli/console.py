"""What a person sees while a command works: sentences on stderr, a progress bar where there is a terminal.

Results go to stdout, everything else to stderr, so that pipes stay clean. rich is imported when first needed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sorikit.apps.cli.text import t
from sorikit.core.events import Event, Job, Notice, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from sorikit.apps.settings import Settings

T = TypeVar("T")

STAGES = {
    "decode": ("Reading", "읽기"),
    "detect": ("Finding speech", "말소리 찾기"),
    "diarize": ("Who speaks when", "화자 나누기"),
    "likeness": ("Looking for the voice", "닮은 목소리 찾기"),
    "fit": ("Trying ways", "방법 견주기"),
    "watermark": ("Looking for the mark", "표시 찾기"),
    "convert": ("Changing the voice", "목소리 바꾸기"),
    "transcribe": ("What is said", "받아쓰기"),
    "align": ("Words in time", "낱말 맞추기"),
    "minutes": ("Minutes", "회의록"),
    "features": ("Features", "특징"),
    "plot": ("Listening", "듣기"),
    "score": ("Judging", "채점"),
    "load": ("Engines loaded", "불러온 엔진"),
    "bench": ("Runs", "실행"),
    "judge": ("Made sounds heard", "들어 본 소리"),
    "speak": ("Speaking", "말하기"),
    "write": ("Writing", "쓰기"),
    "mux": ("Adding the track", "자막 트랙 넣기"),
    "burn": ("Drawing subtitles", "자막 새기기"),
    "voices": ("Voices", "목소리"),
    "batch": ("Recordings", "녹음"),
    "install": ("Installing", "설치"),
    "download": ("Downloading", "내려받기"),
}
_PLAIN_INTERVAL = 10.0
"""Seconds between two lines of progress where stderr is not a terminal."""


class Console:
    """Says things to one person, as ``quiet`` or as ``machine``-readable as they asked."""

    def __init__(self, settings: Settings, *, quiet: bool = False, as_json: bool = False) -> None:
        self.settings = settings
        self.quiet = quiet
        self.as_json = as_json
        self._bar: Bar | None = None

    def result(self, text: str) -> None:
        """Print a result to stdout (not with --json, nor with --quiet)."""
        if not self.quiet and not self.as_json:
            print(text)

    def json(self, document: object) -> None:
        """Print one JSON document to stdout."""
        print(json.dumps(document, ensure_ascii=False, indent=2))

    def say(self, text: str) -> None:
        """Tell the person something, on stderr; silent with --quiet."""
        if self.quiet:
            return
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stderr)

    def error(self, text: str) -> None:
        """Print an error sentence, always."""
        print(f"sori: {text}", file=sys.stderr)

    def complain(self, text: str) -> None:
        """Print an error sentence, always, above the bar where there is one."""
        if self._bar is not None:
            self._bar.console.print(f"sori: {text}", markup=False, highlight=False, soft_wrap=True)
        else:
            self.error(text)

    def notice(self, notice: Notice) -> None:
        """Show a warning."""
        self.say("! " + notice.sentence(self.settings.language))

    def follow(self, job: Job[T], label: str = "") -> T:
        """Work a job to its end with a progress bar, and return its result."""
        with self.listening(label) as listener:
            return job.run(listener)

    def live(self, text: str) -> None:
        """Print a line of a growing result to stdout; where it is the terminal of the bar, above the bar."""
        if self._bar is not None and sys.stdout.isatty():
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, flush=True)

    @contextmanager
    def listening(self, label: str = "") -> Iterator[Any]:
        """Give a listener of events: a progress bar on a terminal, a line now and then elsewhere, silence if ``quiet``."""
        if self.quiet:
            yield _say_nothing
        elif sys.stderr.isatty():
            with _make_bar() as bar:
                self._bar = bar
                try:
                    yield _BarListener(self, bar, label)
                finally:
                    self._bar = None
        else:
            yield _PlainListener(self, label)


def _say_nothing(_: Event) -> None:
    """Listen to nothing."""


class _BarListener:
    """One bar per stage, with time left."""

    def __init__(self, console: Console, bar: Bar, label: str) -> None:
        self._console, self._bar, self._label = console, bar, label
        self._tasks: dict[str, Any] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, Notice):
            self._console.notice(event)
        elif isinstance(event, Progress):
            if event.stage not in self._tasks:
                name = stage_name(event.stage)
                self._tasks[event.stage] = self._bar.add_task(f"{self._label}  {name}" if self._label else name)
            total = event.total if event.total > 0 else None
            self._bar.update(self._tasks[event.stage], completed=event.done, total=total)


class _PlainListener:
    """A line now and then, for logs."""

    def __init__(self, console: Console, label: str) -> None:
        self._console, self._label = console, label
        self._stage, self._next = "", 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Notice):
            self._console.notice(event)
        elif isinstance(event, Progress) and (event.stage != self._stage or time.monotonic() >= self._next):
            self._stage, self._next = event.stage, time.monotonic() + _PLAIN_INTERVAL
            share = f" {event.fraction:.0%}" if event.total > 0 else ""
            self._console.say(f"{self._label + ': ' if self._label else ''}{stage_name(event.stage)}{share}")


def stage_name(stage: str) -> str:
    """Return a stage's name in the person's language."""
    return t(*STAGES.get(stage, (stage, stage)))


def _make_bar() -> Bar:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn(t("left", "남음")),
        TimeRemainingColumn(),
        console=RichConsole(stderr=True),
        expand=True,
        redirect_stdout=False,  # what goes to stdout is meant for a pipe; see Console.live
    )
