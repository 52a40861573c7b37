"""From what a person typed to a plan that can be run: everything that can be wrong is found here, before any work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sorikit.apps.bench.data import Dataset, read_data
from sorikit.apps.bench.engines import Found, check_installed, find_engine
from sorikit.apps.bench.judges import true_turns
from sorikit.apps.bench.log import Begun
from sorikit.apps.bench.options import read_options
from sorikit.apps.bench.records import Setup
from sorikit.apps.bench.tasks import Task, find_task
from sorikit.core.errors import InvalidOption
from sorikit.core.manifest import Item
from sorikit.core.media import declared_seconds
from sorikit.store import default_store

BASE_SECONDS, SECONDS_PER_SECOND = 120.0, 10.0
"""How long a run may take where nobody says: so much, and so much for each second of the recording."""

UNKNOWN_SECONDS = 60.0
"""Taken as the length of what does not tell its own."""


@dataclass(frozen=True, slots=True)
class BenchWishes:
    """What a person asked for."""

    task: str
    data: Path
    engines: tuple[str, ...]
    """``NAME``, ``NAME:VARIANT`` or ``LABEL=NAME…``."""
    folder: Path | None = None
    rounds: int = 1
    limit: int | None = None
    """Take so many items only, the first ones."""
    threads: int = 2
    options: tuple[str, ...] = ()
    """``ENGINE:KEY=VALUE``."""
    timeout: float = 0.0
    """Seconds that one run may take; 0 goes by the length of the recording."""
    retry: bool = False
    """Run again what failed before."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """One engine that takes part."""

    label: str
    typed: str
    """The engine's name as it was typed."""
    found: Found
    options: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The engine with its options, in one line; the same for the same."""
        return " ".join([self.found.name, *(f"{key}={value}" for key, value in sorted(self.options.items()))])


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """What will be run."""

    task: Task
    dataset: Dataset
    contestants: tuple[Contestant, ...]
    folder: Path
    rounds: int
    threads: int
    timeout: float
    retry: bool
    limited: bool = False
    """Whether only some items were asked for."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The engines' labels in order; all are compared with the first."""
        return tuple(one.label for one in self.contestants)

    @property
    def items(self) -> tuple[Item, ...]:
        """What they are run over."""
        return self.dataset.items

    def seconds_for(self, item: Item) -> float:
        """Return how long one run of ``item`` may take."""
        if self.timeout:
            return self.timeout
        length = item.duration or (declared_seconds(item.source) if self.task.hears else 0.0)
        return BASE_SECONDS + SECONDS_PER_SECOND * (length or UNKNOWN_SECONDS)

    def begun(self) -> Begun:
        """Return what must stay the same when this bench goes on later."""
        engines = {one.label: one.words for one in self.contestants}
        return Begun(self.task.name, str(self.dataset.path.resolve()), self.threads, engines)

    def setup(self, one: Contestant) -> Setup:
        """Return what the worker of a contestant is built from."""
        cache = default_store().cache
        return Setup(
            engine=one.label,
            runner=one.found.engine.runner_path,
            variant=one.found.variant,
            options=one.options,
            threads=self.threads,
            folder=str(self.folder / "sounds" / safe_name(one.label)),
            cache=str(cache) if cache else None,
            packages=one.found.engine.packages,
        )

    def log_of(self, label: str) -> Path:
        """Return where an engine's own messages go."""
        return self.folder / "logs" / f"{safe_name(label)}.log"


def make_plan(wishes: BenchWishes) -> BenchPlan:
    """Return the plan of ``wishes``.

    Raises InvalidOption, InvalidDocument, AudioNotFound, RuntimeMissing or ModelNotInstalled.
    """
    task = find_task(wishes.task)
    for option, value, least, most in (
        ("--rounds", wishes.rounds, 1, 1000),
        ("--threads", wishes.threads, 1, 1024),
        ("--limit", 1 if wishes.limit is None else wishes.limit, 1, 10**9),
    ):
        _check_range(option, value, least, most)
    if not (math.isfinite(wishes.timeout) and wishes.timeout >= 0):
        raise InvalidOption(option="--timeout", detail="must be 0 or more seconds", detail_ko="0초 이상이어야 합니다")
    contestants = parse_engines(task.name, wishes.engines, wishes.options)
    dataset = read_data(wishes.data, task, wishes.limit)
    for item in dataset.items:
        true_turns(item)  # an RTTM that does not parse is told now, not in an hour
    for one in contestants:
        check_installed(one.found)
    return BenchPlan(
        task,
        dataset,
        contestants,
        wishes.folder or Path("bench") / f"{task.name}-{dataset.name}",
        wishes.rounds,
        wishes.threads,
        wishes.timeout,
        wishes.retry,
        wishes.limit is not None,
    )


def parse_engines(task: str, engines: Sequence[str], options: Sequence[str]) -> tuple[Contestant, ...]:
    """Return the contestants of ``LABEL=NAME:VARIANT`` texts and their ``ENGINE:KEY=VALUE`` options.

    Without a label the engine's name as it was typed is its label. Raises InvalidOption.
    """
    given = [_labelled(text.strip()) for text in engines if text.strip()]
    if not given:
        raise InvalidOption(
            option="--engines", detail="name at least one engine", detail_ko="엔진을 하나 이상 적어 주세요"
        )
    labels = [label for label, _ in given]
    places = [safe_name(label) for label in labels]
    for label, place in zip(labels, places, strict=True):
        if not label:
            raise InvalidOption(
                option="--engines", detail="a label must not be empty", detail_ko="이름이 비어 있으면 안 됩니다"
            )
        if places.count(place) > 1:
            raise InvalidOption(
                option="--engines",
                detail=f"{label!r} is named twice; tell them apart like this: fast={label},slow={label}",
                detail_ko=f"{label!r}이(가) 두 번 나옵니다. 이렇게 구별하세요: fast={label},slow={label}",
            )
    typed = _options_of(options, labels)
    contestants = tuple(Contestant(label, name, find_engine(task, name), typed[label]) for label, name in given)
    for one in contestants:
        read_options(one.found.engine.options, one.options, one.label)
    return contestants


def safe_name(label: str) -> str:
    """Return a label as the name of a file or folder."""
    kept = "".join(character if character.isalnum() or character in "-_." else "_" for character in label)
    return kept if kept.strip(".") else "_" * len(kept)


def _labelled(text: str) -> tuple[str, str]:
    label, equals, name = text.partition("=")
    return (label.strip(), name.strip()) if equals else (text, text)


def _options_of(options: Sequence[str], labels: Sequence[str]) -> dict[str, dict[str, str]]:
    typed: dict[str, dict[str, str]] = {label: {} for label in labels}
    for text in options:
        left, equals, value = text.partition("=")
        label, colon, key = left.rpartition(":")
        if not equals or not colon or not key:
            raise InvalidOption(
                option="--option",
                detail=f"{text!r} is not of the form ENGINE:KEY=VALUE",
                detail_ko=f"{text!r}은(는) 엔진:이름=값 꼴이 아닙니다",
            )
        if label.strip() not in typed:
            listed = ", ".join(labels)
            raise InvalidOption(
                option="--option",
                detail=f"{label!r} is not one of the engines {listed}",
                detail_ko=f"{label!r}은(는) 엔진 {listed} 가운데 없습니다",
            )
        typed[label.strip()][key.strip()] = value.strip()
    return typed


def _check_range(option: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InvalidOption(
            option=option,
            detail=f"{value} is not between {least} and {most}",
            detail_ko=f"{value}은(는) {least}와 {most} 사이가 아닙니다",
        )
