"""``sori plot FILE… --kind KIND -o OUT``: pictures of a sound."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, SorikitError
from sorikit.plots.kinds import KINDS, find_kind
from sorikit.plots.options import THEME_NAMES, PlotOptions

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.core.text import Transcript
    from sorikit.plots.drawing import Picture

DEFAULT_KIND = "overview"


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "plot",
        help=t("pictures of a sound: waveform, spectrograms, speakers …", "소리의 그림: 파형, 스펙트로그램, 화자 등"),
        description=t(
            "Draw pictures of recordings of any length. With a transcript the overview shows who says what.",
            "길이에 상관없이 녹음을 그림으로 그립니다. 녹취록을 주면 한눈에 보기 그림에 누가 무엇을 말하는지도 나옵니다.",
        ),
        epilog=t(
            "Examples: sori plot a.wav;  sori plot a.wav --kind comparison -o a.svg;  "
            "sori plot talk.m4a --transcript minutes/talk.json",
            "예: sori plot a.wav;  sori plot a.wav --kind comparison -o a.svg;  "
            "sori plot 회의.m4a --transcript minutes/회의.json",
        ),
    )
    parser.add_argument(
        "files",
        nargs="*",
        metavar=t("FILE", "파일"),
        help=t(
            "audio or video files; for the kind turns also transcripts (json, rttm …)",
            "소리나 영상 파일. turns 그림은 녹취록(json, rttm 등)도 됩니다",
        ),
    )
    parser.add_argument(
        "-k",
        "--kind",
        default=DEFAULT_KIND,
        metavar=t("KIND", "종류"),
        help=t("one of ", "다음 가운데 하나: ") + ", ".join(KINDS) + t(" (default: overview)", " (기본: overview)"),
    )
    parser.add_argument(
        "--list", action="store_true", dest="list_kinds", help=t("list the kinds", "그림의 목록을 보여 줍니다")
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar=t("OUT", "결과"),
        help=t(
            ".png, .svg or .pdf file, or a folder (default: NAME-KIND.png in this folder)",
            ".png, .svg, .pdf 파일이나 폴더 (기본: 지금 폴더의 이름-종류.png)",
        ),
    )
    parser.add_argument(
        "--transcript",
        metavar=t("DOCUMENT", "문서"),
        help=t(
            "who says what, for the overview and turns: json, srt, vtt, ass, ttml, textgrid, tsv, csv or rttm",
            "한눈에 보기와 turns에 넣을 녹취록: json, srt, vtt, ass, ttml, textgrid, tsv, csv, rttm",
        ),
    )
    _add_look(parser)
    add_talk(parser)


def _add_look(parser: argparse.ArgumentParser) -> None:
    seconds, pixels = t("SECONDS", "초"), t("PIXELS", "픽셀")
    parser.add_argument("--start", type=float, default=0.0, metavar=seconds, help=t("begin here", "여기서부터"))
    parser.add_argument("--duration", type=float, metavar=seconds, help=t("show so much", "이만큼만"))
    parser.add_argument("--width", type=int, default=1600, metavar=pixels, help=t("default: 1600", "기본: 1600"))
    parser.add_argument(
        "--height", type=int, metavar=pixels, help=t("default: what suits the kind", "기본: 종류에 맞게")
    )
    parser.add_argument(
        "--dpi",
        type=int,
        default=160,
        metavar=t("N", "수"),
        help=t("how large letters and lines are (default: 160)", "글자와 선의 크기 (기본: 160)"),
    )
    parser.add_argument(
        "--theme", choices=THEME_NAMES, default="light", help=t("colours (default: light)", "색 (기본: light)")
    )
    parser.add_argument(
        "--title", metavar=t("TEXT", "제목"), help=t('default: the file; "" for none', '기본: 파일 이름, ""이면 없음')
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Draw each file; one that fails does not stop the others. Returns the exit code."""
    if args.list_kinds:
        return _list(console)
    try:
        return _draw_all(args, console)
    except InvalidOption as error:
        raise _as_typed(error) from error


