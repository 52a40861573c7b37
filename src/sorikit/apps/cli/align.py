"""``sori align AUDIO TEXT``: when each word of a given text is said."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.format_names import add_results, parse_formats
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption, OutputNotWritable
from sorikit.formats import FORMATS

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.core.text import Transcript
    from sorikit.pipelines.align import Alignment

DEFAULT_FORMATS = "srt,json"
ENGINES = ("whisper", "wav2vec2")
SHOWN = 8
"""Uncertain words that are named in the summary."""


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "align",
        help=t("when each word of a given text is said", "주어진 글의 낱말마다 말한 시각을"),
        description=t(
            "Find when the words of a text that you have (a script, lyrics, a corrected transcript) are said in a recording. "
            "Words that are not heard there are told, not made up. Works without a network.",
            "가지고 있는 글(대본, 가사, 고친 녹취록)의 낱말이 녹음에서 언제 나오는지 찾습니다. "
            "들리지 않는 낱말은 지어내지 않고 알려 줍니다. 인터넷이 필요 없습니다.",
        ),
    )
    parser.add_argument("audio", metavar=t("RECORDING", "녹음파일"), help=t("audio or video file", "소리나 영상 파일"))
    parser.add_argument(
        "text",
        metavar=t("TEXT", "글"),
        help=t(
            "file with what is said: txt (a segment a line), srt, vtt, json …; or - for standard input",
            "말한 내용이 든 파일: txt(한 줄이 한 구간), srt, vtt, json 등. -는 표준 입력",
        ),
    )
    _add_output(parser)
    _add_engine(parser)
    add_talk(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    names = (name for name, row in FORMATS.items() if not row.holds_minutes or name == "json")
    add_results(parser, names, DEFAULT_FORMATS, t("here", "현재 폴더"))
    parser.add_argument(
        "--overwrite",
        action="store_true",
        help=t("replace files that are there already", "이미 있는 파일을 바꿔 씁니다"),
    )


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        default="auto",
        metavar="ko,en",
        help=t("auto, or the languages spoken (default: auto)", "auto 또는 말하는 언어들 (기본: auto)"),
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default="whisper",
        help=t(
            "attention of Whisper, or CTC of a wav2vec2 model (default: whisper)",
            "Whisper의 어텐션 또는 wav2vec2 모델의 CTC (기본: whisper)",
        ),
    )
    parser.add_argument(
        "--model",
        default="",
        metavar=t("NAME|FOLDER", "이름|폴더"),
        help=t("model of that engine; wav2vec2 needs one", "그 엔진의 모델. wav2vec2에는 꼭 필요합니다"),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Align, write the results, say what is uncertain. Returns the exit code."""
    from sorikit.apps.recordings import check_named, ending_of, prepare_folder
    from sorikit.formats import write
    from sorikit.pipelines.align import AlignOptions, align_source

    check_named(args.audio, args.text)
    formats = parse_formats(args.formats)
    targets = {name: args.output_dir / f"{_stem(args)}.{ending_of(name)}" for name in formats}
    _refuse_to_overwrite(args, targets)
    prepare_folder(args.output_dir)
    text = read_given(args.text)
    options = AlignOptions(parse_languages(args.language), _model(args))
    job = align_source(args.audio, text, options, console.settings.device)
    found: Alignment = console.follow(job, Path(args.audio).name)
    for name, path in targets.items():
        write(found.transcript, path, name)
    _tell(console, found, targets)
    return 0


def read_given(name: str) -> str | Transcript:
    """Return the text of a file: a transcript where its ending says so, else lines. Raises InvalidDocument."""
    from sorikit.formats import FORMATS, read
    from sorikit.formats.files import read_text

    if name == "-":
        return sys.stdin.read()
    ending = Path(name).suffix.lstrip(".").lower()
    if ending in FORMATS and FORMATS[ending].readable and ending != "txt":
        return read(name)
    return read_text(name)


def _stem(args: argparse.Namespace) -> str:
    return Path(args.audio).stem or "aligned"


def _model(args: argparse.Namespace) -> str | None:
    if args.engine == "wav2vec2" and not args.model:
        raise InvalidOption(
            option="--engine wav2vec2",
            detail="needs a model; give --model FOLDER, or the name of one of: sori models list",
            detail_ko="모델이 필요합니다. --model 폴더 또는 sori models list에 있는 이름을 주세요",
        )
    return args.model or None


def _refuse_to_overwrite(args: argparse.Namespace, targets: dict[str, Path]) -> None:
    """Raise where a result would replace the text itself, or another file without ``--overwrite``."""
    for path in targets.values():
        same = args.text != "-" and path.exists() and path.resolve() == Path(args.text).resolve()
        if same or (path.exists() and not args.overwrite):
            raise OutputNotWritable(
                path=path,
                detail="it is the given text" if same else "it exists; --overwrite replaces it",
                detail_ko="주어진 글이 바로 이 파일입니다" if same else "이미 있습니다. --overwrite를 주면 바꿔 씁니다",
            )


def _tell(console: Console, found: Alignment, targets: dict[str, Path]) -> None:
    words = list(found.transcript.words)
    if console.as_json:
        console.json(
            {
                "words": [
                    {
                        "text": w.text.strip(),
                        "start": round(w.start, 3),
                        "end": round(w.end, 3),
                        "probability": w.probability,
                    }
                    for w in words
                ],
                "uncertain": list(found.uncertain),
                "share": found.share,
                "files": {name: str(path) for name, path in targets.items()},
            }
        )
        return
    sure = len(words) - len(found.uncertain)
    console.result(t(f"{sure} of {len(words)} words found", f"낱말 {len(words)}개 가운데 {sure}개를 찾았습니다"))
    if found.uncertain:
        named = ", ".join(words[index].text.strip() for index in found.uncertain[:SHOWN])
        more = " …" if len(found.uncertain) > SHOWN else ""
        console.result(t(f"  not heard: {named}{more}", f"  들리지 않은 것: {named}{more}"))
    for path in targets.values():
        console.result(f"  {path}")
