"""Who speaks when as the apps run it: one recording after the other, each in all the formats that were asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sorikit.apps.batch.items import find_items
from sorikit.apps.recordings import STDIN, ending_of, prepare_folder, spooled_stdin, stems_of
from sorikit.core.channels import count_channels
from sorikit.core.codecs import check_file
from sorikit.core.device import Device
from sorikit.core.events import Job, Notice
from sorikit.core.text import Transcript
from sorikit.core.time import overlapped, talk_time, total
from sorikit.formats import write
from sorikit.formats.serial import to_plain
from sorikit.pipelines.channels import measure_channels
from sorikit.pipelines.diarize import Diarization, DiarizationOptions
from sorikit.pipelines.sources import diarize_source

Follow = Callable[[Job[Diarization], str], Diarization]


@dataclass(frozen=True, slots=True)
class DiarizeWishes:
    """What a person asked for."""

    inputs: tuple[str, ...]
    """Files, folders, ``-``."""
    folder: Path
    formats: tuple[str, ...]
    options: DiarizationOptions
    device: Device
    exclusive: bool = False
    """One speaker at a time, for pairing with words."""


@dataclass(frozen=True, slots=True)
class DiarizePlan:
    """One recording."""

    recording: str
    stem: str
    wishes: DiarizeWishes


@dataclass(frozen=True, slots=True)
class Diarized:
    """What one recording gave and where it is."""

    plan: DiarizePlan
    result: Diarization
    files: dict[str, Path]
    """Format → file."""
    hint: Notice | None = None
    """A better way to do this recording."""

    def report(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        talk = talk_time(self.result.turns)
        return {
            "recording": self.plan.recording,
            "ok": True,
            "files": {name: str(path) for name, path in self.files.items()},
            "speakers": {speaker: round(seconds, 3) for speaker, seconds in talk.items()},
            "turns": len(self.result.turns),
            "overlap_seconds": round(total(overlapped(self.result.turns)), 3),
            "statistics": to_plain(self.result.turn_statistics),
        }


def plan_diarizations(wishes: DiarizeWishes) -> list[DiarizePlan]:
    """Return one plan per recording. Raises the errors of ``find_items`` and of the folder of results."""
    recordings = [item.source for item in find_items(wishes.inputs)]
    prepare_folder(wishes.folder)
    return [DiarizePlan(path, stem, wishes) for path, stem in zip(recordings, stems_of(recordings), strict=True)]


def run_diarization(plan: DiarizePlan, follow: Follow) -> Diarized:
    """Do one recording and write its formats. Raises the errors of both."""
    wishes = plan.wishes
    source = spooled_stdin(wishes.folder) if plan.recording == STDIN else Path(plan.recording)
    try:
        check_file(source, name=plan.recording)
        result = follow(diarize_source(source, wishes.options, wishes.device), plan.stem)
        hint = _channels_hint(source, plan.recording) if wishes.options.engine == "sorikit" else None
    finally:
        if plan.recording == STDIN:
            source.unlink(missing_ok=True)
    turns = result.exclusive if wishes.exclusive else result.turns
    transcript = Transcript(turns=turns, duration=result.duration, source=Path(plan.recording).name)
    files = {name: wishes.folder / f"{plan.stem}.{ending_of(name)}" for name in wishes.formats}
    for name, path in files.items():
        write(transcript, path, name)
    return Diarized(plan, result, files, hint)


def _channels_hint(source: Path, name: str) -> Notice | None:
    """Return what to say where the two channels of a recording hold the two sides of a call."""
    if count_channels(source) != 2 or not measure_channels(source).apart:
        return None
    return Notice(
        f"{name}: each channel holds a side of the conversation; --engine channels tells them apart without doubt.",
        f"{name}: 채널마다 다른 사람이 말합니다. --engine channels를 쓰면 헷갈리지 않고 나눕니다.",
    )
