"""``sori transcribe FILE|DIR|URL|- …``: what was said, in any format, with Whisper's own names for everything."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.format_names import add_results
from sorikit.apps.cli.language_names import parse_languages
from sorikit.apps.cli.parser import add_talk
from sorikit.apps.cli.subtitle_layout import add_layout, layout_rule
from sorikit.apps.cli.text import t
from sorikit.apps.cli.whisper_flags import add_refused, refuse, truth
from sorikit.core.errors import InvalidOption, UnsupportedFormat
from sorikit.formats import FORMATS, find_format

if TYPE_CHECKING:
    from sorikit.apps.batch.cluster import ClusterWishes
    from sorikit.apps.cli.console import Console
    from sorikit.apps.settings import Settings
    from sorikit.apps.transcriptions import TranscribeWishes
    from sorikit.core.device import Device
    from sorikit.dsp.speech_regions import SpeechRule

DEFAULT_FORMATS = "txt,srt,vtt,tsv,json"
"""What Whisper writes."""
ABOUT_SPEAKERS = ("md", "html", "rttm", "audacity")
"""Formats that are about speakers and minutes: those are made by ``sori meeting``."""
OURS = [name for name in FORMATS if name not in ABOUT_SPEAKERS]


def add(subparsers: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "transcribe",
        help=t("what was said, as text and subtitles", "말한 내용을 글과 자막으로"),
        description=t(
            "Write down recordings: files, everything below folders, addresses, or standard input (-). Options have "
            "Whisper's names; _ and - are alike. What is finished is skipped when the same command is given again; a stopped "
            "run goes on where it was. Works without a network.",
            "녹음을 받아씁니다. 파일, 폴더 전체, 주소, 표준 입력(-)을 받습니다. 옵션 이름은 Whisper와 같고 _와 -는 구별하지 "
            "않습니다. 같은 명령을 다시 실행하면 끝난 것은 건너뛰고 멈춘 곳부터 이어집니다. 인터넷이 필요 없습니다.",
        ),
        epilog=t(
            "One file without -o and -f also prints its text as it comes. Two recordings of one name keep their endings "
            "(talk.mp3.srt, talk.wav.srt); files of others are never overwritten without --overwrite.",
            "파일 하나를 -o, -f 없이 주면 글을 나오는 대로 보여 줍니다. 이름이 같은 녹음 둘은 확장자를 남깁니다"
            "(talk.mp3.srt, talk.wav.srt). --overwrite 없이는 다른 파일을 덮어쓰지 않습니다.",
        ),
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar=t("RECORDING", "녹음"),
        help=t("files, folders, http(s) addresses, or -", "파일, 폴더, http(s) 주소 또는 -"),
    )
    _add_output(parser)
    _add_words(parser)
    add_layout(parser)
    _add_speech(parser)
    _add_machine(parser)
    add_refused(parser)


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("results", "결과"))
    add_results(
        group,
        [*OURS, "all"],
        DEFAULT_FORMATS,
        t("here; folders keep their shape", "현재 폴더. 하위 폴더 구조를 유지합니다"),
    )
    parser.set_defaults(output_dir=None, formats=None)
    group.add_argument(
        "--word-timestamps",
        type=truth,
        nargs="?",
        const=True,
        default=True,
        metavar="True|False",
        help=t("False leaves the times of words out (default: True)", "False면 단어 시각을 뺍니다 (기본: True)"),
    )
    group.add_argument(
        "--overwrite",
        action="store_true",
        help=t(
            "do again what is finished, and overwrite files that are no recording's",
            "끝난 것도 다시 하고, 녹음의 것이 아닌 파일은 덮어씁니다",
        ),
    )
    group.add_argument(
        "--verbose",
        type=truth,
        nargs="?",
        const=True,
        metavar="True|False",
        help=t("print the text as it comes, or not", "글을 나오는 대로 보여 줄지"),
    )
    add_talk(parser)


def _add_words(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("words", "받아쓰기"))
    name, text = t("NAME", "이름"), t("TEXT", "글")
    group.add_argument(
        "--model",
        default="",
        metavar=name,
        help=t("see: sori models list (default: whisper-base)", "목록: sori models list (기본: whisper-base)"),
    )
    group.add_argument(
        "--language",
        default="auto",
        metavar="ko,en",
        help=t("auto, or the languages spoken (default: auto)", "auto 또는 말하는 언어들 (기본: auto)"),
    )
    group.add_argument(
        "--task",
        default="transcribe",
        metavar="transcribe|translate",
        help=t("translate writes English (default: transcribe)", "translate는 영어로 옮깁니다 (기본: transcribe)"),
    )
    group.add_argument("--beam-size", type=int, metavar="N", help=t("hypotheses kept", "유지할 가설 수"))
    group.add_argument(
        "--initial-prompt",
        default="",
        metavar=text,
        help=t("text said before: names, spellings", "앞서 한 말: 이름, 표기"),
    )
    group.add_argument(
        "--hotwords",
        "--keywords",
        default="",
        metavar=t("FILE|A,B", "파일|A,B"),
        help=t(
            "names and terms to expect: a file with one a line, or a list with commas",
            "나올 이름과 용어: 한 줄에 하나씩 적은 파일이나 쉼표로 나눈 목록",
        ),
    )
    group.add_argument(
        "--no-finish",
        "--raw",
        action="store_true",
        help=t(
            "leave the text as it was recognised (spaces, numbers, marks)",
            "띄어쓰기, 숫자, 문장 부호를 다듬지 않습니다",
        ),
    )


def _add_speech(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("what counts as speech", "말소리로 볼 것"))
    group.add_argument(
        "--vad-threshold",
        "--vad-onset",
        type=float,
        metavar="P",
        help=t("probability from which sound is speech (default: 0.5)", "말소리로 볼 확률 (기본: 0.5)"),
    )
    group.add_argument(
        "--vad-offset", type=float, metavar="P", help=t("… and below which it ends", "말소리가 끝나는 확률")
    )
    group.add_argument(
        "--vad-min-silence-duration-ms",
        type=int,
        metavar="MS",
        help=t("shorter pauses are bridged", "이보다 짧은 쉼은 잇습니다"),
    )
    group.add_argument(
        "--vad-model", default="", metavar=t("NAME", "이름"), help=t("detector of speech", "말소리 검출 모델")
    )


def _add_machine(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(t("machine", "컴퓨터"))
    group.add_argument("--threads", type=int, metavar="N", help=t("processor cores to use", "쓸 프로세서 코어 수"))
    group.add_argument(
        "--device", metavar="cpu|cuda", help=t("where to compute (default: cpu)", "계산할 곳 (기본: cpu)")
    )
    group.add_argument("--compute-type", metavar="int8|float16|float32", help=t("number format", "수 형식"))
    group.add_argument(
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help=t(
            "recordings at once, sharing one model (default: as many as are fastest)",
            "동시에 처리할 녹음 수, 모델은 함께 씁니다 (기본: 가장 빠른 수)",
        ),
    )
    group.add_argument(
        "--ray",
        metavar=t("ADDRESS|local", "주소|local"),
        help=t(
            "do it on a Ray cluster, or on one started here", "Ray 클러스터에서, 또는 여기서 하나를 띄워 처리합니다"
        ),
    )
    group.add_argument(
        "--max-download-mb",
        type=float,
        default=4000.0,
        metavar="MB",
        help=t("largest recording taken from an address (default: 4000)", "주소에서 받을 가장 큰 크기 (기본: 4000)"),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Do the batch, one recording or many. Returns the exit code."""
    refuse(args)
    wanted = wishes(args, console.settings)
    cluster = cluster_wishes(args)
    from sorikit.apps.cli.transcribing import follow_batch
    from sorikit.apps.transcriptions import check_wishes, plan_transcriptions

    if cluster is None:
        check_wishes(wanted)
    plan, notices = plan_transcriptions(wanted)
    for notice in notices:
        console.notice(notice)
    alone = len(plan.items) == 1 and args.output_dir is None and args.formats is None
    live = (alone if args.verbose is None else args.verbose) and not args.quiet and not args.as_json
    return follow_batch(plan, console, jobs=args.jobs, cluster=cluster, live=live)


