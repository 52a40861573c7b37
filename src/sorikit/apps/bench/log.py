"""What a bench has done so far: one JSON line per finished run, appended as it finishes.

A line is written with one call, so that a bench that is killed at any moment leaves whole lines and at most one broken
one at the end; that one is passed over, and its run is done again. Of a run that is found twice, the first counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sorikit.apps.bench.protocol import decode, encode
from sorikit.apps.bench.records import Heard, Run, RunKey, Start
from sorikit.core.codecs import write_error
from sorikit.core.errors import InvalidOption
from sorikit.core.files import writing


@dataclass(frozen=True, slots=True)
class Begun:
    """What a bench was asked, written whenever one begins or goes on."""

    task: str
    data: str
    """Whole path of the manifest or folder."""
    threads: int
    engines: dict[str, str] = field(default_factory=dict)
    """Label → engine with its variant and options, in words."""


RECORDS: tuple[type[Any], ...] = (Begun, Run, Start, Heard)


class RunLog:
    """The log of one folder. Raises InvalidDocument for a whole line that is none of ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.runs: dict[RunKey, Run] = {}
        self.heard: dict[RunKey, str] = {}
        self.starts: list[Start] = []
        self._begun: list[Begun] = []
        try:
            whole = path.read_bytes()
        except FileNotFoundError:
            whole = b""
        except OSError as error:
            raise write_error(error, path) from error
        lines = whole.split(b"\n")
        self._broken_end = bool(lines[-1])
        for number, line in enumerate(lines[:-1], 1):
            if line.strip():
                self._take(line, number)

    def begin(self, begun: Begun) -> None:
        """Note that a bench begins or goes on. Raises InvalidOption where what is here was asked otherwise."""
        for before in self._begun:
            _same("the task", "작업", before.task, begun.task)
            _same("the data", "자료", before.data, begun.data)
            _same("--threads", "--threads", str(before.threads), str(begun.threads))
            for label in before.engines.keys() & begun.engines.keys():
                _same(label, label, before.engines[label], begun.engines[label])
        if not self._begun or self._begun[-1] != begun:
            self._append(begun)
            self._begun.append(begun)

    def keep(self, record: Run | Start | Heard) -> None:
        """Append a record; a run that is here already stays as it was. Raises DiskFull or OutputNotWritable."""
        if isinstance(record, Run) and record.key in self.runs:
            return
        self._append(record)
        self._remember(record)

    def forget(self, unwanted: Callable[[Run], bool]) -> int:
        """Drop runs, and return how many they were: the log is written anew, at once or not at all."""
        dropped = {key for key, run in self.runs.items() if unwanted(run)}
        if dropped:
            for key in dropped:
                self.runs.pop(key)
                self.heard.pop(key, None)
            heard = [Heard(key, text) for key, text in self.heard.items()]
            with writing(self.path) as file:
                for record in (*self._begun, *self.starts, *self.runs.values(), *heard):
                    file.write(encode(record))
            self._broken_end = False
        return len(dropped)

    def _take(self, line: bytes, number: int) -> None:
        try:
            json.loads(line)
        except ValueError:
            return  # it was cut short
        record = decode(line, RECORDS, name=f"{self.path}, line {number}")
        if isinstance(record, Begun):
            self._begun.append(record)
        else:
            self._remember(record)

    def _remember(self, record: Run | Start | Heard) -> None:
        if isinstance(record, Run):
            self.runs.setdefault(record.key, record)
        elif isinstance(record, Heard):
            self.heard.setdefault(record.key, record.text)
        else:
            self.starts.append(record)

    def _append(self, record: object) -> None:
        line = (b"\n" if self._broken_end else b"") + encode(record)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                while line:
                    line = line[os.write(handle, line) :]
            finally:
                os.close(handle)
        except OSError as error:
            self._broken_end = True
            raise write_error(error, self.path) from error
        self._broken_end = False


def _same(en: str, ko: str, before: str, now: str) -> None:
    if before != now:
        raise InvalidOption(
            option="-o",
            detail=f"holds a bench for which {en} was {before!r}, not {now!r}; choose another folder with -o",
            detail_ko=f"이 폴더의 벤치는 {ko}이(가) {now!r}이(가) 아니라 {before!r}였습니다. -o로 다른 폴더를 고르세요",
        )
