"""``sori meeting RECORDING``: who said what, when, and the minutes."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.diarize import add_engine
from sorikit.apps.cli.format_names import add_results, parse_formats
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, SorikitError
from sorikit.formats import FORMATS

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.meetings import MeetingWishes, Written
    from sorikit.voices.entry import KnownVoice

DEFAULT_FORMATS = "md,html,json"


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "meeting",
        help=t("who said what, when, and the minutes", "누가 언제 무엇을 말했는지와 회의록"),
        description=t(
            "Turn recordings into transcripts with speakers, and minutes whose every line points back to the audio. "
            "Works without a network. A stopped run goes on where it was when the same command is given again.",
            "녹음을 화자별 기록과 회의록으로 만듭니다. 회의록의 모든 줄은 녹음의 해당 부분을 가리킵니다. "
            "인터넷이 필요 없고, 멈춘 작업은 같은 명령을 다시 실행하면 이어집니다.",
        ),
    )
    parser.add_argument(
        "recordings", nargs="+", metavar=t("RECORDING", "녹음파일"), help=t("audio or video files", "소리나 영상 파일")
    )
    _add_output(parser)
    _add_speakers(parser)
    _add_minutes(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    add_results(parser, FORMATS, DEFAULT_FORMATS, "minutes/")
    parser.set_defaults(output_dir=Path("minutes"))
    add_talk(parser)
    parser.add_argument(
        "--no-audio",
        action="store_true",
        help=t("leave the audio out of the HTML page", "HTML에 소리를 넣지 않습니다"),
    )


def _add_speakers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        default="auto",
        metavar="ko,en",
        help=t("auto, or the languages spoken (default: auto)", "auto 또는 말하는 언어들 (기본: auto)"),
    )
    parser.add_argument(
        "--model",
        default="",
        metavar=t("NAME", "이름"),
        help=t(
            "recogniser, see: sori models list (default: whisper-base)",
            "받아쓰기 모델, 목록: sori models list (기본: whisper-base)",
        ),
    )
    number = t("N", "수")
    parser.add_argument(
        "--num-speakers", type=int, metavar=number, help=t("exactly so many voices", "화자 수를 정확히")
    )
    parser.add_argument("--min-speakers", type=int, metavar=number, help=t("at least so many", "화자 수의 최솟값"))
    parser.add_argument("--max-speakers", type=int, metavar=number, help=t("at most so many", "화자 수의 최댓값"))
    add_engine(parser, engine="--diarizer", model="--diarizer-model")
    parser.add_argument(
        "--names",
        default="",
        metavar='"SPEAKER_00=민수"',
        help=t("names for speakers, separated by commas", "화자의 이름, 쉼표로 나눔"),
    )
    parser.add_argument(
        "--voices",
        action="store_true",
        help=t(
            "name the speakers whose voices are known, see: sori speakers",
            "등록된 목소리면 이름을 붙입니다. 참고: sori speakers",
        ),
    )


def _add_minutes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--title", default="", metavar=t("TEXT", "제목"), help=t("title of the minutes", "회의록 제목"))
    parser.add_argument(
        "--date",
        default="",
        metavar="YYYY-MM-DD",
        help=t(
            "day of the meeting, to resolve words like tomorrow (default: what the file says, if it does)",
            "회의한 날. '내일' 같은 말을 날짜로 바꿉니다 (기본: 파일에 적힌 날짜)",
        ),
    )
    parser.add_argument(
        "--llm",
        default="",
        metavar="URL",
        help=t(
            "an OpenAI-compatible server that writes the minutes, such as http://localhost:11434/v1 "
            "(key: SORI_LLM_KEY or OPENAI_API_KEY)",
            "회의록을 쓸 OpenAI 호환 서버. 예: http://localhost:11434/v1 (키: SORI_LLM_KEY 또는 OPENAI_API_KEY)",
        ),
    )
    parser.add_argument("--llm-model", default="", metavar=t("NAME", "이름"), help=t("its model", "그 서버의 모델"))


def known_voices(console: Console) -> tuple[KnownVoice, ...]:
    """Return everybody in the library of voices. Raises what opening it raises."""
    from sorikit.apps.cli.speakers import open_with_passphrase

    return tuple(open_with_passphrase(console).voices())


def run(args: argparse.Namespace, console: Console) -> int:
    """Do the job for each recording; one that fails does not stop the others. Returns the exit code."""
    from sorikit.apps.meetings import plan_meetings, run_meeting

    known = known_voices(console) if args.voices else ()
    plans = plan_meetings(replace(wishes(args), voices=known), console.settings)
    reports: list[dict[str, Any]] = []
    code = 0
    for plan in plans:
        try:
            written = run_meeting(plan, console.follow)
        except SorikitError as error:
            console.error(error.sentence(console.settings.language))
            reports.append({"recording": plan.recording, "ok": False, "error": error.sentence("en")})
            code = error.exit_code
        else:
            reports.append(written.report())
            _tell(console, written)
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def wishes(args: argparse.Namespace) -> MeetingWishes:
    """Return the arguments, checked. Raises InvalidOption or UnsupportedFormat."""
    from sorikit.apps.meetings import MeetingWishes

    return MeetingWishes(
        recordings=tuple(args.recordings),
        folder=args.output_dir,
        formats=parse_formats(args.formats),
        languages=parse_languages(args.language),
        model=args.model or None,
        speakers=(args.num_speakers, args.min_speakers, args.max_speakers),
        diarizer=(args.diarizer, args.diarizer_model),
        names=parse_names(args.names),
        title=args.title,
        date=parse_date(args.date),
        llm=args.llm,
        llm_model=args.llm_model,
        embed_audio=not args.no_audio,
    )


def _tell(console: Console, written: Written) -> None:
    """Say in a few lines what came out and where it is."""
    transcript, minutes = written.result.transcript, written.result.minutes
    voices, decisions, actions = len(transcript.speakers), len(minutes.decisions), len(minutes.actions)
    if transcript.segments:
        console.result(
            t(
                f"{written.plan.stem}: speakers {voices}, decisions {decisions}, action items {actions}",
                f"{written.plan.stem}: 화자 {voices}명, 결정 {decisions}건, 할 일 {actions}건",
            )
        )
    for path in written.files.values():
        console.result(f"  {path}")


def parse_names(text: str) -> dict[str, str]:
    """Return ``{"SPEAKER_00": "민수"}`` of ``"SPEAKER_00=민수,…"``. Raises InvalidOption."""
    names: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        label, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not label or not name:
            raise InvalidOption(
                option="--names",
                detail=f'{part!r} is not of the form "SPEAKER_00=Anna"',
                detail_ko=f'{part!r}은(는) "SPEAKER_00=민수" 꼴이 아닙니다',
            )
        names[f"SPEAKER_{int(label):02d}" if label.isdigit() else label] = name
    return names


def parse_date(text: str) -> dt.date | None:
    """Return the date of ``YYYY-MM-DD`` (or ``today``); None for an empty text. Raises InvalidOption."""
    if not text:
        return None
    if text == "today":
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InvalidOption(
            option="--date",
            detail=f"{text!r} is not a date such as 2026-03-31",
            detail_ko=f"{text!r}은(는) 2026-03-31 같은 날짜가 아닙니다",
        ) from error