def wishes(args: argparse.Namespace, settings: Settings) -> TranscribeWishes:
    """Return the arguments, checked. Raises InvalidOption or UnsupportedFormat."""
    from sorikit.apps.transcriptions import TranscribeWishes
    from sorikit.engines.asr import AsrOptions
    from sorikit.pipelines.finishing import FinishingOptions
    from sorikit.pipelines.transcribe import TranscribeOptions
    from sorikit.store.fetch import FetchOptions

    recognition = {"task": args.task, "initial_prompt": args.initial_prompt}
    if args.beam_size is not None:
        recognition["beam_size"] = args.beam_size
    formats = parse_formats(DEFAULT_FORMATS if args.formats is None else args.formats)
    _check_range("--jobs", args.jobs, 0, 256)
    _check_range("--max-download-mb", args.max_download_mb, 0.001, 1e9)
    _check_words(formats, word_times=args.word_timestamps)
    if args.highlight_words and not args.word_timestamps:
        raise InvalidOption(
            option="--highlight-words",
            detail="needs the times of words; leave out --word-timestamps False",
            detail_ko="단어 시각이 필요합니다. --word-timestamps False를 빼세요",
        )
    return TranscribeWishes(
        inputs=tuple(args.inputs),
        folder=args.output_dir or Path(),
        formats=formats,
        options=TranscribeOptions(
            languages=parse_languages(args.language),
            recognition=AsrOptions(**recognition),
            model=args.model or None,
            vad_model=args.vad_model or None,
            speech=_speech_rule(args),
            finishing=FinishingOptions(enabled=not args.no_finish),
            hotwords=read_hotwords(args.hotwords),
        ),
        device=_device(args, settings),
        word_times=args.word_timestamps,
        rule=layout_rule(args),
        overwrite=args.overwrite,
        fetching=FetchOptions(max_bytes=int(args.max_download_mb * 1e6)),
    )


