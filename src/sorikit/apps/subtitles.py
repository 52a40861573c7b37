"""Subtitles as the apps make them: a recording or a transcript in; subtitle files, a muxed or a burned video out.

Everything that can be wrong with the wishes is found before the first second of audio is worked on.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sorikit import formats
from sorikit.apps.recordings import WORK_FOLDER, check_named, prepare_folder, stems_of
from sorikit.apps.settings import Settings
from sorikit.apps.video.burn import burn, no_picture
from sorikit.apps.video.containers import check_runtime, container_of, picture_of
from sorikit.apps.video.letters import Letters
from sorikit.apps.video.mux import Track, mux
from sorikit.core.codecs import check_file
from sorikit.core.device import Device
from sorikit.core.errors import InvalidOption, OutputNotWritable, UnsupportedFormat
from sorikit.core.events import Event, Job, Notice
from sorikit.core.text import Transcript
from sorikit.engines import asr
from sorikit.formats import FORMATS
from sorikit.formats.cues import cues, shows_speakers
from sorikit.formats.subtitles import Reading, SubtitleRule, reading_of
from sorikit.pipelines.diarize import DiarizationOptions
from sorikit.pipelines.languages import LanguageVote
from sorikit.pipelines.meeting import MeetingOptions, hold_meeting
from sorikit.pipelines.sources import transcribe_source
from sorikit.pipelines.stages import Workspace, digest_file
from sorikit.pipelines.transcribe import TranscribeOptions

TOLERATED = 0.05
"""Share of cues that may be too fast before it is said."""


@dataclass(frozen=True, slots=True)
class VideoWishes:
    """Videos to be made."""

    mux: Path | None = None
    burn: Path | None = None
    font: Path | None = None
    """Font of burned letters; None takes the kit's own."""


@dataclass(frozen=True, slots=True)
class SubtitleWishes:
    """What a person asked for, for any number of files."""

    files: tuple[str, ...]
    formats: tuple[str, ...] = ("srt",)
    folder: Path | None = None
    """Where the subtitles go; None puts them beside each file, where players look for them."""
    transcript: Path | None = None
    """Words that are known already; None writes the recording down."""
    rule: SubtitleRule = field(default_factory=SubtitleRule)
    """``speakers`` True finds out who speaks, where the transcript does not say."""
    options: TranscribeOptions = field(default_factory=TranscribeOptions)
    num_speakers: int | None = None
    video: VideoWishes = field(default_factory=VideoWishes)
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class SubtitlePlan:
    """One file, and where its results go."""

    source: Path
    wishes: SubtitleWishes
    device: Device
    stem: str
    files: dict[str, Path]
    """Format → file."""
    fps: float | None
    """Frames a second of its picture; None where it has none."""
    is_transcript: bool
    """Whether the file holds words, not sound."""


@dataclass(frozen=True, slots=True)
class Subtitled:
    """What one file gave and where it is."""

    plan: SubtitlePlan
    transcript: Transcript
    reading: Reading
    files: dict[str, Path]

    def report(self) -> dict[str, Any]:
        """Return the facts as plain JSON values."""
        return {
            "recording": str(self.plan.source),
            "ok": True,
            "files": {name: str(path) for name, path in self.files.items()},
            "language": self.transcript.language,
            "duration": self.transcript.duration,
            "speakers": len(self.transcript.speakers),
            "cues": self.reading.cues,
            "too_fast": self.reading.fast,
            "fastest_cps": round(self.reading.fastest, 2),
        }


def plan_subtitles(wishes: SubtitleWishes, settings: Settings) -> list[SubtitlePlan]:
    """Return one plan per file, everything checked.

    Raises InvalidOption, UnsupportedFormat, InvalidDocument, OutputNotWritable (also for files that are there already), what
    opening a recording raises, and RuntimeMissing where letters cannot be drawn.
    """
    check_named(*wishes.files)
    _check_formats(wishes)
    _check_single(wishes)
    if wishes.transcript is None and (wishes.options.languages or wishes.options.model):
        LanguageVote(wishes.options.languages, asr.load(wishes.options.model, settings.device).languages)
    plans = [
        _plan(Path(file), stem, wishes, settings)
        for file, stem in zip(wishes.files, stems_of(wishes.files), strict=True)
    ]
    outputs = [path for plan in plans for path in plan.files.values()]
    for made in (wishes.video.mux, wishes.video.burn):
        outputs += [made] if made is not None else []
    _check_outputs(outputs, plans, wishes)
    return plans


def make_subtitles(plan: SubtitlePlan) -> Job[Subtitled]:
    """Return the job that does all that was asked for one file. Raises what its parts raise."""
    return Job(_make(plan))


def _plan(source: Path, stem: str, wishes: SubtitleWishes, settings: Settings) -> SubtitlePlan:
    check_file(source)
    is_transcript = source.suffix.lower().lstrip(".") in {row.name for row in FORMATS.values() if row.readable}
    picture = None if is_transcript else picture_of(source)
    video = wishes.video
    for option, target in (("--mux", video.mux), ("--burn", video.burn)):
        if target is not None and is_transcript:
            raise InvalidOption(
                option=option,
                detail=f"give the video, and the words with --from {source.name}",
                detail_ko=f"영상을 주고 글은 --from {source.name} 으로 주세요",
            )
    if video.burn is not None:
        if picture is None:
            raise no_picture(source)
        Letters(picture.width, picture.height, font=video.font)
    if wishes.transcript is not None:
        formats.find_reader(wishes.transcript.suffix)
    folder = wishes.folder or source.parent
    ending = ".en" if wishes.options.recognition.task == "translate" else ""
    files = {name: folder / f"{stem}{ending}.{name}" for name in wishes.formats}
    return SubtitlePlan(source, wishes, settings.device, stem, files, picture.fps if picture else None, is_transcript)


