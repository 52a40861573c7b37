"""``sori diarize RECORDING …``: who speaks when."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.conversation import tell_statistics
from sorikit.apps.cli.format_names import add_results, parse_formats
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, SorikitError

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.diarizations import Diarized, DiarizeWishes
    from sorikit.apps.settings import Settings

FORMATS = ("rttm", "json", "txt", "audacity", "textgrid")
"""Formats that can say who speaks when without a word of what is said."""


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "diarize",
        help=t("who speaks when", "누가 언제 말하는지"),
        description=t(
            "Find out who speaks when: the number of speakers by itself, overlapping speech included. Works without a network.",
            "누가 언제 말하는지 찾습니다. 화자 수를 스스로 알아내고 겹친 말도 나눕니다. 인터넷이 필요 없습니다.",
        ),
    )
    number = t("N", "수")
    parser.add_argument(
        "inputs", nargs="+", metavar=t("RECORDING", "녹음"), help=t("files, folders, or -", "파일, 폴더 또는 -")
    )
    add_results(parser, FORMATS, "rttm", t("here", "현재 폴더"))
    parser.add_argument(
        "--num-speakers", type=int, metavar=number, help=t("exactly so many voices", "화자 수를 정확히")
    )
    parser.add_argument("--min-speakers", type=int, metavar=number, help=t("at least so many", "화자 수의 최솟값"))
    parser.add_argument("--max-speakers", type=int, metavar=number, help=t("at most so many", "화자 수의 최댓값"))
    parser.add_argument(
        "--exclusive",
        action="store_true",
        help=t("one speaker at any moment, for pairing with words", "한순간에 한 사람만: 단어와 짝지을 때"),
    )
    parser.add_argument(
        "--stats",
        action="store_true",
        help=t(
            "also tell turns, silence, interruptions and who speaks after whom",
            "발언 횟수, 침묵, 끼어듦, 누구 다음에 누가 말하는지도 보여 줍니다",
        ),
    )
    add_engine(parser)
    add_talk(parser)


def add_engine(parser: argparse.ArgumentParser, *, engine: str = "--engine", model: str | None = "--model") -> None:
    """Declare which engine finds the speakers, under these names."""
    parser.add_argument(
        engine,
        default="sorikit",
        metavar=t("NAME", "이름"),
        help=t(
            "who finds the speakers: sorikit (default), channels (a speaker in each channel, as in calls), "
            "pyannote (pyannote.audio's pipelines)",
            "화자를 찾는 엔진: sorikit(기본), channels(통화처럼 채널마다 한 사람), pyannote(pyannote.audio의 파이프라인)",
        ),
    )
    if model is not None:
        parser.add_argument(
            model,
            metavar=t("MODEL", "모델"),
            help=t(
                "pipeline of pyannote: 3.1, community-1 (default), owner/name, or a folder",
                "pyannote의 파이프라인: 3.1, community-1(기본), 소유자/이름 또는 폴더",
            ),
        )


def run(args: argparse.Namespace, console: Console) -> int:
    """Do each recording; one that fails does not stop the others. Returns the exit code."""
    from sorikit.apps.diarizations import plan_diarizations, run_diarization

    reports: list[dict[str, Any]] = []
    code = 0
    for plan in plan_diarizations(wishes(args, console.settings)):
        try:
            done = run_diarization(plan, console.follow)
        except SorikitError as error:
            console.error(error.sentence(console.settings.language))
            reports.append({"recording": plan.recording, "ok": False, "error": error.sentence("en")})
            code = error.exit_code
        else:
            reports.append(done.report())
            _tell(console, done)
            if args.stats:
                tell_statistics(console, done.result.turn_statistics)
            if done.hint is not None:
                console.notice(done.hint)
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def wishes(args: argparse.Namespace, settings: Settings) -> DiarizeWishes:
    """Return the arguments, checked. Raises InvalidOption or UnsupportedFormat."""
    from sorikit.apps.diarizations import DiarizeWishes
    from sorikit.pipelines.diarize import DiarizationOptions

    return DiarizeWishes(
        inputs=tuple(args.inputs),
        folder=args.output_dir,
        formats=turn_formats(args.formats),
        options=DiarizationOptions(
            args.num_speakers, args.min_speakers, args.max_speakers, engine=args.engine, model=args.model
        ),
        device=settings.device,
        exclusive=args.exclusive,
    )


def turn_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a comma-separated list. Raises UnsupportedFormat, or InvalidOption for one that needs words."""
    names = parse_formats(text)
    for name in names:
        if name not in FORMATS:
            raise InvalidOption(
                option=f"-f {name}",
                detail=f"needs words; make it with: sori meeting RECORDING -f {name}. Here: {', '.join(FORMATS)}",
                detail_ko=f"받아쓴 말이 있어야 합니다: sori meeting 녹음파일 -f {name}. 여기서는 {', '.join(FORMATS)}",
            )
    return names


def _tell(console: Console, done: Diarized) -> None:
    """Say who talks how long, and where the files are."""
    report = done.report()
    voices = ", ".join(
        t(f"{who} {seconds:.0f} s", f"{who} {seconds:.0f}초") for who, seconds in report["speakers"].items()
    )
    name = done.plan.stem
    if not voices:
        console.result(t(f"{name}: nobody speaks", f"{name}: 말소리가 없습니다"))
    else:
        count = len(report["speakers"])
        many = "1 speaker" if count == 1 else f"{count} speakers"
        console.result(t(f"{name}: {many} ({voices})", f"{name}: 화자 {count}명 ({voices})"))
    for path in done.files.values():
        console.result(f"  {path}")
