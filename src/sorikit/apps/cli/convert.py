"""``sori convert IN --like REFERENCE``: the voice in a recording made like another, with consent."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "convert",
        help=t("the voice of a recording made like another", "녹음의 목소리를 다른 목소리처럼 바꾸기"),
        description=t(
            "Move the pitch and the sound of the voice in a recording towards those of a reference; words, pace and breath stay. "
            "It tells how near it came, and does not pretend to more. The person whose voice it is must have agreed.",
            "녹음의 음높이와 음색을 기준 목소리 쪽으로 옮깁니다. 말과 빠르기와 숨은 그대로입니다. "
            "얼마나 가까워졌는지 있는 그대로 알려 줍니다. 목소리 주인의 동의가 있어야 합니다.",
        ),
    )
    parser.add_argument("source", type=Path, metavar=t("IN", "녹음"), help=t("the recording", "바꿀 녹음"))
    add_like(parser, required=True)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=t("FILE", "파일"),
        help=t(
            "wav, mp3, ogg, opus, flac or m4a by its ending (default: IN-converted.wav)",
            "wav, mp3, ogg, opus, flac, m4a를 끝 이름으로 고릅니다 (기본: 녹음-converted.wav)",
        ),
    )
    _add_engine(parser)
    add_talk(parser)


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        metavar=t("NAME", "이름"),
        help=t(
            "spectral: pitch and outline of the spectrum, no model (default); openvoice: OpenVoice v2 (sori engines install coqui)",
            "spectral: 모델 없이 음높이와 스펙트럼 윤곽 (기본); openvoice: OpenVoice v2 (sori engines install coqui)",
        ),
    )
    parser.add_argument(
        "--model",
        metavar=t("NAME|FOLDER", "이름|폴더"),
        help=t(
            "of openvoice: a folder with config.json and checkpoint.pth (default: openvoice-v2, pulled)",
            "openvoice의 모델: config.json과 checkpoint.pth가 든 폴더 (기본: 받아 둔 openvoice-v2)",
        ),
    )


def add_like(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    """Declare ``--like`` and ``--consent``."""
    parser.add_argument(
        "--like",
        required=required,
        metavar=t("REFERENCE", "기준녹음"),
        help=t("a recording of the voice to be like, 10 s of one person", "닮게 할 목소리의 녹음, 한 사람이 10초쯤"),
    )
    parser.add_argument(
        "--consent",
        metavar=t('"WHO: WHY"', '"누가: 왜"'),
        help=t(
            "who agreed to that and what for; written into the file", "누가 무엇을 위해 동의했는지, 파일에 적힙니다"
        ),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Convert, write, tell how near it came."""
    from sorikit.apps.cli.nearness import told
    from sorikit.apps.likeness import run_conversion, wish
    from sorikit.pipelines.converting import ConversionOptions

    options = ConversionOptions(args.engine, args.model)
    wished = wish(args.like, args.consent, dt.datetime.now().astimezone())
    target = args.output or Path(f"{args.source.stem}-converted.wav")
    report = run_conversion(args.source, target, wished, console.settings.device, console.follow, options)
    if console.as_json:
        console.json(report.plain())
        return 0
    minutes, seconds = divmod(report.duration, 60)
    console.result(f"{report.target}: {int(minutes)}:{seconds:04.1f}")
    console.result(t("  before: ", "  전: ") + told(report.before))
    console.result(t("  after:  ", "  후: ") + told(report.after))
    return 0