def cluster_wishes(args: argparse.Namespace) -> ClusterWishes | None:
    """Return which cluster is asked for. Raises InvalidOption."""
    if args.ray is None:
        return None
    from sorikit.apps.batch.cluster import ClusterWishes

    return ClusterWishes(args.ray.strip(), args.jobs)


def parse_formats(text: str) -> tuple[str, ...]:
    """Return the formats of a comma-separated list; ``all`` is every one of words. Raises UnsupportedFormat, InvalidOption."""
    names: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        names += OURS if part == "all" else [_format_called(part)]
    if not names:
        _format_called(text)
    for name in names:
        if name in ABOUT_SPEAKERS:
            raise InvalidOption(
                option=f"-f {name}",
                detail=f"is about speakers and minutes; make it with: sori meeting RECORDING -f {name}",
                detail_ko=f"화자와 회의록을 위한 형식입니다. 이렇게 만드세요: sori meeting 녹음파일 -f {name}",
            )
    return tuple(dict.fromkeys(names))


def _format_called(name: str) -> str:
    try:
        return find_format(name).name
    except UnsupportedFormat as error:
        raise UnsupportedFormat(name=name, choices=", ".join([*OURS, "all"])) from error


def read_hotwords(text: str) -> tuple[str, ...]:
    """Return the words of a file (one a line; ``#`` begins a remark) or of a list with commas. Raises InvalidDocument."""
    if not text:
        return ()
    path = Path(text)
    if path.is_file():
        from sorikit.formats.files import read_text

        lines = [line.strip() for line in read_text(path).removeprefix("\ufeff").splitlines()]
        return tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if "," not in text and (path.suffix in (".txt", ".csv") or "/" in text):
        raise InvalidOption(
            option="--hotwords", detail=f"{text}: no such file", detail_ko=f"{text}: 그런 파일이 없습니다"
        )
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.split(",")))))


def _speech_rule(args: argparse.Namespace) -> SpeechRule:
    from sorikit.dsp.speech_regions import SpeechRule

    usual = SpeechRule()
    threshold = usual.threshold if args.vad_threshold is None else args.vad_threshold
    below = usual.threshold - usual.release
    release = max(threshold - below, threshold / 2) if args.vad_offset is None else args.vad_offset
    silence = usual.min_silence if args.vad_min_silence_duration_ms is None else args.vad_min_silence_duration_ms / 1000
    _check_range("--vad-threshold", threshold, 0.01, 0.99)
    _check_range("--vad-offset", release, 0.001, threshold)
    _check_range("--vad-min-silence-duration-ms", silence * 1000, 0, 10_000)
    return SpeechRule(threshold, release, usual.min_speech, silence, usual.padding)


def _device(args: argparse.Namespace, settings: Settings) -> Device:
    from dataclasses import replace

    device = settings.device
    if args.threads is not None:
        _check_range("--threads", args.threads, 0, 1024)
        device = replace(device, threads=args.threads)
    if args.device:
        device = replace(device, name=args.device)
    if args.compute_type:
        device = replace(device, compute_type=args.compute_type)
    return device


def _check_range(option: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise InvalidOption(
            option=option,
            detail=f"{value:g} is not between {least:g} and {most:g}",
            detail_ko=f"{value:g}은(는) {least:g}에서 {most:g} 사이가 아닙니다",
        )


def _check_words(formats: tuple[str, ...], *, word_times: bool) -> None:
    for name in ("ctm",) if not word_times else ():
        if name in formats:
            raise InvalidOption(
                option="--word-timestamps False",
                detail=f"{name} is made of words and their times; leave out one of the two",
                detail_ko=f"{name} 형식은 단어와 시각으로 되어 있습니다. 둘 가운데 하나를 빼세요",
            )