def _check_formats(wishes: SubtitleWishes) -> None:
    known = [row.name for row in FORMATS.values() if row.holds_cues]
    for name in wishes.formats:
        if name not in known:
            raise UnsupportedFormat(name=name, choices=", ".join(known))


def _check_single(wishes: SubtitleWishes) -> None:
    """Options that are about one file take one file."""
    alone = {"--from": wishes.transcript, "--mux": wishes.video.mux, "--burn": wishes.video.burn}
    for option, value in alone.items():
        if value is not None and len(wishes.files) > 1:
            raise InvalidOption(
                option=option,
                detail="is for one file; give them one after another",
                detail_ko="파일 하나에만 쓸 수 있습니다. 하나씩 주세요",
            )
    for option, target in (("--mux", wishes.video.mux), ("--burn", wishes.video.burn)):
        if target is not None:
            check_runtime()
            container_of(target, option)
    if wishes.video.mux is not None and wishes.video.mux == wishes.video.burn:
        raise InvalidOption(
            option="--burn", detail="must be another file than --mux", detail_ko="--mux와 다른 파일이어야 합니다"
        )


def _check_outputs(outputs: list[Path], plans: list[SubtitlePlan], wishes: SubtitleWishes) -> None:
    """No result may take the place of what is read, nor of what is there, unless that was asked for."""
    read = {plan.source.resolve() for plan in plans}
    if wishes.transcript is not None:
        read.add(wishes.transcript.resolve())
    for path in outputs:
        if path.resolve() in read:
            raise OutputNotWritable(
                path=str(path), detail="it is what is read", detail_ko="읽고 있는 바로 그 파일입니다"
            )
        if path.exists() and not wishes.overwrite:
            raise OutputNotWritable(
                path=str(path),
                detail="it is there already; --overwrite replaces it",
                detail_ko="이미 있습니다. --overwrite를 붙이면 바꿔 씁니다",
            )
    for folder in dict.fromkeys(path.parent for path in outputs):
        prepare_folder(folder)


def _make(plan: SubtitlePlan) -> Generator[Event, None, Subtitled]:
    wishes = plan.wishes
    transcript = yield from _transcript(plan)
    rule = replace(wishes.rule, fps=plan.fps) if plan.fps and 1.0 <= plan.fps <= 1000.0 else wishes.rule
    if rule.speakers and not any(segment.speaker for segment in transcript.segments):
        yield Notice("Nothing says who speaks here.", "누가 말하는지 알 수 없습니다.")
    shown = cues(transcript, rule, prefix=shows_speakers(transcript, rule))
    reading = reading_of(shown, rule)
    yield from _remarks(reading, wishes.video)
    files = dict(plan.files)
    for name, path in files.items():
        formats.write(transcript, path, name, rule=rule)
    track = Track(transcript, rule)
    for name, target in (("mux", wishes.video.mux), ("burn", wishes.video.burn)):
        if target is None or not shown:
            continue
        if name == "mux":
            yield from mux(plan.source, target, track)
        else:
            yield from burn(plan.source, target, track, font=wishes.video.font)
        files[name] = target
    return Subtitled(plan, transcript, reading, files)


def _remarks(reading: Reading, video: VideoWishes) -> Generator[Notice, None, None]:
    if not reading.cues and (video.mux or video.burn):
        yield Notice("No speech was found: no video is made.", "말소리를 찾지 못해 영상을 만들지 않습니다.")
    elif not reading.cues:
        yield Notice("No speech was found: the subtitles are empty.", "말소리를 찾지 못해 자막이 비어 있습니다.")
    elif reading.fast_share > TOLERATED:
        yield Notice(
            f"{reading.fast} of {reading.cues} subtitles must be read faster than is comfortable "
            f"(up to {reading.fastest:.0f} characters a second): people spoke so fast.",
            f"자막 {reading.cues}개 가운데 {reading.fast}개는 편하게 읽을 수 있는 속도를 넘습니다"
            f"(최고 초당 {reading.fastest:.0f}자). 말이 그만큼 빨랐습니다.",
        )


def _transcript(plan: SubtitlePlan) -> Generator[Event, None, Transcript]:
    wishes = plan.wishes
    if wishes.transcript is not None or plan.is_transcript:
        known = formats.read(wishes.transcript or plan.source)
        told = wishes.options.languages[0] if wishes.options.languages else None
        return known if known.language or not told else replace(known, language=told)
    folder = wishes.folder or plan.source.parent
    space = Workspace(folder / WORK_FOLDER / f"{plan.stem}-{digest_file(plan.source)[:12]}")
    if wishes.rule.speakers:
        options = MeetingOptions(wishes.options, DiarizationOptions(num_speakers=wishes.num_speakers))
        result = yield from hold_meeting(plan.source, options, workspace=space, device=plan.device).relay()
        return result.transcript
    heard: Transcript = yield from transcribe_source(
        plan.source, wishes.options, workspace=space, device=plan.device
    ).relay()
    return heard