def _draw_all(args: argparse.Namespace, console: Console) -> int:
    from sorikit.apps.recordings import check_named
    from sorikit.plots.drawing import plot_job

    check_named(*args.files)
    row, options = find_kind(args.kind), _options(args, console)
    targets = _targets(args, row.name)
    given = _transcript(args)
    reports: list[dict[str, Any]] = []
    code = 0
    for name, target in zip(args.files, targets, strict=True):
        try:
            transcript = given or (_who_speaks(name, console) if row.silent else None)
            job = plot_job(name, target, row.name, options, transcript=transcript)
            picture = console.follow(job, Path(name).name if len(args.files) > 1 else "")
        except SorikitError as error:
            shown = _as_typed(error) if isinstance(error, InvalidOption) else error
            said = shown.sentence(console.settings.language)
            console.error(said if Path(name).name in said or len(args.files) == 1 else f"{name}: {said}")
            reports.append({"file": name, "ok": False, "error": shown.sentence("en")})
            code = code or error.exit_code
            continue
        reports.append(_report(name, picture))
        console.result(str(picture.path))
    if args.as_json:
        console.json(reports[0] if len(reports) == 1 else reports)
    return code


def _options(args: argparse.Namespace, console: Console) -> PlotOptions:
    names = ("start", "duration", "width", "height", "dpi", "theme", "title")
    return PlotOptions(**{name: getattr(args, name) for name in names}, language=console.settings.language)


def _targets(args: argparse.Namespace, kind: str) -> list[Path]:
    """Return where each picture goes; files of the same name get a number. Raises InvalidOption or UnsupportedFormat."""
    from sorikit.plots.drawing import find_format

    if not args.files:
        raise InvalidOption(
            option="FILE",
            detail="no file is given, for example: sori plot a.wav",
            detail_ko="파일이 없습니다. 예: sori plot a.wav",
        )
    path = None if args.output is None else Path(args.output)
    if path is not None and not path.is_dir() and path.suffix and not args.output.endswith(("/", "\\")):
        find_format(path)
        if len(args.files) > 1:
            raise InvalidOption(
                option="-o",
                detail=f"{len(args.files)} files need a folder, not {path.name}",
                detail_ko=f"파일이 {len(args.files)}개이면 {path.name}이(가) 아니라 폴더를 주세요",
            )
        return [path]
    targets: list[Path] = []
    for name in args.files:
        stem = f"{Path(name).stem or 'audio'}-{kind}"
        same = sum(target.stem == stem or target.stem.startswith(f"{stem}-") for target in targets)
        targets.append((path or Path()) / f"{stem}{f'-{same + 1}' if same else ''}.png")
    return targets


def _transcript(args: argparse.Namespace) -> Transcript | None:
    if args.transcript is None:
        return None
    if len(args.files) > 1:
        raise InvalidOption(
            option="--transcript",
            detail="belongs to one recording; give one FILE",
            detail_ko="녹음 하나에만 쓸 수 있습니다. 파일을 하나만 주세요",
        )
    from sorikit.formats import read

    return read(args.transcript)


def _who_speaks(name: str, console: Console) -> Transcript:
    """Return the turns that a document holds, or that are heard in a recording. Raises what reading and diarizing raise."""
    from sorikit.core.codecs import check_file
    from sorikit.core.text import Transcript
    from sorikit.formats import FORMATS, read
    from sorikit.pipelines.sources import diarize_source

    path = Path(name)
    check_file(path, name=name)
    ending = path.suffix.lstrip(".").lower()
    if ending in FORMATS and FORMATS[ending].readable:
        document = read(path)
        return document if document.source else replace(document, source=path.name)
    found = console.follow(diarize_source(path, device=console.settings.device), path.name)
    return Transcript(turns=found.turns, duration=found.duration, source=path.name)


def _list(console: Console) -> int:
    """Show the table of kinds."""
    if console.as_json:
        console.json(
            [{"kind": row.name, "title": t(row.en, row.ko), "transcript": row.transcript} for row in KINDS.values()]
        )
        return 0
    width = max(map(len, KINDS))
    for row in KINDS.values():
        console.result(f"{row.name:{width}}  {t(row.en, row.ko)}")
    return 0


def _as_typed(error: InvalidOption) -> InvalidOption:
    """Return the error with the option's name as it is typed."""
    name = str(error.fields.get("option", ""))
    known = (*PlotOptions.__dataclass_fields__, "kind", "transcript")
    return InvalidOption(**{**error.fields, "option": f"--{name}" if name in known else name})


def _report(name: str, picture: Picture) -> dict[str, Any]:
    return {
        "file": name,
        "ok": True,
        "picture": str(picture.path),
        "kind": picture.kind,
        "width": picture.width,
        "height": picture.height,
        "start_s": picture.start,
        "duration_s": picture.duration,
        "sample_rate": picture.sample_rate,
        "channels": picture.channels,
    }
