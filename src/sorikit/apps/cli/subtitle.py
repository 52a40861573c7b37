"""``sori subtitle FILE…``: subtitles that can be read, as files, as a track of the video, or drawn into it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.format_names import add_results, parse_formats
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.subtitle_layout import add_layout, layout_rule
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, SorikitError
from sorikit.formats import FORMATS

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.subtitles import Subtitled, SubtitleWishes


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "subtitle",
        help=t(
            "subtitles: files, a track of the video, or drawn into it", "자막: 파일로, 영상 트랙으로, 화면에 새겨서"
        ),
        description=t(
            "Make subtitles of videos and recordings, or of transcripts: two even lines by the width of Korean, Japanese and "
            "Latin letters, at a speed that can be read, never cut inside a word. Works without a network.",
            "영상과 녹음, 또는 녹취록으로 자막을 만듭니다. 한글·가나·로마자의 폭에 맞춘 고른 두 줄, 읽을 수 있는 속도, "
            "어절을 끊지 않는 줄바꿈을 지킵니다. 인터넷이 필요 없습니다.",
        ),
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar=t("FILE", "파일"),
        help=t("videos, recordings, or transcripts (json, srt …)", "영상, 녹음 또는 녹취록(json, srt 등)"),
    )
    _add_output(parser)
    add_layout(parser).add_argument(
        "--speakers",
        action=argparse.BooleanOptionalAction,
        help=t("say who speaks, finding out if need be, or do not", "누가 말하는지 밝힐지. 모르면 찾아냅니다"),
    )
    _add_words(parser)
    _add_video(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("results", "결과"))
    names = (row.name for row in FORMATS.values() if row.holds_cues)
    usual = t("srt; with --mux or --burn only the video", "srt. --mux, --burn를 쓰면 영상만")
    add_results(group, names, usual, t("beside each file", "파일 옆"))
    parser.set_defaults(output_dir=None, formats=None)
    group.add_argument(
        "--overwrite",
        action="store_true",
        help=t("replace files that are there already", "이미 있는 파일을 바꿔 씁니다"),
    )
    add_talk(parser)


def _add_words(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("words", "받아쓰기"))
    group.add_argument(
        "--from",
        dest="transcript",
        type=Path,
        metavar=t("TRANSCRIPT", "녹취록"),
        help=t("take the words of this json, srt, vtt …", "받아쓰지 않고 이 json, srt, vtt 등의 글을 씁니다"),
    )
    group.add_argument(
        "--language",
        default="auto",
        metavar="ko,en",
        help=t("auto, or the languages spoken (default: auto)", "auto 또는 말하는 언어들 (기본: auto)"),
    )
    group.add_argument(
        "--model",
        default="",
        metavar=t("NAME", "이름"),
        help=t("see: sori models list (default: whisper-base)", "목록: sori models list (기본: whisper-base)"),
    )
    group.add_argument("--translate", action="store_true", help=t("into English", "영어로 옮깁니다"))
    group.add_argument(
        "--num-speakers",
        type=int,
        metavar=t("N", "수"),
        help=t("exactly so many voices, with --speakers", "화자 수를 정확히, --speakers와 함께"),
    )


def _add_video(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("videos", "영상"))
    group.add_argument(
        "--mux",
        type=Path,
        metavar="OUT.mkv|mp4|webm",
        help=t(
            "a copy of the video with a subtitle track that players switch on and off; nothing is encoded again",
            "자막 트랙을 넣은 영상. 플레이어에서 켜고 끌 수 있고 다시 압축하지 않습니다",
        ),
    )
    group.add_argument(
        "--burn",
        type=Path,
        metavar="OUT.mp4|mkv|webm",
        help=t("a video with the subtitles drawn into the picture", "화면에 자막을 새긴 영상"),
    )
    group.add_argument(
        "--font",
        type=Path,
        metavar=t("FILE", "파일"),
        help=t("font for --burn (default: Sori Sans, inside the package)", "--burn의 글꼴 (기본: 들어 있는 Sori Sans)"),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Do the job for each file; one that fails does not stop the others. Returns the exit code."""
    from sorikit.apps.subtitles import make_subtitles, plan_subtitles

    plans = plan_subtitles(wishes(args), console.settings)
    reports: list[dict[str, Any]] = []
    code = 0
    for plan in plans:
        try:
            made = console.follow(make_subtitles(plan), plan.stem)
        except SorikitError as error:
            console.error(error.sentence(console.settings.language))
            reports.append({"recording": str(plan.source), "ok": False, "error": error.sentence("en")})
            code = error.exit_code
        else:
            reports.append(made.report())
            _tell(console, made)
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def wishes(args: argparse.Namespace) -> SubtitleWishes:
    """Return the arguments, checked. Raises InvalidOption or UnsupportedFormat."""
    from sorikit.apps.subtitles import SubtitleWishes, VideoWishes
    from sorikit.engines.asr import AsrOptions
    from sorikit.pipelines.transcribe import TranscribeOptions

    if args.translate and args.transcript:
        raise InvalidOption(
            option="--translate",
            detail="listens to the recording; leave --from out",
            detail_ko="녹음을 듣고 옮깁니다. --from을 빼세요",
        )
    recognition = AsrOptions(task="translate" if args.translate else "transcribe")
    return SubtitleWishes(
        files=tuple(args.files),
        formats=_formats(args),
        folder=args.output_dir,
        transcript=args.transcript,
        rule=replace(layout_rule(args), speakers=args.speakers),
        options=TranscribeOptions(parse_languages(args.language), recognition, args.model or None),
        num_speakers=args.num_speakers,
        video=VideoWishes(args.mux, args.burn, args.font),
        overwrite=args.overwrite,
    )


def _formats(args: argparse.Namespace) -> tuple[str, ...]:
    """Return the formats of the files: without -f a video comes alone, for its words may be those of a file beside it."""
    if args.formats is None:
        return () if args.mux or args.burn else ("srt",)
    return parse_formats(args.formats)


def _tell(console: Console, made: Subtitled) -> None:
    """Say in a few lines what came out and where it is."""
    console.result(
        t(f"{made.plan.stem}: {made.reading.cues} subtitles", f"{made.plan.stem}: 자막 {made.reading.cues}개")
    )
    for path in made.files.values():
        console.result(f"  {path}")
